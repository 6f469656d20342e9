from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.comparison.standardisation import expected_rates, fitted_ratios, observed_limits, of_others


def test_berkeley(shared: Path) -> None:
    """Women were admitted less often, and more often than the departments they chose explain.

    A third unit, like one of the two, is judged by both together.
    """
    expected = case(shared, "casemix", "berkeley_mix")["expected"]
    data = table(shared, "casemix", "ucb.csv")
    _, sex = np.unique(data["Gender"], return_inverse=True)
    _, department = np.unique(data["Dept"], return_inverse=True)
    cell = sex * 6 + department
    count = np.bincount(cell, data["Freq"]).reshape(2, 6)
    admitted = np.bincount(cell, data["Freq"] * (data["Admit"] == "Admitted")).reshape(2, 6)
    crude = admitted.sum(axis=1) / count.sum(axis=1)
    assert crude == pytest.approx(list(expected["crude"].values()), abs=1e-8)
    for sex_of, ratio in enumerate(expected["indirect_oe"].values()):
        units, strata = (codes.ravel() for codes in np.indices((3, 6)))
        cells = [np.vstack([values, values[sex_of]]).ravel() for values in (admitted, count)]
        rate = expected_rates(units, [strata], *cells, pull=0.0)[12:]
        assert admitted[sex_of].sum() / (rate @ count[sex_of]) == pytest.approx(ratio, abs=1e-8)


def test_a_unit_is_expected_to_do_as_the_others() -> None:
    unit, strata = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    total, count = np.array([90.0, 10.0, 30.0, 20.0]), np.array([100.0, 100.0, 50.0, 100.0])
    assert expected_rates(unit, [strata], total, count, pull=0.0) == pytest.approx([0.6, 0.2, 0.9, 0.1])
    assert of_others(unit, strata, count).tolist() == [50, 100, 100, 100]


def test_a_thin_stratum_takes_after_the_one_above() -> None:
    unit = np.array([0, 1, 1])
    coarse, fine = np.zeros(3, dtype=np.int64), np.array([0, 0, 1])
    rate = expected_rates(unit, [coarse, fine], [1.0, 3.0, 40.0], [4.0, 5.0, 95.0])
    assert rate[0] == pytest.approx((3 + 10 * (43 + 10 * 0.43) / 110) / 15)


def test_one_unit_has_nothing_to_be_compared_with() -> None:
    with pytest.raises(SteelyardError, match="nothing to compare"):
        expected_rates(np.zeros(2, np.int64), [], [1.0, 2.0], [5.0, 5.0])


def test_units_and_strata_fitted_together_are_the_poisson_model() -> None:
    rng = np.random.default_rng(4)
    unit, stratum = (codes.ravel() for codes in np.indices((5, 7)))
    count = rng.integers(5, 80, 35).astype(float)
    total = rng.poisson(count * rng.uniform(0.1, 0.6, 7)[stratum] * rng.uniform(0.7, 1.3, 5)[unit]).astype(float)
    design = np.column_stack([np.eye(7)[stratum], np.eye(5)[unit][:, 1:]])
    model = sm.GLM(total, design, family=sm.families.Poisson(), offset=np.log(count)).fit(tol=1e-12)
    found = fitted_ratios(unit, stratum, total, count)
    assert found[1:] / found[0] == pytest.approx(np.exp(model.params[7:]), rel=1e-5)


def test_limits_of_rare_events() -> None:
    count = np.array([0.0, 1.0, 5.0, 40.0])
    exact, byar = observed_limits(count, 10.0), observed_limits(count, 10.0, method="byar")
    assert exact.low[1:] == pytest.approx(stats.chi2.ppf(0.025, 2 * count[1:]) / 20)
    assert exact.high == pytest.approx(stats.chi2.ppf(0.975, 2 * (count + 1)) / 20)
    assert (exact.low[0], byar.low[0]) == (0, 0)
    assert byar.low[2:] == pytest.approx(exact.low[2:], rel=0.02)
    assert byar.high[2:] == pytest.approx(exact.high[2:], rel=0.01)
