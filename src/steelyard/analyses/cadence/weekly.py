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
from steelyard.measure.sums.model import Sums
from steelyard.measure.sums.model import pooled as pooled_sums
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.control.autocorrelation import Alike, autocorrelation
from steelyard.stats.control.ewma import ewma
from steelyard.stats.control.laney import varying
from steelyard.stats.control.persistence import reach
from steelyard.stats.control.rules import RUN, signals
from steelyard.store import Snapshot

BASELINE = 26
"""Weeks that limits come from."""

LEAST = 20
"""Of them must be known; so many points, where several weeks make one."""

WIDTHS = (1, 2, 4)
"""How many weeks may make a point, where single ones hold few."""

FULL = 0.8
"""Share of points that must hold enough, for no more weeks to be put together."""

NOW = 13
"""Weeks that say where a measure stands."""

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
        width: how many weeks each point holds, where single weeks hold too few; `on` is then the first of them.
    """

    on: tuple[date, ...]
    values: Floats
    errors: Floats
    n: Integers
    deviation: float
    width: int = 1

    @property
    def baseline(self) -> int:
        """How many points limits come from."""
        return BASELINE if self.width == 1 else LEAST

    @property
    def least(self) -> int:
        """How many of them must be known."""
        return LEAST if self.width == 1 else round(LEAST * FULL)

    @property
    def now(self) -> int:
        """How many points say where the measure stands."""
        return self.points_in(NOW)

    def points_in(self, weeks: int) -> int:
        """How many points so many weeks make; at least one."""
        return max(1, round(weeks / self.width))


@dataclass(frozen=True)
class Control:
    """A chart.

    Attributes:
        first, last: places of the first and after the last week of the baseline.
        scores: (weeks,), how far each lies from the centre, in its own standard deviation.
        signals: (weeks,), nought in the baseline.
        carry: how many times as far a mean of 13 weeks may lie from the level as its numbers explain: weeks differ of
            themselves, and neighbours may be alike.
        width: weeks of a point.
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
    width: int = 1


def weeks_of(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    where: Mapping[str, Sequence[str]] | None,
    from_on: date,
    to_on: date,
) -> dict[str, Weeks]:
    """Each measure by week, from a Monday to a Sunday; by two or four weeks where single ones hold too few."""
    sums = measure.measure(
        snapshot, settings, names, period="week", where=where, from_on=from_on, to_on=to_on, chances=(CUSTOMERS,)
    )
    mondays = tuple(from_on + timedelta(days=7 * at) for at in range(((to_on - from_on).days + 1) // 7))
    found: dict[str, Weeks] = {}
    for width in WIDTHS:
        for name, weeks in _by_points(sums, names, mondays, width).items():
            if name not in found or not _is_full(found[name]):
                found[name] = weeks
        if all(map(_is_full, found.values())):
            break
    return found


def _is_full(weeks: Weeks) -> bool:
    """Whether nearly all points have a figure, from the first that has one."""
    known = np.isfinite(weeks.values)
    return bool(known.any()) and float(known[int(np.argmax(known)) :].mean()) >= FULL


def _by_points(sums: Sums, names: Sequence[str], mondays: tuple[date, ...], width: int) -> dict[str, Weeks]:
    """Each measure by so many weeks, the newest of them whole."""
    held = mondays[len(mondays) % width :]
    if width > 1:
        first = {f"{day}": f"{held[place - place % width]}" for place, day in enumerate(held)}
        sums = pooled_sums(sums, {(day,): (onto,) for day, onto in first.items()})
    by_point: dict[str, dict[str, Estimate]] = {name: {} for name in names}
    for entry in measure.estimates(sums, alike=[0] * len(sums.parts)):
        by_point[entry.metric][entry.part["period"]] = entry
    return {name: _weeks(held[::width], own, metrics.metric(name).unit, width) for name, own in by_point.items()}


def _weeks(mondays: tuple[date, ...], by_week: Mapping[str, Estimate], unit: str, width: int) -> Weeks:
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
    return Weeks(mondays, values, errors, n, deviation, width)


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
    return known(weeks, first) >= weeks.least and len(weeks.on) > first + weeks.baseline


def known(weeks: Weeks, first: int) -> int:
    """How many weeks of the baseline from that week on have a figure."""
    return int(np.isfinite(weeks.values[first : first + weeks.baseline]).sum())


def chart(weeks: Weeks, first: int) -> Control:
    """The chart whose limits come from the 26 weeks from that place on, and never move again."""
    last = first + weeks.baseline
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
    return Control(points, first, last, found.centre, found.spread, alike, scores, fired, carry_of(weeks), weeks.width)


def carry_of(weeks: Weeks) -> float:
    """How many times as far the mean that says where a measure stands may lie from the level as its numbers explain."""
    return reach(weeks.values, weeks.errors, weeks.now)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
