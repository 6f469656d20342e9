"""Did an initiative help customers, or only cut cost?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from steelyard.analyses.initiative import checks, coverage, customers, looks, parts, people, sturdiness, wording
from steelyard.analyses.initiative.answer import Evaluation, Remembered, Study, TakeUp
from steelyard.analyses.initiative.chosen import Chosen, choose
from steelyard.analyses.initiative.designs import DRAWN, Found, Layout, found, heard, layout
from steelyard.analyses.initiative.measured import measured, moments
from steelyard.analyses.initiative.panel import Panel, read
from steelyard.analyses.initiative.panels import question as panels
from steelyard.analyses.initiative.spill import spill_over
from steelyard.analyses.initiative.takeup import take_up
from steelyard.analyses.initiative.verdict import ERROR
from steelyard.analyses.periods.choice import follow_up, frame, one_sided, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Check, Estimate, Evidence, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.models import homes, lots
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Initiative, PanelInitiative
from steelyard.store import Snapshot


def ask(snapshot: Snapshot, settings: Settings, *, name: str = "") -> Evaluation:
    """The verdict on a registered initiative; where several are registered and none is named, what became of each.

    Raises:
        QuestionError: no initiative is called so.
    """
    registered = settings.every_initiative
    if not registered and not name:
        return wording.nothing_registered(provenance(snapshot, settings, None))
    if not name and len(registered) > 1:
        return remembered(snapshot, settings)
    return _evaluated(snapshot, settings, _named(registered, name), has_parts=True)


def remembered(snapshot: Snapshot, settings: Settings) -> Evaluation:
    """Every initiative with what it promised, its verdicts, and what before and after would have said."""
    every = settings.every_initiative
    each = [_evaluated(snapshot, settings, one) for one in every]
    answer = Evaluation(
        question="initiative",
        title="Initiatives",
        provenance=provenance(snapshot, settings, None),
        verdict="",
        registered=panels.names(settings),
        memory=tuple(
            Remembered(
                one.initiative,
                one.gain,
                *_days(registered),
                one.verdict,
                one.after_90_days,
                one.naive,
                _effect(one, "primary"),
                _effect(one, "cost"),
                registered.cost,
                one.sentences[0],
            )
            for one, registered in zip(each, every, strict=True)
        ),
    )
    return replace(
        answer,
        sentences=wording.memory(answer, settings.currency),
        estimates=tuple(entry for one in answer.memory for entry in (one.primary, one.spent) if entry),
    )


def _evaluated(
    snapshot: Snapshot, settings: Settings, initiative: Initiative | PanelInitiative, *, has_parts: bool = False
) -> Evaluation:
    if isinstance(initiative, PanelInitiative):
        return panels.evaluated(snapshot, settings, initiative)
    return evaluated(snapshot, settings, initiative, has_parts=has_parts)


def _days(initiative: Initiative | PanelInitiative) -> tuple[date | None, date | None]:
    """The first and last day of one; of a panel none, whose periods need be no days."""
    if isinstance(initiative, PanelInitiative):
        return None, None
    return min(initiative.starts.values()), initiative.until


def _effect(answer: Evaluation, role: str) -> Estimate | None:
    found = next((one for one in answer.measures if one.role == role), None)
    return replace(found.effect, part={"initiative": answer.initiative}) if found else None


def evaluated(snapshot: Snapshot, settings: Settings, initiative: Initiative, *, has_parts: bool = False) -> Evaluation:
    """The verdict on one initiative.

    Args:
        has_parts: with what it did by topic, channel, segment and tenure, which several in a row do not need.
    """
    days = frame(snapshot, settings)
    from_on, to_on = _weeks(days.first_on, days.mature_on)
    blank = Evaluation(
        question="initiative",
        title=f"Initiative: {initiative.name}",
        provenance=provenance(snapshot, settings, Span(from_on, max(from_on, to_on))),
        initiative=initiative.name,
        gain=initiative.gain,
        registered=panels.names(settings),
        cost=initiative.cost,
    )
    look = looks.newest(initiative, to_on)
    asked = _until(initiative, look.on) if look else initiative
    known_to = min(to_on, asked.until) if asked.until else to_on
    refusal = (
        checks.refused_days(initiative, from_on, known_to)
        or checks.refused_look(initiative, look, to_on)
        or _closed_only(snapshot)
        or customers.refused(snapshot, settings, initiative)
    )
    if refusal:
        return wording.refused(blank, initiative, refusal)
    snapshot = snapshot.following(follow_up(snapshot, settings, Span(from_on, to_on)))
    chosen, missing = choose(snapshot, settings, initiative)
    if chosen is None:
        return wording.refused(replace(blank, missing=missing), initiative, missing[0])
    by_home = _home(snapshot, settings, initiative)
    read_from = snapshot, settings, initiative.arm or initiative.treats
    if initiative.lot:
        read_from = lots.drawn(snapshot, settings, initiative.lot)
    if by_home:
        read_from = homes.at_home(snapshot, settings, initiative.treats, min(initiative.starts.values()))
    panel = read(*read_from, [one.id for one in chosen.every], from_on, to_on)
    held = layout(panel, asked)
    refusal = checks.refused_units(initiative, held)
    if refusal:
        return wording.refused(blank, initiative, refusal)
    asked_of = Asked(*read_from, by_home)
    judged = _judged(held, initiative, asked_of, chosen, look.error if look else ERROR)
    chosen, results = judged.chosen, judged.results
    estimators = wording.ESTIMATORS[held.design]
    sides = chosen.sides(results, look.error if look else ERROR)
    answer = replace(
        blank,
        provenance=provenance(snapshot, settings, Span(from_on, to_on)),
        missing=missing,
        verdict=judged.verdict,
        design=held.design,
        estimators=estimators,
        measures=tuple(
            measured(
                results[name], role, chosen.margins[name], estimators, is_sure=bool(sides[name]) and not judged.broken
            )
            for name, role in chosen.roles.items()
        ),
        weeks_before=int(held.sides(0)[0].sum()),
        weeks_after=int(held.sides(0)[1].sum()),
        units=customers.counted(snapshot, settings, initiative) or (int(held.treated.sum()), int(held.control.sum())),
        is_by_home=by_home is not None,
        naive=chosen.naive(results),
        after_90_days=_after_90_days(panel, initiative, asked_of, judged, to_on),
        look=(look.place, look.of) if look else None,
        study=tuple(
            Study(metric.id, checks.short(metric.title), moments(held, metric))
            for metric in (chosen.primary, chosen.cost)
            if metric
        ),
        reached=_reached(*read_from, held, initiative, to_on),
    )
    split = parts.splits(*read_from, held, chosen.primary) if has_parts else []
    kept, moved = parts.unmoved(held, chosen.primary, split)
    answer = replace(answer, parts=parts.effects(held, chosen.primary, kept, estimators[0]))
    further = (
        *parts.same_mix(held, read_from[2], chosen.primary, split),
        *people.same_people(*read_from, held, chosen.primary),
        *sturdiness.parting(answer, results[chosen.primary.id]),
        *sturdiness.reverted(panel, initiative, chosen.primary),
    )
    evidence = Evidence(
        grade="randomised" if held.design in DRAWN else "quasi-experiment",
        adjusted_for=("what changed at the same time where it was not begun",),
        checks=(*judged.looked, *further),
        sensitivity=(
            *wording.sensitivity(answer),
            *sturdiness.others(held, results[chosen.primary.id]),
            *sturdiness.of_those_reached(answer, results[chosen.primary.id]),
            *(() if look or initiative.until else sturdiness.always(results[chosen.primary.id])),
        ),
        would_change=wording.would_change(answer),
    )
    return replace(
        answer,
        evidence=evidence if not judged.broken else replace(evidence, grade="descriptive"),
        sentences=(
            *wording.sentences(answer, initiative, judged.why, judged.broken, settings.currency),
            *parts.said(answer.parts, checks.short(chosen.primary.title).lower()),
            *moved,
        ),
        estimates=tuple(entry for one in answer.measures for entry in (one.effect, one.other, one.before_after)),
    )


@dataclass(frozen=True)
class Asked:
    """What an initiative is read from: a version, its settings, the dimension units are values of, and their homes."""

    snapshot: Snapshot
    settings: Settings
    dimension: str
    home: homes.Home | None


@dataclass(frozen=True)
class _Judged:
    """What was found, and the verdict on it; `broken` are the checks that take it away."""

    chosen: Chosen
    results: Mapping[str, Found]
    looked: tuple[Check, ...]
    broken: tuple[Check, ...]
    verdict: str
    why: str


def _judged(held: Layout, initiative: Initiative, asked: Asked, chosen: Chosen, error: float) -> _Judged:
    every = {metric.id: replace(found(held, metric), margin=chosen.margins[metric.id]) for metric in chosen.every}
    every, recorded = coverage.bounded(asked.snapshot, asked.settings, asked.dimension, held, every)
    chosen = chosen.settled(every)
    results = {metric.id: _heard(held, every[metric.id], chosen) for metric in chosen.every}
    looked = checks.checks(held, initiative, asked.settings.initiatives, list(results.values()), asked.home)
    felt = spill_over(asked.snapshot, asked.settings, asked.dimension, held)
    looked += (felt, *recorded, *customers.crossing(asked.snapshot, asked.settings, initiative))
    verdict, why = chosen.verdict(results, error)
    if verdict == "neutral" and felt.passed is False:
        verdict, why = "cannot tell", "felt elsewhere"
    broken = tuple(check for check in looked if check.id in checks.BLOCKING and check.passed is False)
    return _Judged(chosen, results, looked, broken, "cannot tell" if broken else verdict, why)


def _heard(held: Layout, one: Found, chosen: Chosen) -> Found:
    """With how many it rests on for each issue, where it decides something and is not of all issues."""
    of = next((metric for metric in chosen.every if metric.n_unit == "issues"), None)
    deciding = one.metric in (chosen.primary, *chosen.guardrails)
    if of is None or not deciding or one.metric.n_unit == of.n_unit:
        return one
    return replace(one, heard=heard(held, one.metric, of))


MEMORY_DAYS = 90
"""After so many days a verdict is kept beside the newest one."""


def _after_90_days(
    panel: Panel,
    initiative: Initiative,
    asked: Asked,
    now: _Judged,
    to_on: date,
) -> str:
    """The verdict as it was when all had been treated for 90 days; empty where that day is still to come."""
    day = max(initiative.starts.values()) + timedelta(days=MEMORY_DAYS)
    if day > to_on:
        return ""
    if initiative.until is not None and initiative.until <= day:
        return now.verdict
    early = layout(panel, _until(initiative, day))
    return _judged(early, initiative, asked, now.chosen, ERROR).verdict


def _until(initiative: Initiative, day: date) -> Initiative:
    return replace(initiative, until=min(day, initiative.until or day))


def _reached(
    snapshot: Snapshot, settings: Settings, dimension: str, held: Layout, initiative: Initiative, to_on: date
) -> TakeUp | None:
    if not initiative.reached:
        return None
    (name, values), *_ = initiative.reached.items()
    return take_up(snapshot, settings, held, dimension, name, values, to_on)


def _named(registered: Sequence[Initiative | PanelInitiative], name: str) -> Initiative | PanelInitiative:
    names = [one.name for one in registered]
    if name and name not in names:
        hint = did_you_mean(name, names) if names else "Register it in steelyard.toml, under [[initiatives]]."
        raise QuestionError(f"no initiative is called {name!r}", next=hint)
    return registered[names.index(name) if name else 0]


def _weeks(first_on: date, last_on: date) -> tuple[date, date]:
    """The first Monday and the last Sunday of the days whose issues are mature."""
    from_on = first_on + timedelta(days=-first_on.weekday() % 7)
    return from_on, last_on - timedelta(days=(last_on.weekday() + 1) % 7)


def _closed_only(snapshot: Snapshot) -> Missing | None:
    reason = one_sided(snapshot)
    return Missing("initiative", "", reason, "export all contacts by their start") if reason else None


def _home(snapshot: Snapshot, settings: Settings, initiative: Initiative) -> homes.Home | None:
    """How customers' homes tell who was treated where the place itself does not; None where it does, or both do not."""
    if initiative.treats not in homes.PLACES or not snapshot.manifest.known.get("contacts", {}).get("customer_id"):
        return None
    found = homes.looked(snapshot, settings, initiative.treats, min(initiative.starts.values()))
    return found if found.is_needed and found.is_telling else None
