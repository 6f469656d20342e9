from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.sampling.weighted_mean import weighted_mean


def test_units_of_their_own_give_the_plain_mean_and_its_error() -> None:
    y = np.random.default_rng(1).normal(90, 6, 200)
    found = weighted_mean(y, np.ones(200), np.arange(200))
    assert found.value == pytest.approx(y.mean())
    assert found.variance == pytest.approx(y.var(ddof=1) / 200)
    assert found.df == pytest.approx(199)
    low, high = found.limits()
    assert low < found.lower() < found.value < high


def test_the_whole_seen_leaves_nothing_of_the_draw_open() -> None:
    y = np.array([80.0, 90, 100, 70])
    found = weighted_mean(y, np.ones(4), [0, 0, 0, 0], drawn_share=np.ones(4))
    assert found.variance == pytest.approx(0)
    assert np.isnan(found.chance_above(91))


def test_lower_limits_hold_the_mean_of_the_whole() -> None:
    """Strata drawn with unequal chances, agents that differ: the limit lies below the truth in 95%."""
    rng = np.random.default_rng(2)
    held, between, above = [], [], []
    for _ in range(400):
        agents = rng.normal(88, 3, 40)
        n = np.where(np.arange(40) < 10, 8, 3)
        agent = np.repeat(np.arange(40), n)
        y = agents[agent] + rng.normal(0, 6, len(agent)) + np.where(agent < 10, -4, 0)
        size = np.where(agent < 10, 100 / 8, 300 / 3)
        found = weighted_mean(y, size, agent, agent < 10, 1 / size)
        truth = (10 * 100 * 84 + 30 * 300 * 88) / 10_000
        held.append(found.lower() <= truth)
        low, high = found.limits()
        between.append(low <= truth <= high)
        above.append(found.chance_above(truth) > 0.95)
    assert 0.925 <= np.mean(held) <= 0.985
    assert 0.925 <= np.mean(between) <= 0.985
    assert np.mean(above) <= 0.075


def test_one_or_none() -> None:
    assert np.isnan(weighted_mean([], [], []).value)
    assert np.isnan(weighted_mean([3.0], [1.0], [0]).variance)
    assert np.isnan(weighted_mean([3.0, np.nan], [1.0, 1.0], [0, 1]).variance)
