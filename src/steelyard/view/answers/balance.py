"""The balance as a table: the beam, what lies in the pan, and what it took."""

from __future__ import annotations

from steelyard.analyses.balance.question import Balance
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table, count_cell, counted_cell, interval_cell, value_cell

_COLUMNS = (
    Column("", wraps=True),
    Column("Figure", True),
    Column("95% interval", True),
    Column("n", True, 2),
    Column("Counted", rank=3),
)


def tables(balance: Balance) -> tuple[Table, ...]:
    """One row a figure; figures that cannot be said are left to the list of what is missing."""
    rows = (
        (f"Balance, value per 1,000 {balance.provenance.currency}", balance.now),
        (f"The same, {balance.period_before}", balance.before),
        ("Value received, in issues' worth", balance.value),
        ("Issues", balance.issues),
        ("Solved", balance.resolved_share),
        ("How good it felt, solved issues", balance.experience),
        ("Provider's cost", balance.provider_cost),
        ("Customers' own time", balance.customer_cost),
        ("Unit cost of value, provider's part", balance.unit_cost_provider),
        ("Unit cost of value, customers' part", balance.unit_cost_customer),
    )
    known = tuple(_row(title, figure, balance.provenance.currency) for title, figure in rows if figure is not None)
    return (Table(f"The balance, {balance.period}", _COLUMNS, known),) if known else ()


TABLES = tables


def _row(title: str, estimate: Estimate, currency: str) -> tuple[Cell, ...]:
    return (
        Cell(title),
        value_cell(estimate, currency),
        interval_cell(estimate),
        count_cell(estimate),
        counted_cell(estimate),
    )
