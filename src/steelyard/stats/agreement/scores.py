"""What methods of agreement share: groups of units to leave out, and scores less their unit's mean."""

from __future__ import annotations

import numpy as np

from steelyard.stats.arrays import Floats, Integers

MOST_GROUPS = 60
"""Units are left out one by one up to so many, then in groups."""


def grouped(units: int) -> Integers:
    """The group of each unit: neighbours fall into different ones."""
    return np.arange(units, dtype=np.int64) % min(units, MOST_GROUPS)


def centred(unit: Integers, values: Floats) -> Floats:
    """Values (N,) or (N, K) less the mean of their unit."""
    count = np.bincount(unit).astype(float)
    held = values if values.ndim == 2 else values[:, None]
    means = np.stack([np.bincount(unit, column) / count for column in held.T], axis=1)
    found = held - means[unit]
    return found if values.ndim == 2 else found[:, 0]
