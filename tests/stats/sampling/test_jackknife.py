from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from steelyard.errors import SteelyardError
from steelyard.stats.sampling.intervals import share_limits, t_quantile
from steelyard.stats.sampling.jackknife import _alike, freedom_of_two, jackknife, replicate


def test_replicates_by_hand() -> None:
    full, replicates = replicate([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert full.tolist() == [9, 12]
    assert np.allclose(replicates, [[12, 15], [9, 12], [6, 9]])


def test_an_empty_group_makes_no_replicate() -> None:
    sums = np.array([[1.0, 2.0], [0.0, 0.0], [3.0, 4.0], [5.0, 6.0]])
    present = np.array([True, False, True, True])
    full, replicates = replicate(sums, present)
    without, short = replicate(sums[present])
    assert np.allclose(replicates[present], short)
    assert np.array_equal(replicates[1], full)
    assert np.array_equal(without, full)
    one = jackknife(full[0] / full[1], replicates[:, 0] / replicates[:, 1], present)
    two = jackknife(full[0] / full[1], short[:, 0] / short[:, 1])
    assert one.variance == pytest.approx(two.variance)
    assert one.df == two.df


def test_variance_of_a_mean_of_groups_is_the_textbook_one() -> None:
    values = np.array([3.0, 8.0, 1.0, 9.0, 4.0])
    full, replicates = replicate(np.column_stack([values, np.ones(5)]))
    spread = jackknife(full[0] / full[1], replicates[:, 0] / replicates[:, 1])
    assert spread.variance == pytest.approx(values.var(ddof=1) / 5)


def test_df_by_hand() -> None:
    spread = jackknife(0.0, [1.0, -1.0, 2.0, 0.0])
    assert spread.variance == pytest.approx(3 / 4 * 6)
    assert spread.df == 3, "3 x 36 / 18 - 2 = 4, capped at G - 1"
    assert jackknife(0.0, [5.0, 0.0, 0.0, 0.0, 0.0]).df == 1
    assert jackknife(0.0, [2.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]).df == pytest.approx(3 * 36 / 18 - 2)


def test_df_does_not_depend_on_the_unit() -> None:
    deviations = np.array([2.0, 1.0, 1.0, 0.5, 0.0, 0.0, 0.0])
    assert jackknife(0.0, deviations * 1e-120).df == pytest.approx(jackknife(0.0, deviations).df)


def test_equal_replicates_have_no_variance_and_every_df() -> None:
    spread = jackknife(0.25, [0.25] * 8)
    assert (float(spread.variance), float(spread.df)) == (0.0, 7.0)


def test_an_estimate_that_does_not_exist_has_no_spread() -> None:
    spread = jackknife([np.nan, np.inf, 1.0], [[1.0, 2.0, np.nan], [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
    assert np.isnan(spread.variance).tolist() == [True, True, False]
    assert np.isnan(spread.df).tolist() == [True, True, False]


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_a_broken_replicate_is_an_error_never_dropped(broken: float) -> None:
    with pytest.raises(SteelyardError, match="1 of the figures"):
        jackknife([1.0, 1.0], [[1.0, 2.0, broken], [1.0, 2.0, 3.0]])


def test_what_an_absent_group_holds_is_not_looked_at() -> None:
    assert np.isfinite(jackknife(1.0, [1.0, 2.0, np.nan], [True, True, False]).variance)


def test_one_group_says_nothing_about_chance() -> None:
    full, replicates = replicate([[3.0], [0.0]], [True, False])
    assert full == 3
    spread = jackknife(full, replicates[:, 0], [True, False])
    assert np.isnan(spread.variance).all()
    assert np.isnan(spread.df).all()


@given(
    sums=st.lists(st.lists(st.integers(0, 50), min_size=2, max_size=2), min_size=2, max_size=12),
    cells=st.integers(1, 3),
)
def test_cells_along_leading_axes_are_as_if_alone(sums: list[list[int]], cells: int) -> None:
    block = np.array([np.roll(sums, shift, axis=1) for shift in range(cells)], dtype=float) + 1
    full, replicates = replicate(block)
    together = jackknife(full[..., 0] / full[..., 1], replicates[..., 0] / replicates[..., 1])
    for cell in range(cells):
        alone_full, alone = replicate(block[cell])
        single = jackknife(alone_full[0] / alone_full[1], alone[:, 0] / alone[:, 1])
        assert together.variance[cell] == pytest.approx(float(single.variance))
        assert together.df[cell] == pytest.approx(float(single.df))


def test_the_interval_covers_the_truth_in_clustered_data() -> None:
    rng = np.random.default_rng(7)
    runs, customers, groups, truth = 2000, 600, 64, 0.7
    contacts = rng.poisson(2, (runs, customers)) + 1
    fixed = rng.binomial(contacts, rng.beta(truth * 4, (1 - truth) * 4, (runs, customers)))
    group = rng.integers(0, groups, customers)
    sums = np.zeros((runs, groups, 2))
    np.add.at(sums, (slice(None), group, 0), fixed)
    np.add.at(sums, (slice(None), group, 1), contacts)
    present = sums[..., 1] > 0
    full, replicates = replicate(sums, present)
    share, shares = full[..., 0] / full[..., 1], replicates[..., 0] / replicates[..., 1]
    limits = share_limits(share, jackknife(share, shares, present), full[..., 1])
    covered = int(((limits.low <= truth) & (truth <= limits.high)).sum())
    low, high = stats.binom.ppf([0.001, 0.999], runs, 0.95)
    assert low <= covered <= high
    independent = 1.96 * np.sqrt(share * (1 - share) / full[..., 1])
    assert (np.abs(share - truth) <= independent).mean() < 0.93, "contacts of one customer are not independent"


def test_the_smaller_side_decides_how_well_a_difference_is_known() -> None:
    """1/2 and 1/12 are the sides' squared shares: (1/2 + 1/12)^2 / ((1/2)^2 / 1 + (1/12)^2 / 11)."""
    weights = np.zeros((2, 14))
    weights[0, :2], weights[1, 2:] = 40, 7
    assert freedom_of_two(weights) == pytest.approx((1 / 2 + 1 / 12) ** 2 / (1 / 4 + 1 / 12**2 / 11))
    assert freedom_of_two(np.repeat(weights[:1], 2, axis=0)) == pytest.approx(2)
    assert np.isnan(freedom_of_two([[5.0, 0.0, 0.0], [0.0, 5.0, 5.0]]))


@pytest.mark.parametrize("agents", [(2, 12), (3, 3), (8, 12)])
def test_two_alike_teams_of_few_agents_seldom_differ(agents: tuple[int, int]) -> None:
    """Agents of unequal load who differ, teams that do not: claimed in at most one of twenty."""
    rng, runs, claims = np.random.default_rng(12), 800, 0
    side = np.repeat([0, 1], agents)
    for _ in range(runs):
        load = rng.choice([1.0, 3.0, 6.0], len(side))
        sums = np.zeros((2, len(side), 2))
        sums[side, np.arange(len(side))] = np.stack([load * rng.normal(0.7, 0.06, len(side)), load], axis=1)
        present = sums[..., 1] > 0
        full, without = replicate(sums, present)
        values, left = full[:, 0] / full[:, 1], without[..., 0] / without[..., 1]
        spread = jackknife(values[1] - values[0], left[1] - left[0], present.any(axis=0))
        df = np.minimum(spread.df, freedom_of_two(sums[..., 1]))
        claims += bool(abs(values[1] - values[0]) > t_quantile(df) * np.sqrt(spread.variance))
    assert claims / runs <= 0.055


def _false_claims(tie: float, share: float, is_ordered: bool = True, draws: int = 3000) -> float:
    """How often two quarters of equal days "differ": a share of the days' variance is AR(1), the rest fresh; they are
    read in 64 groups as the product reads them."""
    dice = np.random.default_rng(7)
    shocks = dice.normal(size=(draws, 400))
    for day in range(1, 400):
        shocks[:, day] = tie * shocks[:, day - 1] + np.sqrt(1 - tie**2) * shocks[:, day]
    shocks = np.sqrt(share) * shocks + np.sqrt(1 - share) * dice.normal(size=shocks.shape)
    quarters = [np.arange(0, 91), np.arange(273, 364)]
    sides = np.zeros((2, draws, 64, 2))
    for side, days in enumerate(quarters):
        np.add.at(sides[side], (slice(None), days % 64), np.stack([shocks[:, days], np.ones((draws, 91))], axis=-1))
    wholes, withouts = zip(*(replicate(side) for side in sides), strict=True)
    full = [whole[..., 0] / whole[..., 1] for whole in wholes]
    others = [without[..., 0] / without[..., 1] for without in withouts]
    spread = jackknife(full[1] - full[0], others[1] - others[0], is_ordered=is_ordered)
    half = t_quantile(spread.df) * np.sqrt(spread.variance)
    return float((np.abs(full[1] - full[0]) > half).mean())


@pytest.mark.parametrize(("share", "independent", "most"), [(1.0, 0.25, 0.065), (0.5, 0.17, 0.08), (0.2, 0.1, 0.075)])
def test_days_that_hang_together_are_not_taken_for_independent(share: float, independent: float, most: float) -> None:
    """However little of the days' variance it is that lasts."""
    assert _false_claims(0.6, share, is_ordered=False) > independent
    assert _false_claims(0.6, share) < most


def test_independent_days_lose_little_by_it() -> None:
    assert 0.025 < _false_claims(0.0, 0.0) < 0.06


def test_what_neighbours_share_by_hand() -> None:
    """16 groups in two equal runs: stretches of 5 see them, and the series hands on 0.75 and what its bias hid."""
    deviations = np.repeat([1.0, -1.0, 1.0, -1.0], 4)
    factor, few = _alike(deviations, np.asarray(16))
    sums = np.array([sum(np.tile(deviations, 2)[g : g + 5]) for g in range(16)])
    tie = 0.5 + (1 + 3 * 0.5) / 16
    assert factor == pytest.approx(max((sums**2).sum() / 5 / 16 / (1 - 5 / 16), (1 + tie) / (1 - tie)))
    assert few == pytest.approx(16 / 5)
