"""Medians and other quantiles of durations and amounts, from counted values: exact of ties and of single values.

Values are counted in bins 1% wide, each with the smallest and the greatest value it holds: bin b holds
exp(b / 100) <= x < exp((b + 1) / 100), so b = floor(100 ln x); zero has a bin of its own before all others, and what is
missing is not counted. Negative values have no bin. A bin of one distinct value, a tie of any size, gives that value;
within others values are taken to lie evenly between their smallest and their greatest, so that a quantile is within 1%
of the exact one. Where every distinct value is counted by itself quantiles are exact.

    held = counted(cell, least, most, count, cells)
    point = locate(held, 0.9)
    limits = woodruff(held, 0.9, spread)        spread: of the share of values at or below the point

Where some have not ended yet, each is known to last longer than it was watched: the counts are then those of Kaplan and
Meier's curve, what the data do not reach stands at infinity, and so does a quantile that falls there.

The quantile itself is never jackknifed: its replicates jump.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.sampling.intervals import Limits, t_quantile
from steelyard.stats.sampling.jackknife import Spread

BINS_PER_E = 100
"""Bins in a factor of e: each is 1% wide."""

ZERO_BIN = -1_000_000
"""The bin of zero, below every other."""

_ROUNDING = 9
"""Decimals of a rank that are not the rounding of a share times a count."""


@dataclass(frozen=True)
class Counted:
    """Counted values of some cells, in ascending order within each cell.

    Attributes:
        least, most: (N,), the smallest and the greatest value of each bin. count: (N,), how many it holds.
        reached: (N,), values up to and with each bin, over all cells.
        effective: (N,), how many values without any still open would tell the share up to there as surely.
        before, total: (cells,), values of the cells before, and of each cell.
        last: (cells,), the longest that any was watched.
    """

    least: Floats
    most: Floats
    count: Floats
    reached: Floats
    effective: Floats
    before: Floats
    total: Floats
    last: Floats

    def at_rank(self, rank: ArrayLike) -> Floats:
        """(cells,), the value of a rank, 1 for the smallest; nan where a cell has no such rank."""
        wanted = np.broadcast_to(np.asarray(rank, dtype=float), self.total.shape)
        is_there = (wanted >= 1) & (wanted <= self.total)
        if not len(self.count):
            return np.full(self.total.shape, np.nan)
        row, place = self._row(wanted, is_there)
        inside = place - (self.reached[row] - self.count[row])
        portion = np.clip((inside - 1) / np.maximum(self.count[row] - 1, 1), 0, 1)
        with np.errstate(invalid="ignore"):
            value = self.least[row] + portion * (self.most[row] - self.least[row])
        return np.where(is_there, np.where(np.isinf(self.most[row]), np.inf, value), np.nan)

    def sample(self, rank: ArrayLike) -> Floats:
        """(cells,), the effective number of values at a rank."""
        wanted = np.broadcast_to(np.asarray(rank, dtype=float), self.total.shape)
        is_there = (wanted >= 1) & (wanted <= self.total)
        if not len(self.count):
            return np.zeros(self.total.shape)
        return np.where(is_there, self.effective[self._row(wanted, is_there)[0]], self.total)

    def _row(self, wanted: Floats, is_there: Flags) -> tuple[Integers, Floats]:
        """The row each rank lies in, and its place over all cells."""
        place = np.where(is_there, self.before + wanted, 1.0)
        row = np.searchsorted(np.round(self.reached, _ROUNDING), np.round(place, _ROUNDING), side="left")
        return np.minimum(row, len(self.count) - 1), place


def counted(
    cell: ArrayLike,
    least: ArrayLike,
    most: ArrayLike,
    count: ArrayLike,
    cells: int,
    *,
    is_open: ArrayLike | None = None,
) -> Counted:
    """Bins (N,) of `cells` cells in any order; single values have the same least and most, and a bin may come twice.

    Args:
        is_open: (N,), 1 where the values are times watched without an end; all have ended unless told.
    """
    codes = np.asarray(cell, dtype=np.int64)
    low, high, held = (np.asarray(values, dtype=float) for values in (least, most, count))
    is_known = np.ones(len(codes), dtype=bool) if is_open is None else np.asarray(is_open, dtype=float) == 0
    total = np.bincount(codes, held, cells).astype(float)
    last = np.zeros(cells)
    np.maximum.at(last, codes, high)
    if not is_known.all():
        codes, low, high, held, effective = _surviving(codes, low, high, held, is_known, total)
    else:
        effective = total[codes]
    order = np.lexsort((high, low, codes))
    order = order[held[order] > 0]
    weight = held[order]
    before = np.cumsum(total) - total
    return Counted(low[order], high[order], weight, np.cumsum(weight), effective[order], before, total, last)


def _surviving(
    cell: Integers, least: Floats, most: Floats, count: Floats, is_known: Flags, total: Floats
) -> tuple[Integers, Floats, Floats, Floats, Floats]:
    """The rows that ended with Kaplan and Meier's share of all, what is beyond at infinity, and the effective number.

    The effective number is that whose share would vary as Greenwood's variance says: the number of all where nothing is
    open.

    Source:
        Kaplan and Meier (1958), JASA 53, 457-481; Greenwood (1926).
    """
    order = np.lexsort((~is_known, least, cell))
    share, effective, beyond = np.zeros(len(cell)), np.zeros(len(cell)), np.zeros(len(total))
    edges = np.searchsorted(cell[order], np.arange(len(total) + 1))
    for place, (start, stop) in enumerate(pairwise(edges)):
        rows = order[start:stop]
        at_risk = total[place] - np.cumsum(count[rows]) + count[rows]
        ended = np.where(is_known[rows], count[rows], 0.0)
        left = np.cumprod(1 - ended / np.maximum(at_risk, ended.clip(1e-12)))
        before = np.concatenate([[1.0], left[:-1]])
        share[rows] = (before - left) * total[place]
        beyond[place] = (left[-1] if len(left) else 0.0) * total[place]
        after = np.maximum(at_risk - ended, 1e-12)
        relative = np.cumsum(np.where(ended > 0, ended / (np.maximum(at_risk, 1e-12) * after), 0.0))
        is_inside = (left > 1e-9) & (left < 1 - 1e-9)
        effective[rows] = np.where(is_inside, (1 - left) / np.maximum(left * relative, 1e-300), np.maximum(at_risk, 1))
    known = np.flatnonzero(is_known)
    cells = np.arange(len(total))
    end = np.full(len(total), np.inf)
    return (
        np.concatenate([cell[known], cells]),
        np.concatenate([least[known], end]),
        np.concatenate([most[known], end]),
        np.concatenate([share[known], np.where(beyond > 1e-9, beyond, 0.0)]),
        np.concatenate([effective[known], total]),
    )


def locate(held: Counted, q: float) -> Floats:
    """(cells,), the quantile q of each cell; nan of none, infinite where too many are still open to know it.

    Between two neighbouring values it lies as far along as q does between their ranks: the median of two is their mean.

    Source:
        Hyndman and Fan (1996), The American Statistician 50, 361-365, definition 7: that of R, NumPy and spreadsheets.
    """
    rank = np.round(1 + q * (held.total - 1), _ROUNDING)
    low, high = held.at_rank(np.floor(rank)), held.at_rank(np.ceil(rank))
    with np.errstate(invalid="ignore"):
        return np.where(low == high, low, np.where(np.isinf(high), high, low + (rank - np.floor(rank)) * (high - low)))


def woodruff(held: Counted, q: float, spread: Spread, level: float = 0.95) -> Limits:
    """Limits of a quantile: the values at which the share at or below is just compatible with q.

    The share's limits q -+ t sqrt(v) are read back as ranks, the value at the limit included. v is never taken below
    q (1 - q) / n, that of n independent values. Where the upper share reaches 1 the sample is too small to bound the
    quantile from above, and the limit is infinite; where the lower share reaches 0 the limit is 0.

    Args:
        q: the share.
        spread: (cells,), of the share at or below the quantile, over every chance; where some are open it is widened
            by the number of all over the effective one.

    Source:
        Woodruff (1952), JASA 47, 635-646; the limits lie around q itself, not around an estimated share, because q is
        the hypothesis. Coverage checked by simulation, independent and clustered.
    """
    total = np.where(held.total > 0, held.total, np.nan)
    sample = held.sample(np.ceil(np.round(q * held.total, _ROUNDING)))
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = spread.variance * total / sample
        half = t_quantile(spread.df, level) * np.sqrt(np.maximum(variance, q * (1 - q) / sample))
    low, high = (np.ceil(np.round(share * total, _ROUNDING)) for share in (q - half, q + half))
    with np.errstate(invalid="ignore"):
        bottom = np.where(q - half > 0, held.at_rank(low), 0.0)
        top = np.where(q + half < 1, held.at_rank(high), np.inf)
    return Limits(np.where(np.isnan(half), np.nan, bottom), np.where(np.isnan(half), np.nan, top))
