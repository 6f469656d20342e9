from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.efficiency.dea import scores
from steelyard.stats.efficiency.null_distribution import alike, draw, luck

UNITS, GROUPS = 30, 32


def a_world(random: np.random.Generator, waste: float) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Units that need 2 and 5 of an input for one of two outputs; every third wastes. Moves of 5% by customers."""
    outputs = random.uniform(20, 60, (UNITS, 2))
    moves = random.normal(0, 0.05 / np.sqrt(GROUPS), (UNITS, 1, GROUPS))
    by_group = {"customers": np.concatenate([moves, np.zeros((UNITS, 2, GROUPS))], axis=1)}
    factor = np.where(np.arange(UNITS) % 3 == 0, 1 + waste, 1.0)
    chance = np.exp(moves @ random.standard_normal(GROUPS))
    return (outputs @ [[2.0], [5.0]]) * factor[:, None] * chance, outputs, by_group


def lags(waste: float, worlds: int) -> float:
    """How often the wasteful third lies below the 5% quantile of equal worlds."""
    random = np.random.default_rng(7)
    third = np.arange(UNITS) % 3 == 0
    found = []
    for seed in range(worlds):
        x, y, moves = a_world(random, waste)
        lucks = luck(x, y, {**moves, "rows": moves["customers"]}, customers="customers", both="rows")
        equal = alike(x, y, lucks, draws=30, seed=seed)[:, third].mean(axis=1)
        found.append(scores(x, y).score[third].mean() < np.quantile(equal, 0.05))
    return float(np.mean(found))


def test_equal_units_rarely_seem_to_lag_and_waste_does() -> None:
    assert lags(0.0, worlds=20) <= 0.15
    assert lags(0.3, worlds=5) == 1.0


def test_demand_is_no_luck() -> None:
    """A group that brings a tenth of what is given and takes a tenth of the input moves nothing."""
    outputs = np.random.default_rng(1).uniform(20, 60, (8, 2))
    inputs = outputs @ [[2.0], [5.0]]
    moves = np.full((8, 3, 10), -0.1)
    found = luck(inputs, outputs, {"customers": moves, "rows": moves}, customers="customers", both="rows")
    assert list(found) == ["customers"]
    assert found["customers"] == pytest.approx(0, abs=1e-9)


def test_two_chances_have_the_variance_of_both_less_what_they_share() -> None:
    outputs = np.ones((5, 1)) * 50
    inputs = outputs * 2
    random = np.random.default_rng(3)
    parts = {"customers": 0.04, "days": 0.05, "rows": 0.03}
    moves = {}
    for name, size in parts.items():
        held = random.normal(0, 1, (5, 1, 40))
        held *= size / np.sqrt((held**2).sum(axis=-1, keepdims=True))
        moves[name] = np.concatenate([held, np.zeros((5, 1, 40))], axis=1)
    found = luck(inputs, outputs, moves, customers="customers", both="rows")
    total = sum((held**2).sum(axis=-1) for held in found.values())
    assert np.asarray(total) == pytest.approx(np.full((5, 1), 0.04**2 + 0.05**2 - 0.03**2))
    drawn = draw(found, 2000)
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(np.asarray(total)), rel=0.08)
