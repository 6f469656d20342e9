"""Ratios of totals over units drawn by lot: minutes per contact, contacts per solved issue."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.designs.effect import Effect


def ratio(above: ArrayLike, below: ArrayLike) -> Effect:
    """A ratio of totals with the delta method's error over units.

    Source:
        Cochran (1977), Sampling Techniques, chapter 6; Deng, Knoblich and Lu (2018), KDD 233-242.
    """
    a, b = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    units = len(a)
    if units < 2 or b.sum() == 0:
        return Effect(float("nan"), float("nan"), float("nan"))
    value = float(a.sum() / b.sum())
    off = _off(a, b, value)
    return Effect(value, float(off @ off) / (units * (units - 1)), float(units - 1))


def ratio_difference(reached: ArrayLike, above: ArrayLike, below: ArrayLike) -> Effect:
    """The ratio of totals of units reached less that of the others."""
    flags = np.asarray(reached, dtype=bool)
    a, b = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    one, other = ratio(a[flags], b[flags]), ratio(a[~flags], b[~flags])
    carried = sum(side.variance**2 / side.df for side in (one, other))
    variance = one.variance + other.variance
    return Effect(one.value - other.value, variance, variance**2 / carried if carried > 0 else float("nan"))


def _off(above: Floats, below: Floats, value: float) -> Floats:
    return np.asarray((above - value * below) / below.mean(), dtype=float)
