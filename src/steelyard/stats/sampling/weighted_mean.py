"""A mean of a sample drawn with known chances, and how likely the whole is above a target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import student_cdf
from steelyard.stats.sampling.intervals import t_quantile


@dataclass(frozen=True)
class WeightedMean:
    """A weighted mean with its variance; nan where it cannot be known.

    Attributes:
        df: degrees of freedom of the variance. n: units. clusters: how many they fall into.
    """

    value: float
    variance: float
    df: float
    n: int
    clusters: int

    def limits(self, level: float = 0.95) -> tuple[float, float]:
        """Two-sided."""
        half = float(t_quantile(self.df, level)) * self.variance**0.5
        return self.value - half, self.value + half

    def lower(self, level: float = 0.95) -> float:
        """The one-sided lower limit."""
        return self.value - float(t_quantile(self.df, 2 * level - 1)) * self.variance**0.5

    def chance_above(self, target: float) -> float:
        """How likely the mean of the whole is at the target or above."""
        if not self.variance > 0:
            return float("nan")
        return float(student_cdf((self.value - target) / self.variance**0.5, self.df))


def weighted_mean(
    value: ArrayLike,
    weight: ArrayLike,
    cluster: ArrayLike,
    stratum: ArrayLike | None = None,
    drawn_share: ArrayLike | None = None,
) -> WeightedMean:
    """The mean of values (N,), each standing for `weight` units of the whole.

    Its variance is the larger of two: with clusters (agents) as what chance chose, over clusters; and with units
    drawn at random within strata, less the part of the whole that was seen. The first knows that other agents might
    have worked, the second what the draw itself leaves open.

    Args:
        cluster: (N,) labels; units without one are clusters of their own.
        stratum: (N,) labels; one for all where None. drawn_share: (N,), the share of its stratum that was drawn; 0
            where None.

    Source:
        Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 5.6-5.7: the linearised ratio mean.
        Degrees of freedom by Satterthwaite, as of clusters of unequal weight.
    """
    y, w = np.asarray(value, dtype=float), np.asarray(weight, dtype=float)
    kept = np.isfinite(y) & np.isfinite(w) & (w > 0)
    y, w = y[kept], w[kept]
    if len(y) < 2:
        return WeightedMean(float(y[0]) if len(y) else float("nan"), float("nan"), float("nan"), len(y), len(y))
    mean = float((w * y).sum() / w.sum())
    pull = w * (y - mean) / w.sum()
    over_clusters, df, count = _clustered(pull, w, np.asarray(cluster)[kept])
    strata = np.zeros(len(y)) if stratum is None else np.asarray(stratum)[kept]
    shares = np.zeros(len(y)) if drawn_share is None else np.asarray(drawn_share, dtype=float)[kept]
    over_units, free = _stratified(pull, strata, shares)
    if not over_clusters >= over_units:
        return WeightedMean(mean, over_units, min(free, df) if np.isfinite(df) else free, len(y), count)
    return WeightedMean(mean, over_clusters, df, len(y), count)


def _clustered(pull: Floats, weight: Floats, cluster: np.ndarray) -> tuple[float, float, int]:
    _, codes = np.unique(cluster, return_inverse=True)
    count = int(codes.max()) + 1
    if count < 2:
        return float("nan"), float("nan"), count
    sums = np.bincount(codes, pull)
    share = np.bincount(codes, weight) / weight.sum()
    variance = float((sums**2).sum()) * count / (count - 1)
    even = float(1 / (share**2).sum())
    return variance, max(even - 1, 1.0), count


def _stratified(pull: Floats, stratum: np.ndarray, share: Floats) -> tuple[float, float]:
    _, codes = np.unique(stratum, return_inverse=True)
    each = np.bincount(codes).astype(float)
    mean = np.bincount(codes, pull) / each
    alone = each == 1
    squares = np.bincount(codes, (pull - mean[codes]) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(alone, np.bincount(codes, pull**2), squares * each / np.maximum(each - 1, 1))
    left = 1 - np.clip(np.bincount(codes, share) / each, 0, 1)
    return float((parts * left).sum()), float(max(len(pull) - len(each), 1))
