from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.designs.stretch import LEAST_OVER, Stretch, beginnings, highest, raised, stepped


def raising(weeks: int, begin: int, end: int, share: float, seed: int, mean: float = 40.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = np.where((np.arange(weeks) >= begin) & (np.arange(weeks) < end), 1 + share, 1.0)
    return rng.poisson(mean * level).astype(float)


def test_what_lies_above_the_rest_by_hand() -> None:
    found = raised([2.0, 2.0, 2.0, 5.0, 5.0], [1.0, 1.0, 1.0, 2.0, 2.0], [False, False, False, True, True])
    assert found.value == pytest.approx(10 - 2 * 4)


def test_weeks_without_anything_expected_count_on_neither_side() -> None:
    found = raised([2.0, 99.0, 2.0, 3.0, 3.0], [1.0, 0.0, 1.0, 1.0, 1.0], [False, False, False, True, True])
    assert found.value == pytest.approx(2.0)


@pytest.mark.parametrize("weeks", [30, 70])
def test_nothing_is_seldom_found(weeks: int) -> None:
    worlds = [highest(raising(weeks, 0, 0, 0.0, seed), np.full(weeks, 40.0)) for seed in range(250)]
    assert np.mean([one is not None and one.p <= 0.05 for one in worlds]) <= 0.068


@pytest.mark.parametrize("weeks", [30, 70])
def test_neighbours_that_are_alike_do_not_pass_for_a_stretch(weeks: int) -> None:
    rng, false = np.random.default_rng(5), []
    for _ in range(200):
        luck = rng.standard_normal(weeks)
        for at in range(1, weeks):
            luck[at] = 0.3 * luck[at - 1] + np.sqrt(1 - 0.3**2) * luck[at]
        found = highest(40 + 6 * luck, np.full(weeks, 40.0))
        false.append(found is not None and found.p <= 0.05)
    assert np.mean(false) <= 0.08


def test_a_stretch_is_found_and_dated() -> None:
    right = []
    for seed in range(60):
        x = raising(75, 44, 61, 0.5, seed)
        found = highest(x, np.full(75, 40.0))
        assert found is not None
        assert found.p < 0.01
        first, last = beginnings(x, np.full(75, 40.0), found)
        right.append(first <= 44 <= last)
    assert np.mean(right) >= 0.93


def test_what_goes_on_reaches_the_last_week() -> None:
    found = highest(raising(60, 50, 60, 1.0, 2), np.full(60, 40.0))
    assert found is not None
    assert found.end == 60
    assert found.begin == pytest.approx(50, abs=1)


def test_an_episode_is_no_stretch() -> None:
    found = highest(raising(60, 30, 33, 1.0, 2), np.full(60, 40.0))
    assert found is not None
    assert found.end - found.begin >= LEAST_OVER


def test_a_stretch_of_too_few_weeks_begins_where_it_is_said_to() -> None:
    assert beginnings([3.0] * 5, [1.0] * 5, Stretch(2, 5, 0.1, 1.0, 0.5)) == (2, 2)


def test_too_few_weeks_or_nothing_at_all_give_none() -> None:
    assert highest([3.0] * 10, [1.0] * 10) is None
    assert highest([0.0] * 60, [1.0] * 60) is None
    assert highest([3.0] * 60, [0.0] * 60) is None


def test_a_step_is_told_from_a_slope() -> None:
    """By least squares of the rates, weighted by what is expected, on a step and a slope."""
    expected, inside = np.array([1.0, 2, 1, 2, 1, 2, 1, 2]), np.arange(8) >= 4
    slope = 3 + 0.5 * np.arange(8)
    found = stepped(expected * (slope + 2 * inside), expected, inside)
    assert found.value == pytest.approx(2.0)
    assert stepped(expected * slope, expected, inside).value == pytest.approx(0.0, abs=1e-9)


def test_the_error_of_a_step_is_right() -> None:
    rng, inside = np.random.default_rng(3), np.arange(26) >= 13
    found = [stepped(rng.poisson(40.0, 26).astype(float), np.full(26, 40.0), inside) for _ in range(400)]
    assert np.mean([one.p <= 0.05 for one in found]) <= 0.075
    assert np.std([one.value for one in found]) == pytest.approx(np.mean([one.error for one in found]), rel=0.2)
