"""Single rows' chance from the halves of customers' groups."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.question import AGENTS, CUSTOMERS, DAYS, GROUPS, HALVES, ROWS
from steelyard.measure.sums.half_samples import read_for, told, told_by_stratum
from steelyard.measure.sums.model import Strata
from steelyard.stats.sampling.jackknife import jackknife, replicate


def test_asked_once_for_both_chances() -> None:
    assert read_for((CUSTOMERS, DAYS, AGENTS, ROWS)) == (HALVES, DAYS, AGENTS)
    assert read_for((CUSTOMERS,)) == (CUSTOMERS,)
    assert read_for((DAYS, ROWS)) == (DAYS, ROWS)


def test_by_hand() -> None:
    """Group 0 holds 5 and 2, group 3 holds 1 and 4."""
    halves = np.zeros(2 * GROUPS)
    halves[[0, 1, 6, 7]] = 5, 2, 1, 4
    found = told(halves)
    assert found[CUSTOMERS][[0, 1, 3]].tolist() == [7, 0, 5]
    second = 2 / GROUPS * 6
    assert found[ROWS][[0, 1, 3]] == pytest.approx([3 + second, second, -3 + second])
    assert found[ROWS].sum() == pytest.approx(found[CUSTOMERS].sum())


def variances(values: np.ndarray, group: np.ndarray, customer: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Of a mean: from halves, from groups of single rows, and from customers' groups."""
    half = random.integers(2, size=len(values))
    halves = np.zeros((2, 2 * GROUPS))
    np.add.at(halves, (slice(None), group[customer] * 2 + half), np.stack([values, np.ones(len(values))]))
    single = np.zeros((2, GROUPS))
    np.add.at(
        single, (slice(None), random.integers(GROUPS, size=len(values))), np.stack([values, np.ones(len(values))])
    )
    found = told(halves)
    spreads = []
    for sums in (found[ROWS], single, found[CUSTOMERS]):
        full, without = replicate(sums.T)
        spreads.append(float(jackknife(full[0] / full[1], without[:, 0] / without[:, 1]).variance))
    return np.array(spreads)


def test_knows_nothing_of_what_customers_share() -> None:
    """Five rows a customer that are nearly alike: five times the variance by customer, not by row or by halves."""
    random = np.random.default_rng(8)
    customer = np.repeat(np.arange(2000), 5)
    values = 10 + random.standard_normal(2000)[customer] + 0.1 * random.standard_normal(len(customer))
    group = random.integers(GROUPS, size=2000)
    halves, single, customers = np.mean([variances(values, group, customer, random) for _ in range(300)], axis=0)
    exact = values.var() / len(values)
    assert halves == pytest.approx(exact, rel=0.04)
    assert single == pytest.approx(exact, rel=0.04)
    assert customers > 3.5 * exact


def test_by_stratum_as_in_one() -> None:
    random = np.random.default_rng(3)
    count = 500
    cell, stratum, group = (
        random.integers(2, size=count),
        random.integers(3, size=count),
        random.integers(128, size=count),
    )
    values = random.integers(1, 9, size=(count, 3)).astype(float)
    found = told_by_stratum(Strata((("a",), ("b",), ("c",)), cell, stratum, group, values))
    dense = np.zeros((2, 2 * GROUPS))
    np.add.at(dense, (cell, group), values[:, 1])
    for chance, sums in told(dense).items():
        held = np.zeros((2, GROUPS))
        np.add.at(held, (found[chance].cell, found[chance].group), found[chance].values[:, 1])
        assert held == pytest.approx(sums)
