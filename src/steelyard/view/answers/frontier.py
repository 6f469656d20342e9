"""Distances to best practice as tables: the places, and their latest months."""

from __future__ import annotations

from steelyard.analyses.frontier.answer import Frontier, Place, Unit
from steelyard.analyses.frontier.wording import INPUTS, shown
from steelyard.answers import Estimate
from steelyard.theme import log_points, tone_of
from steelyard.view.table import Cell, Column, Table, Tone, count_cell, interval_cell, value_cell

LATEST = 3
"""Of each place so many periods are tabled; the whole answer has them all."""


def tables(answer: Frontier) -> tuple[Table, ...]:
    """The excess input of each place, how it moved, and its latest periods."""
    if not answer.places:
        return ()
    head = answer.by.capitalize() or "Service"
    return (_places(answer, head), _units(answer, head))


TABLES = tables


def _places(answer: Frontier, head: str) -> Table:
    has_moves = any(place.catch_up for place in answer.places)
    columns = [Column(head, wraps=True), Column("Excess input", True), Column("95% interval", True), Column("")]
    if has_moves:
        columns += [Column("Closer, %", True), Column("95% interval", True, 2), Column("", rank=3)]
    rows = tuple(_place(place, has_moves) for place in answer.places)
    order = f", in order of {answer.by} name, not ranked" if answer.by else ""
    title = f"Excess input against the best practice in the data{order}"
    return Table(title, tuple(columns), rows)


def _place(place: Place, has_moves: bool) -> tuple[Cell, ...]:
    tone: Tone = "bad" if place.is_behind else "unsure"
    said = Cell("lags" if place.is_behind else "within sampling error", tone)
    cells = (Cell(place.name or "all"), value_cell(place.lag, tone=tone), interval_cell(place.lag), said)
    return (*cells, *_moved(place.catch_up, place.has_moved)) if has_moves else cells


def _moved(found: Estimate | None, has_moved: bool) -> tuple[Cell, ...]:
    if found is None or found.value is None:
        return Cell(""), Cell(""), Cell("")
    tone = tone_of(has_moved, found.value > 0)
    word = "within sampling error" if not has_moved else "closer" if found.value > 0 else "further away"
    return Cell(log_points(found.value), tone), interval_cell(found), Cell(word, tone)


def _units(answer: Frontier, head: str) -> Table:
    saved = answer.inputs[0]
    columns = (
        Column(head, wraps=True),
        Column(answer.period.capitalize()),
        Column("Efficiency", True),
        Column("95% interval", True),
        Column(f"Less {INPUTS[saved]}", True),
        Column("As shown by", wraps=True, rank=2),
        Column("Issues", True, 3),
    )
    rows = tuple(_unit(unit, saved) for place in answer.places for unit in place.units[-LATEST:])
    title = (
        f"The latest {LATEST} {answer.period}s: the same value with less {INPUTS[saved]}, and which places showed it"
    )
    return Table(title, columns, rows)


def _unit(unit: Unit, saved: str) -> tuple[Cell, ...]:
    share = unit.saved[saved]
    tone: Tone = "bad" if unit.is_behind else "quiet"
    return (
        Cell(unit.place or "all"),
        Cell(unit.label),
        value_cell(unit.efficiency),
        interval_cell(unit.efficiency),
        Cell(f"{share:.0%}" if share >= 0.005 else "none", tone),
        Cell(shown(unit) or "best practice itself", "quiet"),
        count_cell(unit.efficiency),
    )
