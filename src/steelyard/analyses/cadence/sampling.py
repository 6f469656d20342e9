"""How many answers a week a chart needs to notice a fall in time, and what it notices with those there are."""

from __future__ import annotations

import math

import numpy as np

from steelyard.analyses.cadence.answer import Sample
from steelyard.analyses.cadence.weekly import Control, Weeks
from steelyard.stats.control.rules import RUN
from steelyard.stats.control.run_length import shift_noticed

CHANCE = 0.8
"""Of noticing it."""

URGENT, CALM = 4, 13
"""Weeks within which a fall is to be noticed where something calls for it, and where all is steady."""

LEAST = 10
"""A week of fewer is no point on a chart."""


def between(weeks: Weeks, control: Control | None) -> float:
    """The variance between weeks that their numbers do not explain, in squared units; nought without a chart."""
    usual = _usual(weeks)
    if control is None:
        return 0.0
    return max(0.0, (control.spread**2 - 1) * weeks.deviation**2 / usual) if usual else 0.0


def needed(weeks: Weeks, control: Control | None, fall: float, within: int) -> int | None:
    """How many a week; None where weeks differ so much by themselves that no number would do."""
    shift = shift_noticed(weeks.points_in(within), CHANCE, _run(control))
    left = (fall / shift) ** 2 - between(weeks, control)
    if not (left > 0 and math.isfinite(weeks.deviation)):
        return None
    return max(1, math.ceil(max(LEAST, weeks.deviation**2 / left) / weeks.width))


def noticed(weeks: Weeks, control: Control | None, within: int) -> float | None:
    """The least fall that is noticed within so many weeks with the usual number of answers; None without any."""
    usual = _usual(weeks)
    if not usual:
        return None
    error = math.sqrt(between(weeks, control) + weeks.deviation**2 / usual)
    found = shift_noticed(weeks.points_in(within), CHANCE, _run(control)) * error
    return found if math.isfinite(found) else None


def usual(weeks: Weeks) -> int:
    """The median number a week, of the newest 13."""
    return int(_usual(weeks) / weeks.width)


def samples(metric: str, weeks: Weeks, control: Control | None, fall: float, within: int) -> tuple[Sample, ...]:
    """The fall asked about within 4, the weeks asked, and 13 weeks, and half of it and twice it."""
    return tuple(
        Sample(metric, size, ahead, needed(weeks, control, size, ahead))
        for size in (fall / 2, fall, 2 * fall)
        for ahead in sorted({URGENT, within, CALM})
    )


def _run(control: Control | None) -> int | None:
    return None if control is not None and control.alike.is_beyond_chance else RUN


def _usual(weeks: Weeks) -> float:
    return float(np.median(weeks.n[-weeks.now :])) if len(weeks.n) else 0.0
