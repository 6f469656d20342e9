"""Today's list as tables: the customers with their reasons, what the reasons are, and where they come from."""

from __future__ import annotations

from steelyard.analyses.list.answer import Cause, Item, Today
from steelyard.reasons import reasons
from steelyard.theme import figure
from steelyard.view.table import Cell, Column, Table
from steelyard.wording import capital

_ITEMS = (
    Column("Customer"),
    Column("Do"),
    Column("Why", wraps=True),
    Column("At stake", True, rank=2),
    Column("Team", rank=3),
)
_COUNTS = (Column("Reason", wraps=True), Column("Customers", True))
_CAUSES = (
    Column("Reason", wraps=True),
    Column("Where"),
    Column("Customers", True),
    Column("Expected", True),
    Column("Beyond chance", rank=2),
)


def tables(answer: Today) -> tuple[Table, ...]:
    """Customers in order, then reasons with their counts, then causes."""
    found = []
    if answer.items:
        is_worked = any(item.state for item in answer.items)
        rows = tuple((*_item(item, answer.provenance.currency), *_stands(item, is_worked)) for item in answer.items)
        columns = (*_ITEMS, *((Column("State", rank=2),) if is_worked else ()))
        found.append(Table("Customers to follow up", columns, rows, is_spaced=True))
    if answer.counts:
        found.append(Table("Reasons", _COUNTS, _counts(answer)))
    if answer.causes:
        found.append(Table("Where the reasons come from", _CAUSES, tuple(map(_cause, answer.causes))))
    return tuple(found)


TABLES = tables


def _item(item: Item, currency: str) -> tuple[Cell, ...]:
    return (
        Cell(item.customer_id, "strong"),
        Cell(item.action),
        Cell(item.sentence),
        _stake(item, currency),
        Cell(item.team, "quiet"),
    )


def _stands(item: Item, is_worked: bool) -> tuple[Cell, ...]:
    """How it stands with those who work the list, where anybody does."""
    said = f"{item.state}, {item.owner}" if item.owner else item.state or "new"
    return (Cell(said, "quiet", f"follow-up {item.follow_up}" if item.follow_up else ""),) if is_worked else ()


def _stake(item: Item, currency: str) -> Cell:
    """What a follow-up is expected to keep; else the stake; else the value a year; else that nobody knows."""
    if item.expected is not None:
        return Cell(figure(item.expected, "money", currency=currency), note="expected a year")
    if item.stake is not None:
        return Cell(figure(item.stake, "money", currency=currency), note="a year")
    if item.value is not None:
        return Cell(figure(item.value, "money", currency=currency), "quiet", "value a year")
    return Cell("not known", "unsure")


def _counts(answer: Today) -> tuple[tuple[Cell, ...], ...]:
    known = reasons()
    rows = [(str(entry.part["reason"]), entry.value or 0.0) for entry in answer.estimates]
    return tuple((Cell(capital(known[name].title)), Cell(f"{n:,.0f}")) for name, n in rows)


def _cause(cause: Cause) -> tuple[Cell, ...]:
    return (
        Cell(capital(cause.title)),
        Cell(cause.part, note=cause.by),
        Cell(f"{cause.n:,}"),
        Cell(f"{cause.expected:,.1f}", "quiet"),
        Cell("yes" if cause.is_claimed else "no", "strong" if cause.is_claimed else "quiet"),
    )
