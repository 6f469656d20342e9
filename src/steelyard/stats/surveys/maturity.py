"""First contact resolution at a horizon, computed the honest way and the ways that mislead, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.surveys.survival import kaplan_meier, tally


@dataclass(frozen=True)
class Maturity:
    """The share of contacts without a return within the horizon, by five computations.

    Attributes:
        km, km_se: Kaplan-Meier and Greenwood's standard error; uses every contact for as long as it was watched.
        matured_only, matured_count: only contacts watched for the whole horizon, and how many they are.
        naive: every contact, a return not yet seen counted as none; biased up.
        naive_immature: the same among the contacts not watched long enough; the bias at its worst.
    All shares are nan where no contact enters them.
    """

    km: float
    km_se: float
    matured_only: float
    matured_count: int
    naive: float
    naive_immature: float


def compare_maturity(watched: ArrayLike, until: ArrayLike, has_returned: ArrayLike, horizon: float) -> Maturity:
    """Compare the computations on single contacts.

    Args:
        watched: how long each contact could be watched, in days.
        until: time to the return or to the end of watching, in days.
        has_returned: whether the return was seen.
        horizon: the return window, in days.
    """
    length, time = np.asarray(watched, dtype=float), np.asarray(until, dtype=float)
    is_return = np.asarray(has_returned, dtype=bool)
    is_clean = ~(is_return & (time <= horizon))
    is_mature = length >= horizon
    km, se = _survival_at(time, is_return, horizon)
    return Maturity(
        km, se, _share(is_clean[is_mature]), int(is_mature.sum()), _share(is_clean), _share(is_clean[~is_mature])
    )


def _survival_at(times: np.ndarray, is_event: np.ndarray, horizon: float) -> tuple[float, float]:
    if not times.size or times.max() < horizon:
        return np.nan, np.nan
    grid, events, censored = tally(times, is_event)
    curve = kaplan_meier(events, censored)
    place = int(np.searchsorted(grid, horizon, side="right")) - 1
    return (float(curve.survival[place]), float(curve.se[place])) if place >= 0 else (1.0, np.nan)


def _share(flags: np.ndarray) -> float:
    return float(flags.mean()) if flags.size else np.nan
