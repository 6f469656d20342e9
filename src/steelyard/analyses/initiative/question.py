"""Did an initiative help customers, or only cut cost?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from steelyard.analyses.initiative import checks, wording
from steelyard.analyses.initiative.answer import Evaluation, Study
from steelyard.analyses.initiative.chosen import choose
from steelyard.analyses.initiative.designs import found, layout
from steelyard.analyses.initiative.measured import measured, moments
from steelyard.analyses.initiative.panel import read
from steelyard.analyses.periods.choice import follow_up, frame, one_sided, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Evidence, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.models import homes
from steelyard.settings.model import Initiative, Settings
from steelyard.store import Snapshot


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
    chosen, missing = choose(snapshot, settings, initiative)
    if chosen is None:
        return wording.refused(replace(blank, missing=missing), initiative, missing[0])
    by_home = _home(snapshot, settings, initiative)
    read_from = snapshot, settings, initiative.treats
    if by_home:
        read_from = homes.at_home(snapshot, settings, initiative.treats, min(initiative.starts.values()))
    panel = read(*read_from, [one.id for one in chosen.every], from_on, to_on)
    held = layout(panel, initiative)
    refusal = checks.refused_units(initiative, held)
    if refusal:
        return wording.refused(blank, initiative, refusal)
    results = {metric.id: found(held, metric) for metric in chosen.every}
    chosen = chosen.settled(results)
    results = {metric.id: results[metric.id] for metric in chosen.every}
    looked = checks.checks(held, initiative, settings.initiatives, list(results.values()), by_home)
    verdict, why = chosen.verdict(results)
    broken = [check for check in looked if check.id in checks.BLOCKING and check.passed is False]
    verdict = "cannot tell" if broken else verdict
    estimators = wording.ESTIMATORS[held.design]
    answer = replace(
        blank,
        provenance=provenance(snapshot, settings, Span(from_on, to_on)),
        missing=missing,
        verdict=verdict,
        design=held.design,
        estimators=estimators,
        measures=tuple(
            measured(results[name], role, chosen.margins[name], estimators) for name, role in chosen.roles.items()
        ),
        weeks_before=int(held.sides(0)[0].sum()),
        weeks_after=int(held.sides(0)[1].sum()),
        units=(int(held.treated.sum()), int(held.control.sum())),
        is_by_home=by_home is not None,
        naive=chosen.naive(results),
        cost=initiative.cost,
        study=tuple(
            Study(metric.id, checks.short(metric.title), moments(held, metric))
            for metric in (chosen.primary, chosen.cost)
            if metric
        ),
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


def _home(snapshot: Snapshot, settings: Settings, initiative: Initiative) -> homes.Home | None:
    """How customers' homes tell who was treated where the place itself does not; None where it does, or both do not."""
    if initiative.treats not in homes.PLACES or not snapshot.manifest.known.get("contacts", {}).get("customer_id"):
        return None
    found = homes.looked(snapshot, settings, initiative.treats, min(initiative.starts.values()))
    return found if found.is_needed and found.is_telling else None
