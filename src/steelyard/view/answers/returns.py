"""The return curve as a table of chosen days."""

from __future__ import annotations

from steelyard.analyses.returns.question import Returns
from steelyard.view.table import Cell, Column, Table, interval_cell, value_cell

_DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30)
_COLUMNS = (
    Column("Within days", True),
    Column("Came back", True),
    Column("95% interval", True),
    Column("Still followed", True, 2),
)


def tables(returns: Returns) -> tuple[Table, ...]:
    """One row for each day people ask for, the return window included."""
    chosen = {*_DAYS, round(returns.window_days)}
    rows = tuple(
        (Cell(str(day)), value_cell(share), interval_cell(share), Cell(f"{at_risk:,}", "quiet"))
        for day, share, at_risk in zip(returns.days, returns.returned, returns.at_risk, strict=True)
        if day in chosen
    )
    return (Table("Customers who came back", _COLUMNS, rows),) if rows else ()


TABLES = tables
