from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep
from tests.stats.reference import case

from steelyard.stats.sampling import intervals
from steelyard.stats.sampling.intervals import (
    newcombe_difference,
    ratio_limits,
    score_limits,
    share_limits,
    t_quantile,
    wilson,
)
from steelyard.stats.sampling.jackknife import Spread


def spread(variance: float, df: float = np.inf) -> Spread:
    return Spread(np.asarray(variance, dtype=float), np.asarray(df, dtype=float))


def both(limits: intervals.Limits) -> list[float]:
    return [float(limits.low), float(limits.high)]


def test_published_limits_of_a_share(shared: Path) -> None:
    for row in case(shared, "intervals", "wilson_newcombe1998")["expected"]:
        assert both(wilson(row["x"], row["n"])) == pytest.approx(row["wilson"], abs=1e-6)


@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20), (0, 15, 0, 15)])
def test_newcombe_agrees_with_statsmodels(counts: tuple[int, int, int, int]) -> None:
    expected = confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    assert both(newcombe_difference(*counts)) == pytest.approx(expected, abs=1e-9)


def test_nothing_counted_has_no_limits() -> None:
    assert np.isnan(both(wilson(0, 0))).all()


def test_t_quantiles() -> None:
    assert t_quantile([1, 5, np.inf]) == pytest.approx([12.706205, 2.570582, 1.959964], abs=1e-6)


def test_a_plain_share_is_wilsons_when_few_and_logit_when_many() -> None:
    few = share_limits(0.1, spread(0.1 * 0.9 / 50), 50)
    assert both(few) == pytest.approx(both(wilson(5, 50)))
    many = share_limits(0.5, spread(0.25 / 400), 400)
    half = 1.959963984540054 * np.sqrt(0.25 / 400) / 0.25
    assert both(many) == pytest.approx([1 / (1 + np.exp(half)), 1 / (1 + np.exp(-half))])


def test_clustering_widens_a_rare_share_and_luck_does_not_narrow_it() -> None:
    plain = both(share_limits(0.1, spread(0.1 * 0.9 / 50), 50))
    wide = both(share_limits(0.1, spread(0.1 * 0.9 / 20), 50))
    lucky = both(share_limits(0.1, spread(1e-6), 50))
    assert wide == pytest.approx(both(wilson(2, 20)))
    assert lucky == pytest.approx(plain)


def test_a_replicate_at_an_edge_asks_for_wilson() -> None:
    assert both(share_limits(0.5, spread(0.25 / 400), 400, at_edge=True)) == pytest.approx(both(wilson(200, 400)))


@pytest.mark.parametrize(("share", "successes"), [(0.0, 0), (1.0, 30)])
def test_no_width_of_zero_at_the_edges(share: float, successes: int) -> None:
    assert both(share_limits(share, spread(0.0), 30)) == pytest.approx(both(wilson(successes, 30)))


def test_equal_groups_do_not_make_a_share_certain() -> None:
    assert both(share_limits(0.5, spread(0.0, 63), 6400)) != [0.5, 0.5]


def test_few_groups_widen() -> None:
    narrow, wide = share_limits(0.5, spread(0.001), 999), share_limits(0.5, spread(0.001, 3), 999)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_an_unknown_spread_gives_no_limits() -> None:
    unknown = spread(np.nan, np.nan)
    for limits in (share_limits(0.0, unknown, 9), ratio_limits(2.0, unknown), score_limits(1.0, unknown)):
        assert np.isnan(both(limits)).all()


def test_what_is_no_share_has_no_limits_but_rounding_is_forgiven() -> None:
    assert np.isnan(both(share_limits(1.2, spread(0.01), 100))).all()
    assert both(share_limits(1 + 1e-15, spread(1e-33), 30)) == pytest.approx(both(wilson(30, 30)))


def test_ratio_limits_by_hand() -> None:
    half = 1.959963984540054 * 0.5 / 4
    assert both(ratio_limits(4.0, spread(0.25))) == pytest.approx([4 * np.exp(-half), 4 * np.exp(half)])
    assert np.isnan(both(ratio_limits(0.0, spread(0.0)))).all()


def test_scores_are_clipped_to_what_is_possible() -> None:
    assert both(score_limits(95.0, spread(25.0), least=0, most=100)) == pytest.approx([85.2001800773, 100])
    assert both(score_limits(-0.1, spread(0.0004))) == pytest.approx([-0.1391992797, -0.0608007203])


@given(
    share=st.floats(0, 1),
    variance=st.floats(0, 0.3),
    df=st.floats(1, 63),
    count=st.integers(1, 10**6),
    edge=st.booleans(),
)
def test_limits_hold_the_share_and_stay_within_0_and_1(
    share: float, variance: float, df: float, count: int, edge: bool
) -> None:
    low, high = both(share_limits(share, spread(variance, df), count, at_edge=edge))
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    assert low < high or share * (1 - share) == 0 or variance < 1e-18


@given(st.integers(0, 40), st.integers(1, 40))
def test_wilson_mirrors(successes: int, more: int) -> None:
    count = successes + more
    left, right = wilson(successes, count), wilson(count - successes, count)
    assert both(left) == pytest.approx([1 - float(right.high), 1 - float(right.low)])
