"""Formulas of sums without each group of every chance."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.estimates.replicates import Replicas
from steelyard.stats.sampling.jackknife import jackknife, replicate
from steelyard.stats.sampling.two_way_variance import OtherChance, combine


def mean(sums: np.ndarray) -> np.ndarray:
    return sums[..., 0] / sums[..., 1]


def sums(seed: int, groups: int) -> np.ndarray:
    """Totals and counts of groups, of 960 cases that add up to 600."""
    counts = np.full(groups, 960 / groups)
    totals = counts * (0.625 + np.random.default_rng(seed).normal(0, 0.1, groups))
    return np.stack([totals * 600 / totals.sum(), counts], axis=1)


@pytest.mark.parametrize("reach", [1.0, 1.4])
def test_a_figure_is_as_sure_as_both_chances_leave_it(reach: float) -> None:
    groups = {"customers": sums(1, 64), "days": sums(2, 40), "rows": sums(3, 64)}
    replicas = Replicas.over(groups, reach)
    values = replicas.of(groups, mean)
    assert values.shape == (1 + 64 + 40 + 64,)
    assert values[0] == pytest.approx(0.625)
    alone = {name: jackknife(0.625, mean(replicate(each)[1])) for name, each in groups.items()}
    both = combine(alone["customers"], OtherChance(alone["days"], alone["rows"], reach))
    found = replicas.spread(values)
    assert float(found.variance) == pytest.approx(float(both.variance))
    assert float(found.df) == pytest.approx(float(both.df))
    assert replicas.named == ("customers", "days")


def test_one_agent_is_no_chance_of_its_own() -> None:
    single = np.zeros((128, 2))
    single[7] = (600, 960)
    groups = {"customers": sums(1, 64), "agents": single, "rows": sums(3, 64)}
    replicas = Replicas.over(groups)
    assert replicas.named == ("customers",)
    assert len(replicas.of(groups, mean)) == 1 + 64 + 64


def test_one_day_leaves_it_unknown() -> None:
    single = np.zeros((64, 2))
    single[7] = (600, 960)
    groups = {"customers": sums(1, 64), "days": single, "rows": sums(3, 64)}
    replicas = Replicas.over(groups)
    assert np.isnan(replicas.spread(replicas.of(groups, mean)).variance)
