"""Both parts of the unit cost at one mix, by hand and against a regression saturated in strata and state."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.economics.unit_cost import Totals, cost_parts

ALL = np.array([True, True])
NONE_THIN = np.array([False, False])


def totals(rows: dict[str, list[list[float]]]) -> Totals:
    return Totals(**{name: np.array(values, dtype=float) for name, values in rows.items()})


TWO = totals(
    {
        "n": [[80, 20], [20, 80]],
        "known": [[80, 20], [20, 80]],
        "value": [[64, 10], [10, 60]],
        "rated": [[40, 10], [10, 40]],
        "rating": [[32, 5], [8, 30]],
        "cost": [[400, 200], [60, 400]],
        "costed": [[80, 20], [20, 80]],
        "time_cost": [[80, 40], [40, 160]],
        "timed": [[80, 20], [20, 80]],
        "contacts": [[80, 30], [30, 160]],
    }
)


def test_both_parts_by_hand() -> None:
    found = cost_parts(TWO, TWO.n[1], ALL, NONE_THIN)
    value_0 = (20 * 0.8 * 0.8 + 80 * 0.5 * 0.5) / 100
    value_1 = (20 * 0.5 * 0.8 + 80 * 0.75 * 0.75) / 100
    np.testing.assert_allclose(found.value, [value_0, value_1])
    np.testing.assert_allclose(found.provider, [(20 * 5 + 80 * 10) / 100 / value_0, 4.6 / value_1])
    np.testing.assert_allclose(found.customers, [(20 * 1 + 80 * 2) / 100 / value_0, 2.0 / value_1])
    np.testing.assert_allclose(found.contact, [900 / (20 + 120), 460 / 190])


def test_a_thin_stratum_takes_the_rating_of_all_chosen_and_one_not_chosen_says_nothing() -> None:
    thin = cost_parts(TWO, TWO.n[1], ALL, np.array([True, False]))
    assert thin.value[0] == pytest.approx((20 * 0.8 * 37 / 50 + 80 * 0.25) / 100)
    one = cost_parts(TWO, TWO.n[1], np.array([True, False]), NONE_THIN)
    np.testing.assert_allclose(one.provider, [5 / 0.64, 3 / 0.4])


def test_replicates_lead() -> None:
    twice = Totals(**{name: np.stack([values, 2 * values]) for name, values in vars(TWO).items()})
    found = cost_parts(twice, twice.n[..., 1:, :], ALL, NONE_THIN)
    np.testing.assert_allclose(found.provider[0], found.provider[1])
    assert found.provider.shape == (2, 2)


def test_standardised_means_are_those_of_a_saturated_regression() -> None:
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(3)
    stratum, state = rng.integers(0, 4, 3000), np.zeros(3000, dtype=int)
    state = (rng.random(3000) < 0.2 + 0.15 * stratum).astype(int)
    cost = rng.gamma(2.0, 2.0, 3000) + stratum - state
    value = rng.random(3000) * (1 + 0.2 * state)

    def design(states: np.ndarray) -> np.ndarray:
        dummies = (stratum[:, None] == np.arange(4)).astype(float)
        return np.hstack([dummies, dummies * states[:, None]])

    means = []
    for outcome in (cost, value):
        fitted = sm.OLS(outcome, design(state)).fit()
        taken = state == 1
        means.append([fitted.predict(design(np.full(3000, one)))[taken].mean() for one in (0, 1)])

    def by_stratum(values: np.ndarray) -> np.ndarray:
        return np.stack([np.bincount(stratum[state == one], values[state == one], 4) for one in (0, 1)])

    ones = by_stratum(np.ones(3000))
    sums = Totals(by_stratum(value), ones, ones, ones, by_stratum(cost), ones, ones, ones, ones, ones)
    found = cost_parts(sums, ones[1], np.ones(4, dtype=bool), np.zeros(4, dtype=bool))
    np.testing.assert_allclose(found.value, means[1])
    np.testing.assert_allclose(found.provider, np.array(means[0]) / np.array(means[1]))
