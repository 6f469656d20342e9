"""Tables as one drawing, for a slide or a message: SVG in the light theme, as wide as what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

from steelyard import theme
from steelyard.view.table import Cell, Column, Table
from steelyard.wording import capital

MOST_ROWS = 200
"""Rows of all tables together that are drawn; what is left out is said."""

LEAST_PX, PAD_PX, GAP_PX, LINE_PX, ROW_PX = 480, 28, 22, 18, 28
WRAP = 52
"""Characters of a column of running text, and the most of any other."""

_NARROW, _WIDE = frozenset("iljtfrI1.,:;'|!()[] "), frozenset("mMwWOQG@%—")
_TONES = {"good": "good", "bad": "bad", "unsure": "ink-2", "quiet": "ink-2"}
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def table_of(rows: Sequence[Mapping[str, Any]], title: str = "") -> Table:
    """Flat rows as a table, the columns in order of their first appearance; what is not known is a dash."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    numbers = {name for name in names if all(_is_number(row.get(name)) for row in rows)}
    columns = tuple(Column(capital(name.replace("_", " ")), is_number=name in numbers) for name in names)
    return Table(title, columns, tuple(tuple(Cell(_said(row.get(name))) for name in names) for row in rows))


def drawn(title: str, tables: Iterable[Table], foot: Sequence[str] = ()) -> str:
    """Tables below each other with a title above and where they come from below, as SVG.

    Args:
        title: what is true, in a sentence. foot: a line each.
    """
    sheet, left = _Sheet(), MOST_ROWS
    for table in tables:
        shown = _within(table, left)
        left -= len(shown.rows)
        sheet.add(shown, len(table.rows) - len(shown.rows))
    return sheet.svg(title, foot)


def _within(table: Table, most: int) -> Table:
    """The same table with so many rows at most."""
    return table if len(table.rows) <= most else Table(table.title, table.columns, table.rows[: max(most, 0)])


@dataclass
class _Sheet:
    """What is drawn so far, and how far down it reaches."""

    marks: list[str] = field(default_factory=list)
    top: float = 0
    width: float = LEAST_PX

    def add(self, table: Table, left_out: int) -> None:
        """A table below what is there."""
        places = [place for place, column in enumerate(table.columns) if column.title != "Trend"]
        texts = [[_lines(row[place], table.columns[place]) for place in places] for row in table.rows]
        heads = [table.columns[place].title for place in places]
        widths = [
            max([_px(head, 12), *(max((_px(text, size) for text, size, _ in row[at]), default=0) for row in texts)])
            for at, head in enumerate(heads)
        ]
        ends, x = [], 0.0
        for width in widths:
            ends.append((x, x + width))
            x += width + GAP_PX
        self.width = max(self.width, x - GAP_PX, _px(table.title, 13))
        if table.title:
            self._text(0, table.title, 13, "ink", weight=600)
        for (begin, end), head, place in zip(ends, heads, places, strict=True):
            self._text(begin, head, 12, "ink-2", end=end if table.columns[place].is_number else None, step=0)
        self.top += ROW_PX - 8
        self._rule("line")
        for row in texts:
            self._row(row, [table.columns[place] for place in places], ends)
        if left_out:
            self._text(0, f"{left_out:,} more rows are in the Excel and CSV files.", 12, "ink-2")
        self.top += ROW_PX

    def _row(self, row: list[list[_Piece]], columns: Sequence[Column], ends: Sequence[tuple[float, float]]) -> None:
        height = max((len(pieces) for pieces in row), default=1)
        begin = self.top
        for pieces, column, (left, right) in zip(row, columns, ends, strict=True):
            self.top = begin + 4
            for text, size, ink in pieces:
                self._text(left, text, size, ink, end=right if column.is_number else None)
        self.top = begin + 10 + LINE_PX * height
        self._rule("line-2")

    def _text(
        self, x: float, text: str, size: float, ink: str, *, end: float | None = None, weight: int = 400,
        step: float = LINE_PX,
    ) -> None:  # fmt: skip
        at = f'x="{PAD_PX + (x if end is None else end):.1f}" y="{PAD_PX + self.top + 14:.1f}"'
        side = ' text-anchor="end"' if end is not None else ""
        heavy = f' font-weight="{weight}"' if weight != 400 else ""
        self.marks.append(f'<text {at} font-size="{size}"{side}{heavy} fill="{theme.LIGHT[ink]}">{_safe(text)}</text>')
        self.top += step

    def _rule(self, ink: str) -> None:
        y = PAD_PX + self.top
        self.marks.append(f'<path d="M{PAD_PX} {y:.1f}H{{right}}" stroke="{theme.LIGHT[ink]}"/>')

    def svg(self, title: str, foot: Sequence[str]) -> str:
        """All of it, with its title and foot."""
        held, self.marks = self.marks, []
        below, self.top = self.top, 0.0
        room = max(int(self.width / 9), 40)
        for line in wrap(title, room):
            self._text(0, line, 17, "ink", weight=600, step=24)
        head, above = self.marks, self.top + (12 if title else 0)
        self.marks, self.top = [], above + below
        for said in foot:
            for line in wrap(said, int(self.width / 6.6)):
                self._text(0, line, 11, "ink-2", step=16)
        width, height = self.width + 2 * PAD_PX, self.top + 2 * PAD_PX
        right = f"{PAD_PX + self.width:.1f}"
        body = "".join(mark.replace("{right}", right) if mark.startswith("<path") else mark for mark in held)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'font-family="{escape(theme.FONT, {chr(34): "&apos;"})}"><rect width="100%" height="100%" '
            f'fill="{theme.LIGHT["card"]}"/>{"".join(head)}<g transform="translate(0 {above:.1f})">{body}</g>'
            f"{''.join(self.marks)}</svg>"
        )


_Piece = tuple[str, float, str]


def _lines(cell: Cell, column: Column) -> list[_Piece]:
    """The lines of a cell with their size and colour: its text, and its note below."""
    ink = _TONES.get(cell.tone, "ink")
    found: list[_Piece] = [(line, 13, ink) for line in _broken(cell.text)]
    return [*found, *((line, 11, "ink-2") for line in _broken(cell.note))]


def _broken(text: str) -> Iterator[str]:
    for paragraph in text.splitlines():
        yield from wrap(paragraph, WRAP)


def _px(text: str, size: float) -> float:
    """How wide a text is at most, in common fonts without serifs."""
    return sum(0.38 if sign in _NARROW else 0.95 if sign in _WIDE else 0.6 for sign in text) * size


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _said(value: Any) -> str:
    if value is None or value == "":
        return theme.UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def _safe(text: str) -> str:
    return escape(_HIDDEN.sub("", text))
