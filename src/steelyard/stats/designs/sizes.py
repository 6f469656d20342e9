"""How many it takes to find an effect, and the least that so many would find."""

from __future__ import annotations

import math

from scipy.optimize import brentq
from scipy.special import nctdtr, ndtr, ndtri

from steelyard.stats.sampling.intervals import t_quantile

_LARGE = 2_000
"""Units over which the noncentral t is normal, as which it is computed further out."""


def for_shares(one: float, other: float, error: float = 0.05, power: float = 0.8) -> float:
    """Units in each arm that tell two shares apart.

    Source:
        The normal approximation with the pooled variance under no difference: Fleiss, Levin and Paik (2003), chapter 4,
        as power.prop.test of R.
    """
    mean = (one + other) / 2
    under_none = float(ndtri(1 - error / 2)) * math.sqrt(2 * mean * (1 - mean))
    under_some = float(ndtri(power)) * math.sqrt(one * (1 - one) + other * (1 - other))
    return ((under_none + under_some) / (one - other)) ** 2


def for_means(effect: float, deviation: float, error: float = 0.05, power: float = 0.8) -> float:
    """Units in each arm that tell two means apart: Student's t with equal variances."""
    size = abs(effect) / deviation
    return float(brentq(lambda n: found_with(n, size, error) - power, 1.01, 1e9))


def found_with(n: float, size: float, error: float = 0.05) -> float:
    """How likely so many units in each arm find an effect of so many standard deviations."""
    df = 2 * (n - 1)
    limit = float(t_quantile(df, 1 - error))
    if n > _LARGE:
        return float(ndtr(size * math.sqrt(n / 2) - limit))
    return float(1 - nctdtr(df, size * math.sqrt(n / 2), limit))


def detectable(variance: float, df: float, error: float = 0.05, power: float = 0.8) -> float:
    """The least effect that an estimate of such a variance finds so often."""
    if not (variance > 0 and df > 0):
        return math.nan
    quantiles = float(t_quantile(df, 1 - error)) + float(t_quantile(df, 2 * power - 1))
    return quantiles * math.sqrt(variance)
