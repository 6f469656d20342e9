"""Source files that hold a customer's id: copies brought through a page lose those rows, all others are named.

A copy is written beside the file, and takes its place with the version that does not know the customer any more.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import zstandard

from steelyard import formats
from steelyard.errors import SteelyardError
from steelyard.formats.raw import File, literal, located, quoted, write
from steelyard.intake import workbooks
from steelyard.intake.erasure import documents
from steelyard.intake.mapping import values
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.mapping.texts import trimmed
from steelyard.intake.personal.pseudonyms import FUNCTION, MARK, Pseudonyms
from steelyard.intake.sources.sandbox import reader
from steelyard.intake.uploads.drafts import DRAFTS, UPLOADS
from steelyard.settings.mapping import Reading, Source
from steelyard.settings.model import Settings
from steelyard.store import disk

TEXTS = (".csv", ".tsv", ".tab", ".txt")


@dataclass(frozen=True)
class Found:
    """Which files hold an id.

    Args:
        cleaned: (draft without the rows, file). holding: files that stay as they are. unread: files nobody can read.
        waiting: folders of uploads that nobody loaded yet.
    """

    cleaned: tuple[tuple[Path, Path], ...] = ()
    holding: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    waiting: tuple[Path, ...] = field(default=(), repr=False)


def look(settings: Settings, ids: Sequence[str], pseudonyms: Pseudonyms | None, scratch: Path) -> Found:
    """Look for ids in every file of the sources, and write what copies are without those rows.

    Args:
        ids: as they are stored. pseudonyms: how these were made; None where they are ids.
    """
    cleaned, holding, unread = [], [], []
    looked: set[Path] = set()
    for source in settings.sources:
        for name, path in _paths(settings, source):
            if path in looked:
                continue
            looked.add(path)
            label = str(path.relative_to(settings.data)) if path.is_relative_to(settings.data) else str(path)
            folder = scratch / secrets.token_hex(4)
            folder.mkdir()
            try:
                rows = _rows(settings, source, name, path, ids, pseudonyms, folder)
            except SteelyardError:
                unread.append(label)
                continue
            if rows is None:
                continue
            draft = _without(path, rows, folder) if path.parent == settings.data / UPLOADS else None
            if draft:
                cleaned.append((draft, path))
            else:
                holding.append(label)
    waiting = tuple(sorted(folder for folder in (settings.folder / DRAFTS).glob("*") if folder.is_dir()))
    return Found(tuple(cleaned), tuple(holding), tuple(unread), waiting)


def discard(found: Found) -> None:
    """Remove drafts that will take no file's place."""
    for draft, _ in found.cleaned:
        draft.unlink(missing_ok=True)


def _paths(settings: Settings, source: Source) -> Iterator[tuple[str, Path]]:
    for name, patterns in source.files.items():
        for pattern in patterns:
            try:
                yield from ((name, path) for path in formats.find(settings.data, [pattern]))
            except SteelyardError:
                continue


@dataclass(frozen=True)
class _Rows:
    """Rows of a file that hold an id: how the file is read, in which columns, and how the ids are spelled there."""

    file: File
    places: tuple[int, ...]
    spellings: frozenset[str]
    count: int


def _rows(
    settings: Settings,
    source: Source,
    name: str,
    path: Path,
    ids: Sequence[str],
    pseudonyms: Pseudonyms | None,
    scratch: Path,
) -> _Rows | None:
    """The rows of a file that hold one of some ids; None where there are none."""
    reading = source.reading.get(name, Reading())
    with reader(scratch) as connection:
        if pseudonyms:
            pseudonyms.key.give(connection, FUNCTION)
        staged = formats.stage(connection, [path], reading, scratch, root=settings.data, bounds=settings.limits)
        columns = _columns(source, staged.columns)
        ways = _ways(source)
        spellings: set[str] = set()
        for column in columns:
            cell = trimmed(column)
            is_theirs = " OR ".join(_is_theirs(cell, way, ids, pseudonyms) for way in ways)
            found = connection.execute(f"SELECT DISTINCT {cell} FROM {staged.relation} WHERE {is_theirs}").fetchall()
            spellings |= {str(row[0]) for row in found}
        if not spellings:
            return None
        listed = ", ".join(map(literal, sorted(spellings)))
        has = " OR ".join(f"{trimmed(column)} IN ({listed})" for column in columns)
        counted = connection.execute(f"SELECT count(*) FROM {staged.relation} WHERE {has}").fetchone()[0]
    places = tuple(place for place, column in enumerate(staged.files[0].columns) if column in columns)
    return _Rows(staged.files[0], places, frozenset(spellings), int(counted))


def _columns(source: Source, there: Sequence[str]) -> list[str]:
    """Columns of a file in which a customer's id may stand: those mapped to it, or all where an expression reads it."""
    entries = [table.columns[CUSTOMER] for table in source.tables if CUSTOMER in table.columns]
    named = {name.lower() for entry in entries for name in entry.columns}
    found = [name for name in there if name.lower() in named]
    is_plain = found and not source.view and not any(entry.sql or len(entry.columns) > 1 for entry in entries)
    return found if is_plain else list(there)


