"""What a term's row says of it."""

import pytest

from steelyard.answers import Estimate, Interval
from steelyard.view.answers.change import effect_cells


@pytest.mark.parametrize(
    ("value", "low", "high", "is_sure", "says"),
    [
        (0.05, 0.03, 0.07, True, "raised it"),
        (-0.05, -0.07, -0.03, True, "lowered it"),
        (0.05, -0.01, 0.11, False, "cannot tell"),
        (0.002, 0.0001, 0.003, False, "too small to tell"),
        (-0.04, -0.07, -0.01, False, "cannot tell"),
    ],
)
def test_an_effect_that_leaves_zero_out_is_not_called_unknown_for_being_small(
    value: float, low: float, high: float, is_sure: bool, says: str
) -> None:
    effect = Estimate("technology", "ln", {}, value, Interval(low, high, 0.95, "jackknife", ("customers",)))
    assert effect_cells(effect, is_sure)[-1].text == says
