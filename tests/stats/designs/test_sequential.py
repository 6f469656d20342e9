"""Many looks share one error, on drawn paths without an effect."""

from __future__ import annotations

import math

import numpy as np
import pytest

from steelyard.stats.designs import sequential
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.sensitivity import breakdown, permuted
from steelyard.stats.designs.sizes import detectable


def test_spending_at_equal_looks_is_near_obrien_and_fleming() -> None:
    assert list(sequential.spent_limits([0.2, 0.4, 0.6, 0.8, 1.0])) == pytest.approx(
        [4.877, 3.357, 2.680, 2.290, 2.031], abs=2e-3
    )


@pytest.mark.parametrize("times", [(1.0,), (0.3, 0.5, 1.0), (0.1, 0.15, 0.2, 0.9, 1.0)])
def test_all_looks_together_err_as_often_as_one(times: tuple[float, ...]) -> None:
    draw = np.random.default_rng(5)
    steps = draw.normal(size=(60_000, len(times))) * np.sqrt(np.diff([0.0, *times]))
    z = steps.cumsum(axis=1) / np.sqrt(times)
    passed = (z >= sequential.spent_limits(times)).any(axis=1).mean()
    assert passed == pytest.approx(0.025, abs=0.002)


def test_an_interval_that_may_be_looked_at_every_week() -> None:
    """Two hundred looks: the usual interval is left by 40% of the paths, this one by fewer than 5%."""
    draw = np.random.default_rng(6)
    weeks = np.arange(1, 201)
    means = draw.normal(size=(3_000, 200)).cumsum(axis=1) / weeks
    half = np.array([sequential.always_valid(1 / week, 1 / 200) for week in weeks])
    assert (np.abs(means) > half).any(axis=1).mean() < 0.05
    assert (np.abs(means) > 1.96 / np.sqrt(weeks)).any(axis=1).mean() > 0.3
    assert half[-1] < 2 * 1.96 / math.sqrt(200)


def test_how_far_apart_they_would_have_to_drift() -> None:
    """Gap before moves by at most 1; three periods since, apart by 1 in each: 2 on average."""
    before = [0.0, 1.0, 0.5, 1.0]
    assert breakdown(Effect(10.0, 1.0, 1e9), before, 3) == pytest.approx((10 - 1.959964) / 2, abs=1e-4)
    assert breakdown(Effect(1.0, 1.0, 1e9), before, 3) == 0.0
    assert math.isnan(breakdown(Effect(1.0, math.nan, math.nan), before, 3))


def test_every_way_to_choose_units() -> None:
    """Two of five, the largest two: one way in ten; ties count."""
    assert permuted([1, 1, 0, 0, 0], [9.0, 8.0, 1.0, 2.0, 3.0]) == pytest.approx(0.1)
    assert permuted([1, 0, 0], [1.0, 1.0, 1.0]) == 1.0
    assert math.isnan(permuted([0, 0], [1.0, 2.0]))
    many = np.arange(40) < 20
    assert permuted(many, np.arange(40.0) * many, most=500) == pytest.approx(1 / 501)


def test_the_least_that_would_be_found() -> None:
    assert detectable(1.0, 1e9) == pytest.approx(1.95996 + 0.84162, abs=1e-4)
    assert detectable(1.0, 5) > 3.4
