"""What is known of some issues only, carried within pools of segments; by hand."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.models.carrying import carry_known, fill_open, pooled, pools_of, unmarked_bots

SEGMENTS = {("gold", "human"): 0, ("silver", "human"): 1, ("gold", "bot"): 2, ("silver", "bot"): 3}


def test_segments_of_the_same_keys_share_a_pool() -> None:
    assert pools_of(SEGMENTS, (1,)).tolist() == [0, 0, 1, 1]
    assert pools_of(SEGMENTS, (0,)).tolist() == [0, 1, 0, 1]
    assert pools_of(SEGMENTS, ()).tolist() == [0, 0, 0, 0]
    assert pooled(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 1])).tolist() == [3, 3, 7, 7]


def test_the_unknown_take_the_mean_of_their_pool() -> None:
    """60 hours of 20 issues: 3 an issue; 10 more issues of each segment whose hours are not known."""
    part, known, issues = np.array([20.0, 40.0]), np.array([10.0, 10.0]), np.array([20.0, 20.0])
    assert carry_known(part, known, issues, np.array([0, 0])).tolist() == [50, 70]
    assert carry_known(part, known, issues, np.array([0, 1])).tolist() == [40, 80]
    nothing = np.zeros(2)
    assert carry_known(nothing, nothing, issues, np.array([0, 0])).tolist() == [0, 0]


@pytest.mark.parametrize(("within", "expected"), [((), [2, 3]), ((0,), [3])])
def test_bots_of_which_a_fifth_is_silent_are_unknown_and_people_never(
    within: tuple[int, ...], expected: list[int]
) -> None:
    sums = {"issues": np.full(4, 100.0), "unmarked": np.array([90.0, 90.0, 10.0, 60.0])}
    assert np.flatnonzero(unmarked_bots(sums, SEGMENTS, within)).tolist() == expected


def test_what_is_open_is_filled_by_the_share_solved() -> None:
    side = np.zeros((1, 13))
    side[0, :2], side[0, 11:] = (4.0, 5.0), (8.0, 10.0)
    assert [fill_open(side, share)[0, :2].tolist() for share in (0.0, 0.5, 1.0)] == [[0, 0], [4, 5], [8, 10]]
