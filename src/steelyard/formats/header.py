"""What a file's header calls its columns: one row, several, or none."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.formats.raw import Input


def names(source: Input, rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns' names, blank where nothing names one.

    The first row names a column; where it is blank, the last name before it and what the rows below say, as survey
    tools write a question once above its choices. Stated names come before all of these.

    Args:
        rows: of the header; the first row of data where there is none.

    Raises:
        SourceError: the stated names are not as many as the columns.
    """
    reading, first = source.reading, list(rows[0]) if rows else []
    source.check_width(len(first))
    if reading.columns:
        if rows and len(reading.columns) != len(first):
            what = f"columns names {len(reading.columns)} columns, and the file has {len(first)}"
            raise source.error(what, next="Name each of them in order; are delimiter and skip right?")
        return list(reading.columns)
    if not reading.header:
        return [""] * len(first)
    return _joined(first, rows[1:]) if len(rows) > 1 else first


def _joined(first: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    named, last = [], ""
    for place, name in enumerate(first):
        last = name.strip() or last
        said = next((row[place].strip() for row in below if place < len(row) and row[place].strip()), "")
        named.append(name if name.strip() or not said else f"{last}: {said}" if last else said)
    return named
