"""Volume and backlog as a table: a row a month."""

from __future__ import annotations

from steelyard.analyses.volume.question import Volume
from steelyard.view.table import Cell, Column, Table

_COLUMNS = (Column("Month"), Column("Contacts begun", True), Column("Still open", True), Column("Held", rank=2))


def tables(answer: Volume) -> tuple[Table, ...]:
    """Contacts begun in each month, and those of them still open."""
    rows = tuple(
        (
            Cell(f"{month.begun_on:%b %Y}"),
            Cell(f"{month.contacts:,}"),
            Cell(f"{month.still_open:,}"),
            Cell("whole" if month.is_whole else "in part", "quiet"),
        )
        for month in answer.months
    )
    return (Table("Contacts by the month they began", _COLUMNS, rows),) if rows else ()


TABLES = tables
