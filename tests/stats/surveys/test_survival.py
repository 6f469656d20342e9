from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff
from tests.stats.reference import case, table

from steelyard.stats.sampling.jackknife import jackknife, replicate
from steelyard.stats.surveys.survival import aalen_johansen, curve_limits, kaplan_meier, log_rank, tally


def test_the_six_mp_trial(shared: Path) -> None:
    expected = case(shared, "censoring", "km_6mp")["expected"]
    data = table(shared, "censoring", "gehan.csv")
    arm = data["treat"] == "6-MP"
    grid, events, censored = tally(data["time"][arm], data["cens"][arm] == 1)
    curve = kaplan_meier(events, censored)
    limits = curve_limits(curve)
    found = {
        "time": grid,
        "n.risk": curve.at_risk,
        "n.event": events,
        "surv": curve.survival,
        "se": curve.se,
        "lower": limits.low,
        "upper": limits.high,
    }
    for name, values in found.items():
        assert values == pytest.approx(expected[name], abs=1e-6), name
    days = np.arange(int(data["time"].max()) + 1)
    arms = [_by_day(data["time"][which], data["cens"][which] == 1, len(days)) for which in (arm, ~arm)]
    test = log_rank([events for events, _ in arms], [censored for _, censored in arms])
    assert test.chi2 == pytest.approx(expected["logrank_chisq"], abs=1e-6)
    assert test.df == 1


def _by_day(times: np.ndarray, is_event: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    day = times.astype(int)
    return np.bincount(day[is_event], minlength=length), np.bincount(day[~is_event], minlength=length)


def test_competing_events(shared: Path) -> None:
    for row in case(shared, "censoring", "competing_small")["expected"]:
        time, cause = np.array(row["time"]), np.array(row["cause"])
        grid = np.unique(time)
        counts = [[int(((time == at) & (cause == which)).sum()) for at in grid] for which in (0, 1, 2)]
        incidence = aalen_johansen(counts[1:], counts[0])
        for which in (1, 2):
            places = np.searchsorted(grid, row[f"cif{which}_at"])
            assert incidence[which - 1][places] == pytest.approx(row[f"cif{which}"], abs=1e-10)


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
    assert np.isnan(aalen_johansen([[1, 0, 0]], [0, 1, 0])[0, 2])
    assert np.isnan(kaplan_meier([0, 0], [0, 0]).survival).all()


def test_when_all_have_returned_the_curve_stays_at_zero() -> None:
    curve = kaplan_meier([1, 1, 0], [0, 0, 0])
    assert curve.survival == pytest.approx([0.5, 0, 0])
    assert np.isnan(curve.se[1:]).all()
    assert np.isnan(curve_limits(curve).low[1:]).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=2, max_size=40))
def test_agrees_with_statsmodels(rows: list[tuple[int, int]]) -> None:
    time, cause = np.array(rows).T
    is_event = (cause > 0).astype(int)
    grid, events, censored = tally(time + 1, is_event)
    curve = kaplan_meier(events, censored)
    other = SurvfuncRight(time + 1, is_event)
    at = np.searchsorted(grid, other.surv_times)
    assert curve.survival[at] == pytest.approx(other.surv_prob)
    counts = [[int(((time + 1 == when) & (cause == which)).sum()) for when in grid] for which in (0, 1, 2)]
    incidence = aalen_johansen(counts[1:], counts[0])
    assert incidence.sum(axis=0) + curve.survival == pytest.approx(np.ones(len(grid)))
    if {1, 2} <= set(cause.tolist()):
        known = CumIncidenceRight(time + 1, cause)
        at = np.searchsorted(grid, known.times)
        for which in (0, 1):
            assert incidence[which][at] == pytest.approx(known.cinc[which])


def test_three_arms_agree_with_statsmodels() -> None:
    rng = np.random.default_rng(2)
    time, is_event, arm = rng.integers(1, 20, 90), rng.random(90) < 0.7, rng.integers(0, 3, 90)
    counts = [_by_day(time[arm == which], is_event[arm == which], 21) for which in range(3)]
    test = log_rank([events for events, _ in counts], [censored for _, censored in counts])
    chi2, p_value = survdiff(time, is_event.astype(int), arm)
    assert [test.chi2, test.p_value] == pytest.approx([chi2, p_value])


def test_cells_along_leading_axes_are_as_if_alone() -> None:
    rng = np.random.default_rng(4)
    events, censored = rng.integers(0, 4, (3, 2, 9)), rng.integers(0, 4, (3, 2, 9)) + 1
    together = kaplan_meier(events, censored).survival
    assert together[2, 1] == pytest.approx(kaplan_meier(events[2, 1], censored[2, 1]).survival)
    causes = np.stack([events, events[::-1]], axis=-2)
    assert aalen_johansen(causes, censored)[2, 1] == pytest.approx(aalen_johansen(causes[2, 1], censored[2, 1]))


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
