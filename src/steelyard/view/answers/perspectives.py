"""Three perspectives as tables: own standards beside customers, what else customers say, comparable companies."""

from __future__ import annotations

from steelyard import metrics
from steelyard.analyses.perspectives.answer import Beside, Perspectives, View
from steelyard.analyses.perspectives.wording import BLIND, LABELS
from steelyard.answers import Estimate
from steelyard.theme import figure
from steelyard.view.items import item_tables
from steelyard.view.table import Cell, Column, Table, Tone, count_cell, interval_cell, value_cell

_TONES: dict[str, Tone] = {"agree: at target": "good", "agree: short": "bad", "unfelt": "bad", "unscored": "bad"}


def tables(answer: Perspectives) -> tuple[Table, ...]:
    """Those that hold anything."""
    columns = (
        Column(answer.by.replace("_", " ").capitalize() or "Part", wraps=True),
        Column("Own standards", True),
        Column("95% interval", True, 2),
        Column("n", True, 3),
        Column("Customers", True),
        Column("95% interval", True, 2),
        Column("n", True, 3),
        Column("Together", wraps=True),
    )
    views = (*((answer.whole,) if answer.whole else ()), *answer.views)
    found = (
        Table("Own standards and customers", columns, tuple(_view(view) for view in views)),
        *item_tables(answer),
        Table("What else customers tell", _OTHERS, tuple(_other(entry) for entry in answer.others)),
        Table("Comparable companies", _BESIDE, tuple(_beside(one) for one in answer.beside)),
        Table("What each sees", _SEEN, tuple((Cell(name), Cell(said, "quiet")) for name, said in BLIND.items())),
    )
    return tuple(table for table in found if table.rows)


_OTHERS = (Column("Measure", wraps=True), Column("Figure", True), Column("95% interval", True), Column("n", True, 2))
_SEEN = (Column("Perspective"), Column("What it sees, and what it cannot", wraps=True))
_BESIDE = (
    Column("Measure", wraps=True),
    Column("Theirs", True),
    Column("Yours", True),
    Column("95% interval", True, 2),
    Column("Yours is"),
    Column("Source", wraps=True),
    Column("Of whom", rank=3, wraps=True),
    Column("Definition", rank=2, wraps=True),
)


def _view(view: View) -> tuple[Cell, ...]:
    return (
        Cell(view.part or "all", "" if view.part else "strong"),
        value_cell(view.own),
        interval_cell(view.own),
        count_cell(view.own),
        value_cell(view.customers),
        interval_cell(view.customers),
        count_cell(view.customers),
        Cell(LABELS[view.outcome], _TONES.get(view.outcome, "unsure")),
    )


def _other(entry: Estimate) -> tuple[Cell, ...]:
    return Cell(metrics.metric(entry.metric).title), value_cell(entry), interval_cell(entry), count_cell(entry)


def _beside(one: Beside) -> tuple[Cell, ...]:
    held = one.benchmark
    is_same = not held.differs
    unit = metrics.metric(held.metric).unit
    of = ", ".join(filter(None, (held.industry, held.country, held.n)))
    return (
        Cell(one.title),
        Cell(figure(held.value, unit) if is_same else "–"),
        value_cell(one.estimate) if is_same else Cell("–"),
        interval_cell(one.estimate) if is_same else Cell(""),
        Cell(one.position or ("not known" if is_same else "not compared"), "" if one.position else "unsure"),
        Cell(f"{held.source}, {held.year} ({held.grade})", "quiet"),
        Cell(of or "not told", "quiet"),
        Cell(held.definition if is_same else f"off: {held.differs}", "quiet"),
    )


TABLES = tables
