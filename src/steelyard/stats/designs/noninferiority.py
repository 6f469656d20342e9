"""Not worse by more than a margin chosen before: that no difference is seen does not show it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import ndtr

from steelyard.stats.sampling.intervals import newcombe_difference


@dataclass(frozen=True)
class NotWorse:
    """Attributes:
    difference: new less old. limits: Newcombe's, of 95%. z, p: of the score test against the margin.
    is_shown: the lower limit lies above minus the margin.
    """

    difference: float
    limits: tuple[float, float]
    z: float
    p: float
    is_shown: bool


def shares(new: int, new_size: int, old: int, old_size: int, margin: float) -> NotWorse:
    """Whether a share is not worse by more than a margin; more is better.

    Source:
        Farrington and Manning (1990), Statistics in Medicine 9, 1447-1454: shares under the margin by maximum
        likelihood; limits: Newcombe (1998), method 10.
    """
    one, other = new / new_size, old / old_size

    def unlikely(share: float) -> float:
        parts = ((new, new_size, share - margin), (old, old_size, share))
        return -sum(k * math.log(p) + (n - k) * math.log1p(-p) for k, n, p in parts)

    edge = 1e-12
    low, high = max(margin, 0.0) + edge, min(1.0, 1.0 + margin) - edge
    share = float(minimize_scalar(unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-12}).x)
    variance = share * (1 - share) / old_size + (share - margin) * (1 - share + margin) / new_size
    z = (one - other + margin) / math.sqrt(variance)
    held = newcombe_difference(one * new_size, new_size, other * old_size, old_size)
    limits = float(np.asarray(held.low)), float(np.asarray(held.high))
    return NotWorse(one - other, limits, z, float(ndtr(-z)), limits[0] > -margin)
