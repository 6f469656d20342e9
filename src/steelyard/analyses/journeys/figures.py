"""Figures from grids of sums by group: a ratio with its interval, and a difference with how likely chance makes it."""

from __future__ import annotations

import numpy as np

from steelyard.answers import Caveat, Estimate, Interval
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import student_cdf
from steelyard.stats.sampling.intervals import ratio_limits, score_limits, share_limits
from steelyard.stats.sampling.jackknife import Spread, jackknife, replicate
from steelyard.theme import counted

METHOD = "jackknife over 64 groups of customers"
_FEWEST_GROUPS = 2


def ratio(metric: str, unit: str, grid: Floats, n_unit: str = "journeys", *, scale: float = 1.0) -> Estimate:
    """A sum over another as a share, or as a mean; without value where it rests on too few.

    Args:
        grid: (64, 2), numerator and denominator by group. scale: what the ratio is multiplied with.
    """
    total, of = grid.sum(axis=0)
    if of < FEWEST:
        few = Caveat(
            "too_few", f"it rests on {counted(round(of), n_unit)}; a figure needs at least {FEWEST}", "refusal"
        )
        return Estimate(metric, unit, n=round(of), n_unit=n_unit, caveats=(few,))
    value = total / of * scale
    interval = _interval(grid, unit, value, scale)
    return Estimate(metric, unit, value=float(value), interval=interval, n=round(of), n_unit=n_unit)


def _interval(grid: Floats, unit: str, value: float, scale: float) -> Interval | None:
    spread, replicates, present = _spread(grid, scale)
    if spread is None:
        return None
    of = grid[:, 1].sum()
    if unit == "share":
        at_edge = bool(((replicates <= 0) | (replicates >= 1))[present].any())
        limits = share_limits(value, spread, of, at_edge=at_edge)
    elif value > 0 and (grid[:, 0] >= 0).all():
        limits = ratio_limits(value, spread)
    else:
        limits = score_limits(value, spread)
    low, high = float(limits.low), float(limits.high)
    return Interval(low, high, method=METHOD) if np.isfinite(low) and np.isfinite(high) else None


def _spread(grid: Floats, scale: float = 1.0) -> tuple[Spread | None, Floats, np.ndarray]:
    present = grid[:, 1] > 0
    if present.sum() < _FEWEST_GROUPS:
        return None, np.zeros(0), present
    full, without = replicate(grid, present)
    values = without[:, 0] / np.where(without[:, 1] > 0, without[:, 1], np.nan) * scale
    return jackknife(full[0] / full[1] * scale, values, present), values, present


def difference(
    metric: str, one: Floats, other: Floats, others: tuple[Floats, Floats] | None = None, *, is_apart: bool = False
) -> tuple[Estimate, float]:
    """(one share less another, probability of one so large where there is none); nan where it cannot be known.

    Args:
        one, other: (64, 2), by group of customers. others: the same by days or agents, a second chance that adds to
            the first. is_apart: no group is in both, as of different agents.
    """
    shares = [grid[:, 0].sum() / grid[:, 1].sum() if grid[:, 1].sum() > 0 else np.nan for grid in (one, other)]
    value = shares[0] - shares[1]
    n = round(one[:, 1].sum() + other[:, 1].sum())
    spreads = [_between(one, other)] + ([_between(*others)] if others else [])
    if any(spread is None for spread in spreads) or not np.isfinite(value):
        return Estimate(metric, "share", value=None, n=n, n_unit="journeys"), float("nan")
    variance = sum(float(spread.variance) for spread in spreads if spread)
    df = min(float(spread.df) for spread in spreads if spread)
    if not variance > 0:
        return Estimate(metric, "share", value=float(value), n=n, n_unit="journeys"), float("nan")
    whole = Spread(np.asarray(variance), np.asarray(df))
    limits = score_limits(value, whole, least=-1, most=1)
    p = 2 * float(student_cdf(-abs(value) / np.sqrt(variance), df))
    found = Interval(float(limits.low), float(limits.high), method=METHOD)
    return Estimate(metric, "share", value=float(value), interval=found, n=n, n_unit="journeys"), p


def _between(one: Floats, other: Floats) -> Spread | None:
    """The spread of a difference of two shares, groups left out of both at once."""
    if min((one[:, 1] > 0).sum(), (other[:, 1] > 0).sum()) < _FEWEST_GROUPS:
        return None
    sums = np.concatenate([one, other], axis=1)
    present = (one[:, 1] > 0) | (other[:, 1] > 0)
    full, without = replicate(sums, present)
    values = without[:, 0] / without[:, 1] - without[:, 2] / without[:, 3]
    return jackknife(full[0] / full[1] - full[2] / full[3], values, present)
