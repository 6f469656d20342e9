"""Days: how much comes in, and the shocks that hang together from one day to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from calibration.centres.centre import AFTER, CHANGE_ON, FIRST_ON, Centre

CHANGE_DAY = (CHANGE_ON - FIRST_ON).days
WEEKDAYS = (1.25, 1.15, 1.05, 1.05, 1.0, 0.85, 0.65)
_PER_ISSUE = 1.27
"""Contacts of an issue, attempts given up included: only how many issues make about so many contacts."""
_USUAL_DAYS = 474


@dataclass(frozen=True)
class Days:
    """One entry for each day from FIRST_ON to the end of the export.

    Attributes:
        issues: expected to begin. pace: log handling. solve: log odds of solving. mood: feeling.
    """

    issues: np.ndarray
    pace: np.ndarray
    solve: np.ndarray
    mood: np.ndarray


def days(centre: Centre, random: np.random.Generator) -> Days:
    """Draw the days of an export."""
    count = ((AFTER[1] - FIRST_ON).days + 1) + centre.days_after
    day = np.arange(count)
    weekday = np.array([(FIRST_ON + timedelta(days=int(d))).weekday() for d in day])
    level = (1 + centre.trend) ** (day / 365) * (1 + centre.season * np.cos(2 * np.pi * (day + 10) / 365))
    level *= np.array(WEEKDAYS)[weekday]
    level *= np.exp(shocks(centre, centre.volume_shock, count, random))
    usual = level[: min(count, _USUAL_DAYS)].mean()
    return Days(
        level / usual * centre.contacts / _PER_ISSUE / _USUAL_DAYS,
        shocks(centre, centre.pace_shock, count, random),
        shocks(centre, centre.solve_shock, count, random),
        shocks(centre, centre.mood_shock, count, random),
    )


def shocks(centre: Centre, spread: float, count: int, random: np.random.Generator) -> np.ndarray:
    """A stationary AR(1) series of the given standard deviation."""
    drawn = spread * random.standard_normal(count)
    fresh = np.sqrt(1 - centre.tie**2)
    for day in range(1, count):
        drawn[day] = centre.tie * drawn[day - 1] + fresh * drawn[day]
    return drawn
