"""Mature weeks of a measure, and the control chart they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from steelyard import measure, metrics
from steelyard.analyses.cadence.answer import Point
from steelyard.answers import Estimate
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.control.autocorrelation import Alike, autocorrelation
from steelyard.stats.control.ewma import ewma
from steelyard.stats.control.laney import Varying, varying
from steelyard.stats.control.rules import RUN, signals
from steelyard.store import Snapshot

BASELINE = 26
"""Weeks that limits come from."""

LEAST = 20
"""Of them must be known."""

SMALL = 50
"""Weeks of fewer answers are small: their limits are never narrower than their numbers explain."""

_NORMAL = 1.96
_MANY = 60


@dataclass(frozen=True)
class Weeks:
    """Mature weeks of a measure.

    Attributes:
        on: their Mondays. values, errors: (weeks,), nan where fewer than ten answer. n: (weeks,).
        deviation: the standard deviation of one answer, pooled over all weeks.
    """

    on: tuple[date, ...]
    values: Floats
    errors: Floats
    n: Integers
    deviation: float


@dataclass(frozen=True)
class Control:
    """A chart.

    Attributes:
        first, last: places of the first and after the last week of the baseline.
        scores: (weeks,), how far each lies from the centre, in its own standard deviation.
        signals: (weeks,), nought in the baseline.
        carry: how many times as much a mean of weeks varies as its numbers explain: weeks differ, and neighbours may be
            alike.
    """

    points: tuple[Point, ...]
    first: int
    last: int
    centre: float
    spread: float
    alike: Alike
    scores: Floats
    signals: Integers
    carry: float


def weeks_of(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    where: Mapping[str, Sequence[str]] | None,
    from_on: date,
    to_on: date,
) -> dict[str, Weeks]:
    """Each measure by week, from a Monday to a Sunday."""
    sums = measure.measure(
        snapshot, settings, names, period="week", where=where, from_on=from_on, to_on=to_on, chances=(CUSTOMERS,)
    )
    count = len(sums.parts)
    found: dict[str, dict[str, Estimate]] = {name: {} for name in names}
    for entry in measure.estimates(sums, alike=[0] * count):
        found[entry.metric][entry.part["period"]] = entry
    mondays = tuple(from_on + timedelta(days=7 * at) for at in range(((to_on - from_on).days + 1) // 7))
    return {name: _weeks(mondays, by_week, metrics.metric(name).unit) for name, by_week in found.items()}


def _weeks(mondays: tuple[date, ...], by_week: Mapping[str, Estimate], unit: str) -> Weeks:
    held = [by_week.get(f"{day}") for day in mondays]
    values = np.array([np.nan if one is None or one.value is None else one.value for one in held], dtype=float)
    n = np.array([one.n if one is not None else 0 for one in held], dtype=np.int64)
    halves = np.array([np.nan if one is None or one.margin is None else one.margin for one in held], dtype=float)
    with np.errstate(invalid="ignore"):
        variances = (halves / _NORMAL) ** 2 * n
    usable = np.isfinite(values) & (variances > 0)
    deviation = float(np.sqrt(np.median(variances[usable]))) if usable.any() else float("nan")
    if unit == "share" and usable.any():
        share = float((values * n)[usable].sum() / n[usable].sum())
        deviation = float(np.sqrt(share * (1 - share)))
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(np.isfinite(values), deviation / np.sqrt(n), np.nan)
    return Weeks(mondays, values, errors, n, deviation)


def pooled(weeks: Weeks, level: Estimate) -> Weeks:
    """The weeks with the deviation that a longer stretch of them has: of few answers it is told too large."""
    if level.margin is None or (level.n < _MANY and np.isfinite(weeks.deviation)) or level.unit == "share":
        return weeks
    deviation = level.margin / _NORMAL * float(np.sqrt(level.n))
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(np.isfinite(weeks.values), deviation / np.sqrt(weeks.n), np.nan)
    return replace(weeks, errors=errors, deviation=deviation)


def begins(weeks: Weeks, since: date | None) -> int:
    """The place of the first week from which limits may come: that after the service was last changed on purpose."""
    return next((place for place, day in enumerate(weeks.on) if since is None or day >= since), len(weeks.on))


def is_enough(weeks: Weeks, first: int) -> bool:
    """Whether the baseline from that week on holds enough known weeks, and a week follows it."""
    return known(weeks, first) >= LEAST and len(weeks.on) > first + BASELINE


def known(weeks: Weeks, first: int) -> int:
    """How many weeks of the baseline from that week on have a figure."""
    return int(np.isfinite(weeks.values[first : first + BASELINE]).sum())


def chart(weeks: Weeks, first: int) -> Control:
    """The chart whose limits come from the 26 weeks from that place on, and never move again."""
    last = first + BASELINE
    places = np.arange(len(weeks.on))
    baseline: Flags = (places >= first) & (places < last)
    is_small = float(np.median(weeks.n[first:last])) < SMALL
    found = varying(weeks.values, weeks.errors, baseline, least_spread=1.0 if is_small else 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = (weeks.values - found.centre) / found.errors
    alike = autocorrelation(scores[first:last])
    after = scores[last:]
    fired = np.zeros(len(places), dtype=np.int64)
    fired[last:] = signals(after, run=None if alike.is_beyond_chance else RUN)
    smooth = ewma(after)
    smoothed, apart = np.full(len(places), np.nan), np.zeros(len(places), dtype=bool)
    smoothed[last:] = found.centre + smooth.values * np.nanmean(found.errors[first:])
    apart[last:] = smooth.outside
    points = tuple(
        Point(
            weeks.on[at],
            _known(weeks.values[at]),
            int(weeks.n[at]),
            _known(found.low[at]),
            _known(found.high[at]),
            int(fired[at]),
            _known(smoothed[at]),
            bool(apart[at]),
            bool(baseline[at]),
        )
        for at in places.tolist()
    )
    return Control(
        points, first, last, found.centre, found.spread, alike, scores, fired, _carry(scores[first:last], found)
    )


def _carry(scores: Floats, found: Varying) -> float:
    """From the baseline's scores; the correlation of neighbours without what so few weeks take from it.

    Source:
        Marriott and Pope (1954), Biometrika 41, 390-402: the bias of the correlation, -(1 + 4r)/n.
    """
    held = scores[np.isfinite(scores)]
    value = autocorrelation(scores).value
    alike = min(max(value + (1 + 4 * value) / len(held), 0.0), 0.9) if np.isfinite(value) else 0.0
    spread = max(1.0, float(held.std(ddof=1))) * found.spread
    return float(spread * np.sqrt((1 + alike) / (1 - alike)))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
