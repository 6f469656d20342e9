"""How far from a target chance alone carries units of different size, and how much more units differ as a rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import binomial_cdf, binomial_quantile
from steelyard.stats.sampling.intervals import Limits, t_quantile

WINSORED = 0.10
"""The share of units at either end that is drawn in before the usual spread is measured."""


@dataclass(frozen=True)
class Overdispersion:
    """How much more units differ than chance explains.

    Attributes:
        factor: phi, the mean square of the winsorised z scores; 1 where chance explains them.
        between: tau2, the variance between units that makes up for it, in the unit of the errors squared; 0 where
            there is no need of any.
    """

    factor: float
    between: float


def overdispersion(z: ArrayLike, errors: ArrayLike, winsored: float = WINSORED) -> Overdispersion:
    """The overdispersion of units with z scores (U,) and standard errors (U,).

    Source:
        Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, appendix A.2; quantiles of type 7.
    """
    scores = winsorised(z, winsored)
    weights = 1 / np.asarray(errors, dtype=float) ** 2
    units, factor = len(scores), float(np.mean(scores**2))
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    excess = units * factor - (units - 1)
    return Overdispersion(factor, excess / room if excess > 0 and room > 0 else 0.0)


def winsorised(values: ArrayLike, share: float = WINSORED) -> Floats:
    """The values, those beyond the quantiles `share` and 1 - share drawn in to them."""
    raw = np.asarray(values, dtype=float)
    low, high = np.quantile(raw, [share, 1 - share])
    return np.asarray(np.clip(raw, low, high))


def funnel_limits(target: float, errors: ArrayLike, between: float = 0.0, level: float = 0.95) -> Limits:
    """Limits around a target for units with those standard errors, widened by a variance between units.

    Under the multiplicative model the errors are those times sqrt(factor), and there is no variance between.
    """
    half = t_quantile(np.inf, level) * np.sqrt(np.asarray(errors, dtype=float) ** 2 + between)
    return Limits(target - half, target + half)


def binomial_limits(target: float, counts: ArrayLike, level: float = 0.95) -> Limits:
    """Exact limits of a share of `counts` cases, interpolated between whole numbers; they may lie a little below 0.

    Source:
        Spiegelhalter (2005), appendix A.1.1. Checked against R's qbinom and pbinom.
    """
    n, tail = np.asarray(counts, dtype=float), (1 - level) / 2
    return Limits(*(_interpolated(p, n, target) for p in (tail, 1 - tail)))


def _interpolated(p: float, n: Floats, target: float) -> Floats:
    at = binomial_quantile(p, n, target)
    reached, below = binomial_cdf(at, n, target), binomial_cdf(at - 1, n, target)
    return np.asarray((at - (reached - p) / (reached - below)) / n)
