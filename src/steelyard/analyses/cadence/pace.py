"""The way to a target: milestones, and by when they are reached at this year's pace."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from steelyard.analyses.cadence.answer import Milestone
from steelyard.analyses.cadence.weekly import Weeks
from steelyard.answers import Estimate, Interval
from steelyard.stats.control.autocorrelation import autocorrelation
from steelyard.stats.sampling.cluster_robust import fit_line
from steelyard.stats.sampling.fieller import fieller
from steelyard.stats.sampling.intervals import t_quantile

YEAR = 52
"""Weeks a pace is read from: of fewer, a season would pass for it."""

LEAST = 0.75
"""Share of them that must be known."""

FARTHEST = 260
"""Weeks ahead of which nothing is said."""


class Pace:
    """A line through the newest 52 weeks, and how sure it is."""

    def __init__(self, weeks: Weeks) -> None:
        self.width, count = weeks.width, YEAR // weeks.width
        values, errors = weeks.values[-count:], weeks.errors[-count:]
        known = np.isfinite(values) & (errors > 0)
        self.is_known = len(values) == count and int(known.sum()) >= LEAST * count
        if not self.is_known:
            return
        at = self.width * np.arange(1 - count, 1, dtype=float)[known]
        weights = 1 / errors[known]
        fit = fit_line(np.column_stack([weights, weights * at]), weights * values[known])
        self.df = float(known.sum() - 2)
        off = np.full(count, np.nan)
        off[known] = fit.residuals
        alike = autocorrelation(off)
        inflated = (1 + alike.value) / (1 - alike.value) if alike.is_beyond_chance else 1.0
        # What weeks vary by, at the least what their numbers explain.
        scale = max(float(fit.residuals @ fit.residuals) / self.df, 1.0) * inflated
        self.level, self.slope = (float(value) for value in fit.coefficients)
        self.covariance = fit.bread * scale

    def yearly(self, metric: str, unit: str) -> Estimate:
        """The change in a year, with its interval."""
        half = float(t_quantile(self.df)) * float(np.sqrt(self.covariance[1, 1])) * YEAR
        value = self.slope * YEAR
        interval = Interval(value - half, value + half, method="weighted line through weeks")
        return Estimate(metric, unit, {"reading": "change in a year"}, value, interval, n=YEAR, n_unit="weeks")

    def weeks_to(self, target: float) -> tuple[float, float] | None:
        """The ends of how many weeks until a value is reached; None where the pace may be nought, or too slow."""
        (v11, v12), (_, v22) = self.covariance
        found = fieller(target - self.level, self.slope, v11, v22, -v12, df=self.df)
        low, high = float(found.low), float(found.high)
        is_told = bool(found.is_bounded) and self.slope > 0 and high > 0 and high <= FARTHEST
        return (max(low, 0.0), high) if is_told else None


def steps(start: float, target: float, unit: str) -> tuple[float, ...]:
    """A third of the way, two thirds, and the target; in half points."""
    grain = 0.005 if unit == "share" else 0.5
    if target - start < 3 * grain:
        return (target,)
    between = (round((start + part * (target - start) / 3) / grain) * grain for part in (1, 2))
    return (*(round(step, 4) for step in between), target)


def milestones(now: Estimate, start: float, target: float, pace: Pace, last_on: date) -> tuple[Milestone, ...]:
    """Each step with whether it is surely reached, else when it will be if the year's pace goes on."""
    found = []
    for step in steps(start, target, now.unit):
        is_reached = now.interval is not None and now.interval.low >= step
        ahead = pace.weeks_to(step) if pace.is_known and not is_reached else None
        days = [last_on + timedelta(weeks=round(weeks)) for weeks in ahead] if ahead else [None, None]
        found.append(Milestone(step, is_reached, days[0], days[1]))
    return tuple(found)
