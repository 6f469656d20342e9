from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats import reference

from steelyard.stats.control.ewma import ewma, mean_run_length


def test_montgomerys_example(shared: Path) -> None:
    known = reference.case(shared, "qa", "cusum_montgomery")
    found, expected = ewma(known["inputs"]["x"], 10, 1, weight=0.1, width=2.7), known["expected"]["ewma"]
    np.testing.assert_allclose(found.values, expected["z"], atol=1e-6)
    assert [place + 1 for place in np.flatnonzero(found.outside)] == expected["signals"]
    last = ewma(np.zeros(200), 10, 1, weight=0.1, width=2.7)
    assert 10 + last.reach[-1] == pytest.approx(expected["final_ucl"], abs=1e-6)


@pytest.mark.parametrize(
    ("weight", "width", "shift", "published"),
    [(0.05, 2.615, 0, 500), (0.1, 2.814, 0, 500), (0.25, 2.998, 0, 500), (0.1, 2.814, 1, 10.3), (0.25, 3.0, 1, 11.15)],
)
def test_run_lengths_as_published(weight: float, width: float, shift: float, published: float) -> None:
    """Lucas and Saccucci (1990), table 3; the last in the documentation of SAS/QC, by Crowder's method."""
    assert mean_run_length(shift, weight=weight, width=width) == pytest.approx(published, rel=5e-3)


def test_over_a_missing_week_it_stays() -> None:
    found = ewma([1.0, np.nan, 1.0])
    assert found.values[1] == found.values[0]
    assert found.reach[1] == found.reach[0]
    assert not found.outside[1]
