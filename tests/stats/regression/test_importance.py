"""Shares of what is explained: published ones, and what must hold of any."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.stats.regression.importance import Shares, shared, subset_fits, subset_fits_of

NAMES = ("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality")


def covariance_of(rows: int, predictors: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, predictors)) @ random.normal(size=(predictors, predictors))
    y = x @ random.normal(size=predictors) + 3 * random.normal(size=rows)
    return np.cov(np.column_stack([x, y]), rowvar=False)


def lmg(matrix: np.ndarray) -> Shares:
    return shared(subset_fits(matrix))


def test_published_shares(shared: Path) -> None:
    swiss = table(shared, "drivers", "swiss.csv")
    expected = case(shared, "drivers", "lmg_swiss")["expected"]
    found = lmg(np.cov([swiss[name] for name in (*NAMES, "Fertility")]))
    assert found.total == pytest.approx(expected["R2"], abs=1e-8)
    for kind, values in (("lmg", found.shares), ("first", found.first), ("last", found.last)):
        assert values == pytest.approx([expected[kind][name] for name in NAMES], abs=1e-8)


def test_subsets_are_those_of_least_squares() -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=(50, 4))
    y = x[:, 0] + x[:, 1] * x[:, 2] + random.normal(size=50)
    fits = subset_fits(np.cov(np.column_stack([x, y]), rowvar=False))

    def squared(members: tuple[int, ...]) -> float:
        design = np.column_stack([np.ones(50), x[:, list(members)]])
        left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return float(1 - left @ left / ((y - y.mean()) ** 2).sum())

    assert fits == pytest.approx(subset_fits_of(squared, 4), abs=1e-12)


def test_replicates_are_taken_together() -> None:
    one, other = (covariance_of(60, 3, seed) for seed in (1, 2))
    both = lmg(np.stack([one, other]))
    assert both.shares[1] == pytest.approx(lmg(other).shares)
    assert both.shares.sum(axis=-1) == pytest.approx(both.total)


def test_a_repeated_predictor_shares_with_its_twin_and_adds_nothing() -> None:
    single = covariance_of(80, 2, 5)
    twins = single[np.ix_([0, 1, 1, 2], [0, 1, 1, 2])]
    found = lmg(twins)
    assert found.total == pytest.approx(lmg(single).total)
    assert found.shares[1] == pytest.approx(found.shares[2])
    assert found.last[1] == pytest.approx(0, abs=1e-9)


def test_a_constant_carries_nothing() -> None:
    matrix = covariance_of(50, 2, 7)
    padded = np.zeros((4, 4))
    padded[np.ix_([0, 2, 3], [0, 2, 3])] = matrix
    assert lmg(padded).shares == pytest.approx(np.insert(lmg(matrix).shares, 1, 0.0))


def test_shapley_of_a_known_game() -> None:
    """Two gloves to the left, one to the right: a pair is worth 1 (Shapley: 1/6, 1/6, 2/3)."""
    found = shared(subset_fits_of(lambda members: float(2 in members and len(members) > 1), 3))
    assert found.shares == pytest.approx([1 / 6, 1 / 6, 2 / 3])
