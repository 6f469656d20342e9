"""What is associated with effort, whether more of it pays, and whether the service is optimised, as tables."""

from __future__ import annotations

from steelyard import theme
from steelyard.analyses.enough.answer import Condition, Enough
from steelyard.analyses.enough.dose_response import RESPONSES, Line
from steelyard.analyses.enough.marginal_value import CASES, Margin
from steelyard.analyses.enough.wording import UNITS, is_claimed
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table, interval_cell, value_cell
from steelyard.wording import capital

_LINES = (
    Column("Effort", wraps=True),
    Column("Outcome", wraps=True),
    Column("Points", True),
    Column("95% interval", True),
    Column("Bends at", True),
    Column("All cases", True, 2),
    Column("Between kinds", True, 3),
)
_MONEY = (
    Column("Effort", wraps=True),
    Column("Value", True),
    Column("95% interval", True),
    Column("Cost", True),
    Column("Gap", True),
    Column("95% interval", True, 2),
    Column("Pays", wraps=True),
)
_CONDITIONS = (
    Column("Optimised when", wraps=True),
    Column("Now", True),
    Column("95% interval", True),
    Column("Target", True),
    Column("Met"),
    Column("Why", wraps=True, rank=2),
)
_MET = {"held": "yes", "not_yet": "not yet", "cannot_tell": "cannot tell"}


def tables(answer: Enough) -> tuple[Table, ...]:
    """The conditions, then every line, then money where it is known."""
    currency = answer.provenance.currency
    lines = tuple(_line(entry.line, answer.level) for entry in answer.margins)
    priced = tuple(_priced(entry, currency) for entry in answer.margins if entry.value is not None)
    found = [Table("Optimised", _CONDITIONS, tuple(_condition(entry, currency) for entry in answer.conditions))]
    if lines:
        found.append(Table("Associated with one more unit, among similar cases", _LINES, lines))
    if priced:
        found.append(Table(f"One more unit on each of {CASES} cases, in money", _MONEY, priced))
    return tuple(found)


TABLES = tables


def _line(line: Line, level: float) -> tuple[Cell, ...]:
    return (
        Cell(capital(line.dose.one)),
        Cell(RESPONSES[line.response]),
        Cell(_points(line.slope.value), "" if is_claimed(line.slope, level) else "unsure"),
        Cell(_ends(line.slope)),
        Cell(_place(line)),
        Cell(_points(line.pooled)),
        Cell(_points(line.between)),
    )


def _priced(entry: Margin, currency: str) -> tuple[Cell, ...]:
    stop = entry.stop
    first = entry.line.doses[0]
    if entry.cost is None:
        until = "cost not known"
    elif stop is None:
        until = "over the whole range"
    else:
        until = "nowhere" if stop <= first else f"up to {stop:.1f} {UNITS[entry.line.dose.unit]}"
    return (
        Cell(capital(entry.line.dose.one)),
        value_cell(entry.value, currency),
        interval_cell(entry.value),
        Cell(theme.figure(entry.cost, "money", currency=currency) if entry.cost is not None else ""),
        value_cell(entry.gap, currency) if entry.gap is not None else Cell(""),
        interval_cell(entry.gap) if entry.gap is not None else Cell(""),
        Cell(until),
    )


def _condition(entry: Condition, currency: str) -> tuple[Cell, ...]:
    is_money = entry.id == "enough"
    target = "none" if is_money else theme.figure(entry.target, "score")
    return (
        Cell(entry.title),
        value_cell(entry.estimate, currency) if entry.estimate is not None else Cell(theme.UNKNOWN),
        interval_cell(entry.estimate) if entry.estimate is not None else Cell(""),
        Cell(target),
        Cell(_MET[entry.state]),
        Cell(entry.reason),
    )


def _place(line: Line) -> str:
    if line.knee is None or line.knee.value is None:
        return "no bend" if line.bend_p is not None else "too few levels"
    return f"{line.knee.value:.1f}"


def _points(value: float | None) -> str:
    return theme.UNKNOWN if value is None or value != value else f"{100 * value:+.2f}".replace("-", theme.MINUS)


def _ends(estimate: Estimate) -> str:
    limits = estimate.interval
    return "" if limits is None else f"{_points(limits.low)} to {_points(limits.high)}"
