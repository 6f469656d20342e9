"""Leaving month by month, on customers drawn with a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.analyses.drivers.churn_hazards import hazards
from steelyard.measure.models.customer_months import Exposure


def drawn(ratio: float, seed: int, customers: int = 40_000) -> Exposure:
    """Every month one in five has given up waiting; who has leaves `ratio` times as often as the rest, who do at 1%."""
    random = np.random.default_rng(seed)
    months, groups = np.arange(12), np.arange(64)
    n = np.zeros((64, 24))
    left = np.zeros((64, 24))
    for month in months:
        for exposed, share in ((0, 0.8), (1, 0.2)):
            cell = 2 * month + exposed
            n[groups, cell] = round(customers * share / 64 / 12)
            left[groups, cell] = random.binomial(n[:, cell].astype(int), 0.01 * ratio**exposed)
    x = np.zeros((24, 4))
    x[1::2, 1] = 1
    return Exposure(x, np.repeat(months, 2).astype(float), n, left)


def test_the_ratio_is_found() -> None:
    (found,) = hazards(drawn(2.0, 1, 400_000))
    assert found.name == "given_up"
    assert found.share == pytest.approx(1)
    assert found.ratio.value == pytest.approx(2.0, rel=0.06)
    assert found.ratio.interval is not None
    assert 1.8 < found.ratio.interval.low < 2.0 < found.ratio.interval.high < 2.2


def test_where_nothing_follows_the_interval_holds_one() -> None:
    held = 0
    for seed in range(24):
        (found,) = hazards(drawn(1.0, seed))
        assert found.ratio.interval is not None
        held += found.ratio.interval.low <= 1 <= found.ratio.interval.high
    assert held >= 20


def test_too_few_departures_say_nothing() -> None:
    assert hazards(drawn(1.0, 3, 4_000)) == ()
