"""CSV and TSV: any delimiter, quoting and encoding, plain or packed with gzip or zstd.

A clean UTF-8 file goes straight through the engine. A file the engine has anything against is read row by row, so
that every row it holds is either kept or rejected with its number: the engine's own leniency can lose rows silently.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from steelyard.declare import Connector
from steelyard.formats import text
from steelyard.formats.dialect import Dialect, detect, parted
from steelyard.formats.raw import File, Input, Rejected, literal, located, write, write_rows
from steelyard.formats.shape import Line

_HINT = re.compile("\ufeff?sep=(.)\r?\n", re.IGNORECASE)
NO_TEXT = "holds bytes that are not text in the file's encoding"


def open_csv(connection: Any, source: Input, target: Path) -> File:
    """The rows of one file.

    Raises:
        SourceError: binary, empty, cut off, one endless line, quotes that do not match, or most rows ragged.
    """
    packed = text.compression(source)
    begin = text.head(source, packed)
    encoding = text.encoding(source, begin)
    source = hinted(source, begin, encoding)
    sample = _sample(source, packed, encoding, begin)
    dialect, columns = detect(source, sample)
    found = replace(
        source.reading,
        format="csv",
        delimiter=dialect.delimiter,
        quote=dialect.quote or "none",
        encoding=encoding,
    )
    if source.limit is None:
        signs = text.signs(source, packed, dialect.quote)
        if signs.quotes % 2 == 0 and not signs.returns and _is_plain(source, encoding, dialect, sample):
            rows = _read_clean(connection, source, packed, dialect, columns, target)
            begins = _first(dialect, sample, source.reading.header)
            ends = _last(dialect, signs.end) if rows else []
            if rows is not None and _is_row(connection, target, 1, begins) and _is_row(connection, target, rows, ends):
                return File(target, source.label, columns, found, rows, count=rows)
            if not source.reading.encoding and encoding == "utf-8":
                encoding = text.settled_encoding(source, packed)
                found = replace(found, encoding=encoding)
    rows, rejected, count = _read_rows(connection, source, packed, encoding, dialect, columns, target)
    return File(target, source.label, columns, found, rows, rejected, count)


def csv_lines(source: Input) -> list[Line]:
    """The first rows of one file, by the delimiter that gives most rows as many fields; blank lines are none."""
    packed = text.compression(source)
    begin = text.head(source, packed)
    encoding = text.encoding(source, begin)
    source = hinted(source, begin, encoding)
    sample = _sample(source, packed, encoding, begin)
    rows = parted(source, sample)
    return [Line(place + source.reading.skip, tuple(fields)) for place, fields in rows]


def _sample(source: Input, packed: str, encoding: str, begin: bytes) -> list[str]:
    """The first lines after the skipped ones, as many as the first megabyte holds."""
    if len(begin) == text.HEAD_BYTES and b"\n" not in begin and b"\r" not in begin:
        raise source.error("no line ends within the first megabyte", next="Is this a CSV file? State its format.")
    wanted = max(begin.count(b"\n"), begin.count(b"\r"), 1) + (len(begin) < text.HEAD_BYTES)
    lines = text.lines(source, packed, encoding)
    return list(islice(lines, source.reading.skip, source.reading.skip + min(wanted, 2000)))


def _is_plain(source: Input, encoding: str, dialect: Dialect, sample: list[str]) -> bool:
    if source.reading.header > 1:
        return False
    is_utf8 = encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig", "ascii")
    return is_utf8 and not dialect.escape and bool(sample[0].strip())


def hinted(source: Input, begin: bytes, encoding: str) -> Input:
    """The input as a first line `sep=;` says it is written, as Excel writes and reads it."""
    found = _HINT.match(begin[:64].decode(encoding, "replace"))
    if not found or source.reading.skip:
        return source
    delimiter = source.reading.delimiter or found[1]
    return replace(source, reading=replace(source.reading, skip=1, delimiter=delimiter))


def _read_clean(
    connection: Any, source: Input, packed: str, dialect: Dialect, columns: tuple[str, ...], target: Path
) -> int | None:
    """Rows written by the engine's strict reader; None where it objects to anything."""
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    signs = f"delim={literal(dialect.delimiter)}, quote={literal(dialect.quote)}, escape={literal(dialect.quote)}"
    reader = (
        f"read_csv({located(source.path)}, columns={{{types}}}, auto_detect=false, "
        f"header={bool(source.reading.header)}, skip={source.reading.skip}, {signs}, "
        f"compression={literal(packed or 'none')}, strict_mode=true, parallel=false)"
    )
    # The window without an order keeps the file's order: it makes the engine read in one sequence.
    select = f"SELECT *, {literal(source.label)} AS _file, row_number() OVER () AS _row FROM {reader}"
    try:
        return write(connection, select, target)
    except duckdb.Error:
        return None


def _first(dialect: Dialect, sample: list[str], headers: int) -> list[str] | None:
    """The fields of the first row below the header, which the engine misses where skipped lines hold quotes."""
    try:
        return next(islice((row for row in dialect.records(sample) if row), headers, None), [])
    except csv.Error:
        return None


