"""Rungs: held, not yet or cannot tell, from the interval and nothing else."""

from __future__ import annotations

import pytest

from steelyard.analyses.verdict import state
from steelyard.answers import Estimate, Interval


def figure(low: float, high: float) -> Estimate:
    return Estimate("f", "share", value=(low + high) / 2, interval=Interval(low, high))


@pytest.mark.parametrize(
    ("low", "high", "better", "expected"),
    [
        (0.71, 0.74, "high", "held"),
        (0.70, 0.74, "high", "held"),
        (0.69, 0.74, "high", "cannot_tell"),
        (0.60, 0.69, "high", "not_yet"),
        (0.66, 0.70, "high", "cannot_tell"),
        (0.60, 0.69, "low", "held"),
        (0.71, 0.74, "low", "not_yet"),
        (0.69, 0.74, "low", "cannot_tell"),
    ],
)
def test_a_rung_is_held_only_by_its_whole_interval(low: float, high: float, better: str, expected: str) -> None:
    assert state(figure(low, high), 0.70, better) == expected


@pytest.mark.parametrize("estimate", [None, Estimate("f", "share"), Estimate("f", "share", value=0.9)])
def test_without_a_figure_or_an_interval_it_cannot_be_told(estimate: Estimate | None) -> None:
    assert state(estimate, 0.70, "high") == "cannot_tell"
