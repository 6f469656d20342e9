"""Do evaluators agree, does what they score matter to customers, and is the mean at its target?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from steelyard.analyses.evaluations import wording
from steelyard.analyses.evaluations.answer import CriterionTrust, Evaluations, EvaluatorTrust
from steelyard.analyses.evaluations.evaluators import beside_others
from steelyard.analyses.evaluations.mean import claim
from steelyard.analyses.evaluations.models import beside_people
from steelyard.analyses.evaluations.validity import validity
from steelyard.analyses.evidence.agreement import agreement
from steelyard.analyses.evidence.programme import YEAR
from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.periods.choice import frame, provenance
from steelyard.answers import Estimate, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.models.evaluated import Evaluated, evaluated, has_evaluations, outcomes
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

TITLE = "Evaluations"
FAMILIES = 4
"""Kinds of tests that share the five percent: of evaluators, of their halo, of criteria, of their weights."""


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    rubric: str = "",
    evaluators: str = "counted",
) -> Evaluations:
    """Agreement, severity, drift, halo and validity of the year up to the end of the days; the mean of the days.

    Raises:
        QuestionError: a dimension, value or period that does not exist, days the data do not hold, or no such rubric.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on)
    answer = Evaluations(
        question="evaluations",
        title=TITLE,
        caveats=tuple(caveat for caveat in days.caveats if caveat.id not in ("no_comparison", "immature")),
        provenance=provenance(snapshot, settings, days.now, where),
    )
    if not has_evaluations(snapshot):
        return _lacking(answer, "no evaluations are mapped", "map evaluations.contact_id, score and max_score")
    since = max(days.first_on, min(days.now.from_on, days.now.to_on - YEAR + timedelta(days=1)))
    found = evaluated(snapshot, settings, where=where, from_on=since, to_on=days.now.to_on)
    if not len(found):
        return _lacking(answer, f"nothing was evaluated in {days.now.label}", "choose other days")
    chosen, others = _chosen(found, rubric)
    year = found.kept(found.rubrics == chosen)
    people = year.kept(year.scorers != "model")
    held = agreement(people)
    became = outcomes(
        snapshot.following(days.follow_days),
        settings,
        people.contacts,
        where=where,
        from_on=since,
        to_on=days.now.to_on,
    )
    criteria = validity(people, held, became, FAMILIES)
    told, overall = beside_others(people, evaluators == "named", FAMILIES)
    answer = replace(
        answer,
        rubric=chosen,
        others=others,
        total=held.total,
        icc=held.icc,
        agreed=held.agreed,
        doubles=held.doubles,
        criteria=criteria,
        evaluators=told,
        halo=overall,
        models=beside_people(year),
        mean=claim(snapshot, settings, days, held, chosen, not others, where),
        picked=int(np.isin(people.purposes, ("coaching", "complaint")).sum()),
        tests=_tests(criteria, told),
        since=since.isoformat(),
        until=days.now.to_on.isoformat(),
    )
    answer = replace(answer, estimates=tuple(_estimates(answer)), missing=tuple(wording.missing(answer)))
    return replace(
        answer,
        sentences=wording.sentences(answer, days.now),
        caveats=(*answer.caveats, *wording.caveats(answer)),
        highlights=wording.highlights(answer),
        evidence=wording.evidence(answer),
    )


def _lacking(answer: Evaluations, reason: str, unlock: str) -> Evaluations:
    missing = Missing("evaluations", TITLE, reason, unlock)
    return replace(answer, missing=(missing,), sentences=(cannot_tell("whether evaluations can be trusted", missing),))


def _chosen(found: Evaluated, rubric: str) -> tuple[str, tuple[str, ...]]:
    """The rubric asked for, or the one with most evaluations; and the others."""
    counted = Counter(found.rubrics.tolist())
    known = [name for name, _ in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))]
    if rubric and rubric not in known:
        raise QuestionError(f"no evaluations by the rubric {rubric!r}", next=did_you_mean(rubric, known))
    chosen = rubric or known[0]
    return chosen, tuple(name for name in known if name != chosen)


def _tests(criteria: Sequence[CriterionTrust], told: Sequence[EvaluatorTrust]) -> int:
    """How many tests share the five percent."""
    ties = sum(len(entry.ties) + (entry.beyond is not None) for entry in criteria)
    own = sum(1 + (entry.drift is not None) + (entry.halo is not None) + (entry.gold is not None) for entry in told)
    return ties + own + len(criteria)


def _estimates(answer: Evaluations) -> Iterator[Estimate]:
    if answer.mean is not None:
        yield answer.mean.mean
    yield from (entry for entry in (answer.total, answer.icc, answer.halo) if entry is not None)
    for criterion in answer.criteria:
        yield criterion.alpha
        yield from (tie.slope for tie in criterion.ties)
