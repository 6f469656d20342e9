from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.stats.designs.staggered import NEVER, averaged, cohorts


def panel(data: dict[str, np.ndarray], unit: str, period: str, first: str, y: str) -> tuple[np.ndarray, np.ndarray]:
    units, rows = np.unique(data[unit], return_inverse=True)
    periods, columns = np.unique(data[period], return_inverse=True)
    outcome, begins = np.full((len(units), len(periods)), np.nan), np.full(len(units), NEVER)
    outcome[rows, columns] = data[y]
    begins[rows] = np.where(data[first] > 0, data[first] - periods[0], NEVER)
    return outcome, begins


@pytest.mark.parametrize("way", ["never", "not_yet"])
def test_counties(shared: Path, way: str) -> None:
    expected = case(shared, "initiatives", "callaway_santanna_mpdta")["expected"][way]
    outcome, begins = panel(table(shared, "initiatives", "mpdta.csv"), "countyreal", "year", "first.treat", "lemp")
    found = cohorts(outcome, begins, is_never_only=way == "never")
    told = {f"{g + 2003},{t + 2003}": k for k, (g, t) in enumerate(zip(found.first, found.period, strict=True))}
    for label, entry in expected["att_gt"].items():
        effect, error = (entry["att"], entry["se"]) if isinstance(entry, dict) else (entry, None)
        assert found.effects[told[label]] == pytest.approx(effect, abs=1e-6), label
        own = found.average(np.arange(len(found.effects)) == told[label])
        assert error is None or own.error == pytest.approx(error, abs=1e-4)
    assert found.overall().value == pytest.approx(expected["simple"], abs=1e-6)
    if way == "never":
        ages = found.by_age()
        for age, effect in expected["event"].items():
            assert ages[int(age)].value == pytest.approx(effect, abs=1e-6), age


def test_sites_begun_one_after_another(shared: Path) -> None:
    expected = case(shared, "initiatives", "staggered_rollout_a")["expected"]
    outcome, begins = panel(table(shared, "initiatives", "staggered_a.csv"), "site", "week", "first_week", "score")
    found = cohorts(outcome, begins, is_fixed=True)
    overall = found.overall()
    assert overall.value == pytest.approx(expected["never"]["simple"], abs=1e-6)
    assert overall.error == pytest.approx(expected["analytic_se_simple"], rel=0.05)
    assert abs(overall.value - expected["truth_simple"]) < 3 * overall.error
    for age in ("-3", "-2", "0", "1", "3", "7"):  # the reference leaves the first week out, so earlier ages differ
        effect = expected["never"]["event"][age]
        assert found.by_age()[int(age)].value == pytest.approx(effect, abs=1e-6), age
    not_yet = cohorts(outcome, begins, is_never_only=False, is_fixed=True)
    assert not_yet.overall().value == pytest.approx(expected["not_yet"]["simple"], abs=1e-6)


def test_without_others_there_is_no_effect() -> None:
    assert np.isnan(cohorts(np.ones((4, 5)), np.full(4, 2)).overall().value)


def test_leaving_out_units_gives_the_same_mean_and_a_like_error(shared: Path) -> None:
    outcome, begins = panel(table(shared, "initiatives", "mpdta.csv"), "countyreal", "year", "first.treat", "lemp")
    for never in (True, False):
        by_influence = cohorts(outcome, begins, is_never_only=never).overall()
        found = averaged(outcome, begins, is_never_only=never)
        assert found.value == pytest.approx(by_influence.value, abs=1e-9)
        assert found.error == pytest.approx(by_influence.error, rel=0.1)


def test_cohorts_of_one_unit_have_an_error() -> None:
    """Intervals of 95% over eight units that begin one after another hold nought in about 95 of 100 panels."""
    holds = []
    for seed in range(200):
        draw = np.random.default_rng(seed)
        outcome = draw.normal(size=(16, 12))
        begins = np.where(np.arange(16) < 8, 3 + np.arange(16), NEVER)
        low, high = averaged(outcome, begins).limits()
        holds.append(low < 0 < high)
    assert 0.9 <= np.mean(holds) <= 0.99
    assert np.isnan(averaged(outcome[:9], np.where(np.arange(9) < 8, 3, NEVER)).variance)
