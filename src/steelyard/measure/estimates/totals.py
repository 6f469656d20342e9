"""What a total would be without a group of days: days are not drawn, there are so many of each weekday in the span.

A ratio does not mind that one of 64 groups holds two days and another one; a total does. Without a group it is the
whole, raised by what the days left out would be expected to bring: as much as other days of their weekday.
"""

from __future__ import annotations

import numpy as np

from steelyard.declare import Metric, Sum
from steelyard.measure.question import AGENTS, DAYS, groups_of
from steelyard.measure.sums.model import Sums
from steelyard.measure.sums.spans import Days
from steelyard.stats.arrays import Flags, Floats

FEWEST_DAYS = 28
"""Weekdays are told apart in spans of four weeks and more; in shorter ones a day counts as a day."""


def is_total(metric: Metric) -> bool:
    """Whether a metric is a sum itself, so that it grows with the rows."""
    return isinstance(metric.sums.get(metric.formula), Sum)


def chances_of(metric: Metric, sums: Sums) -> tuple[str, ...]:
    """What is allowed to vary: how much came in does not hang on who was there to take it."""
    return tuple(chance for chance in sums.question.chances if chance != AGENTS or not is_total(metric))


def raised(days: Days, values: Floats, present: Flags) -> Floats:
    """By how much a total without a group of days is to be raised, to stand for the whole.

    Args:
        values: (groups,), the sum within each group of days.
        present: which groups hold anything.

    Returns:
        (groups,); nan where nothing is left, or the group holds nothing.
    """
    every = np.arange(np.datetime64(days.first), np.datetime64(days.last) + 1)
    group = (every - np.datetime64(days.counted_from)).astype(np.int64) % groups_of(DAYS)
    held = np.zeros((groups_of(DAYS), 7))
    np.add.at(held, (group, every.astype(np.int64) % 7), 1.0)
    expected, few = held.sum(axis=1), 1.0
    if len(every) >= FEWEST_DAYS:
        by_weekday, _, rank, _ = np.linalg.lstsq(held, values, rcond=None)
        expected = held @ np.maximum(by_weekday, 0.0)
        few = float(np.sqrt(present.sum() / max(present.sum() - rank, 1)))
    whole = expected[present].sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        as_it_is = values.sum() / (values.sum() - values)
        by_day = as_it_is + few * (whole / (whole - expected) - as_it_is)
    return np.where(present & np.isfinite(by_day), by_day, np.nan)
