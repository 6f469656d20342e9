from __future__ import annotations

import pytest

from steelyard.stats.agreement.sizes import for_difference, for_mean, for_reliability


def test_the_worked_example_of_a_mean() -> None:
    """True 92, target 91, standard deviation 6, power 0.9: 310."""
    assert for_mean(1, 6) == pytest.approx(310, abs=1)
    assert for_mean(1, 6, alike=2.0) == pytest.approx(2 * 309, abs=4)
    assert for_mean(0, 6) is None


@pytest.mark.parametrize(("correlation", "cases"), [(0.01, 231), (0.03, 76), (0.05, 45), (0.10, 21)])
def test_reliability_of_seven_tenths(correlation: float, cases: int) -> None:
    assert for_reliability(correlation) == cases


def test_a_difference_of_a_quarter_of_a_deviation() -> None:
    assert for_difference(0.25, 1, power=0.9) == pytest.approx(338, abs=2)
    assert for_difference(0.0, 1) is None
    assert for_reliability(0) is None