def _ways(source: Source) -> set[tuple[str, bool]]:
    """(prefix, whether ids are folded) of the source's mappings."""
    entries = [table.columns[CUSTOMER] for table in source.tables if CUSTOMER in table.columns]
    return {(entry.prefix, source.fold_ids) for entry in entries} or {("", True)}


def _is_theirs(cell: str, way: tuple[str, bool], ids: Sequence[str], pseudonyms: Pseudonyms | None) -> str:
    prefix, folds = way
    text = f"({literal(prefix)} || {cell})" if prefix else cell
    form = values.folded_id(text, prefix) if folds else text
    stored = f"{literal(MARK)} || {FUNCTION}({form})" if pseudonyms else form
    return f"coalesce({stored} IN ({', '.join(map(literal, ids))}), false)"


def _without(path: Path, rows: _Rows, scratch: Path) -> Path | None:
    """A draft beside a file that lacks these rows and nothing else; None where its kind does not allow that."""
    kind = next((suffix.lower() for suffix in reversed(path.suffixes) if suffix.lower() not in _PACKED), "")
    writers: dict[str, Callable[[Path, Path, _Rows], int]] = {
        ".jsonl": _lines,
        ".ndjson": _lines,
        ".parquet": _parquet,
        ".json": _whole(documents.write_json),
        ".xlsx": _whole(documents.write_workbook),
    }
    writer = writers.get(kind) or (_records if kind in TEXTS else None)
    if writer is None:
        return None
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if writer(path, draft, rows) >= rows.count:
            disk.sync(draft)
            return draft
    except (OSError, ValueError, LookupError, RecursionError, csv.Error, zstandard.ZstdError, *workbooks.DAMAGE):
        pass
    draft.unlink(missing_ok=True)
    return None


def _records(path: Path, draft: Path, rows: _Rows) -> int:
    """Copy the records of a delimited file but those; how many were left out."""
    reading, left_out = rows.file.reading, 0
    encoding = reading.encoding or "utf-8"
    if encoding.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
        raise ValueError(encoding)
    with _open(path, "rb") as source, _open(draft, "wb") as target:
        lines = _Told(io.TextIOWrapper(source, encoding, newline=""))
        for record in csv.reader(lines, delimiter=reading.delimiter or ",", quotechar=reading.quote or '"'):
            text = lines.taken()
            if any(place < len(record) and record[place].strip() in rows.spellings for place in rows.places):
                left_out += 1
            else:
                target.write(text.encode(encoding))
    return left_out


class _Told:
    """Lines, and what of them was read since it was last asked for."""

    def __init__(self, lines: io.TextIOWrapper) -> None:
        self._lines, self._read = lines, list[str]()

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._read.append(line)
            yield line

    def taken(self) -> str:
        text, self._read = "".join(self._read), []
        return text


def _lines(path: Path, draft: Path, rows: _Rows) -> int:
    """Copy the lines of JSON but those; how many were left out."""
    left_out = 0
    with _open(path, "rb") as source, _open(draft, "wb") as target:
        for line in source:
            if line.strip() and any(text.strip() in rows.spellings for text in documents.texts(json.loads(line))):
                left_out += 1
            else:
                target.write(line)
    return left_out


def _whole(write: Callable[..., int]) -> Callable[[Path, Path, _Rows], int]:
    """A writer of documents that are read whole."""
    return lambda path, draft, rows: write(path, draft, rows.file, rows.places, rows.spellings)


def _parquet(path: Path, draft: Path, rows: _Rows) -> int:
    """Copy the rows of a Parquet file but those; how many were left out."""
    listed = ", ".join(map(literal, sorted(rows.spellings)))
    names = [rows.file.columns[place] for place in rows.places]
    has = " OR ".join(f"coalesce(trim(CAST({quoted(name)} AS VARCHAR)) IN ({listed}), false)" for name in names)
    with reader(draft.parent / f".{draft.name}.spill") as connection:
        total = int(connection.execute(f"SELECT count(*) FROM read_parquet({located(path)})").fetchone()[0])
        return total - write(connection, f"SELECT * FROM read_parquet({located(path)}) WHERE NOT ({has})", draft)


_PACKED = (".gz", ".zst", ".zstd", ".part")


def _open(path: Path, mode: str) -> IO[bytes]:
    """A file, packed or not, as its name says; of a draft, as the name of its file says."""
    name = path.name
    if name.endswith(".part"):
        name = Path(name.removesuffix(".part")).stem
    if name.endswith(".gz"):
        return cast(IO[bytes], gzip.open(path, mode))
    if name.endswith((".zst", ".zstd")):
        return cast(IO[bytes], zstandard.open(path, mode))
    return path.open(mode)
