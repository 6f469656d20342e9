from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.sampling.cluster_samples import design_effect, mean_of_clusters, ratio_of_totals


def test_californian_schools(shared: Path) -> None:
    expected = case(shared, "intervals", "ratio_survey")["expected"]
    data = table(shared, "intervals", "apiclus1.csv")
    ratio = (data["api.stu"], data["enroll"], data["pw"], data["dnum"])
    mean = (data["api00"], data["pw"], data["dnum"])
    districts = float(data["fpc"][0])
    found = {
        "clus1": ratio_of_totals(*ratio, districts),
        "clus1_no_fpc": ratio_of_totals(*ratio),
        "mean_api00": mean_of_clusters(*mean, districts),
        "mean_api00_no_fpc": mean_of_clusters(*mean),
    }
    for name, drawn in found.items():
        assert [drawn.estimate, drawn.se] == pytest.approx([expected[name]["est"], expected[name]["se"]], rel=1e-7), (
            name
        )
    assert design_effect(*mean, districts) == pytest.approx(expected["deff_api00"], abs=1e-5)


def test_a_ratio_by_hand() -> None:
    drawn = ratio_of_totals([2.0, 4.0, 6.0], [1.0, 1.0, 2.0], [1.0, 1.0, 1.0], ["a", "b", "c"])
    assert drawn.estimate == 3
    assert drawn.se == pytest.approx(np.sqrt(3 / 2 * 2 / 16))


def test_a_census_has_no_error() -> None:
    assert mean_of_clusters([1.0, 2.0, 5.0], np.ones(3), [1, 2, 3], 3).se == 0


@pytest.mark.parametrize(("clusters", "population"), [([1, 1, 1], np.inf), ([1, 2, 3], 2)])
def test_refusals(clusters: list[int], population: float) -> None:
    with pytest.raises(SteelyardError, match="clusters were drawn"):
        mean_of_clusters([1.0, 2.0, 5.0], np.ones(3), clusters, population)
