"""Looking at a running initiative more than once: how sure it must be at each look for all to share one error."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from steelyard.stats.arrays import Floats

_POINTS = 201
_FAR = 9.0


def obrien_fleming(looks: int, error: float = 0.025) -> Floats:
    """Limits of z at equally spaced looks, high at first.

    Source:
        O'Brien and Fleming (1979), Biometrics 35, 549-556; Jennison and Turnbull (2000), table 2.3.
    """
    times = np.arange(1, looks + 1) / looks
    return _scaled(lambda constant: constant / np.sqrt(times), times, error)


def pocock(looks: int, error: float = 0.025) -> Floats:
    """Limits of z at equally spaced looks, the same at each.

    Source:
        Pocock (1977), Biometrika 64, 191-199; Jennison and Turnbull (2000), table 2.1.
    """
    times = np.arange(1, looks + 1) / looks
    return _scaled(lambda constant: np.full(looks, constant), times, error)


def spent_limits(times: Sequence[float], error: float = 0.025) -> Floats:
    """Limits of z at looks whenever they are made, the error spent as O'Brien and Fleming would.

    Args:
        times: share of what will be known in the end that is known at each look, growing, the last 1 at the most.

    Source:
        Lan and DeMets (1983), Biometrika 70, 659-663.
    """
    spent = [2 - 2 * float(ndtr(ndtri(1 - error / 2) / math.sqrt(time))) for time in times]
    found: list[float] = []
    for place, (before, now) in enumerate(pairwise([0.0, *spent])):
        share = max(now - before, 1e-12)

        def off(limit: float, place: int = place, share: float = share) -> float:
            return _crossings([*found, limit], times[: place + 1])[-1] - share

        found.append(float(brentq(off, 0.0, _FAR)) if off(_FAR) < 0 < off(0.0) else _FAR)
    return np.array(found)


def always_valid(variance: float, final_variance: float, error: float = 0.05) -> float:
    """Half of an interval that holds at every look at once, however often one looks.

    Args:
        variance: of the estimate now. final_variance: of what it will be when the plan ends, where it is narrowest.

    Source:
        Robbins (1970), Annals of Mathematical Statistics 41, 1397-1409; Howard, Ramdas, McAuliffe and Sekhon (2021),
        Annals of Statistics 49, 1055-1080: the normal mixture.
    """
    if not (variance > 0 and final_variance > 0):
        return math.nan
    mixed = final_variance * (-2 * math.log(error) + math.log(-2 * math.log(error) + 1))
    gained = mixed / variance
    return math.sqrt(variance * (1 + 1 / gained) * (math.log(1 + gained) - 2 * math.log(error)))


def _scaled(shape: Callable[[float], Floats], times: Floats, error: float) -> Floats:
    def off(constant: float) -> float:
        return sum(_crossings(shape(constant), times)) - error

    return np.asarray(shape(float(brentq(off, 0.5, _FAR))), dtype=float)


def _crossings(limits: Sequence[float] | Floats, times: Sequence[float] | Floats) -> list[float]:
    """How likely each look is the first to pass its limit, where there is no effect.

    Source:
        Armitage, McPherson and Rowe (1969), Journal of the Royal Statistical Society A 132, 235-244.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_POINTS)
    found: list[float] = []
    points, masses, since = np.zeros(1), np.ones(1), 0.0
    for limit, time in zip(limits, times, strict=True):
        step, edge = math.sqrt(time - since), limit * math.sqrt(time)
        found.append(float(masses @ ndtr(-(edge - points) / step)))
        low = -_FAR * math.sqrt(time)
        new = low + (edge - low) * (nodes + 1) / 2
        apart = (new[:, None] - points) / step
        density = np.exp(-(apart**2) / 2) / (step * math.sqrt(2 * math.pi)) @ masses
        points, masses, since = new, density * weights * (edge - low) / 2, time
    return found
