from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.designs.series import drift, long_run, placebo_share, step


def worlds(count: int, weeks: int, carried: float, seed: int) -> np.ndarray:
    """Gaps of weeks of which nothing was done in any; a share of each week's luck is carried to the next."""
    rng = np.random.default_rng(seed)
    found = rng.standard_normal((count, weeks))
    for week in range(1, weeks):
        found[:, week] = carried * found[:, week - 1] + np.sqrt(1 - carried**2) * found[:, week]
    return found


def test_a_step_by_hand() -> None:
    found = step([[1.0, 3.0, 2.0, 9.0, 7.0, 8.0]], [[False] * 3 + [True] * 3])
    assert found.value == pytest.approx(6)
    assert found.df == pytest.approx(2.25)


def test_cohorts_count_by_their_share() -> None:
    gaps = [[0.0, 0.0, 4.0, 4.0, 4.0, 4.0], [1.0, 1.0, 1.0, 1.0, 3.0, 3.0]]
    after = [[False] * 2 + [True] * 4, [False] * 4 + [True] * 2]
    assert step(gaps, after, [0.75, 0.25]).value == pytest.approx(0.75 * 4 + 0.25 * 2)


def test_a_week_left_out_counts_on_neither_side() -> None:
    gaps, after = [[1.0, 1.0, np.nan, 5.0, 5.0, 5.0]], [[False] * 3 + [True] * 3]
    assert step(gaps, after).value == pytest.approx(4)


def test_long_run_of_alike_neighbours_by_hand() -> None:
    assert long_run(np.array([1.0, 2.0, -1.0]), 1) == pytest.approx(6 + 2 * 0.5 * (2 - 2))
    assert long_run(np.array([1.0, 1.0]), 1) == pytest.approx(2 + 2 * 0.5)


@pytest.mark.parametrize(("carried", "most"), [(0.0, 0.06), (0.3, 0.06), (0.5, 0.08)])
def test_both_together_seldom_find_what_is_not_there(carried: float, most: float) -> None:
    after = np.arange(70) >= 40
    false = [
        step(row, after).p < 0.05 and placebo_share(row, after) <= 0.1 for row in worlds(1000, 70, carried, seed=3)
    ]
    assert np.mean(false) <= most


def test_a_step_is_found_and_a_drift_is_seen() -> None:
    after = np.arange(70) >= 40
    stepped = [row + 1.5 * after for row in worlds(200, 70, 0.2, seed=4)]
    assert np.mean([step(row, after).p < 0.05 and placebo_share(row, after) <= 0.1 for row in stepped]) > 0.9
    drifting = [row + 0.08 * np.arange(70) for row in worlds(200, 70, 0.2, seed=5)]
    assert np.mean([drift(row, ~after).p < 0.05 for row in drifting]) > 0.8


def test_too_few_weeks_tell_nothing() -> None:
    assert np.isnan(drift([1.0, 2.0, 3.0], [True, True, True]).variance)
    assert np.isnan(step([1.0, 2.0], [False, True]).variance)
    assert np.isnan(step([1.0, 2.0], [False, False]).value)
