"""Medians and other quantiles of durations and amounts, from counts in logarithmic bins.

A bin is 1% wide: bin b holds exp(b / 100) <= x < exp((b + 1) / 100), so b = floor(100 ln x); zero has a bin of its
own before all others, and what is missing is not counted. A quantile read from bins is within 1% of the smallest
value that has at least that share of the values at or below it. Negative values have no bin.

    point = locate(pooled, bins, 0.9)
    spread = share_spread(counts, bins, point, present)      customers' chance; combine it with others if need be
    limits = woodruff(pooled, bins, 0.9, spread)

The quantile itself is never jackknifed: its replicates jump.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.intervals import Limits, t_quantile
from steelyard.stats.jackknife import Spread, jackknife, replicate

BINS_PER_E = 100
"""Bins in a factor of e: each is 1% wide."""

ZERO_BIN = -1_000_000
"""The bin of zero, so far below every other that its values are 0 when read back."""


def bin_of(values: ArrayLike) -> Integers:
    """The bin each value falls into: floor(100 ln x), or ZERO_BIN.

    Raises:
        SteelyardError: a value is negative or not finite.
    """
    x = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(x) & (x >= 0)):
        raise SteelyardError(
            "Only finite values of zero or more have a bin.", next="Leave out what is missing or negative."
        )
    logs = np.log(np.where(x > 0, x, 1.0))
    return np.where(x > 0, np.floor(logs * BINS_PER_E), ZERO_BIN).astype(np.int64)


def locate(counts: ArrayLike, bins: ArrayLike, q: ArrayLike) -> Floats:
    """The value below which a share q of the counted values lies, interpolated within its bin on the log scale.

    Args:
        counts: (..., B), how many values each bin holds.
        bins: (B,), which bins these are, in ascending order.
        q: the share, one or (...).

    Returns:
        (...); nan where nothing is counted or q is not between 0 and 1.
    """
    held = np.asarray(counts, dtype=float)
    codes = np.asarray(bins, dtype=np.int64)
    if not held.size:
        return np.full(held.shape[:-1], np.nan)
    reached = np.cumsum(held, axis=-1)
    total = reached[..., -1]
    share = np.broadcast_to(np.asarray(q, dtype=float), total.shape)
    target = share * total * (1 - 1e-12)
    place = np.argmax((reached >= target[..., None]) & (held > 0), axis=-1)
    inside = np.take_along_axis(held, place[..., None], axis=-1)[..., 0]
    before = np.take_along_axis(reached, place[..., None], axis=-1)[..., 0] - inside
    portion = np.clip((target - before) / np.where(inside > 0, inside, 1.0), 0, 1)
    value = np.exp((codes[place] + portion) / BINS_PER_E)
    return np.where((total > 0) & (share >= 0) & (share <= 1), value, np.nan)


def portion_below(bins: ArrayLike, value: ArrayLike) -> Floats:
    """The share of each bin's values taken to lie at or below a value, the inverse of `locate`'s interpolation.

    Broadcasts bins against value, so that it serves dense counts (bins (B,), value (..., 1)) and rows of sparse
    counts (one bin and one value a row) alike.
    """
    code, limit = np.asarray(bins, dtype=np.int64), np.asarray(value, dtype=float)
    place = BINS_PER_E * np.log(np.where(limit > 0, limit, 1.0))
    portion = np.where(limit > 0, np.clip(place - code, 0, 1), 0.0)
    return np.where(np.isnan(limit), np.nan, np.where(code == ZERO_BIN, (limit >= 0) * 1.0, portion))


def share_spread(counts: ArrayLike, bins: ArrayLike, value: ArrayLike, present: ArrayLike | None = None) -> Spread:
    """How sure is the share of values at or below a value.

    Args:
        counts: (..., G, B), by group and bin.
        bins: (B,), which bins these are.
        value: (...), the quantile found on all groups.
        present: (..., G); the groups that hold any value when None.
    """
    held = np.asarray(counts, dtype=float)
    total = held.sum(axis=-1)
    below = (held * portion_below(bins, np.asarray(value, dtype=float)[..., None, None])).sum(axis=-1)
    is_present = total > 0 if present is None else np.asarray(present, dtype=bool)
    full, replicates = replicate(np.stack([below, total], axis=-1), is_present)
    with np.errstate(divide="ignore", invalid="ignore"):
        return jackknife(full[..., 0] / full[..., 1], replicates[..., 0] / replicates[..., 1], is_present)


def woodruff(counts: ArrayLike, bins: ArrayLike, q: float, spread: Spread, level: float = 0.95) -> Limits:
    """Limits of a quantile: the values at which the share at or below is just compatible with q.

    The share's limits q -+ t sqrt(v) are read back through the bins. v is never taken below q (1 - q) / n, that of n
    independent values. Where the upper share reaches 1 the sample is too small to bound the quantile from above, and
    the limit is infinite; where the lower share reaches 0 the limit is 0.

    Args:
        counts: (..., B), all groups pooled.
        bins: (B,), which bins these are.
        q: the share.
        spread: (...), of the share at or below the quantile, from `share_spread` or combined with other chances.

    Source:
        Woodruff (1952), JASA 47, 635-646; the limits lie around q itself, not around an estimated share, because q is
        the hypothesis. Coverage checked by simulation, independent and clustered.
    """
    pooled = np.asarray(counts, dtype=float)
    total = pooled.sum(axis=-1)
    least = q * (1 - q) / np.where(total > 0, total, np.nan)
    half = t_quantile(spread.df, level) * np.sqrt(np.maximum(spread.variance, least))
    low = np.where(q - half > 0, locate(pooled, bins, np.maximum(q - half, 0)), 0.0)
    high = np.where(q + half < 1, locate(pooled, bins, np.minimum(q + half, 1)), np.inf)
    return Limits(np.where(np.isnan(half), np.nan, low), np.where(np.isnan(half), np.nan, high))
