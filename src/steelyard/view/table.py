"""Tables without a medium: terminal, notebook and report each draw them their own way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from steelyard import theme
from steelyard.answers import Estimate, Missing, Rows
from steelyard.wording import figure_of, limits_of

Tone = Literal["", "good", "bad", "unsure", "quiet", "strong"]


@dataclass(frozen=True)
class Cell:
    """One entry; the note is what stands smaller beside it."""

    text: str
    tone: Tone = ""
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column's head.

    Args:
        is_number: set to the right.
        rank: 1 is always shown; where room is short the highest rank goes first.
        wraps: running text, which may be broken over lines; nothing else is.
    """

    title: str
    is_number: bool = False
    rank: int = 1
    wraps: bool = False


@dataclass(frozen=True)
class Table:
    """A title, heads and rows; every row has a cell for each column.

    Args:
        is_spaced: rows are paragraphs, with room between them.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_spaced: bool = False


def has_figure(estimate: Estimate) -> bool:
    """Whether anything can be said: a value, or what it is surely greater than."""
    return estimate.value is not None or estimate.more_than is not None


def value_cell(estimate: Estimate | None, currency: str = "", tone: Tone = "") -> Cell:
    """The figure rounded to what its interval supports; grey where there is none."""
    if estimate is not None and estimate.value is None and estimate.more_than is not None:
        return Cell(theme.more_than(estimate.more_than, estimate.unit, currency=currency), "unsure")
    if estimate is None or estimate.value is None:
        return Cell(theme.UNKNOWN, "unsure")
    return Cell(figure_of(estimate, currency), tone)


def interval_cell(estimate: Estimate | None) -> Cell:
    """The limits of its interval; where there is no figure, the bounds if they are known."""
    if estimate is None:
        return Cell("")
    if estimate.interval is not None:
        return Cell(limits_of(estimate), "quiet")
    if estimate.bounds is not None:
        return Cell(f"could be {theme.span(*estimate.bounds, estimate.unit)}", "unsure")
    return Cell("")


def count_cell(estimate: Estimate | None) -> Cell:
    """How many it rests on; `counted_cell` says of what."""
    return Cell(f"{estimate.n:,}" if estimate is not None and estimate.n else "", "quiet")


def counted_cell(estimate: Estimate | None) -> Cell:
    """What was counted, the share that is mature, where not all is, the share that answered, and the follow-up."""
    if estimate is None:
        return Cell("")
    said = [estimate.n_unit] if estimate.n else []
    if estimate.mature_share is not None and estimate.mature_share < 1:
        said.append(f"{theme.at_least(estimate.mature_share)} mature")
    if estimate.covered_share is not None:
        said.append(f"{theme.at_least(estimate.covered_share)} answered")
    if estimate.within_days is not None:
        said.append(f"within {estimate.within_days:g} days")
    return Cell(", ".join(said), "quiet")


def estimates_table(title: str, estimates: Sequence[Estimate], currency: str = "") -> Table:
    """Any figures, one a row: what an answer without a table of its own is shown as."""
    columns = (
        Column("Measure", wraps=True),
        Column("Part", wraps=True),
        Column("Figure", True),
        Column("95% interval", True),
        Column("n", True, 2),
    )
    rows = tuple(
        (
            Cell(estimate.metric),
            Cell(" ".join(estimate.part.values())),
            value_cell(estimate, currency),
            interval_cell(estimate),
            count_cell(estimate),
        )
        for estimate in estimates
    )
    return Table(title, columns, rows)


def missing_table(missing: Sequence[Missing]) -> Table:
    """What would unlock the measures that cannot be computed, most of them first; one line each."""
    return folded_table(
        "What could not be computed, and what would unlock it",
        ("What would unlock it", "Measures"),
        ((entry.unlock or entry.reason, entry.title) for entry in missing),
    )


def folded_table(title: str, heads: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> Table:
    """One line for each thing, with what it is said of: what is said of most first."""
    of: dict[str, list[str]] = {}
    for thing, name in pairs:
        of.setdefault(thing, []).append(name)
    rows = tuple(
        (Cell(thing), Cell(_several(names), "quiet"))
        for thing, names in sorted(of.items(), key=lambda row: -len(row[1]))
    )
    return Table(title, tuple(Column(head, wraps=True) for head in heads), rows)


def _several(names: Sequence[str], most: int = 3) -> str:
    shown = names if len(names) <= most + 1 else names[:most]
    return "; ".join(shown) + (f"; and {len(names) - most} more" if len(shown) < len(names) else "")


def rows_table(rows: Rows, most: int = 20) -> Table:
    """The first rows of a query as a table."""
    shown = [[_written(value) for value in row] for row in rows.rows[:most]]
    numbers = [
        all(isinstance(row[place], int | float) for row in rows.rows[:most]) for place in range(len(rows.columns))
    ]
    more = f"first {most} of {len(rows):,}" if len(rows) > most else f"{len(rows):,}"
    return Table(
        f"Rows: {more}{' (there are more)' if rows.is_cut else ''}",
        tuple(Column(name, is_number) for name, is_number in zip(rows.columns, numbers, strict=True)),
        tuple(tuple(map(Cell, row)) for row in shown),
    )


def _written(value: object) -> str:
    return "" if value is None else f"{value:,.6g}" if isinstance(value, float) else str(value)
