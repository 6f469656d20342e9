"""Answers on a terminal or as plain text: no figure is ever cut short, colour only where the console has it."""

from __future__ import annotations

import io
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from steelyard.answers import Answer, Rows
from steelyard.view.card import Card, card
from steelyard.view.table import Cell, Column, Table, rows_table

STYLES = {
    "good": "bright_blue",
    "bad": "red",
    "unsure": "bright_black",
    "quiet": "bright_black",
    "strong": "bold",
    "": "",
}
_MARKS = {"refusal": "No figure: ", "warning": "Note: ", "note": ""}
_LEAST_TEXT = 20
_GAP = 2
"""Blanks between columns: one of padding, one of the box."""


def text(answer: Answer, width: int = 80) -> str:
    """The answer card as plain text no wider than `width`."""
    console = Console(file=io.StringIO(), width=width, no_color=True, force_terminal=False, highlight=False)
    show(answer, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def rows_text(rows: Rows, width: int = 120) -> str:
    """The first rows of a query as plain text."""
    console = Console(file=io.StringIO(), width=width, no_color=True, force_terminal=False, highlight=False)
    show_table(rows_table(rows), console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def show(answer: Answer, console: Console) -> None:
    """Print the answer card."""
    show_card(card(answer), console)


def show_card(shown: Card, console: Console) -> None:
    """Print a card: headline, sentences, tables, what is missing, caveats, evidence, foot."""
    if shown.headline:
        console.print(Text(shown.headline, style="bold"))
    for sentence in shown.sentences:
        console.print(Text(sentence))
    for table in (*shown.tables, *((shown.missing,) if shown.missing else ())):
        console.print()
        show_table(table, console)
    if shown.caveats:
        console.print()
    for caveat in shown.caveats:
        console.print(_hanging(_MARKS[caveat.weight] + caveat.text, "bold" if caveat.weight == "refusal" else ""))
    if shown.evidence:
        console.print()
    for what, lines in shown.evidence:
        console.print(_hanging(f"{what}: {' '.join(lines)}", ""))
    for line in shown.foot:
        console.print(Text(line, style=STYLES["quiet"]))


def show_table(table: Table, console: Console) -> None:
    """Print a table; where it is too wide, columns of the highest rank go first."""
    kept = fitting(table, console.width)
    padding = (0, 1, int(table.is_spaced), 0)
    drawn = RichTable(box=SIMPLE_HEAD, padding=padding, pad_edge=False, show_edge=False, expand=False)
    widths = _widths(table, kept, console.width)
    drawn.show_header = any(table.columns[place].title for place in kept)
    for place in kept:
        column = table.columns[place]
        justify: Literal["right", "left"] = "right" if column.is_number else "left"
        drawn.add_column(
            Text(column.title, style=STYLES["quiet"]),
            justify=justify,
            no_wrap=not column.wraps,
            overflow="fold",
            width=widths.get(place),
        )
    for row in table.rows:
        drawn.add_row(*(_drawn(row[place]) for place in kept))
    console.print(Text(table.title, style="bold"))
    console.print(drawn)


def fitting(table: Table, width: int) -> list[int]:
    """The places of the columns that fit a width, by rank; columns of rank 1 always stay."""
    kept = list(range(len(table.columns)))
    for rank in sorted({column.rank for column in table.columns if column.rank > 1}, reverse=True):
        if sum(_least_width(table, place) + _GAP for place in kept) <= width:
            break
        kept = [place for place in kept if table.columns[place].rank != rank]
    return kept


def _least_width(table: Table, place: int) -> int:
    column: Column = table.columns[place]
    widest = max((cell_len(str(_drawn(row[place]))) for row in table.rows), default=0)
    widest = max(widest, cell_len(column.title))
    return min(widest, _LEAST_TEXT) if column.wraps else widest


def _widths(table: Table, kept: list[int], width: int) -> dict[int, int]:
    """Widths of columns of text that leave every word whole; empty where nothing has to be broken, or no room is left.

    What is left beside the longest words goes to the columns by how much they hold beyond them.
    """
    texts = {place: [table.columns[place].title, *(str(_drawn(row[place])) for row in table.rows)] for place in kept}
    whole = {place: max(map(cell_len, texts[place])) for place in kept}
    broken = [place for place in kept if table.columns[place].wraps]
    room = width - _GAP * len(kept) - sum(whole[place] for place in kept if place not in broken)
    words = {place: max(map(cell_len, " ".join(texts[place]).split()), default=0) for place in broken}
    spare = room - sum(words.values())
    more = {place: whole[place] - words[place] for place in broken}
    if spare < 0 or spare >= sum(more.values()):
        return {}
    return {place: words[place] + spare * more[place] // sum(more.values()) for place in broken}


def _drawn(cell: Cell) -> Text:
    drawn = Text(cell.text, style=STYLES[cell.tone])
    return drawn.append(f" {cell.note}", style=STYLES["quiet"]) if cell.note else drawn


def _hanging(line: str, style: str) -> Padding:
    return Padding(Text(line, style=style), (0, 0, 0, 2))
