"""Worlds keep the rules their closed forms rest on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from calibration.drawn import Setting, Shocks, draw

DAY_S = 86_400
WINDOW_S = 7 * DAY_S


def _in_order(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    order = np.lexsort((rows["opened_s"], rows["customer"]))
    return {name: values[order] for name, values in rows.items()}


def test_the_same_seed_draws_the_same_rows() -> None:
    one, two, other = (draw(Setting(), 3, 50, seed) for seed in (5, 5, 6))
    assert np.array_equal(one.contacts["opened_s"], two.contacts["opened_s"])
    assert len(one.contacts["opened_s"]) != len(other.contacts["opened_s"])


def test_contacts_of_an_issue_follow_within_the_window_and_issues_do_not() -> None:
    """So that chaining by the window finds exactly the issues that were drawn."""
    rows = _in_order(draw(Setting(), 4, 2_000, seed=1).contacts)
    gap_s = rows["opened_s"][1:] - rows["ended_s"][:-1]
    same_customer = rows["customer"][1:] == rows["customer"][:-1]
    same_issue = rows["issue"][1:] == rows["issue"][:-1]
    assert (gap_s[same_issue] <= WINDOW_S).all()
    assert (gap_s[same_customer & ~same_issue] > WINDOW_S).all()


def test_topics_keep_parallel_issues_apart() -> None:
    rows = draw(replace(Setting(), slots=1, lines=3), 2, 2_000, seed=1).contacts
    pairs = np.unique(np.stack([rows["customer"], rows["family"], rows["issue"]]), axis=1)
    assert len(np.unique(pairs[:2], axis=1).T) == len(np.unique(pairs[2]))


def test_shocks_move_days_and_not_the_mean() -> None:
    """Days that differ spread more than days that do not; over many worlds the mean stays."""
    calm, rough = (draw(Setting(shocks=Shocks(day_handle=reach)), 40, 500, seed=2).contacts for reach in (0.0, 0.8))
    by_day = [_spread_of_days(rows) for rows in (calm, rough)]
    assert by_day[1] > 1.5 * by_day[0]
    means = [np.nanmean(rows["handle_s"]) for rows in (calm, rough)]
    assert abs(means[1] / means[0] - 1) < 0.02


def _spread_of_days(rows: dict[str, np.ndarray]) -> float:
    answered = ~rows["abandoned"]
    day = rows["world"][answered] * 1_000 + rows["opened_s"][answered] // DAY_S
    _, code = np.unique(day, return_inverse=True)
    count = np.bincount(code)
    mean = np.bincount(code, rows["handle_s"][answered]) / count
    return float(np.std(mean[count >= 5]))
