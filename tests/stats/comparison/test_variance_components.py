from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.comparison.variance_components import variance_components


def test_dyestuff(shared: Path) -> None:
    expected = case(shared, "intervals", "icc_dyestuff")["expected"]
    data = table(shared, "intervals", "dyestuff.csv")
    found = variance_components(data["Yield"], data["Batch"])
    reml = expected["reml"]
    assert [found.mean, found.se, found.between, found.within] == pytest.approx(
        [reml["mu"], reml["se"], reml["var_batch"], reml["var_res"]], abs=0.01
    )
    assert found.icc == pytest.approx(reml["icc"], abs=1e-5)
    assert found.deviations == pytest.approx(reml["blup"], abs=0.01)
    ml = variance_components(data["Yield"], data["Batch"], "ml")
    assert [ml.between, ml.within] == pytest.approx([expected["ml"]["var_batch"], expected["ml"]["var_res"]], abs=0.01)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_unequal_units_agree_with_statsmodels(method: str) -> None:
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(12), rng.integers(2, 15, 12))
    y = 10 + 1.5 * rng.standard_normal(12)[unit] + rng.standard_normal(len(unit))
    other = sm.MixedLM(y, np.ones(len(y)), groups=unit).fit(reml=method == "reml")
    found = variance_components(y, unit, method)  # type: ignore[arg-type]
    assert found.within == pytest.approx(other.scale, rel=1e-4)
    assert found.between == pytest.approx(float(np.asarray(other.cov_re)[0, 0]), rel=1e-3)
    assert found.mean == pytest.approx(float(other.fe_params[0]), rel=1e-5)


def test_units_that_do_not_differ_have_no_variance_between_them() -> None:
    found = variance_components([1.0, 3.0, 1.0, 3.0], ["a", "a", "b", "b"])
    assert (found.between, found.icc) == (0, 0)
    assert found.within == pytest.approx(4 / 3)
    assert found.deviations.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("values", "units"),
    [([1.0, 2.0], ["a", "a"]), ([1.0, 2.0], ["a", "b"]), ([1.0, 1.0, 2.0, 2.0], ["a", "a", "b", "b"])],
)
def test_refusals(values: list[float], units: list[str]) -> None:
    with pytest.raises(SteelyardError, match="cannot be split"):
        variance_components(values, units)
