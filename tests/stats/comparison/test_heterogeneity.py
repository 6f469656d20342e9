from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.comparison.heterogeneity import between_units, cases_needed, reliability, shrunken


def test_bcg(shared: Path) -> None:
    expected = case(shared, "casemix", "bcg_dersimonian_laird")["expected"]
    data = table(shared, "casemix", "bcg.csv")
    y, v = data["yi"], data["vi"]
    moments, reml = between_units(y, v, "dl"), between_units(y, v)
    told = expected["DL"]
    assert [moments.variance, moments.mean, moments.se, moments.q, 100 * moments.i2] == pytest.approx(
        [told["tau2"], told["mu"], told["se"], told["Q"], told["I2"]], abs=1e-5
    )
    told = expected["REML"]
    assert [reml.variance, reml.mean, reml.se] == pytest.approx([told["tau2"], told["mu"], told["se"]], abs=1e-5)
    mandel = between_units(y, v, "pm").variance
    weights = 1 / (v + mandel)
    assert weights @ (y - weights @ y / weights.sum()) ** 2 == pytest.approx(12, abs=1e-9)
    assert mandel == pytest.approx(expected["PM"]["tau2"], abs=5e-5), "metafor stops a step of 1e-4 before the root"
    drawn = shrunken(y, v, moments.variance, moments.mean)
    assert drawn.mean == pytest.approx(expected["blup_DL"], abs=1e-5)
    assert [reml.low, reml.high] == pytest.approx([0.1197, 1.1115], abs=2e-4)


def test_baseball(shared: Path) -> None:
    """James and Stein's factor is the shrinkage of a variance between that makes (N - 3) v / S of it."""
    told = case(shared, "casemix", "baseball_james_stein")
    inputs, expected = told["inputs"], told["expected"]
    average = np.array(inputs["hits"]) / inputs["at_bats"]
    mean = average.mean()
    v = mean * (1 - mean) / inputs["at_bats"]
    spread = ((average - mean) ** 2).sum()
    between = spread / (len(average) - 3) - v
    found = shrunken(average, np.full(len(average), v), between, mean).mean
    assert mean == pytest.approx(expected["mean"], abs=1e-6)
    assert reliability([v], between) == pytest.approx([expected["shrink"]], abs=1e-6)
    assert found == pytest.approx(expected["js"], abs=1e-6)
    rest = np.array(inputs["rest_of_season"])
    assert ((average - rest) ** 2).sum() == pytest.approx(expected["sse_raw"], abs=1e-6)
    assert ((found - rest) ** 2).sum() == pytest.approx(expected["sse_js"], abs=1e-6)


def test_units_that_differ_by_chance_only() -> None:
    """In 95 of 100 such worlds the limits hold 0, in 97.5 of 100 from the left."""
    rng = np.random.default_rng(8)
    v = rng.uniform(0.5, 2, 12)
    low = [between_units(rng.normal(0, np.sqrt(v)), v).low for _ in range(400)]
    assert np.mean(np.array(low) > 0) < 0.05


def test_the_variance_is_covered() -> None:
    rng = np.random.default_rng(9)
    v = rng.uniform(0.5, 2, 12)
    found = [between_units(rng.normal(0, np.sqrt(v + 1.0)), v) for _ in range(400)]
    assert np.mean([entry.low <= 1.0 <= entry.high for entry in found]) == pytest.approx(0.95, abs=0.03)


def test_cases_needed() -> None:
    """An intraclass correlation of 0.03 needs 75 cases for 0.7 and 291 for 0.9."""
    each = 0.97 / 40
    assert cases_needed([40], [each], 0.03, 0.7) == pytest.approx([75.4], abs=0.1)
    assert cases_needed([40], [each], 0.03, 0.9) == pytest.approx([291], abs=0.1)
    assert np.isinf(cases_needed([40], [each], 0.0))[0]


def test_units_that_do_not_differ_lie_at_their_mean() -> None:
    found = shrunken([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], 0.0, 2.0, mean_se=0.5)
    assert found.mean.tolist() == [2, 2, 2]
    assert found.sd == pytest.approx([1.5, 0.5, 1.5])


def test_one_unit_is_refused() -> None:
    with pytest.raises(SteelyardError, match="cannot differ"):
        between_units([1.0], [1.0])
