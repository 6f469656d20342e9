"""Is the service optimised, does it stay so, and how often must it be measured?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from steelyard import measure, metrics
from steelyard.analyses.cadence import pace, sampling, states, weekly, wording
from steelyard.analyses.cadence.answer import Cadence, Sample, State, Watched
from steelyard.analyses.cadence.brakes import brakes
from steelyard.analyses.cadence.triggers import triggers
from steelyard.analyses.cadence.weekly import Control, Weeks
from steelyard.analyses.periods.choice import follow_up, frame, gathered, one_sided, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.periods.happened import happened
from steelyard.analyses.verdict.question import target_of
from steelyard.answers import Check, Estimate, Evidence
from steelyard.measure.question import dimensions_of
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

WATCHED = ("interaction_quality", "customer_rating", "first_contact_resolution")
DECIDING = ("interaction_quality", "customer_rating")
"""What optimised means; first contact resolution comes before them and is watched beside them."""


@dataclass(frozen=True)
class _Read:
    """A measure with its weeks, its chart, and the sizes of sample it needs."""

    watched: Watched
    weeks: Weeks
    control: Control | None


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    points: float = 5.0,
    weeks: int = 8,
    minutes: float = 15.0,
) -> Cadence:
    """The state of quality and ratings, their charts, the way to the targets, and how much to measure.

    Weeks enter once their issues are mature. Limits come from 26 weeks and stay: those after the service was last
    changed on purpose (an event with new_baseline), else those in which the target was first surely reached, else the
    first of the data.

    Raises:
        QuestionError: a dimension or value that does not exist, or no data.
    """
    days = frame(snapshot, settings)
    from_on, to_on = _whole(days.first_on, days.mature_on)
    blank = Cadence(
        question="cadence",
        title="Staying optimised",
        provenance=provenance(snapshot, settings, Span(from_on, max(from_on, to_on)), where),
        fall=points,
        within=weeks,
        minutes=minutes,
    )
    if to_on <= from_on:
        return wording.refused(blank, "the data hold no whole mature week", "load more days")
    if closed := one_sided(snapshot):
        return wording.refused(blank, closed, "export all contacts by their start")
    snapshot = snapshot.following(follow_up(snapshot, settings, Span(from_on, to_on)))
    lacking = measure.missing(snapshot, WATCHED, settings)
    fitting = [
        name for name in WATCHED if name not in {entry.metric for entry in lacking} and _fits(name, where, settings)
    ]
    if not fitting:
        return wording.refused(replace(blank, missing=lacking), lacking[0].reason if lacking else "", "")
    read = _read(snapshot, settings, fitting, where, from_on, to_on, points, weeks)
    watched = tuple(one.watched for one in read)
    deciding: list[State] = [one.state for one in watched if one.metric in DECIDING]
    deciding += ["cannot tell"] * (len(DECIDING) - len(deciding))
    found = states.together(deciding)
    held = triggers(snapshot, where, settings.events, from_on, to_on)
    short = [one.now for one in watched if one.state in ("not yet", "lost", "slipping")]
    recent = Span(to_on - timedelta(days=7 * weekly.NOW - 1), to_on)
    answer = replace(
        blank,
        state=found,
        watched=watched,
        estimates=tuple(entry for one in watched for entry in (one.now, one.pace) if entry is not None),
        missing=tuple(lacking),
        caveats=gathered(one.now for one in watched),
        brakes=brakes(
            snapshot, settings, short, where, max(recent, Span(from_on, to_on), key=lambda span: span.from_on)
        ),
        samples=_samples(read, points, weeks),
        triggers=held,
        advice=_advice(found, held),
        events=happened(settings.events, from_on, to_on),
    )
    return replace(answer, sentences=wording.sentences(answer), evidence=_evidence(answer))


def _whole(first_on: date, last_on: date) -> tuple[date, date]:
    """The first Monday and the last Sunday of the days that are mature."""
    return first_on + timedelta(days=-first_on.weekday() % 7), last_on - timedelta(days=(last_on.weekday() + 1) % 7)


def _fits(name: str, where: Mapping[str, Sequence[str]] | None, settings: Settings) -> bool:
    facts = {entry.fact for entry in metrics.metric(name).sums.values() if hasattr(entry, "fact")}
    return all(dimension in dimensions_of(fact, settings.dimensions) for fact in facts for dimension in where or {})


def _read(
    snapshot: Snapshot,
    settings: Settings,
    names: Sequence[str],
    where: Mapping[str, Sequence[str]] | None,
    from_on: date,
    to_on: date,
    fall: float,
    within: int,
) -> list[_Read]:
    series = weekly.weeks_of(snapshot, settings, names, where, from_on, to_on)
    now_on = max(from_on, to_on - timedelta(days=7 * weekly.NOW - 1))
    levels = measure.estimates(measure.measure(snapshot, settings, names, where=where, from_on=now_on, to_on=to_on))
    changed = max((event.on for event in settings.events if event.is_new_baseline and event.on <= to_on), default=None)
    return [_one(level, series[level.metric], settings, changed, within) for level in levels]


def _one(level: Estimate, weeks: Weeks, settings: Settings, changed: date | None, within: int) -> _Read:
    metric = metrics.metric(level.metric)
    target = target_of(settings, metric.id)
    assert target is not None
    weeks = weekly.pooled(weeks, level)
    begun = weekly.begins(weeks, changed)
    control = weekly.chart(weeks, begun) if weekly.is_enough(weeks, begun) else None
    carry = weekly.carry_of(weeks)
    reached = states.reached_at(weeks, target.value, carry)
    if control is not None and reached is not None and reached > begun and weekly.is_enough(weeks, reached):
        control = weekly.chart(weeks, reached)
    if control is not None and not control.spread > 0:
        control = None
    now = states.widened(level, carry)
    watched = Watched(
        metric.id,
        metric.title.partition(",")[0],
        metric.unit,
        target.value,
        states.state(now, target.value, reached is not None, control),
        now,
        usual=sampling.usual(weeks),
        why=""
        if control
        else wording.no_chart(weeks.width, len(weeks.on) - begun, weeks.baseline, weekly.known(weeks, begun)),
        width=weeks.width,
    )
    way = pace.Pace(weeks)
    if now.value is not None and now.interval is not None:
        start = min(control.centre if control else now.value, now.value)
        watched = replace(
            watched,
            pace=way.yearly(metric.id, metric.unit) if way.is_known else None,
            milestones=pace.milestones(
                now, start, target.value, way, weeks.on[-1] + timedelta(days=7 * weeks.width - 1)
            ),
        )
    if control is not None:
        watched = replace(
            watched,
            points=control.points,
            centre=control.centre,
            spread=control.spread,
            alike=control.alike.value if control.alike.value == control.alike.value else None,
            is_alike=control.alike.is_beyond_chance,
            noticed=sampling.noticed(weeks, control, within),
        )
    return _Read(watched, weeks, control)


def _samples(read: Sequence[_Read], fall: float, within: int) -> tuple[Sample, ...]:
    asked = [one for one in read if one.watched.metric in DECIDING and one.watched.now.value is not None]
    able = [one for one in asked if np.isfinite(one.weeks.deviation)]
    return tuple(
        entry for one in able for entry in sampling.samples(one.watched.metric, one.weeks, one.control, fall, within)
    )


def _advice(found: State, held: Sequence[object]) -> str:
    """What may be going on and cannot be told is not steady."""
    fires = [getattr(one, "fires", False) for one in held]
    if found in ("slipping", "lost") or any(fires):
        return "more"
    return "less" if found == "optimised" and None not in fires else "usual"


def _evidence(answer: Cadence) -> Evidence:
    charted = [one for one in answer.watched if one.points]
    checks = tuple(
        check
        for one in charted
        for check in (
            Check(f"alike_{one.metric}", wording.neighbours(one), not one.is_alike),
            Check(f"spread_{one.metric}", wording.spreads(one), None),
        )
    )
    return Evidence(
        grade="descriptive",
        checks=checks,
        sensitivity=tuple(wording.smoothed(one) for one in charted),
        would_change=wording.would_change(answer),
    )
