"""How far those reached and the others would have to part by themselves to overturn a finding."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.designs.effect import Effect


def breakdown(effect: Effect, before: ArrayLike, periods_after: int, level: float = 0.95) -> float:
    """How many times the largest change of the gap between two periods before undoes the finding if made in each since.

    Apart by so much in every period, always to the same side, the gap since it began would on average have moved by
    half the periods and one more times that change without any effect. Zero where nothing was found; infinite where the
    gap never moved.

    Args:
        before: (periods,), the gap before it began. periods_after: how many the effect is the mean of.

    Source:
        Rambachan and Roth (2023), Review of Economic Studies 90, 2555-2591, bounds on relative magnitudes; the largest
        change before is taken as seen, its own sampling error included, so that noise makes it larger and the answer
        smaller.
    """
    values = np.asarray(before, dtype=float)
    steps = np.abs(np.diff(values[np.isfinite(values)]))
    low, high = effect.limits(level)
    if not (len(steps) and math.isfinite(low) and periods_after > 0):
        return math.nan
    nearest = low if low > 0 else -high if high < 0 else 0.0
    moved = float(steps.max()) * (periods_after + 1) / 2
    return nearest / moved if moved > 0 else math.inf


def permuted(reached: ArrayLike, outcome: ArrayLike, most: int = 5_000) -> float:
    """The share of ways to choose as many units that show as large a difference of means, the real one included.

    Every way is looked at where there are no more than `most`; else as many are drawn with a fixed seed.

    Source:
        Fisher (1935), The Design of Experiments; MacKinnon and Webb (2017) on few treated clusters.
    """
    from itertools import combinations

    flags, values = np.asarray(reached, dtype=bool), np.asarray(outcome, dtype=float)
    count, units = int(flags.sum()), len(flags)
    if not 0 < count < units:
        return math.nan
    real = abs(values[flags].mean() - values[~flags].mean())
    total = values.sum()
    if math.comb(units, count) <= most:
        sums = np.array([values[list(chosen)].sum() for chosen in combinations(range(units), count)])
        extra = 0
    else:
        draw = np.random.default_rng(1)
        sums = np.array([values[draw.choice(units, count, replace=False)].sum() for _ in range(most)])
        extra = 1
    found = np.abs(sums / count - (total - sums) / (units - count))
    as_large = int((found >= real * (1 - 1e-12)).sum())
    return (as_large + extra) / (len(sums) + extra)
