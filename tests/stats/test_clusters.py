from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from steelyard.errors import SteelyardError
from steelyard.stats.clusters import classical, clustered, clustered_two_ways, errors, fit_line, robust

from .reference import case, table


def test_petersen(shared: Path) -> None:
    expected = case(shared, "intervals", "petersen_clustered")["expected"]
    data = table(shared, "intervals", "petersen.csv")
    fit = fit_line(np.column_stack([np.ones_like(data["x"]), data["x"]]), data["y"])
    found = {
        "coef": fit.coefficients,
        "se_ols": errors(classical(fit)),
        "se_hc1": errors(robust(fit)),
        "se_firm": errors(clustered(fit, data["firm"])),
        "se_year": errors(clustered(fit, data["year"])),
        "se_two_way_c_minus_robust": errors(clustered_two_ways(fit, data["firm"], data["year"])),
    }
    for name, values in expected.items():
        assert found[name] == pytest.approx([values["(Intercept)"], values["x"]], abs=5e-5), name


def test_agrees_with_statsmodels_where_crossings_hold_several_rows() -> None:
    rng = np.random.default_rng(3)
    agent, day = rng.integers(0, 9, 300), rng.integers(0, 6, 300)
    x = rng.standard_normal(300)
    y = 1 + 2 * x + rng.standard_normal(9)[agent] + rng.standard_normal(6)[day] + rng.standard_normal(300)
    design = np.column_stack([np.ones(300), x])
    fit = fit_line(design, y)
    other = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": np.column_stack([agent, day])})
    assert errors(clustered_two_ways(fit, agent, day)) == pytest.approx(other.bse, rel=1e-9)
    one = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": agent})
    assert errors(clustered(fit, agent)) == pytest.approx(one.bse, rel=1e-9)


def test_a_mean_by_hand() -> None:
    fit = fit_line(np.ones((4, 1)), [1.0, 3.0, 5.0, 7.0])
    assert fit.coefficients == pytest.approx([4])
    assert errors(classical(fit)) == pytest.approx([np.sqrt(20 / 3 / 4)])
    assert errors(clustered(fit, ["a", "a", "b", "b"])) == pytest.approx([np.sqrt((16 + 16) / 16 * 2)])


def test_refusals() -> None:
    with pytest.raises(SteelyardError, match="apart"):
        fit_line(np.ones((5, 2)), np.arange(5.0))
    with pytest.raises(SteelyardError, match="single cluster"):
        clustered(fit_line(np.ones((3, 1)), [1.0, 2.0, 4.0]), ["a", "a", "a"])
    assert np.isnan(errors(np.array([[-1.0]]))).all()
