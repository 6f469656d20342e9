from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight
from tests.stats.reference import case, table, tally

from steelyard.stats.sampling.jackknife import jackknife, replicate
from steelyard.stats.surveys.survival import kaplan_meier


def test_the_six_mp_trial(shared: Path) -> None:
    expected = case(shared, "censoring", "km_6mp")["expected"]
    data = table(shared, "censoring", "gehan.csv")
    arm = data["treat"] == "6-MP"
    grid, events, censored = tally(data["time"][arm], data["cens"][arm] == 1)
    curve = kaplan_meier(events, censored)
    found = {
        "time": grid,
        "n.risk": curve.at_risk,
        "n.event": events,
        "surv": curve.survival,
        "se": curve.se,
    }
    for name, values in found.items():
        assert values == pytest.approx(expected[name], abs=1e-6), name


def test_by_hand_with_a_tie_events_come_first() -> None:
    curve = kaplan_meier([0, 1, 1], [0, 1, 1])
    assert curve.at_risk.tolist() == [4, 4, 2]
    assert curve.survival == pytest.approx([1, 3 / 4, 3 / 8])
    assert curve.se[1] == pytest.approx(3 / 4 * np.sqrt(1 / 12))


def test_where_nobody_is_left_nothing_is_known() -> None:
    curve = kaplan_meier([1, 0, 0], [0, 1, 0])
    assert curve.survival[:2] == pytest.approx([0.5, 0.5])
    assert np.isnan(curve.survival[2])
    assert np.isnan(curve.se[2])
    assert np.isnan(kaplan_meier([0, 0], [0, 0]).survival).all()


def test_when_all_have_returned_the_curve_stays_at_zero() -> None:
    curve = kaplan_meier([1, 1, 0], [0, 0, 0])
    assert curve.survival == pytest.approx([0.5, 0, 0])
    assert np.isnan(curve.se[1:]).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), min_size=2, max_size=40))
def test_agrees_with_statsmodels(rows: list[tuple[int, int]]) -> None:
    time, is_event = np.array(rows).T
    grid, events, censored = tally(time + 1, is_event)
    curve = kaplan_meier(events, censored)
    other = SurvfuncRight(time + 1, is_event)
    at = np.searchsorted(grid, other.surv_times)
    assert curve.survival[at] == pytest.approx(other.surv_prob)


def test_cells_along_leading_axes_are_as_if_alone() -> None:
    rng = np.random.default_rng(4)
    events, censored = rng.integers(0, 4, (3, 2, 9)), rng.integers(0, 4, (3, 2, 9)) + 1
    together = kaplan_meier(events, censored).survival
    assert together[2, 1] == pytest.approx(kaplan_meier(events[2, 1], censored[2, 1]).survival)


def test_a_return_curve_is_a_figure_of_sums() -> None:
    rng = np.random.default_rng(12)
    runs, groups, rows = 400, 64, 1500
    estimates, spreads = [], []
    for _ in range(runs):
        back, watched = rng.geometric(0.08, rows), rng.integers(3, 40, rows)
        seen, group = back <= watched, rng.integers(0, groups, rows)
        counts = np.zeros((groups, 2, 41))
        np.add.at(counts, (group, np.where(seen, 0, 1), np.minimum(back, watched)), 1)
        full, replicates = replicate(counts.reshape(groups, -1))
        curve = kaplan_meier(*full.reshape(2, 41))
        varied = kaplan_meier(*np.moveaxis(replicates.reshape(groups, 2, 41), 1, 0))
        spreads.append(jackknife(curve.survival[7], varied.survival[:, 7]).variance)
        estimates.append(curve.survival[7])
    assert np.mean(estimates) == pytest.approx(0.92**7, abs=0.003)
    assert np.mean(spreads) == pytest.approx(np.var(estimates), rel=0.25)
    assert np.mean(spreads) == pytest.approx(float(curve.se[7]) ** 2, rel=0.1)
