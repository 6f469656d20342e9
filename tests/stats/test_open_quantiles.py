"""Quantiles of durations that have not all ended: Kaplan and Meier's."""

from __future__ import annotations

import numpy as np
import pytest
from tests.stats.reference import tally

from steelyard.stats.sampling.jackknife import Spread
from steelyard.stats.sampling.quantiles import counted, locate, woodruff
from steelyard.stats.surveys.survival import kaplan_meier


def sure(cells: int, variance: float = 0.0) -> Spread:
    return Spread(np.full(cells, variance), np.full(cells, np.inf))


def single(values: list[float], is_open: list[int], cells: int = 1) -> object:
    return counted(np.zeros(len(values)), values, values, np.ones(len(values)), cells, is_open=is_open)


def test_by_hand() -> None:
    """Ended at 1, 3, 5, 8 of ten at risk, open at 2, 4, 6, 7, 9, 10: S = .9, .9 x 7/8, x 5/6, x 2/3."""
    held = single([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 1, 0, 1, 0, 1, 1, 0, 1, 1])
    shares = [0.1, 0.9 / 8, 0.9 * 7 / 8 / 6, 0.9 * 7 / 8 * 5 / 6 / 3]
    assert held.count.tolist() == pytest.approx([*(10 * share for share in shares), 10 * (1 - sum(shares))])
    assert locate(held, 0.25)[0] == 5.75, "rank 3.25 lies a quarter of the way from rank 3, at 5, to rank 4, at 8"
    assert np.isinf(locate(held, 0.9)[0])
    assert held.last[0] == 10


def test_median_is_where_the_curve_falls_to_a_half() -> None:
    rng = np.random.default_rng(1)
    true, watched = rng.exponential(30, 4_000), rng.uniform(17, 107, 4_000)
    seen = np.minimum(true, watched)
    held = counted(np.zeros(4_000), seen, seen, np.ones(4_000), 1, is_open=true > watched)
    grid, events, censored = tally(seen, true <= watched)
    curve = kaplan_meier(events, censored).survival
    for q in (0.1, 0.5, 0.8):
        assert locate(held, q)[0] == pytest.approx(grid[np.argmax(curve <= 1 - q)], rel=0.01)


def test_nothing_open_is_the_plain_quantile() -> None:
    values = np.random.default_rng(2).gamma(2, 50, 301)
    plain = counted(np.zeros(301), values, values, np.ones(301), 1)
    same = counted(np.zeros(301), values, values, np.ones(301), 1, is_open=np.zeros(301))
    assert locate(same, 0.9) == locate(plain, 0.9) == pytest.approx(np.quantile(values, 0.9))
    one, other = woodruff(same, 0.9, sure(1)), woodruff(plain, 0.9, sure(1))
    assert (one.low, one.high) == (other.low, other.high)


def test_cells_do_not_touch_each_other() -> None:
    cell = np.array([0, 0, 1, 1, 2])
    held = counted(cell, [1, 2, 5, 6, 9], [1, 2, 5, 6, 9], np.ones(5), 4, is_open=[0, 0, 1, 1, 0])
    found = locate(held, 0.5)
    assert found[0] == 1.5
    assert np.isinf(found[1])
    assert found[2] == 9
    assert np.isnan(found[3])


@pytest.mark.parametrize("q", [0.5, 0.8])
def test_limits_hold_the_truth(q: float) -> None:
    """Independent values, half of them open: the limits hold the true quantile 95 times in 100."""
    rng, n, held_it = np.random.default_rng(3), 400, 0
    truth = -30 * np.log(1 - q)
    for _ in range(600):
        true, watched = rng.exponential(30, n), rng.uniform(10, 90, n)
        seen, is_open = np.minimum(true, watched), true > watched
        values = counted(np.zeros(n), seen, seen, np.ones(n), 1, is_open=is_open)
        share = (~is_open & (seen <= locate(values, q)[0])).mean()
        limits = woodruff(values, q, sure(1, share * (1 - share) / n))
        held_it += bool(limits.low[0] <= truth <= limits.high[0])
    assert 0.93 * 600 <= held_it <= 0.985 * 600
