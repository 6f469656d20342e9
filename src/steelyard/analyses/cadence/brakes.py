"""What holds a measure back: parts that are surely below the whole, and what the whole loses by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from steelyard import measure, metrics
from steelyard.analyses.cadence.answer import Brake
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Estimate
from steelyard.measure.question import NONE, dimensions_of
from steelyard.settings.model import Settings
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.store import Snapshot

DIMENSIONS = {"topic": "topic", "channel": "channel", "team": "team"}
MOST = 3
"""Told of each measure."""


def brakes(
    snapshot: Snapshot,
    settings: Settings,
    wholes: Sequence[Estimate],
    where: Mapping[str, Sequence[str]] | None,
    days: Span,
) -> tuple[Brake, ...]:
    """Of measures short of their targets, the parts that lie surely below the whole, the largest loss first.

    The limits allow for how many parts are looked at.
    """
    found: list[Brake] = []
    for dimension in DIMENSIONS:
        if dimension in (where or {}):
            continue
        able = [whole for whole in wholes if _splits(whole.metric, dimension, settings)]
        if not able:
            continue
        sums = measure.measure(
            snapshot,
            settings,
            [whole.metric for whole in able],
            by=[dimension],
            where=where,
            from_on=days.from_on,
            to_on=days.to_on,
        )
        entries = measure.estimates(sums, alike=[0] * len(sums.parts))
        for whole in able:
            parts = [entry for entry in entries if entry.metric == whole.metric and entry.part[dimension] != NONE]
            found += _below(whole, parts, dimension)
    kept: list[Brake] = []
    for whole in wholes:
        own = sorted((one for one in found if one.metric == whole.metric), key=lambda one: -one.gain)
        kept += own[:MOST]
    return tuple(kept)


def _below(whole: Estimate, parts: Sequence[Estimate], dimension: str) -> list[Brake]:
    if whole.value is None or len(parts) < 2:
        return []
    wider = float(t_quantile(np.inf, 1 - 0.05 / len(parts)) / t_quantile(np.inf))
    total = sum(entry.n for entry in parts)
    found = []
    for entry in parts:
        if entry.value is None or entry.interval is None or not total:
            continue
        high = entry.value + wider * (entry.interval.high - entry.value)
        if high < whole.value:
            named = replace(entry, caveats=())
            gain = entry.n / total * (whole.value - entry.value)
            found.append(Brake(whole.metric, DIMENSIONS[dimension], entry.part[dimension], named, gain))
    return found


def _splits(name: str, dimension: str, settings: Settings) -> bool:
    facts = {entry.fact for entry in metrics.metric(name).sums.values() if hasattr(entry, "fact")}
    return all(dimension in dimensions_of(fact, settings.dimensions) for fact in facts)
