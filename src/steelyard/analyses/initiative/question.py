"""Did an initiative help customers, or only cut cost?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from steelyard import measure, metrics
from steelyard.analyses.initiative import checks, wording
from steelyard.analyses.initiative.answer import Evaluation, Measured
from steelyard.analyses.initiative.designs import Found, found, layout
from steelyard.analyses.initiative.panel import ABSOLUTE, read
from steelyard.analyses.initiative.verdict import Evidenced, judge
from steelyard.analyses.periods.choice import follow_up, frame, one_sided, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Estimate, Evidence, Interval, Missing
from steelyard.declare import Metric
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.question import dimensions_of
from steelyard.settings.model import Initiative, Settings
from steelyard.stats.designs.effect import Effect
from steelyard.store import Snapshot

PRIMARY = ("value_per_issue", "effectiveness", "first_contact_resolution", "resolution_rate", "customer_rating")
"""What customers got: the first of them the data can give, unless one is registered."""

GUARDRAILS = ("first_contact_resolution", "customer_rating")
"""Watched unless others are registered."""

COST = "cost_per_issue"

SMALLEST = {"share": 0.02, "score": 2.0, "ln": 0.02}
"""The least change worth having, and a guardrail's margin, unless told."""


def ask(snapshot: Snapshot, settings: Settings, *, name: str = "") -> Evaluation:
    """The verdict on a registered initiative.

    Raises:
        QuestionError: no initiative is called so, or several are registered and none is named.
    """
    registered = tuple(one.name for one in settings.initiatives)
    if not registered and not name:
        return wording.nothing_registered(provenance(snapshot, settings, None))
    initiative = _chosen(settings.initiatives, name)
    days = frame(snapshot, settings)
    from_on, to_on = _weeks(days.first_on, days.mature_on, initiative.until)
    blank = Evaluation(
        question="initiative",
        title=f"Initiative: {initiative.name}",
        provenance=provenance(snapshot, settings, Span(from_on, max(from_on, to_on))),
        initiative=initiative.name,
        gain=initiative.gain,
        registered=registered,
    )
    refusal = checks.refused_days(initiative, from_on, to_on) or _closed_only(snapshot)
    if refusal:
        return wording.refused(blank, initiative, refusal)
    snapshot = snapshot.following(follow_up(snapshot, settings, Span(from_on, to_on)))
    primary, cost, guardrails, missing = _measures(snapshot, settings, initiative)
    if primary is None:
        return wording.refused(replace(blank, missing=missing), initiative, missing[0])
    asked = [primary, *([cost] if cost else []), *guardrails]
    panel = read(snapshot, settings, initiative.treats, [one.id for one in asked], from_on, to_on)
    held = layout(panel, initiative)
    refusal = checks.refused_units(initiative, held)
    if refusal:
        return wording.refused(blank, initiative, refusal)
    results = [found(held, metric) for metric in asked]
    margins = [_margin(initiative, metric) for metric in asked]
    tested = [_tested(one, margin) for one, margin in zip(results, margins, strict=True)]
    looked = checks.checks(held, initiative, settings.initiatives, results)
    count = 2 if cost else 1
    verdict, why = judge(tested[0], tested[1] if cost else None, tested[count:])
    broken = [check for check in looked if check.id in checks.BLOCKING and check.passed is False]
    verdict = "cannot tell" if broken else verdict
    roles = ["primary", *(["cost"] if cost else []), *("guardrail" for _ in guardrails)]
    estimators = wording.ESTIMATORS[held.design]
    answer = replace(
        blank,
        provenance=provenance(snapshot, settings, Span(from_on, to_on)),
        missing=missing,
        verdict=verdict,
        design=held.design,
        estimators=estimators,
        measures=tuple(
            _measured(one, role, margin, estimators) for one, role, margin in zip(results, roles, margins, strict=True)
        ),
        weeks_before=int(held.sides(0)[0].sum()),
        weeks_after=int(held.sides(0)[1].sum()),
        units=(int(held.treated.sum()), int(held.control.sum())),
    )
    evidence = Evidence(
        grade="randomised" if held.design == "randomised" else "quasi-experiment",
        adjusted_for=("what changed at the same time where it was not begun",),
        checks=looked,
        sensitivity=wording.sensitivity(answer),
        would_change=wording.would_change(answer),
    )
    return replace(
        answer,
        evidence=evidence if not broken else replace(evidence, grade="descriptive"),
        sentences=wording.sentences(answer, initiative, why, broken, settings.currency),
        estimates=tuple(entry for one in answer.measures for entry in (one.effect, one.other, one.before_after)),
    )


