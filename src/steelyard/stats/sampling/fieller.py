"""Limits of a ratio whose denominator may be indistinguishable from zero (Fieller)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.sampling.intervals import t_quantile


@dataclass(frozen=True)
class RatioLimits:
    """Fieller's set for a ratio a / b.

    Attributes:
        is_bounded: False where the denominator cannot be told from zero: then no pair of limits exists, and the
            answer is "unbounded".
        low, high: the limits; nan where not bounded.
    """

    is_bounded: Flags
    low: Floats
    high: Floats


def fieller(
    a: ArrayLike,
    b: ArrayLike,
    v11: ArrayLike,
    v22: ArrayLike,
    v12: ArrayLike,
    *,
    df: ArrayLike = np.inf,
    level: float = 0.95,
) -> RatioLimits:
    """All ratios R that data allow: (a - R b)^2 <= t^2 (v11 - 2 R v12 + R^2 v22).

    Args:
        a, b: estimates of numerator and denominator, any shape.
        v11, v22, v12: variance of a, variance of b, their covariance.
        df: degrees of freedom of the variances.
        level: coverage wanted.

    Source:
        Fieller (1954), JRSS B 16, 175-185; Franz (2007), arXiv 0710.2024. The set is an interval if and only if
        b^2 > t^2 v22. Checked against the closed form of the reference cases.
    """
    a, b, v11, v22, v12 = (np.asarray(part, dtype=float) for part in (a, b, v11, v22, v12))
    t2 = t_quantile(df, level) ** 2
    square = b**2 - t2 * v22
    middle = a * b - t2 * v12
    is_bounded = square > 0
    inside = np.maximum(middle**2 - square * (a**2 - t2 * v11), 0.0)
    divisor = np.where(is_bounded, square, np.nan)
    return RatioLimits(is_bounded, (middle - np.sqrt(inside)) / divisor, (middle + np.sqrt(inside)) / divisor)
