"""What a point is worth, as a table."""

from __future__ import annotations

from steelyard import theme
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.analyses.worth.question import Point, Worth
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table, interval_cell, value_cell
from steelyard.wording import capital

_COLUMNS = (
    Column("One more point of", wraps=True),
    Column("Customers kept", True),
    Column("95% interval", True),
    Column("Worth", True),
    Column("95% interval", True, 2),
    Column("Contacts avoided", True, 3),
)
_GAPS = (
    Column("Gap", wraps=True),
    Column("Now", True),
    Column("Target", True),
    Column("Points", True),
    Column("Worth a year", True),
    Column("95% interval", True, 2),
)


def tables(worth: Worth) -> tuple[Table, ...]:
    """One point of each measure; below, the gaps to the targets."""
    currency = worth.provenance.currency
    points = tuple(_row(point, currency) for point in worth.points)
    gaps = tuple(_gap(point, currency) for point in worth.points if point.gap is not None)
    title = f"Associated with one more point, a year; worth over {worth.horizon_months} months"
    found = [Table(title, _COLUMNS, points)] if points else []
    title = f"Associated with closing the gaps of {worth.label_now} to the targets"
    return (*found, *((Table(title, _GAPS, gaps),) if gaps else ()))


TABLES = tables


def _row(point: Point, currency: str) -> tuple[Cell, ...]:
    return (
        Cell(capital(point.title)),
        _toned(point.kept),
        interval_cell(point.kept),
        value_cell(point.money, currency),
        interval_cell(point.money),
        value_cell(point.handling, currency) if point.handling.value is not None else Cell(""),
    )


def _gap(point: Point, currency: str) -> tuple[Cell, ...]:
    unit = point.now.unit if point.now else "share"
    return (
        Cell(capital(point.title)),
        value_cell(point.now),
        Cell(theme.figure(point.target, unit)),
        Cell(theme.figure(point.gap, "score")),
        value_cell(point.gain, currency),
        interval_cell(point.gain),
    )


def _toned(kept: Estimate) -> Cell:
    return value_cell(kept, tone="" if is_claimed(kept) else "unsure")
