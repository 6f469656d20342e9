from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from steelyard.stats.sampling.jackknife import Spread, jackknife, replicate
from steelyard.stats.sampling.quantiles import BINS_PER_E, ZERO_BIN, Counted, counted, locate, woodruff


def single(*cells: np.ndarray | list[float]) -> Counted:
    """Every value by itself."""
    cell = np.repeat(np.arange(len(cells)), [len(values) for values in cells])
    values = np.concatenate([np.asarray(values, dtype=float) for values in cells])
    return counted(cell, values, values, np.ones(len(values)), len(cells))


def binned(values: np.ndarray) -> Counted:
    """As the engine groups them: by bin, with the smallest and the greatest."""
    logs = np.log(np.where(values > 0, values, 1.0))
    bins, place = np.unique(np.where(values > 0, np.floor(logs * BINS_PER_E), ZERO_BIN), return_inverse=True)
    least, most = np.full(len(bins), np.inf), np.zeros(len(bins))
    np.minimum.at(least, place, values)
    np.maximum.at(most, place, values)
    return counted(np.zeros(len(bins)), least, most, np.bincount(place), 1)


def sure(variance: float = 0.0) -> Spread:
    return Spread(np.array([variance]), np.array([np.inf]))


@given(
    st.lists(st.one_of(st.just(0.0), st.floats(1e-3, 1e7)), min_size=1, max_size=60),
    st.sampled_from([0.0, 0.125, 0.25, 0.5, 0.75, 0.875, 0.9375, 1.0]),
)
def test_bins_are_within_one_percent_and_single_values_exact(values: list[float], q: float) -> None:
    exact = np.quantile(values, q)
    assert locate(binned(np.array(values)), q)[0] == pytest.approx(exact, rel=0.0101, abs=1e-12)
    assert locate(single(values), q)[0] == pytest.approx(exact, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("q", [0.1, 0.5, 0.9])
def test_ties_are_exact(q: float) -> None:
    held = binned(np.full(1_000, 3600.0))
    assert locate(held, q) == 3600
    limits = woodruff(held, q, sure(0.01**2))
    assert (limits.low, limits.high) == (3600, 3600)


def test_a_tie_beside_others_is_exact() -> None:
    values = np.concatenate([np.full(600, 3600.0), np.arange(1.0, 401.0)])
    assert locate(binned(values), 0.5) == 3600


def test_few_values_as_a_spreadsheet_gives_them() -> None:
    assert locate(single([60, 120], [1, 2, 10], [7]), 0.5).tolist() == [90, 2, 7]
    assert locate(single(np.arange(1.0, 11.0)), 0.9)[0] == pytest.approx(9.1)


def test_a_bin_of_two_values_gives_both() -> None:
    assert locate(binned(np.array([100.0, 100.5])), 0.0) == 100
    assert locate(binned(np.array([100.0, 100.5])), 1.0) == 100.5


def test_zeros_have_their_own_bin() -> None:
    held = binned(np.array([0.0, 0.0, 0.0, 60.0]))
    assert locate(held, 0.5) == 0
    assert locate(held, 1.0) == 60


def test_no_values_no_quantile() -> None:
    none = np.zeros(0)
    assert np.isnan(locate(counted(none, none, none, none, 2), 0.5)).tolist() == [True, True]
    assert np.isnan(locate(counted([1], [10], [10], [3], 2), 0.5)).tolist() == [True, False]


def test_bins_in_two_parts_are_those_of_the_whole() -> None:
    apart = counted([0, 0, 0], [100.0, 7.0, 100.2], [100.4, 7.0, 100.9], [3, 2, 4], 1)
    assert locate(apart, 0.0) == 7
    assert locate(apart, 0.9)[0] == pytest.approx(100.5, rel=0.01)


def test_limits_by_hand() -> None:
    values = np.arange(1.0, 1001.0)
    limits = woodruff(single(values), 0.5, sure(0.05**2))
    assert (limits.low, limits.high) == (403, 598)  # 500 -+ 1000 x 1.959964 x 0.05 = 402.0018 and 597.9982


def test_lucky_groups_do_not_make_it_surer_than_independent_values() -> None:
    limits = woodruff(single(np.arange(1.0, 1001.0)), 0.5, sure())
    assert limits.high == 531  # 500 + 1000 x 1.959964 x sqrt(0.25 / 1000) = 530.99


def test_a_small_sample_does_not_bound_a_high_quantile() -> None:
    held = single(np.arange(1.0, 11.0))
    limits = woodruff(held, 0.9, sure())
    assert np.isinf(limits.high)
    assert limits.low == 8  # 9 - 10 x 1.959964 x sqrt(0.09 / 10) = 7.14
    assert woodruff(held, 0.1, sure()).low == 0
    unknown = woodruff(held, 0.5, sure(np.nan))
    assert np.isnan([unknown.low, unknown.high]).all()


def test_cells_are_as_if_alone() -> None:
    rng = np.random.default_rng(2)
    cells = [rng.lognormal(5, 1, size) for size in (40, 400, 3)]
    spread = Spread(np.full(3, 0.02**2), np.full(3, 20.0))
    together = woodruff(single(*cells), 0.9, spread)
    alone = woodruff(single(cells[1]), 0.9, Spread(spread.variance[1:2], spread.df[1:2]))
    assert (together.low[1], together.high[1]) == (alone.low[0], alone.high[0])


@pytest.mark.parametrize(("q", "customers"), [(0.5, 400), (0.9, 400), (0.9, 60)])
def test_the_interval_covers_the_truth_in_clustered_data(q: float, customers: int) -> None:
    rng = np.random.default_rng(9)
    runs, each = 500, 3
    truth = np.exp(5 + np.sqrt(2) * stats.norm.ppf(q))
    covered = 0
    for _ in range(runs):
        level = rng.standard_normal((customers, 1)) + rng.standard_normal((customers, each))
        group, values = np.repeat(rng.integers(0, 64, customers), each), np.exp(5 + level.ravel())
        held = binned(values)
        below, total = (np.bincount(group, w, 64) for w in (values <= locate(held, q), np.ones(len(values))))
        full, without = replicate(np.stack([below, total], axis=-1), total > 0)
        spread = jackknife(full[0] / full[1], without[:, 0] / without[:, 1], total > 0)
        limits = woodruff(held, q, Spread(spread.variance[None], spread.df[None]))
        covered += bool(limits.low[0] <= truth <= limits.high[0])
    assert covered >= stats.binom.ppf(0.001, runs, 0.95)
