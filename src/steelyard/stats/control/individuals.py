"""Individuals and moving ranges (XmR): limits of single values, from how far neighbours lie apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats

D2 = 1.128
"""The mean range of two values drawn from a normal distribution, in standard deviations."""

D4 = 3.267
"""The upper limit of a moving range, in mean moving ranges."""

WIDTH = 3.0
"""How many standard deviations the limits lie from the centre."""


@dataclass(frozen=True)
class Individuals:
    """Limits from a baseline.

    Attributes:
        centre: the baseline's mean. moving_range: the mean distance of neighbours.
        sigma: the standard deviation that distance stands for.
        low, high: natural limits. range_high: the most two neighbours should lie apart.
    """

    centre: float
    moving_range: float
    sigma: float
    low: float
    high: float
    range_high: float


def individuals(values: ArrayLike) -> Individuals:
    """Limits of a baseline's values; nan is a missing one, over which no range is taken.

    Everything is nan where no two neighbours are known.

    Source:
        Wheeler and Chambers (1992), Understanding Statistical Process Control: centre and 2.66 mean moving ranges.
    """
    held = np.asarray(values, dtype=float)
    centre = _mean(held)
    apart = mean_moving_range(held)
    sigma = apart / D2
    reach = WIDTH * sigma
    return Individuals(centre, apart, sigma, centre - reach, centre + reach, D4 * apart)


def mean_moving_range(values: Floats) -> float:
    """The mean distance of neighbours of which both are known; nan where there are none."""
    return _mean(np.abs(np.diff(values)))


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
