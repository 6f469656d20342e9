"""The ladder as a table."""

from __future__ import annotations

from steelyard import theme
from steelyard.analyses.verdict.question import Rung, Verdict
from steelyard.view.table import Cell, Column, Table, Tone, interval_cell, value_cell

STATES: dict[str, tuple[str, Tone]] = {
    "held": ("held", "good"),
    "not_yet": ("not yet", "bad"),
    "cannot_tell": ("cannot tell", "unsure"),
}

_COLUMNS = (
    Column("Rung"),
    Column("Figure", True),
    Column("95% interval", True),
    Column("Target", True),
    Column("State"),
    Column("Why", rank=2, wraps=True),
)


def tables(verdict: Verdict) -> tuple[Table, ...]:
    """One row a rung, in order."""
    return (
        Table(
            "Effectiveness first",
            _COLUMNS,
            tuple(_row(rung, verdict.provenance.currency) for rung in verdict.rungs),
        ),
    )


TABLES = tables


def state_cell(rung: Rung) -> Cell:
    """The state in words; a later rung says that it is not yet meaningful."""
    word, tone = STATES[rung.state]
    return Cell(word, tone if rung.is_meaningful else "unsure")


def _row(rung: Rung, currency: str) -> tuple[Cell, ...]:
    unit = rung.estimate.unit if rung.estimate else ""
    target = theme.figure(rung.target.value, unit, currency=currency) if rung.target else ""
    return (
        Cell(rung.title, "strong" if rung.is_meaningful else ""),
        value_cell(rung.estimate, currency),
        interval_cell(rung.estimate),
        Cell(target),
        state_cell(rung),
        Cell(rung.reason, "quiet"),
    )
