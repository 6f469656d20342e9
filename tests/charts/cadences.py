"""Staying optimised, made by hand, full and thin: what the faces are tried on."""

from __future__ import annotations

from datetime import date, timedelta

from steelyard.analyses.cadence.answer import Cadence, Point, Watched
from steelyard.analyses.periods.happened import Happened
from steelyard.answers import Estimate, Interval

FIRST = date(2025, 1, 6)


def point(week: int) -> Point:
    """Weeks about 90, the last of them at 82."""
    value = 82.0 if week > 35 else 90.0 + (week % 3 - 1)
    is_after = week >= 26
    signal = -1 if value < 84 else 0
    day = FIRST + timedelta(weeks=week)
    return Point(
        day, value, 30, 84.0, 96.0, signal, value if is_after else None, is_apart=False, is_baseline=not is_after
    )


def cadence() -> Cadence:
    """Quality that slips after a release."""
    now = Estimate("interaction_quality", "score", {}, 88.0, Interval(86, 90), n=390, n_unit="evaluations")
    points = tuple(point(week) for week in range(40))
    watched = Watched("interaction_quality", "Interaction quality", "score", 91.0, "slipping", now, points, 90.0, 1.0)
    event = Happened("New invoice", "release", FIRST + timedelta(weeks=35))
    return Cadence("cadence", "Staying optimised", state="slipping", watched=(watched,), events=(event,))


def thin_cadence() -> Cadence:
    """Too few weeks for anything."""
    return Cadence(
        "cadence", "Staying optimised", sentences=("Cannot tell whether the service stays optimised: no weeks.",)
    )
