"""What a unit would show if its cases went as such cases go: indirect and direct standardisation for case mix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.sampling.intervals import Limits, t_quantile

PULL = 10.0
"""Cases' worth of weight the coarser stratum's rate has in a finer one, so that thin strata say little of their own."""

ROUNDS, CLOSE = 2_000, 1e-7


def expected_rates(
    unit: Integers, levels: Sequence[Integers], total: ArrayLike, count: ArrayLike, pull: float = PULL
) -> Floats:
    """The rate to expect in every cell of a unit, from what the other units show in the strata it lies in: (N,).

    From the whole down to the finest stratum, each rate is pulled towards that of the stratum above by `pull` cases.
    A unit's own cases never count towards what is expected of it: where it has most of a stratum, it would be compared
    with itself.

    Args:
        unit: (N,), the unit of each cell.
        levels: (N,) codes of the cell's stratum, the coarsest first; the whole is not one of them.
        total, count: (N,), what the cell's cases add up to, and how many they are.

    Raises:
        SteelyardError: a unit holds all the cases.

    Source:
        Indirect standardisation by strata; the pull is the beta-binomial's with a fixed weight. Checked against
        Bickel, Hammel and O'Connell (1975).
    """
    totals, counts = np.asarray(total, dtype=float), np.asarray(count, dtype=float)
    rate, weight = np.zeros(len(unit)), 0.0
    for codes in (np.zeros(len(unit), dtype=np.int64), *levels):
        summed, held = (of_others(unit, codes, values) for values in (totals, counts))
        if weight == 0 and not (held > 0).all():
            raise SteelyardError(
                "One unit holds all the cases: there is nothing to compare it with.", next="Compare at least two."
            )
        rate = (summed + weight * rate) / np.where(held + weight > 0, held + weight, 1.0)
        weight = pull
    return rate


def of_others(unit: Integers, codes: Integers, values: ArrayLike) -> Floats:
    """What the cells of other units in the stratum of every cell add up to: (N,)."""
    summed = np.asarray(values, dtype=float)
    _, own = np.unique(codes * (unit.max(initial=0) + 1) + unit, return_inverse=True)
    return np.asarray(np.bincount(codes, summed)[codes] - np.bincount(own, summed)[own])


def fitted_ratios(unit: Integers, stratum: Integers, total: ArrayLike, count: ArrayLike) -> Floats:
    """Observed / expected of every unit (U,), units and strata fitted together.

    What each unit shows of its own is taken off the rates of the strata, and what is then expected of each is taken
    anew, until nothing moves. Units that share a stratum with a good one do not look bad; but all hangs on the strata
    in which different units meet.

    Source:
        Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444; the limit is the Poisson model of
        unit and stratum. Checked against statsmodels.
    """
    y, n = np.asarray(total, dtype=float), np.asarray(count, dtype=float)
    observed, in_stratum = np.bincount(unit, y), np.bincount(stratum, y)
    own = np.ones(len(observed))
    for _ in range(ROUNDS):
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.nan_to_num(in_stratum / np.bincount(stratum, n * own[unit]))
            expected = np.bincount(unit, n * rate[stratum])
            new = np.nan_to_num(observed / expected * expected.sum() / observed.sum(), nan=1.0)
        moved, own = float(np.abs(new - own).max()), new
        if moved < CLOSE:
            break
    return own


def observed_limits(
    observed: ArrayLike, expected: ArrayLike, level: float = 0.95, method: Literal["exact", "byar"] = "exact"
) -> Limits:
    """Limits of observed / expected, the observed being a count of rare events.

    Source:
        Garwood (1936), Biometrika 28, 437-442 for the exact ones; Byar in Breslow and Day (1987), equation 2.13.
    """
    count, base = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    tail = (1 - level) / 2
    if method == "exact":
        low = np.where(count > 0, special.gammaincinv(np.maximum(count, 1e-9), tail), 0.0)
        return Limits(low / base, special.gammaincinv(count + 1, 1 - tail) / base)
    z, more = t_quantile(np.inf, level), count + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(count > 0, count * (1 - 1 / (9 * count) - z / (3 * np.sqrt(count))) ** 3, 0.0)
    return Limits(low / base, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3 / base)
