from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats import reference

from steelyard.stats.control.individuals import individuals


def test_viscosity_as_published(shared: Path) -> None:
    known = reference.case(shared, "qa", "xmr_viscosity")
    found, expected = individuals(known["inputs"]["x"]), known["expected"]
    # The published limits round 3 / 1.128 to 2.66.
    assert found.centre == pytest.approx(expected["centre"], abs=1e-6)
    assert found.moving_range == pytest.approx(expected["mr_bar"], abs=1e-6)
    assert (found.low, found.high) == pytest.approx((expected["lcl"], expected["ucl"]), abs=5e-4)
    assert found.range_high == pytest.approx(expected["mr_ucl"], abs=1e-6)


def test_over_a_missing_week_no_range_is_taken() -> None:
    assert individuals([1.0, 3.0, np.nan, 100.0, 102.0]).moving_range == pytest.approx(2)


@pytest.mark.parametrize("values", [[], [5.0], [5.0, np.nan, 5.0], [np.nan, np.nan]])
def test_without_neighbours_there_are_no_limits(values: list[float]) -> None:
    assert np.isnan(individuals(values).sigma)
