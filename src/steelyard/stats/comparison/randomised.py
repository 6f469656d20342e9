"""Two arms that a lot was drawn for: what the one has more, and the smallest effect that could be found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import chi2_sf
from steelyard.stats.sampling.intervals import newcombe_difference, t_quantile

POWER = 2.8
"""Standard errors that an effect found four times in five at 5% has: 1.96 and 0.84."""

FEWEST = 10
"""Cases of an arm below which nothing is said."""


@dataclass(frozen=True)
class Difference:
    """Arm one less arm nought.

    Attributes:
        value, low, high: with 95% limits. smallest: effect that would have been found four times in five.
        mean1, mean0, n1, n0: of the arms. p: how likely one so large is, either way, where there is none.
    """

    value: float
    low: float
    high: float
    smallest: float
    mean1: float
    mean0: float
    n1: int
    n0: int
    p: float


@dataclass(frozen=True)
class _Arm:
    mean: float
    n: int
    size: float
    error: float


def of_shares(y1: ArrayLike, w1: ArrayLike, y0: ArrayLike, w0: ArrayLike) -> Difference | None:
    """Of events (0 or 1), weighted by one over the chance of the arm; None where an arm has fewer than ten.

    Limits are Newcombe's hybrid of the arms' Wilson limits, at the effective number of cases.

    Source:
        Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    one, nought = _arm(y1, w1), _arm(y0, w0)
    if one is None or nought is None:
        return None
    value = one.mean - nought.mean
    limits = newcombe_difference(one.mean * one.size, one.size, nought.mean * nought.size, nought.size)
    pooled = (one.mean * one.size + nought.mean * nought.size) / (one.size + nought.size)
    held = min(max(pooled, 0.5 / (one.size + nought.size)), 1 - 0.5 / (one.size + nought.size))
    error = float(np.sqrt(held * (1 - held) * (1 / one.size + 1 / nought.size)))
    return Difference(
        value,
        float(limits.low),
        float(limits.high),
        POWER * error,
        one.mean,
        nought.mean,
        one.n,
        nought.n,
        _two_sided(value, error),
    )


def of_means(y1: ArrayLike, w1: ArrayLike, y0: ArrayLike, w0: ArrayLike) -> Difference | None:
    """Of numbers, weighted likewise, with Welch's limits; None where an arm has fewer than ten."""
    one, nought = _arm(y1, w1), _arm(y0, w0)
    if one is None or nought is None:
        return None
    v1, v0 = one.error**2, nought.error**2
    value, error = one.mean - nought.mean, float(np.sqrt(v1 + v0))
    df = (v1 + v0) ** 2 / (v1**2 / (one.size - 1) + v0**2 / (nought.size - 1)) if error else 1.0
    half = float(t_quantile(df, 0.95)) * error
    return Difference(
        value,
        value - half,
        value + half,
        POWER * error,
        one.mean,
        nought.mean,
        one.n,
        nought.n,
        _two_sided(value, error),
    )


def _two_sided(value: float, error: float) -> float:
    return 1.0 if not error else float(chi2_sf((value / error) ** 2, 1))


def _arm(y: ArrayLike, w: ArrayLike) -> _Arm | None:
    values, weights = np.asarray(y, dtype=float), np.asarray(w, dtype=float)
    if len(values) < FEWEST:
        return None
    mean = float(np.average(values, weights=weights))
    size = float(weights.sum() ** 2 / (weights**2).sum())
    away: Floats = weights * (values - mean)
    error = float(np.sqrt((away**2).sum()) / weights.sum()) * float(np.sqrt(size / (size - 1)))
    return _Arm(mean, len(values), size, error)
