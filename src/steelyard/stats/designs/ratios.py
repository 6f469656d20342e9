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


def pooled_difference(reached: ArrayLike, above: ArrayLike, below: ArrayLike) -> Effect:
    """The ratio of totals of units reached less that of the others, as a regression with errors by unit gives it.

    The same value as `ratio_difference`; both sides share one correction for few units, G / (G - 1).

    Source:
        Cameron and Miller (2015), Journal of Human Resources 50, 317-372.
    """
    flags = np.asarray(reached, dtype=bool)
    a, b = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    sides = [ratio(a[side], b[side]) for side in (flags, ~flags)]
    counts, units = (int(flags.sum()), int((~flags).sum())), len(flags)
    if min(counts) < 2:
        return Effect(sides[0].value - sides[1].value, float("nan"), float("nan"))
    plain = sum(side.variance * (count - 1) / count for side, count in zip(sides, counts, strict=True))
    carried = sum(side.variance**2 / side.df for side in sides)
    variance = sum(side.variance for side in sides)
    df = variance**2 / carried if carried > 0 else float("nan")
    return Effect(sides[0].value - sides[1].value, plain * units / (units - 1), df)


def adjusted_ratio_difference(reached: ArrayLike, above: ArrayLike, below: ArrayLike, earlier: ArrayLike) -> Effect:
    """The same less what units' earlier ratios tell of the later ones (CUPED); units without stay as they are.

    Args:
        earlier: (units,), each unit's ratio before; nan where it has none.

    Source:
        Deng, Xu, Kohavi and Walker (2013), WSDM 123-132, with units weighed by what their ratio is of.
    """
    a, b, x = (np.asarray(values, dtype=float) for values in (above, below, earlier))
    known = np.isfinite(x)
    if known.sum() < 3:
        return pooled_difference(reached, a, b)
    weights = b[known]
    x = np.where(known, x, (weights @ x[known]) / weights.sum())
    off = x - (b @ x) / b.sum()
    spread = float(b @ off**2)
    theta = float(off @ (a - b * (a.sum() / b.sum()))) / spread if spread > 0 else 0.0
    return pooled_difference(reached, a - theta * b * off, b)
