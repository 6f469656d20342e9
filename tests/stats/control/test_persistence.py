"""How much wider a mean's interval is where neighbours are alike: simulated, with the truth known."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.control.persistence import reach

SPAN, COUNT = 13, 78


def worlds(between: float, carried: float, count: int, step: float = 0.0) -> tuple[float, float]:
    """How often the mean of the newest points lies within its limits, and how wide these are in the middle."""
    rng = np.random.default_rng(3)
    held, wide = 0, []
    for _ in range(count):
        luck = rng.standard_normal(COUNT)
        for place in range(1, COUNT):
            luck[place] = carried * luck[place - 1] + np.sqrt(1 - carried**2) * luck[place]
        values = between * luck + rng.standard_normal(COUNT) + step * (np.arange(COUNT) >= 40)
        found = reach(values, np.ones(COUNT), SPAN)
        wide.append(found)
        held += abs(values[-SPAN:].mean() - step) <= found * 1.96 / np.sqrt(SPAN)
    return held / count, float(np.median(wide))


@pytest.mark.parametrize(("between", "carried"), [(0.0, 0.0), (0.8, 0.5), (0.8, 0.7), (1.5, 0.7)])
def test_the_mean_lies_within_its_limits(between: float, carried: float) -> None:
    assert worlds(between, carried, 80)[0] >= 0.9


def test_points_that_differ_by_their_numbers_alone_widen_little() -> None:
    assert worlds(0.0, 0.0, 40)[1] < 1.35


def test_a_level_that_moved_once_is_not_taken_for_neighbours_that_are_alike() -> None:
    assert worlds(0.0, 0.0, 40, step=3.0)[1] < 1.6


def test_of_few_points_nothing_is_told() -> None:
    assert reach([1.0, 2.0, np.nan], [1.0, 1.0, 1.0], 2) == 1.0


def test_missing_points_are_passed_over() -> None:
    values = np.where(np.arange(40) % 5 == 0, np.nan, np.random.default_rng(2).standard_normal(40))
    assert 1.0 <= reach(values, np.ones(40), SPAN) < 3
