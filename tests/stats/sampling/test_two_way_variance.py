from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.stats.sampling.jackknife import Spread, jackknife, replicate
from steelyard.stats.sampling.two_way_variance import OtherChance, combine, pooled


def spread(variance: float, df: float = 63.0) -> Spread:
    return Spread(np.array([variance]), np.array([df]))


@pytest.mark.parametrize(
    ("customers", "days", "both", "expected"),
    [(4.0, 1.0, 2.0, 4.0), (1.0, 4.0, 2.0, 4.0), (4.0, 3.0, 1.0, 6.0)],
)
def test_the_largest_of_the_three(customers: float, days: float, both: float, expected: float) -> None:
    combined = combine(spread(customers, 60), OtherChance(spread(days, 12), spread(both)))
    assert combined.variance.tolist() == [expected]
    assert combined.df.tolist() == [12]


def test_of_several_others_the_largest() -> None:
    days = OtherChance(spread(1.0, 20), spread(0.5))
    agents = OtherChance(spread(5.0, 9), spread(0.5))
    combined = combine(spread(2.0, 60), days, agents)
    assert combined.variance.tolist() == [6.5]
    assert combined.df.tolist() == [9]


def test_with_no_other_it_is_the_customers_alone() -> None:
    alone = spread(2.0, 60)
    assert combine(alone) == alone


def test_an_unknown_chance_is_not_taken_for_nothing() -> None:
    combined = combine(spread(2.0), OtherChance(spread(np.nan, np.nan), spread(1.0)))
    assert np.isnan(combined.variance).all()


@given(st.floats(0, 9), st.floats(0, 9), st.floats(0, 9))
def test_never_below_either_chance(customers: float, days: float, both: float) -> None:
    combined = combine(spread(customers), OtherChance(spread(days), spread(both)))
    assert combined.variance[0] >= max(customers, days)


def test_two_equal_months_differ_only_when_days_are_ignored() -> None:
    rng = np.random.default_rng(11)
    runs, days, groups, contacts = 300, 30, 32, 40
    hits, joint_hits = 0, 0
    for _ in range(runs):
        chance = np.clip(0.7 + 0.08 * rng.standard_normal((2, days)), 0, 1)
        table = rng.multinomial(contacts * days, np.full(days * groups, 1 / (days * groups)), 2)
        counts = table.reshape(2, days, groups).astype(float)
        fixed = rng.binomial(counts.astype(int), chance[..., None]).astype(float)
        sums = np.stack([fixed, counts], axis=-1)
        gap, by_group = _difference(sums.sum(axis=1))
        alone = [_month(sums[month].sum(axis=1)) for month in (0, 1)]
        cells = [_month(sums[month].reshape(-1, 2)) for month in (0, 1)]
        joint = combine(by_group, OtherChance(_sum(alone), _sum(cells)))
        hits += abs(gap) > 2 * np.sqrt(by_group.variance)
        joint_hits += abs(gap) > 2 * np.sqrt(joint.variance)
    assert hits / runs > 0.12
    assert joint_hits / runs < 0.08


def _difference(sums: np.ndarray) -> tuple[float, Spread]:
    full, replicates = replicate(np.moveaxis(sums, 0, 1).reshape(sums.shape[1], 4))
    gap = full[2] / full[3] - full[0] / full[1]
    return float(gap), jackknife(gap, replicates[:, 2] / replicates[:, 3] - replicates[:, 0] / replicates[:, 1])


def _month(sums: np.ndarray) -> Spread:
    present = sums[:, 1] > 0
    full, replicates = replicate(sums, present)
    return jackknife(full[0] / full[1], replicates[:, 0] / replicates[:, 1], present)


def _sum(months: list[Spread]) -> Spread:
    return Spread(months[0].variance + months[1].variance, np.minimum(months[0].df, months[1].df))


def test_only_what_a_chance_shares_reaches_further() -> None:
    rows, agents = Spread(np.array(1.0), np.array(60.0)), Spread(np.array(3.0), np.array(20.0))
    assert OtherChance(agents, rows).variance == 3.0
    assert OtherChance(agents, rows, 1.5).variance == pytest.approx(3.0 + 1.25 * 2.0)
    assert OtherChance(rows, agents, 1.5).variance == 1.0
    customers = Spread(np.array(2.0), np.array(60.0))
    assert combine(customers, OtherChance(agents, rows, 1.5)).variance == pytest.approx(2.0 + 5.5 - 1.0)


def test_agents_spread_is_read_off_all_parts_by_hand() -> None:
    """Ratios 2 and 5 with 10 and 20 degrees of freedom: (20 + 100) / 30 = 4 times each part's own single contacts."""
    one, two = pooled([spread(2.0, 10.0), spread(10.0, 20.0)], [spread(1.0), spread(2.0)])
    assert (one.variance[0], two.variance[0]) == pytest.approx((4.0, 8.0))
    assert (one.df[0], two.df[0]) == (30.0, 30.0)
    alone, other = pooled([spread(np.nan, np.nan), spread(3.0, 10.0)], [spread(1.0), spread(1.0)])
    assert np.isnan(alone.variance[0])
    assert other.variance[0] == pytest.approx(3.0)
