from __future__ import annotations

import numpy as np

from steelyard.stats.control.rules import signals


def test_a_point_outside() -> None:
    assert signals([0.5, 3.1, -3.1, 2.9]).tolist() == [0, 1, -1, 0]


def test_eight_in_a_row_on_one_side() -> None:
    assert signals([-0.1] * 7).tolist() == [0] * 7
    assert signals([-0.1] * 9).tolist() == [0] * 7 + [-1, -1]


def test_the_other_side_and_the_centre_end_a_run() -> None:
    assert not signals([0.1] * 7 + [-0.1] + [0.1] * 7).any()
    assert not signals([0.1] * 7 + [0.0] + [0.1] * 7).any()


def test_a_run_goes_on_over_a_missing_point() -> None:
    assert signals([0.1] * 4 + [np.nan] + [0.1] * 4).tolist() == [0] * 8 + [1]


def test_runs_may_be_left_out() -> None:
    assert not signals([0.1] * 20, run=None).any()
