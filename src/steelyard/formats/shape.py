"""Where the table stands in a file that was made for people: lines before it, header rows, or none.

Told by the body: a column of numbers, moments or codes has no such value in its header. What is found is written into
the mapping, where it can be read and mended; a load takes only what is written there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from steelyard.formats.layouts import known_columns

_FAR = 60
"""A table begins within so many rows."""
_MOST_HEADERS = 4
_NUMBER = re.compile(r"[-+(]?[^\w\s]?\s?\d[\d.,'\u00a0\u202f ]*([eE][-+]?\d+)?\s?[%)]?|[-+]?\.\d+")
_DAY = (
    r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[ -.]{1,2}[^\W\d]{3,9}\.?[ ,-]{1,2}\d{2,4}"
    r"|[^\W\d]{3,9}\.? \d{1,2},? \d{4})"
)
_MOMENT = re.compile(rf"([^\W\d]{{2,9}}\.?,? )?{_DAY}([ T,].*)?")
_CLOCK = re.compile(r"-?\d{1,4}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp][Mm])?")
_CODE = re.compile(r"(?=(?:\D*\d){3})\S{4,}|\S+@\S+\.\S+")
_SQL_TYPE = re.compile(
    r"(big|small|tiny)?int(eger)?|(n?var)?char(acter)?2?(\(\w+\))?|text|string|uniqueidentifier|uuid|(date)?time(stamp)?"
    r"|date|bool(ean)?|bit|float|double|real|(decimal|numeric|number)(\(\d+(, ?\d+)?\))?",
    re.IGNORECASE,
)
_GAPS = frozenset({"-", "--", "n/a", "na", "null", "none", "nan", "?", "."})


@dataclass(frozen=True)
class Line:
    """One row as it stands; `place`: lines of the file, or rows of the sheet, before it."""

    place: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """Cells that are not blank."""
        return sum(bool(cell.strip()) for cell in self.cells)


@dataclass(frozen=True)
class Shape:
    """Where the table stands.

    Args:
        skip: lines before it. header: rows of its header, 0 for none. columns: names where there is none and the
            layout is known.
        titles: place of a column -> what a second header row says of it.
        reason: what was found, in words; empty where there is nothing to say.
        others: the names of a workbook's sheets that are not read.
    """

    skip: int = 0
    header: int = 1
    columns: tuple[str, ...] = ()
    titles: Mapping[int, str] = field(default_factory=dict)
    reason: str = ""
    others: tuple[str, ...] = ()


def find_shape(lines: Sequence[Line]) -> Shape:
    """The shape of a table whose first rows these are; blank ones are not among them."""
    widths = Counter(len(line.cells) for line in lines if len(line.cells) > 1)
    if not widths:
        return Shape()
    width = max(widths, key=lambda size: (widths[size], size))
    full = [line for line in lines if len(line.cells) == width]
    body = _Body(full)
    place = body.start(lines, width)
    if place is None:
        return Shape()
    first = lines[place]
    before = first.place if place else 0
    told = [f"the table begins in line {before + 1}, after lines that are no part of it"] if before else []
    if body.is_data(first):
        columns = known_columns([line.cells for line in full])
        named = "their names are those of the layout" if columns else "name its columns"
        return Shape(before, 0, columns, reason="; ".join([*told, f"its first line is data, no header: {named}"]))
    count = body.headers(lines[place : place + _MOST_HEADERS])
    if count > 1:
        told.append(f"its header takes {count} rows, the first of which names the columns")
    return Shape(before, count, (), _titles(lines[place + 1 : place + count]), "; ".join(told))


def _titles(lines: Sequence[Line]) -> dict[int, str]:
    if not lines or _is_json(lines[0]):
        return {}
    return {place: " ".join(cell.split()) for place, cell in enumerate(lines[0].cells) if cell.strip()}


class _Body:
    """What the rows of a table have in common."""

    def __init__(self, full: Sequence[Line]) -> None:
        self.usual = median(line.filled for line in full)
        columns = list(zip(*(line.cells for line in full), strict=True))
        self.seen = [Counter(cell.strip() for cell in column) for column in columns]
        self.always = {place for place, column in enumerate(columns) if _share_filled(column) >= 0.8}
        self.kinds = {place: kind for place, column in enumerate(columns) if (kind := _usual_kind(column))}

    def start(self, lines: Sequence[Line], width: int) -> int | None:
        """Place of the first row of the table, header included."""
        least = max(2, 0.6 * self.usual)
        for place, line in enumerate(lines[:_FAR]):
            if self._is_above_choices(lines[place : place + 2], width):
                return place
            if len(line.cells) == width and line.filled >= least:
                return self._below_groups(lines, place, width)
        return None

    def _is_above_choices(self, lines: Sequence[Line], width: int) -> bool:
        """Whether a row of questions stands over a row of what each asks about: only together they name all columns."""
        if len(lines) < 2 or any(len(line.cells) != width or self._clashes(line) for line in lines):
            return False
        above, below = ({place for place, cell in enumerate(line.cells) if cell.strip()} for line in lines)
        is_joined = self.always <= above | below and len(below - above) > 1
        return is_joined and len(above - below) > 1 and bool(above & below) and not _is_json(lines[1])

    def _below_groups(self, lines: Sequence[Line], place: int, width: int) -> int:
        """The header under a row that names groups of columns, or under padded lines before the table."""
        if self._clashes(lines[place]) or self._names_all(lines[place]):
            return place
        for later in range(place + 1, min(place + 9, len(lines))):
            line = lines[later]
            if self._clashes(line):
                break
            if len(line.cells) == width and self._names_all(line) and self._typed_words(line) and not _is_json(line):
                return later
        return place

    def _names_all(self, line: Line) -> bool:
        return all(line.cells[place].strip() for place in self.always if place < len(line.cells))

    def _clashes(self, line: Line) -> list[int]:
        """Columns in which the row has such a value as the body has."""
        cells = enumerate(line.cells)
        return [place for place, cell in cells if place in self.kinds and kind_of(cell) == self.kinds[place]]

    def _typed_words(self, line: Line) -> list[int]:
        """Columns of values in which the row has words."""
        cells = enumerate(line.cells)
        return [place for place, cell in cells if place in self.kinds and kind_of(cell) == "text"]

    def is_data(self, line: Line) -> bool:
        """Whether a first row is one of the body: values where the body has them, and not numbers alone."""
        clashes = self._clashes(line)
        if not clashes or self._typed_words(line):
            return False
        is_telling = any(self.kinds[place] in ("moment", "clock") for place in clashes)
        words = [place for place, cell in enumerate(line.cells) if place not in self.kinds and cell.strip()]
        return is_telling or any(self.seen[place][line.cells[place].strip()] > 2 for place in words)

    def headers(self, lines: Sequence[Line]) -> int:
        """Rows of the header, of which the first is the first."""
        count = 2 if self._is_above_choices(lines[:2], len(lines[0].cells)) else 1
        while count < len(lines) and self._is_header(lines[count]):
            count += 1
        return count

    def _is_header(self, line: Line) -> bool:
        """Whether a row under the header is none of the body."""
        if _is_json(line) or _are_types(line):
            return True
        if self._clashes(line) or not self.kinds:
            return False
        cells = [cell.strip() for cell in line.cells]
        ids = [place for place in self.kinds if place in self.always and place < len(cells)]
        blank = [place for place in ids if not cells[place]]
        is_below_questions = len(blank) > 1 and blank[0] == ids[0] and any(cells)
        return len(self._typed_words(line)) > 1 or is_below_questions


def kind_of(cell: str) -> str:
    """ "moment", "clock", "number", "code" (an id, an address), "text", or "" for a blank or what stands for one."""
    text = cell.strip()
    if not text or text.lower() in _GAPS:
        return ""
    for kind, pattern in (("moment", _MOMENT), ("clock", _CLOCK), ("number", _NUMBER), ("code", _CODE)):
        if pattern.fullmatch(text[:200]):
            return kind
    return "text"


def _usual_kind(column: Sequence[str]) -> str:
    """What at least three values, and seven in ten of them, are; empty where they are words."""
    kinds = Counter(kind for cell in column if (kind := kind_of(cell)))
    if not kinds:
        return ""
    kind, count = kinds.most_common(1)[0]
    return kind if kind != "text" and count >= 3 and count >= 0.7 * kinds.total() else ""


def _share_filled(column: Sequence[str]) -> float:
    return sum(bool(cell.strip()) for cell in column) / len(column)


def _is_json(line: Line) -> bool:
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    return len(cells) > 1 and all(cell.startswith("{") and cell.endswith("}") for cell in cells)


def _are_types(line: Line) -> bool:
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    return len(cells) > 1 and all(_SQL_TYPE.fullmatch(cell) for cell in cells)
