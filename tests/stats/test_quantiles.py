from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from steelyard.errors import SteelyardError
from steelyard.stats.jackknife import Spread
from steelyard.stats.quantiles import ZERO_BIN, bin_of, locate, portion_below, share_spread, woodruff


def binned(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    bins, counts = np.unique(bin_of(values), return_counts=True)
    return counts, bins


def test_bins_by_hand() -> None:
    assert bin_of([0.0, 1.0, 1.005, 1.02, 0.995]).tolist() == [ZERO_BIN, 0, 0, 1, -1]


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_what_has_no_bin_is_refused(value: float) -> None:
    with pytest.raises(SteelyardError, match="have a bin"):
        bin_of([1.0, value])


@given(
    st.lists(st.one_of(st.just(0.0), st.floats(1e-3, 1e7)), min_size=1, max_size=60),
    st.sampled_from([0.0, 0.125, 0.25, 0.5, 0.75, 0.875, 0.9375, 1.0]),
)
def test_within_one_percent_of_the_exact_quantile(values: list[float], q: float) -> None:
    exact = np.quantile(values, q, method="inverted_cdf")
    assert locate(*binned(np.array(values)), q) == pytest.approx(exact, rel=0.0101, abs=1e-12)


def test_zeros_have_their_own_bin() -> None:
    counts, bins = binned(np.array([0.0, 0.0, 0.0, 60.0]))
    assert locate(counts, bins, 0.5) == 0
    assert locate(counts, bins, 0.9) == pytest.approx(60, rel=0.01)


def test_no_values_no_quantile() -> None:
    assert np.isnan(locate([[0, 0], [1, 3]], [10, 20], 0.5)).tolist() == [True, False]
    assert np.isnan(locate(np.zeros((2, 0)), [], 0.5)).tolist() == [True, True]
    assert np.isnan(locate([1, 2], [10, 20], 1.5))


def test_portion_undoes_locate() -> None:
    values = np.random.default_rng(1).lognormal(5, 1, 500)
    counts, bins = binned(values)
    for q in (0.1, 0.5, 0.9):
        assert (counts * portion_below(bins, locate(counts, bins, q))).sum() / 500 == pytest.approx(q)
    assert portion_below([ZERO_BIN, 0], 0.0).tolist() == [1, 0]


def test_the_share_below_the_quantile_has_the_jackknifes_spread() -> None:
    counts = np.array([[3.0, 1.0], [1.0, 3.0], [2.0, 2.0], [0.0, 0.0]])
    spread = share_spread(counts, [100, 200], np.exp(1.5))
    assert spread.variance == pytest.approx(np.var([0.75, 0.25, 0.5], ddof=1) / 3)
    assert spread.df == 2


def test_limits_by_hand() -> None:
    bins, counts = np.arange(100), np.full(100, 10)
    limits = woodruff(counts, bins, 0.5, Spread(np.array(0.05**2), np.array(np.inf)))
    assert np.log([limits.low, limits.high]) == pytest.approx([0.4020018, 0.5979982], abs=1e-7)


def test_lucky_groups_do_not_make_it_surer_than_independent_values() -> None:
    limits = woodruff(np.full(100, 10), np.arange(100), 0.5, Spread(np.array(0.0), np.array(np.inf)))
    assert np.log(limits.high) == pytest.approx(0.5 + 1.959964 * np.sqrt(0.25 / 1000), abs=1e-6)


def test_a_small_sample_does_not_bound_a_high_quantile() -> None:
    counts, bins = binned(np.arange(1.0, 11.0))
    limits = woodruff(counts, bins, 0.9, Spread(np.array(0.0), np.array(np.inf)))
    assert np.isinf(limits.high)
    assert 7 <= limits.low <= 8.1
    assert woodruff(counts, bins, 0.1, Spread(np.array(0.0), np.array(np.inf))).low == 0
    unknown = woodruff(counts, bins, 0.5, Spread(np.array(np.nan), np.array(np.nan)))
    assert np.isnan([unknown.low, unknown.high]).all()


def test_cells_along_leading_axes_are_as_if_alone() -> None:
    counts = np.random.default_rng(2).integers(0, 9, (3, 16, 40)).astype(float)
    bins = np.arange(40) * 7
    points = locate(counts.sum(axis=1), bins, 0.9)
    together = woodruff(counts.sum(axis=1), bins, 0.9, share_spread(counts, bins, points))
    alone = woodruff(counts[1].sum(axis=0), bins, 0.9, share_spread(counts[1], bins, points[1]))
    assert [together.low[1], together.high[1]] == pytest.approx([float(alone.low), float(alone.high)])


@pytest.mark.parametrize(("q", "customers"), [(0.5, 400), (0.9, 400), (0.9, 60)])
def test_the_interval_covers_the_truth_in_clustered_data(q: float, customers: int) -> None:
    rng = np.random.default_rng(9)
    runs, each = 500, 3
    truth = np.exp(5 + np.sqrt(2) * stats.norm.ppf(q))
    covered = 0
    for _ in range(runs):
        level = rng.standard_normal((customers, 1)) + rng.standard_normal((customers, each))
        group = np.repeat(rng.integers(0, 64, customers), each)
        bins, place = np.unique(bin_of(np.exp(5 + level.ravel())), return_inverse=True)
        counts = np.zeros((64, len(bins)))
        np.add.at(counts, (group, place), 1)
        pooled = counts.sum(axis=0)
        limits = woodruff(pooled, bins, q, share_spread(counts, bins, locate(pooled, bins, q)))
        covered += bool(limits.low <= truth <= limits.high)
    assert covered >= stats.binom.ppf(0.001, runs, 0.95)
