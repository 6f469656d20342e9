"""Exponentially weighted moving averages: a smoothed series beside its limits, for small and slow changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from steelyard.stats.arrays import Flags, Floats

WEIGHT, WIDTH = 0.2, 2.86
"""Of the newest value, and of the limits: one false signal in about 370 points."""


@dataclass(frozen=True)
class Smoothed:
    """A smoothed series.

    Attributes:
        values: (points,). reach: (points,), how far it may lie from the target.
        outside: (points,), whether it lies further.
    """

    values: Floats
    reach: Floats
    outside: Flags


def ewma(
    values: ArrayLike, target: float = 0.0, sigma: float = 1.0, *, weight: float = WEIGHT, width: float = WIDTH
) -> Smoothed:
    """The smoothed series with exact limits; over a missing value (nan) it stays where it was.

    Source:
        Roberts (1959), Technometrics 1, 239-250; Lucas and Saccucci (1990), Technometrics 32, 1-12.
    """
    held = np.asarray(values, dtype=float)
    smoothed, reach = np.empty_like(held), np.empty_like(held)
    at, shrunk = target, 1.0
    for place, value in enumerate(held):
        if np.isfinite(value):
            at = weight * value + (1 - weight) * at
            shrunk *= (1 - weight) ** 2
        smoothed[place] = at
        reach[place] = width * sigma * np.sqrt(weight / (2 - weight) * (1 - shrunk))
    return Smoothed(smoothed, reach, np.isfinite(held) & (np.abs(smoothed - target) > reach))


def mean_run_length(shift: float = 0.0, *, weight: float = WEIGHT, width: float = WIDTH, cells: int = 201) -> float:
    """How many points until the smoothed series leaves its limits, on average, when the mean lies `shift` sigmas off.

    Source:
        Brook and Evans (1972), Biometrika 59, 539-549: the statistic as a Markov chain over cells; limits of long
        series.
    """
    reach = width * np.sqrt(weight / (2 - weight))
    half = reach / cells
    middles = -reach + half * (2 * np.arange(cells) + 1)
    from_here = (1 - weight) * middles[:, None]
    up, down = ((middles + sign * half - from_here) / weight - shift for sign in (1, -1))
    moves = stats.norm.cdf(up) - stats.norm.cdf(down)
    lengths = np.linalg.solve(np.eye(cells) - moves, np.ones(cells))
    return float(lengths[cells // 2])
