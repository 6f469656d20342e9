"""Units reached beside units not reached: their difference, their changes, and the difference less what came before."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect


def difference(reached: ArrayLike, outcome: ArrayLike) -> Effect:
    """The mean outcome of units reached less that of the others, with Welch's variance.

    Given changes from before to after, it is the difference in differences, a unit being its own cluster.

    Args:
        reached: (units,), flags. outcome: (units,), no missing ones.

    Source:
        Card and Krueger (1994), American Economic Review 84, 772-793: their balanced sample is reproduced.
    """
    flags, values = _read(reached, outcome)
    sides = values[flags], values[~flags]
    if min(map(len, sides)) < 2:
        return Effect(float("nan"), float("nan"), float("nan"))
    parts = [float(side.var(ddof=1)) / len(side) for side in sides]
    variance = sum(parts)
    carried = sum(part**2 / (len(side) - 1) for part, side in zip(parts, sides, strict=True))
    return Effect(
        float(sides[0].mean() - sides[1].mean()), variance, variance**2 / carried if carried else float("nan")
    )


def adjusted_difference(reached: ArrayLike, outcome: ArrayLike, earlier: ArrayLike) -> Effect:
    """The difference of outcomes less what the same units' earlier values tell of them (CUPED).

    Source:
        Deng, Xu, Kohavi and Walker (2013), WSDM 123-132: theta over both groups together.
    """
    flags, values = _read(reached, outcome)
    x = np.asarray(earlier, dtype=float)
    return difference(flags, values - slope(values, x) * (x - x.mean()))


def levelled_difference(reached: ArrayLike, outcome: ArrayLike, earlier: ArrayLike) -> Effect:
    """The difference of outcomes at the same earlier level, which differences in differences brackets the truth with.

    Units chosen because they stood low (or high) come back by themselves. How far is read within both groups, so that
    neither the choice nor the effect enters; how sure the slope is counts.

    Source:
        Ding and Li (2019), Political Analysis 27, 605-615.
    """
    flags, values = _read(reached, outcome)
    x = np.asarray(earlier, dtype=float)
    sides = (flags, ~flags)
    if min(int(side.sum()) for side in sides) < 3:
        return Effect(float("nan"), float("nan"), float("nan"))
    within = x - np.where(flags, x[flags].mean(), x[~flags].mean())
    square = float(within @ within)
    beta = float(within @ values) / square if square > 0 else 0.0
    plain = difference(flags, values - beta * x)
    apart = float(x[flags].mean() - x[~flags].mean())
    off = values - beta * x
    off = off - np.where(flags, off[flags].mean(), off[~flags].mean())
    of_slope = apart**2 * float(off @ off) / (len(x) - 3) / square if square > 0 else 0.0
    return Effect(plain.value, plain.variance + of_slope, plain.df)


def slope(outcome: Floats, earlier: Floats) -> float:
    """By how much the outcome moves with the earlier value; 0 where that never varies."""
    spread = float(earlier.var(ddof=1))
    return float(np.cov(outcome, earlier, ddof=1)[0, 1]) / spread if spread > 0 else 0.0


def _read(reached: ArrayLike, outcome: ArrayLike) -> tuple[Flags, Floats]:
    return np.asarray(reached, dtype=bool), np.asarray(outcome, dtype=float)
