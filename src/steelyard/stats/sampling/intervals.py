"""From an estimate and its spread to limits, on the scale that suits the kind of measure.

No interval here collapses at 0 of n or n of n.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.jackknife import Spread

FEW = 20
"""Under this many successes or failures a share is given Wilson's limits."""


@dataclass(frozen=True)
class Limits:
    """A lower and an upper limit, in the unit of the estimate; nan where nothing can be said."""

    low: Floats
    high: Floats


def t_quantile(df: ArrayLike, level: float = 0.95) -> Floats:
    """Student's t that leaves (1 - level) / 2 on either side; the normal one where df is infinite."""
    return np.asarray(special.stdtrit(np.asarray(df, dtype=float), 0.5 + level / 2))


def share_limits(
    share: ArrayLike, spread: Spread, count: ArrayLike, *, at_edge: ArrayLike = False, level: float = 0.95
) -> Limits:
    """Limits of a share between 0 and 1.

    Wilson with t and n_eff = min(n, p(1-p)/v) under 20 successes or failures, or where any replicate sits at 0 or 1,
    or where the variance is 0; else on the logit scale.

    Args:
        share: the estimate; a value outside 0 and 1 gives nan.
        spread: its jackknife spread.
        count: units in the denominator.
        at_edge: whether any replicate is exactly 0 or 1.
        level: coverage wanted.

    Source:
        Korn and Graubard (1998), Survey Methodology 24, 193-201 for the effective sample size in Wilson's limits.
    """
    p, n, v = _share(share), np.asarray(count, dtype=float), spread.variance
    t = t_quantile(spread.df, level)
    binomial = p * (1 - p)
    scarce = (np.minimum(p, 1 - p) * n < FEW) | (v == 0) | np.asarray(at_edge, dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        effective = np.where((v > 0) & (binomial > 0), np.minimum(n, binomial / v), n)
        few = _wilson(p, effective, t)
        half = t * np.sqrt(v) / binomial
        centre = special.logit(p)
        low = np.where(scarce, few.low, special.expit(centre - half))
        high = np.where(scarce, few.high, special.expit(centre + half))
    return _known(Limits(low, high), v)


def ratio_limits(ratio: ArrayLike, spread: Spread, *, level: float = 0.95) -> Limits:
    """Limits of a positive ratio, on the log scale: r exp(-+ t sqrt(v) / r); nan where the ratio is not positive."""
    r = np.asarray(ratio, dtype=float)
    positive = np.where(r > 0, r, np.nan)
    half = t_quantile(spread.df, level) * np.sqrt(spread.variance) / positive
    with np.errstate(over="ignore"):
        return Limits(positive * np.exp(-half), positive * np.exp(half))


def score_limits(
    score: ArrayLike, spread: Spread, *, least: float = -np.inf, most: float = np.inf, level: float = 0.95
) -> Limits:
    """Limits of a score or a difference, on its own scale, clipped to what is possible."""
    estimate = np.asarray(score, dtype=float)
    half = t_quantile(spread.df, level) * np.sqrt(spread.variance)
    return Limits(np.clip(estimate - half, least, most), np.clip(estimate + half, least, most))


def wilson(successes: ArrayLike, count: ArrayLike, level: float = 0.95) -> Limits:
    """Wilson's score limits of x of n independent trials; nan where n is 0.

    Source:
        Wilson (1927), JASA 22, 209-212. Checked against Newcombe (1998), Table I.
    """
    n = _positive(count)
    return _wilson(np.asarray(successes, dtype=float) / n, n, t_quantile(np.inf, level))


def newcombe_difference(
    successes_1: ArrayLike, count_1: ArrayLike, successes_0: ArrayLike, count_0: ArrayLike, level: float = 0.95
) -> Limits:
    """Limits of the difference p1 - p0 of two independent shares.

    Source:
        Newcombe (1998), Statistics in Medicine 17, 873-890, method 10. Checked against statsmodels.
    """
    p1 = np.asarray(successes_1, dtype=float) / _positive(count_1)
    p0 = np.asarray(successes_0, dtype=float) / _positive(count_0)
    one, zero = wilson(successes_1, count_1, level), wilson(successes_0, count_0, level)
    below = np.sqrt((p1 - one.low) ** 2 + (zero.high - p0) ** 2)
    above = np.sqrt((one.high - p1) ** 2 + (p0 - zero.low) ** 2)
    return Limits(p1 - p0 - below, p1 - p0 + above)


def _wilson(p: Floats, n: Floats, t: Floats) -> Limits:
    centre = n * p + t**2 / 2
    half = t * np.sqrt(n * p * (1 - p) + t**2 / 4)
    return Limits(np.clip((centre - half) / (n + t**2), 0, 1), np.clip((centre + half) / (n + t**2), 0, 1))


def _share(value: ArrayLike) -> Floats:
    p = np.asarray(value, dtype=float)
    return np.where((p > -1e-9) & (p < 1 + 1e-9), np.clip(p, 0, 1), np.nan)


def _positive(count: ArrayLike) -> Floats:
    n = np.asarray(count, dtype=float)
    return np.where(n > 0, n, np.nan)


def _known(limits: Limits, variance: Floats) -> Limits:
    return Limits(np.where(np.isnan(variance), np.nan, limits.low), np.where(np.isnan(variance), np.nan, limits.high))
