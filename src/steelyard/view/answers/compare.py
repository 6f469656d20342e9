"""Who differs as a table: every unit as it is, as expected, with the mix of all, and what can be said of it."""

from __future__ import annotations

from steelyard import theme
from steelyard.analyses.compare.answer import Comparison, Unit
from steelyard.analyses.compare.wording import off, plural
from steelyard.view.table import Cell, Column, Table, Tone, count_cell, interval_cell, value_cell

TONES: dict[str, Tone] = {"better": "good", "worse": "bad", "higher": "strong", "lower": "strong"}


def tables(answer: Comparison) -> tuple[Table, ...]:
    """Two tables: the figures, in the order of names; and how sure what is said of each is."""
    if not answer.units:
        return ()
    names = plural(answer.by)
    return (
        Table(f"{names.capitalize()} with the mix of all", _figure_columns(answer), tuple(_figures(answer))),
        Table(f"What can be said of the {names}", _sure_columns(answer), tuple(_sure(answer))),
    )


TABLES = tables


def _figure_columns(answer: Comparison) -> tuple[Column, ...]:
    return (
        Column(plural(answer.by).capitalize()),
        Column("As it is", True, 2),
        Column("Expected of its cases", True, 2),
        Column("Mix of all", True),
        Column("95% interval", True),
        Column("n", True, 3),
    )


def _figures(answer: Comparison) -> list[tuple[Cell, ...]]:
    currency = answer.provenance.currency
    return [
        (
            Cell(unit.name),
            _rounded(unit, unit.raw.value, currency),
            _rounded(unit, unit.expected.value, currency),
            value_cell(unit.adjusted, currency, TONES.get(unit.verdict, "")),
            interval_cell(unit.adjusted),
            count_cell(unit.adjusted),
        )
        for unit in answer.units
    ]


def _rounded(unit: Unit, value: float | None, currency: str) -> Cell:
    """A figure with the places the adjusted one has."""
    return Cell(theme.figure(value, unit.adjusted.unit, margin=unit.adjusted.margin, currency=currency), "quiet")


def _sure_columns(answer: Comparison) -> tuple[Column, ...]:
    low, high = ends(answer)
    return (
        Column(plural(answer.by).capitalize()),
        Column("Most likely off", True),
        Column("", rank=1),
        Column(f"P({low} fifth)", True, 3),
        Column(f"P({high} fifth)", True, 3),
        Column("Reliability", True, 2),
        Column("More cases for 0.7", True, 4),
    )


def ends(answer: Comparison) -> tuple[str, str]:
    """What the lowest and the highest fifth are called."""
    return {"high": ("worst", "best"), "low": ("best", "worst")}.get(answer.better, ("lowest", "highest"))


def _sure(answer: Comparison) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(unit.name),
            Cell(off(unit, answer), TONES.get(unit.verdict, "unsure")),
            Cell(unit.verdict or "not distinguished", TONES.get(unit.verdict, "unsure")),
            _probability(unit.lowest_share),
            _probability(unit.highest_share),
            Cell(f"{unit.reliability:.2f}", "quiet"),
            Cell("" if unit.more_count is None else theme.number(unit.more_count), "quiet"),
        )
        for unit in answer.units
    ]


def _probability(share: float | None) -> Cell:
    """To two places, never 0 or 1."""
    if share is None:
        return Cell("", "quiet")
    return Cell("<0.01" if share < 0.01 else ">0.99" if share > 0.99 else f"{share:.2f}", "quiet")
