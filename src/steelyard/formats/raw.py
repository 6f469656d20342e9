"""What every connector takes and gives: one file in, one Parquet file of plain text out, with file and row.

Every column is text as it stands in the file, empty text is missing, and beside them stand `_file` (the file's
label) and `_row` (number of the data row, from 1, rejected rows included), so that everything later can point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from steelyard.errors import SourceError, StoreError
from steelyard.refusals import why
from steelyard.settings.mapping import Reading
from steelyard.settings.model import Limits

SYSTEM_COLUMNS = ("_file", "_row")


@dataclass(frozen=True)
class Input:
    """One file to read.

    Args:
        label: what people call it: its path below the data folder.
        limit: read at most this many rows; None reads all.
        bounds: how large it may be.
    """

    path: Path
    label: str
    reading: Reading
    limit: int | None = None
    bounds: Limits = field(default_factory=Limits)

    def error(self, what: str, *, next: str = "") -> SourceError:
        """An error that names this file."""
        return SourceError(what, where=self.label, next=next)

    def check_width(self, columns: int) -> None:
        """SourceError where there are more columns than the settings allow."""
        if columns > self.bounds.columns:
            what = f"it has {columns:,} columns, more than limits.columns allows ({self.bounds.columns:,.0f})"
            raise self.error(what, next="Export the columns you need, or raise the limit in steelyard.toml.")


@dataclass(frozen=True)
class Rejected:
    """A row that is no row: wrong number of fields, wrong bytes. `row` counts from 1 within the file."""

    file: str
    row: int
    reason: str


@dataclass(frozen=True)
class File:
    """One file as text.

    Args:
        path: the Parquet file. columns: without `_file` and `_row`.
        reading: what was told or found out.
        rows: rows written. count: rows in the whole file, estimated where it was not read whole; None if unknown.
    """

    path: Path
    label: str
    columns: tuple[str, ...]
    reading: Reading
    rows: int
    rejected: tuple[Rejected, ...] = ()
    count: int | None = None


def quoted(name: str) -> str:
    """A column's or table's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text as SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def located(path: Path) -> str:
    """A path to read as SQL: signs that the engine takes for patterns stand for themselves."""
    return literal("".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path)))


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Usable column names: nameless ones by position (`column1`), repeated ones numbered (`name_2`).

    Two names that differ only in case count as repeated: SQL does not tell them apart.
    """
    found: list[str] = []
    taken = set(SYSTEM_COLUMNS)
    for position, name in enumerate(names, start=1):
        text = name.encode("utf-8", "replace").decode()
        base = text.strip().replace("\x00", "") or f"column{position}"
        unique, repeat = base, 2
        while unique.lower() in taken:
            unique, repeat = f"{base}_{repeat}", repeat + 1
        taken.add(unique.lower())
        found.append(unique)
    return tuple(found)


def write(connection: Any, select: str, target: Path) -> int:
    """Store the rows of a SELECT as Parquet; the number of rows. duckdb.Error is the caller's to explain."""
    copy = f"COPY ({select}) TO {literal(target)} (FORMAT parquet, COMPRESSION lz4)"
    try:
        return int(connection.execute(copy).fetchone()[0])
    except duckdb.Error as error:
        if is_full(error):
            hint = "Free some space and load again; the version before still answers."
            raise StoreError("the disk is full", where=str(target.parent), next=hint) from None
        raise


def is_full(error: BaseException) -> bool:
    """Whether the engine failed for want of disk space."""
    return any(sign in str(error) for sign in ("No space left", "File too large", "max_temp_directory_size"))


def write_rows(connection: Any, source: Input, columns: Sequence[str], lines: Path, target: Path) -> int:
    """Store a scratch CSV that `csv.writer` wrote, whose last field is the row's number."""
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    reader = (
        f"read_csv({located(lines)}, columns={{{types}, '_row': 'BIGINT'}}, auto_detect=false, header=false, "
        "delim=',', quote='\"', escape='\"', new_line='\\n', strict_mode=false, max_line_size=64000000, parallel=false)"
    )
    try:
        return write(
            connection, f"SELECT * EXCLUDE (_row), {literal(source.label)} AS _file, _row FROM {reader}", target
        )
    except duckdb.Error as error:
        raise source.error(f"its rows cannot be kept ({why(error, '')})", next="Export the file again.") from None
