"""Staying optimised as tables: states, milestones, what holds back, how much to measure, what calls for more."""

from __future__ import annotations

from steelyard.analyses.cadence.answer import Brake, Cadence, Sample, Trigger, Watched
from steelyard.analyses.cadence.wording import when
from steelyard.analyses.periods.happened import Happened
from steelyard.theme import figure
from steelyard.view.table import Cell, Column, Table, Tone, interval_cell, value_cell
from steelyard.wording import change_limits_of, change_of

_TONES: dict[str, Tone] = {
    "optimised": "good",
    "not yet": "bad",
    "slipping": "bad",
    "lost": "bad",
    "cannot tell": "unsure",
}


def tables(answer: Cadence) -> tuple[Table, ...]:
    """Those that hold anything."""
    titles = {one.metric: one.title for one in answer.watched}
    units = {one.metric: one.unit for one in answer.watched}
    found = (
        Table("Where it stands", _STANDS, tuple(_stand(one) for one in answer.watched)),
        Table("The way to the targets", _WAY, tuple(row for one in answer.watched for row in _way(one))),
        Table("What holds it back", _BRAKES, tuple(_brake(one, titles) for one in answer.brakes)),
        Table(
            "How many a week to notice a fall",
            _SAMPLES,
            tuple(_sample(one, titles, units, answer) for one in answer.samples),
        ),
        Table("What calls for measuring more", _TRIGGERS, tuple(map(_trigger, answer.triggers))),
        Table("Logged", _EVENTS, tuple(_event(one, place) for place, one in enumerate(answer.events))),
    )
    return tuple(table for table in found if table.rows)


_STANDS = (
    Column("Measure", wraps=True),
    Column("State"),
    Column("Newest 13 weeks", True),
    Column("95% interval", True),
    Column("Target", True),
    Column("Change in a year", True, 2),
    Column("95% interval", True, 3),
    Column("Falls signalled", True, 2),
    Column("Least fall noticed", True, 3),
)
_WAY = (
    Column("Measure", wraps=True),
    Column("Milestone", True),
    Column("Reached"),
    Column("At this year's pace", wraps=True),
)
_BRAKES = (
    Column("Measure", wraps=True),
    Column("Part", wraps=True),
    Column("Figure", True),
    Column("95% interval", True),
    Column("Takes off the whole", True),
)
_SAMPLES = (
    Column("Measure", wraps=True),
    Column("Fall", True),
    Column("Within", True),
    Column("Needed a week", True),
    Column("Held a week", True, 2),
)
_TRIGGERS = (Column("Measure more"), Column("Why", wraps=True))
_EVENTS = (Column(""), Column("Event", wraps=True), Column("Kind"), Column("Day", True))


def _stand(one: Watched) -> tuple[Cell, ...]:
    falls = sum(point.signal < 0 for point in one.points)
    noticed = figure(100 * one.noticed if one.unit == "share" else one.noticed, "score") if one.noticed else "–"
    return (
        Cell(one.title),
        Cell(one.state, _TONES[one.state]),
        value_cell(one.now),
        interval_cell(one.now),
        Cell(figure(one.target, one.unit)),
        Cell(change_of(one.pace) if one.pace else "–"),
        Cell(change_limits_of(one.pace) if one.pace else "", "quiet"),
        Cell(f"{falls}" if one.points else "–"),
        Cell(f"{noticed} points" if one.noticed else "–", "quiet"),
    )


def _way(one: Watched) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            Cell(one.title),
            Cell(figure(step.value, one.unit)),
            Cell("reached" if step.is_reached else "not surely", "good" if step.is_reached else "unsure"),
            Cell("" if step.is_reached else when(step) if step.latest else "cannot be told", "quiet"),
        )
        for step in one.milestones
    )


def _brake(one: Brake, titles: dict[str, str]) -> tuple[Cell, ...]:
    gain = 100 * one.gain if one.estimate.unit == "share" else one.gain
    return (
        Cell(titles[one.metric]),
        Cell(f"{one.dimension} {one.part}"),
        value_cell(one.estimate),
        interval_cell(one.estimate),
        Cell(f"{figure(gain, 'score', margin=0.5)} points"),
    )


def _sample(one: Sample, titles: dict[str, str], units: dict[str, str], answer: Cadence) -> tuple[Cell, ...]:
    usual = next(held.usual for held in answer.watched if held.metric == one.metric)
    is_asked = one.points == answer.fall and one.weeks == answer.within
    enough: Tone = "unsure" if one.needed is None else "good" if usual >= one.needed else "bad"
    return (
        Cell(titles[one.metric], "strong" if is_asked else ""),
        Cell(f"{one.points:g} points" if one.points != 1 else "1 point"),
        Cell(f"{one.weeks} weeks"),
        Cell("no number would do" if one.needed is None else f"{one.needed:,}", "strong" if is_asked else ""),
        Cell(f"{usual:,}", enough),
    )


def _trigger(one: Trigger) -> tuple[Cell, ...]:
    fires = {True: "yes", False: "no", None: "cannot be told"}[one.fires]
    return Cell(fires, "bad" if one.fires else "quiet"), Cell(one.said)


def _event(one: Happened, place: int) -> tuple[Cell, ...]:
    letter = chr(ord("A") + place) if place < 26 else ""
    return Cell(letter, "strong"), Cell(one.name), Cell(one.kind, "quiet"), Cell(f"{one.on.day} {one.on:%b %Y}")


TABLES = tables
