"""Tests for gaming and bias as tables, and what the ratings say of all customers."""

from __future__ import annotations

from steelyard import theme
from steelyard.analyses.readings.answer import Readings
from steelyard.analyses.readings.nonresponse import ANSWERED, CARRIED, CHANGE, Silence
from steelyard.analyses.readings.signals import STATES, Reading, Signal, State
from steelyard.view.table import Cell, Column, Table, Tone, interval_cell, value_cell

_COLUMNS = (
    Column("Figure", wraps=True),
    Column("Where", wraps=True),
    Column("Test", wraps=True),
    Column("Result", rank=2, wraps=True),
    Column("Signal", rank=1),
)
_ELSEWHERE = (
    Column("Figure", wraps=True),
    Column("Where", wraps=True),
    Column("Signals", wraps=True),
)
_SILENT = (Column("Customers' rating", wraps=True), Column("Points", True), Column("95% interval", True))
_NAMES = {
    ANSWERED: "Of respondents",
    CARRIED: "Weighted to all, by channel and outcome",
    CHANGE: "Change, weighted to all",
}
_TONES: dict[State, Tone] = {"finding": "bad", "question": "strong", "quiet": "quiet", "untold": "unsure"}


def tables(answer: Readings) -> tuple[Table, ...]:
    """Tests, findings first; ratings of respondents, of all, and without assumptions about non-respondents."""
    rows = tuple(row for reading in answer.leading for row in _rows(reading))
    found = [Table(f"Tests, {answer.label}", _COLUMNS, rows)] if rows else []
    others = tuple(_other(reading) for reading in answer.readings if reading not in answer.leading)
    found += [Table("Other units", _ELSEWHERE, others)] if others else []
    return (*found, *((_silent(answer.silent),) if answer.silent else ()))


TABLES = tables


def _rows(reading: Reading) -> list[tuple[Cell, ...]]:
    """One line a signal; the figure and the unit stand on the first."""
    head = _head(reading)
    blank = (Cell(""), Cell(""))
    return [
        (*(blank if place else head), Cell(signal.title), Cell(signal.said), _judged(signal))
        for place, signal in enumerate(reading.signals)
    ]


def _other(reading: Reading) -> tuple[Cell, ...]:
    """A further unit in one line."""
    fired = "; ".join(signal.title for signal in reading.fired)
    return _head(reading)[0], Cell(reading.unit), Cell(fired)


def _head(reading: Reading) -> tuple[Cell, Cell]:
    detail = f", limit {reading.detail}" if reading.detail else ""
    text = f"{reading.title}{detail}: {STATES[reading.state]}"
    return Cell(text, _TONES[reading.state]), Cell(reading.unit)


def _judged(signal: Signal) -> Cell:
    if not signal.is_known:
        return Cell(theme.UNKNOWN, "unsure")
    return Cell("yes", "bad") if signal.fires else Cell("no", "quiet")


def _silent(silent: Silence) -> Table:
    rows = [(Cell(_NAMES[one.metric]), value_cell(one), interval_cell(one)) for one in silent.figures]
    low, high = silent.weighted.bounds or (0.0, 100.0)
    rows.append(
        (Cell("Without assumptions about non-respondents"), Cell(""), Cell(theme.span(low, high, "score"), "quiet"))
    )
    if silent.is_carried and silent.tipping is not None and silent.is_change_claimed:
        tipping = Cell(theme.figure(silent.tipping, "score"))
        rows.append(
            (Cell("Points by which non-respondents must differ for the change to disappear"), tipping, Cell(""))
        )
    return Table("Non-respondents", _SILENT, tuple(rows))