def _chosen(registered: Sequence[Initiative], name: str) -> Initiative:
    names = [one.name for one in registered]
    if name and name not in names:
        hint = did_you_mean(name, names) if names else "Register it in steelyard.toml, under [[initiatives]]."
        raise QuestionError(f"no initiative is called {name!r}", next=hint)
    if not name and len(names) > 1:
        raise QuestionError("several initiatives are registered", next=f"Name one of {', '.join(names)}.")
    return registered[names.index(name) if name else 0]


def _weeks(first_on: date, last_on: date, until: date | None) -> tuple[date, date]:
    """The first Monday and the last Sunday of the days whose issues are mature, up to a pilot's end."""
    from_on = first_on + timedelta(days=-first_on.weekday() % 7)
    end = min(last_on, until) if until else last_on
    return from_on, end - timedelta(days=(end.weekday() + 1) % 7)


def _closed_only(snapshot: Snapshot) -> Missing | None:
    reason = one_sided(snapshot)
    return Missing("initiative", "", reason, "export all contacts by their start") if reason else None


def _measures(
    snapshot: Snapshot, settings: Settings, initiative: Initiative
) -> tuple[Metric | None, Metric | None, list[Metric], tuple[Missing, ...]]:
    """The primary measure, the cost, guardrails; and what was wanted that the data or the dimension cannot give."""
    wanted = (initiative.primary,) if initiative.primary else PRIMARY
    watched = tuple(initiative.guardrails) or GUARDRAILS
    every = tuple(dict.fromkeys((*wanted, COST, *watched)))
    lacking = {entry.metric: entry for entry in measure.missing(snapshot, every, settings)}
    for name in every:
        facts = {entry.fact for entry in metrics.metric(name).sums.values() if hasattr(entry, "fact")}
        if any(initiative.treats not in dimensions_of(fact, settings.dimensions) for fact in facts):
            title = metrics.metric(name).title
            reason = f"{title} cannot be split by {initiative.treats}"
            lacking.setdefault(name, Missing(name, title, reason, "register another measure or another unit"))
    able = [metrics.metric(name) for name in wanted if name not in lacking]
    primary = able[0] if able else None
    cost = metrics.metric(COST) if COST not in lacking else None
    guardrails = [metrics.metric(name) for name in watched if name not in lacking and metrics.metric(name) != primary]
    named = {*((initiative.primary,) if initiative.primary else ()), COST, *initiative.guardrails}
    told = tuple(entry for metric, entry in lacking.items() if metric in named or primary is None)
    return primary, cost, guardrails, told


def _unit(metric: Metric) -> str:
    return metric.unit if metric.unit in ABSOLUTE else "ln"


def _margin(initiative: Initiative, metric: Metric) -> float:
    if metric.id in initiative.guardrails:
        return initiative.guardrails[metric.id]
    is_primary = metric.id not in (COST, *GUARDRAILS) or metric.id == initiative.primary
    if is_primary and initiative.smallest is not None:
        return initiative.smallest
    return SMALLEST[_unit(metric)]


def _tested(one: Found, margin: float) -> Evidenced:
    sign = 1 if one.metric.better == "high" else -1
    turned = replace(one.effect, value=sign * one.effect.value)
    return Evidenced(turned, margin, one.placebo, not checks.is_drifting(one))


def _measured(one: Found, role: str, margin: float, estimators: tuple[str, str]) -> Measured:
    def told(effect: Effect, estimator: str) -> Estimate:
        low, high = effect.limits()
        interval = Interval(low, high, method=estimator)
        part = {"estimator": estimator}
        return Estimate(
            one.metric.id, _unit(one.metric), part, effect.value, interval, n=one.n, n_unit=one.metric.n_unit
        )

    levels = [value if value == value else None for value in one.levels]
    return Measured(
        one.metric.id,
        checks.short(one.metric.title),
        role,
        told(one.effect, estimators[0]),
        told(one.other, estimators[1]),
        told(one.alone, "before and after, no control"),
        margin,
        (levels[0], levels[1]),
        (levels[2], levels[3]),
    )