def _last(dialect: Dialect, end: bytes) -> list[str] | None:
    """The fields of the last line, which the engine drops silently where it is an unfinished record."""
    lines = [line for line in end.decode("utf-8", "replace").splitlines() if line.strip()]
    try:
        return next(dialect.records(lines[-1:]), [])
    except csv.Error:
        return None


def _is_row(connection: Any, target: Path, number: int, fields: list[str] | None) -> bool:
    """Whether the row of that number has these fields; no fields where there is none."""
    select = f"SELECT * EXCLUDE (_file, _row) FROM read_parquet({located(target)}) WHERE _row = {number}"
    row = connection.execute(select).fetchone()
    return fields == [field or "" for field in row or ()]


def _read_rows(
    connection: Any,
    source: Input,
    packed: str,
    encoding: str,
    dialect: Dialect,
    columns: tuple[str, ...],
    target: Path,
) -> tuple[int, tuple[Rejected, ...], int | None]:
    """(rows written, rows rejected, estimated rows of the whole file)."""
    scratch = target.with_suffix(".rows.csv")
    rejected: list[Rejected] = []
    kept = 0
    size = _Size()
    lines = size.counted(text.lines(source, packed, encoding))
    with scratch.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        records = _records(source, dialect, len(columns), _named(columns), lines)
        for number, fields, reason in islice(records, source.limit):
            reason = reason or _written(writer, fields, number)
            if reason:
                rejected.append(Rejected(source.label, number, reason))
            kept += not reason
    if len(rejected) > max(kept, 1):
        raise _unreadable(source, dialect, encoding, columns, rejected, len(rejected) + kept)
    write_rows(connection, source, columns, scratch, target)
    scratch.unlink()
    total = kept + len(rejected)
    return kept, tuple(rejected), total if total != source.limit else size.estimate(source, packed, total)


def _unreadable(
    source: Input, dialect: Dialect, encoding: str, columns: tuple[str, ...], rejected: list[Rejected], total: int
) -> Exception:
    """Most rows are none: by their number of fields, or else by their bytes."""
    odd = sum(row.reason == NO_TEXT for row in rejected)
    first = f"the first is row {rejected[0].row}"
    if odd > len(rejected) / 2:
        return source.error(
            f"{odd} of {total} rows hold bytes that are no {encoding}; {first}",
            next='State another encoding, as in encoding = "windows-1252", or none to have it found.',
        )
    return source.error(
        f"{len(rejected)} of {total} rows do not have the header's {len(columns)} fields; {first}",
        next=f"State delimiter, quote and skip; {dialect.delimiter!r} and {dialect.quote!r} were used.",
    )


def _written(writer: Any, fields: list[str], number: int) -> str:
    """Writes a row; the reason where its text cannot be written."""
    try:
        writer.writerow((*fields, number))
    except UnicodeEncodeError:
        return NO_TEXT
    return ""


def _named(columns: tuple[str, ...]) -> int:
    """Columns up to the last that has a name: a header may end in delimiters that its rows lack."""
    places = range(1, len(columns) + 1)
    return max((place for place in places if columns[place - 1] != f"column{place}"), default=len(columns))


def _records(
    source: Input, dialect: Dialect, width: int, least: int, lines: Iterator[str]
) -> Iterator[tuple[int, list[str], str]]:
    """(row number, fields, reason to reject) of every data row; blank lines are no rows.

    Args:
        least: fields that a row must have; those behind it have no name and are blank where a row ends before them.
    """
    records = dialect.records(islice(lines, source.reading.skip, None))
    row, headers = 0, source.reading.header
    while True:
        line = records.line_num  # type: ignore[attr-defined]
        try:
            fields = next(records)
            reason = ""
        except StopIteration:
            return
        except csv.Error as error:
            is_too_long = "field limit" in str(error)
            if records.line_num - line != 1 and not is_too_long:  # type: ignore[attr-defined]
                raise source.error(
                    f"the quotes in the record that begins in line {line + 1 + source.reading.skip} do not match",
                    next='Mend that line, or write quote = "none" if nothing is quoted.',
                ) from None
            fields, reason = ["?"], "a field is too long" if is_too_long else "its quotes do not match"
        if not fields:
            continue
        if headers:
            headers -= 1
            continue
        row += 1
        if not reason and len(fields) != width:
            if len(fields) < least or any(fields[width:]):
                reason = f"has {len(fields)} {'field' if len(fields) == 1 else 'fields'} where the header has {width}"
            fields = (fields + [""] * (width - len(fields)))[:width]
        yield row, fields, reason


class _Size:
    """How much text went by, to estimate the rows of a file read in part."""

    def __init__(self) -> None:
        self.characters = 0

    def counted(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self.characters += len(line)
            yield line

    def estimate(self, source: Input, packed: str, rows: int) -> int | None:
        return None if packed else round(source.path.stat().st_size / max(self.characters, 1) * rows)


CONNECTOR = Connector(
    name="csv",
    meaning="Delimited text: CSV, TSV and their kin, with a header line.",
    suffixes=(".csv", ".tsv", ".txt", ".tab"),
    open=open_csv,
    lines=csv_lines,
)
