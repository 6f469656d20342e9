"""Weeks whose truth is known: steady ones, some that fall, some whose neighbours are alike."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from steelyard.analyses.cadence.weekly import Weeks
from steelyard.answers import Estimate, Interval


def weeks(
    rng: np.random.Generator,
    level: float,
    *,
    count: int = 78,
    n: int = 30,
    deviation: float = 14.0,
    between: float = 0.0,
    carried: float = 0.0,
    fall: float = 0.0,
    at: int = 0,
    yearly: float = 0.0,
) -> Weeks:
    """Weeks that differ by `between` of themselves, of which neighbours carry a share, and that fall at a week."""
    numbers = np.maximum(rng.poisson(n, count), 10)
    luck = rng.standard_normal(count)
    for week in range(1, count):
        luck[week] = carried * luck[week - 1] + np.sqrt(1 - carried**2) * luck[week]
    errors = deviation / np.sqrt(numbers)
    values = level + between * luck + errors * rng.standard_normal(count) + yearly * np.arange(count) / 52
    values[at or count :] -= fall
    mondays = tuple(date(2025, 1, 6) + timedelta(days=7 * week) for week in range(count))
    return Weeks(mondays, values, errors, numbers, deviation)


def level(held: Weeks) -> Estimate:
    """Of the newest 13 weeks, with the interval their numbers give."""
    numbers = held.n[-13:]
    value = float((held.values[-13:] * numbers).sum() / numbers.sum())
    half = 1.96 * held.deviation / float(np.sqrt(numbers.sum()))
    return Estimate("customer_rating", "score", {}, value, Interval(value - half, value + half), n=int(numbers.sum()))
