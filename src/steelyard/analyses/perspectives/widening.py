"""Intervals that allow for how many figures are looked at."""

from __future__ import annotations

from dataclasses import replace

from steelyard.answers import Estimate
from steelyard.stats.sampling.intervals import t_quantile

FAMILIES = 4
"""Kinds of claims about single things that share the five percent: what they go with, what was expected, what matters,
and criteria of the same name."""


def wider(entry: Estimate | None, count: int) -> Estimate | None:
    """With an interval that allows for so many parts."""
    if entry is None or entry.interval is None or entry.value is None or count < 2:
        return entry
    factor = float(t_quantile(float("inf"), 1 - 0.05 / count) / t_quantile(float("inf")))
    ends = (entry.value + factor * (end - entry.value) for end in (entry.interval.low, entry.interval.high))
    low, high = ends
    return replace(entry, interval=replace(entry.interval, low=low, high=high))
