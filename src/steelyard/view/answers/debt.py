"""CX debt as tables: what was found, what each kind of fracture costs a month, and where."""

from __future__ import annotations

from steelyard.analyses.debt.answer import Debt, Debts, Line
from steelyard.analyses.debt.wording import day, where
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table
from steelyard.wording import capital, change_limits_of, change_of, figure_of, limits_of

_FOUND = (
    Column("What is broken", wraps=True),
    Column("Since"),
    Column("Until", rank=3),
    Column("Interest a month", True),
    Column("95% interval", True, rank=2),
    Column("Now", True, rank=2),
    Column("Customers lost a month", True, rank=4),
)
_LINES = (
    Column("Fracture", wraps=True),
    Column("A month", True),
    Column("Customers", True, rank=3),
    Column("Interest", True),
    Column("95% interval", True, rank=2),
    Column("Charged once", True),
    Column("Of all cost", True, rank=3),
    Column("Customers lost", True, rank=4),
    Column("Growth", True, rank=4),
)
_PARTS = (
    Column("Where", wraps=True),
    Column("Fracture", wraps=True),
    Column("A month", True),
    Column("Interest", True),
    Column("95% interval", True, rank=2),
    Column("Growth", True, rank=3),
)


def tables(answer: Debts) -> tuple[Table, ...]:
    """Debts proposed, fractures everywhere, fractures by part."""
    currency = answer.provenance.currency
    found = []
    if answer.found:
        rows = tuple(_debt(one, currency) for one in answer.found)
        found.append(Table("Debts that chance does not explain", _FOUND, rows, is_spaced=True))
    everywhere = [line for line in answer.lines if not line.by]
    if everywhere:
        rows = tuple(_line(line, currency) for line in everywhere)
        found.append(Table("Fractures, in the order in which one causes another", _LINES, rows))
    parts = [line for line in answer.lines if line.by]
    if parts:
        rows = tuple(_part(line, currency) for line in parts)
        found.append(Table("Fractures by part, in no order of size", _PARTS, rows))
    return tuple(found)


TABLES = tables


def _debt(one: Debt, currency: str) -> tuple[Cell, ...]:
    assert one.since is not None
    topics = ", ".join(topic.replace("_", " ") for topic in one.topics)
    return (
        Cell(one.title, "strong", topics),
        Cell(day(one.since.on), note=f"{day(one.since.low)} to {day(one.since.high)}"),
        Cell(day(one.until) if one.until else "goes on", "quiet"),
        Cell(figure_of(one.interest, currency) if one.interest else "not known"),
        Cell(limits_of(one.interest) if one.interest else "", "quiet"),
        Cell(figure_of(one.now, currency) if one.now else "–"),
        Cell(_whole(one.lost), "quiet"),
    )


def _line(line: Line, currency: str) -> tuple[Cell, ...]:
    return (
        Cell(capital(line.title)),
        Cell(figure_of(line.events)),
        Cell("–" if line.customers is None else f"{line.customers:,}", "quiet"),
        Cell(figure_of(line.interest, currency) if line.interest else "not known"),
        Cell(limits_of(line.interest) if line.interest else "", "quiet"),
        Cell(figure_of(line.net, currency) if line.net else "not known"),
        Cell(figure_of(line.share) if line.share else "–", "quiet"),
        Cell(_whole(line.lost), "quiet"),
        _growth(line.growth),
    )


def _part(line: Line, currency: str) -> tuple[Cell, ...]:
    return (
        Cell(capital(where(line.by, line.part))),
        Cell(capital(line.title)),
        Cell(figure_of(line.events)),
        Cell(figure_of(line.interest, currency) if line.interest else "not known"),
        Cell(limits_of(line.interest) if line.interest else "", "quiet"),
        _growth(line.growth),
    )


def _growth(growth: Estimate | None) -> Cell:
    if growth is None:
        return Cell("–", "quiet")
    return Cell(change_of(growth), "unsure" if not growth.sign else "", change_limits_of(growth))


def _whole(estimate: Estimate | None) -> str:
    if estimate is None or estimate.value is None:
        return "–"
    return f"{figure_of(estimate)} ({limits_of(estimate)})" if estimate.interval else figure_of(estimate)
