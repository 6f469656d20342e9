"""One person's own work beside what is expected of their cases, and nothing of anybody else's.

The figures are those of the comparison of agents. What is expected of a person's cases is what the others show in
them: it is told only where it rests on so many others that no single one of them can be read off it.
"""

from __future__ import annotations

from dataclasses import replace
from math import isclose

from steelyard import metrics
from steelyard.analyses.compare import person_wording as wording
from steelyard.analyses.compare.answer import OwnFigure, OwnWork, Unit
from steelyard.analyses.compare.case_mix import leaning
from steelyard.analyses.compare.classification import RELIABLE, direction, readings, units
from steelyard.analyses.compare.mean_metrics import product_of
from steelyard.analyses.compare.question import AGENT, LEAST_PEOPLE, Asked, Found, least_of
from steelyard.analyses.periods.choice import Frame, frame, gathered, provenance
from steelyard.answers import Caveat, Estimate
from steelyard.declare import Sum
from steelyard.measure.cells.cells import cells
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

MEASURES = ("first_contact_resolution", "contacts_per_issue", "csat_score", "interaction_quality", "handle_time")
"""What is told of a person: shares and means of single cases, as far as the data give them."""

MOST_OF_ONE = 0.5
"""What is expected of a person's cases is told only where no other carries more of it than this."""

_HANDLED = Sum("contacts", where=("is_contact",))


def own_work(snapshot: Snapshot, settings: Settings, agent_id: str) -> OwnWork:
    """A person's work in the newest whole quarter: the same days for everybody, nothing to choose, nothing to subtract.

    Only the person's own figures are in it, and what the others show together.
    """
    days = frame(snapshot, settings)
    followed = snapshot.following(days.follow_days)
    answer = OwnWork(
        question="own",
        title="Your work",
        caveats=tuple(entry for entry in days.caveats if entry.id != "no_comparison"),
        provenance=provenance(followed, settings, days.now),
        agent_id=agent_id,
        period=days.now.label,
        handled=_handled(followed, settings, days, agent_id),
    )
    if not answer.handled:
        return replace(answer, sentences=(wording.nobody(answer.period),))
    figures = tuple(_figure(Asked(followed, settings, metrics.metric(name), days, {}), agent_id) for name in MEASURES)
    told = [(figure.unit, figure.distance) for figure in figures if figure.unit and figure.distance]
    return replace(
        answer,
        figures=figures,
        sentences=wording.sentences(figures, answer.handled, answer.period),
        estimates=tuple(entry for unit, off in told for entry in (unit.raw, unit.expected, off)),
        caveats=(*answer.caveats, *gathered([unit.raw for unit, _ in told])),
    )


def _handled(snapshot: Snapshot, settings: Settings, days: Frame, agent_id: str) -> int:
    found = cells(
        snapshot,
        settings,
        "contacts",
        [AGENT],
        {"count": product_of(_HANDLED)},
        from_on=days.now.from_on,
        to_on=days.now.to_on,
    )
    counted = zip(found.labels, found.total("count").tolist(), strict=True)
    return round(sum(cases for (agent,), cases in counted if agent == agent_id))


def _figure(asked: Asked, agent_id: str) -> OwnFigure:
    """The figure of one measure, refused where the comparison of agents says nothing of such a person."""
    metric = asked.metric
    title = metric.title.split(",")[0]
    blank = OwnFigure(metric.id, title, metric.meaning, direction(metric), 0, metric.n_unit)

    def refused(said: str, unlock: str = "") -> OwnFigure:
        return replace(blank, said=said, unlock=unlock)

    if reason := asked.refusal():
        return refused(*reason)
    asked = asked.settled(AGENT)
    every = asked.standardised(AGENT)
    if every is None or agent_id not in every.names:
        return refused(wording.none_of(metric.n_unit))
    place = every.names.index(agent_id)
    blank = replace(blank, count=round(float(every.count[place])))
    if every.count[place] < least_of(metric):
        return refused(*wording.too_few(blank.count, least_of(metric), metric.n_unit))
    found = asked.comparable(AGENT, every)
    if not isinstance(found, Found) or agent_id not in found.figures.names or not _is_of_many(asked, agent_id):
        return refused(wording.NOBODY_ALIKE)
    return _told(asked, blank, found, agent_id)


def _is_of_many(asked: Asked, agent_id: str) -> bool:
    """Whether what is expected of the person's cases rests on enough others, none of whom carries most of it."""
    now = asked.days.now
    carried = leaning(
        asked.snapshot, asked.settings, asked.metric, AGENT, agent_id, from_on=now.from_on, to_on=now.to_on
    )
    return len(carried) >= LEAST_PEOPLE and bool(carried.max() <= MOST_OF_ONE)


def _told(asked: Asked, blank: OwnFigure, found: Found, agent_id: str) -> OwnFigure:
    figures, metric = found.figures, asked.metric
    unit = next(
        entry for entry in units(AGENT, metric, figures, found.raw, readings(figures, metric)) if entry.name == agent_id
    )
    if unit.reliability < RELIABLE:
        said, unlock = wording.unreliable(unit, blank.count, blank.count_unit)
        return replace(blank, said=said, unlock=unlock)
    likely = unit.likely
    assert likely.value is not None
    assert likely.interval is not None
    off = replace(
        likely,
        part={AGENT: agent_id, "reading": "distance"},
        value=likely.value - figures.target,
        interval=likely.interval.scaled(lambda value: value - figures.target),
    )
    shown = replace(unit, raw=_raw(asked, unit, agent_id), lowest_share=None, highest_share=None)
    return replace(blank, unit=shown, distance=off, said=wording.verdict(unit, off), held=figures.held)


def _raw(asked: Asked, unit: Unit, agent_id: str) -> Estimate:
    """The person's figure as it is, with its interval where the measure as it stands is the one compared."""
    if asked.counted:
        told = tuple(Caveat("counted_otherwise", text, "warning") for text in asked.counted)
        return replace(unit.raw, caveats=(*unit.raw.caveats, *told))
    found = replace(asked, where={AGENT: (agent_id,)}).measured(())[0]
    is_same = found.value is not None and unit.raw.value is not None and isclose(found.value, unit.raw.value)
    return replace(found, part=unit.raw.part) if is_same else unit.raw
