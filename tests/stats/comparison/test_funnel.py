from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.stats.comparison.funnel import binomial_limits, funnel_limits, overdispersion, winsorised


def test_surgical(shared: Path) -> None:
    expected = case(shared, "casemix", "surgical_funnel")["expected"]
    data = table(shared, "casemix", "surgical.csv")
    target = data["r"].sum() / data["n"].sum()
    errors = np.sqrt(target * (1 - target) / data["n"])
    z = (data["r"] / data["n"] - target) / errors
    assert target == pytest.approx(expected["p0"], abs=1e-6)
    assert z == pytest.approx(expected["z"], abs=1e-6)
    assert overdispersion(z, errors, winsored=0.0).factor == pytest.approx(expected["phi_raw"], abs=1e-6)
    for name, level in (("95", 0.95), ("998", 0.998)):
        normal, exact = funnel_limits(target, errors, level=level), binomial_limits(target, data["n"], level)
        for mark, found in (("n", normal), ("e", exact)):
            assert found.low == pytest.approx([row[f"{mark}{name}_lo"] for row in expected["limits"]], abs=1e-6)
            assert found.high == pytest.approx([row[f"{mark}{name}_hi"] for row in expected["limits"]], abs=1e-6)


def test_units_alike_are_not_overdispersed() -> None:
    found = overdispersion([0.5, -0.5, 0.4, -0.4, 0.1], [1.0, 2.0, 1.0, 2.0, 1.0])
    assert found.between == 0
    assert found.factor < 1


def test_the_variance_between_units_is_found() -> None:
    rng = np.random.default_rng(3)
    errors = rng.uniform(0.5, 2, 4000)
    values = rng.normal(0, np.sqrt(errors**2 + 1.5))
    assert overdispersion(values / errors, errors, winsored=0.0).between == pytest.approx(1.5, rel=0.1)


def test_the_farthest_are_drawn_in() -> None:
    found = winsorised(np.array([*range(10), 1000.0]))
    assert (found.min(), found.max()) == (1, 9)
    wide = funnel_limits(0.5, [0.1], between=0.03)
    assert wide.high - wide.low == pytest.approx(2 * 1.959964 * 0.2, abs=1e-6)
