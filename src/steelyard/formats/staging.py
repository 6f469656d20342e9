"""Named inputs as text: which files a glob means, which connector reads them, and their rows in one relation."""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from steelyard import catalogue
from steelyard.declare import Connector
from steelyard.errors import SourceError, did_you_mean
from steelyard.formats import zipped
from steelyard.formats.raw import File, Input, Rejected, located, quoted
from steelyard.formats.shape import Line, Shape, find_shape
from steelyard.settings.mapping import Reading
from steelyard.settings.model import Limits

_LEAST_CELLS, _LEAST_LINES = 3, 3
_OLD_LOGS = (".mxml",)
_PACKINGS = (".gz", ".zst", ".zstd")


@dataclass(frozen=True)
class Staged:
    """Files of one name, each as a Parquet file of text columns with `_file` and `_row`.

    Args:
        columns: of all files together, in order of first sight.
        rows: rows in the relation; rejected ones are not in it.
    """

    files: tuple[File, ...]
    columns: tuple[str, ...]
    rows: int
    rejected: tuple[Rejected, ...]

    @property
    def relation(self) -> str:
        """SQL that stands for a table."""
        paths = ", ".join(located(file.path) for file in self.files)
        return f"read_parquet([{paths}], union_by_name=true)"


@dataclass(frozen=True)
class Peek:
    """The first rows.

    Args:
        rows: column -> text, None where missing.
        reading: what was told or found out, of the first file.
        count: rows of all files, estimated; None where nothing can be said.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, str | None], ...]
    reading: Reading
    count: int | None


def find(folder: Path, patterns: Sequence[str]) -> tuple[Path, ...]:
    """The files the patterns mean, below the folder unless absolute, each once, in order.

    A name that a file has is that file, whatever signs of a pattern it holds.

    Raises:
        SourceError: a pattern that matches nothing (says what was looked for, and what is there), or that leads out
            of the folder; a file whose name is not text.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        matches = [folder / pattern] if (folder / pattern).exists() else _matches(folder, pattern)
        if not matches:
            where = "steelyard.toml" if folder == Path(".") else str(folder)
            raise SourceError(f"no file matches {pattern!r}", where=where, next=_what_is_there(folder, pattern))
        for path in matches:
            _check_place(folder, pattern, path)
        found.update(dict.fromkeys(matches))
    return tuple(found)


def _check_place(folder: Path, pattern: str, path: Path) -> None:
    """SourceError where a file lies elsewhere although nobody wrote so, or cannot be named."""
    check_name(path)
    if not Path(pattern).is_absolute() and not path.resolve().is_relative_to(folder.resolve()):
        what = f"{pattern!r} leads out of the data folder"
        hint = "Write the whole path, or name another data folder: --data FOLDER"
        raise SourceError(what, where=str(path), next=hint)


def check_name(path: Path) -> None:
    """SourceError where a file's name is not text, so that neither settings nor the engine can name it."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        name = str(path).encode("utf-8", "backslashreplace").decode()
        raise SourceError("this file's name is not UTF-8 text", where=name, next="Rename the file.") from None


def _what_is_there(folder: Path, pattern: str) -> str:
    """What lies where files were looked for, nearest names first."""
    place = (folder / Path(pattern).parent).absolute()
    if not place.is_dir():
        return f"There is no folder {place}. If the files lie elsewhere, add: --data FOLDER"
    names = [entry.name for entry in place.iterdir() if entry.is_file() and not entry.name.startswith(".")]
    names = [name for name in names if name != "steelyard.toml"]
    if not names:
        return f"There are no files in {place}. If they lie elsewhere, add: --data FOLDER"
    return f"{did_you_mean(Path(pattern).name, names)} (in {place})"


def _matches(folder: Path, pattern: str) -> list[Path]:
    paths = glob.glob(str(Path(glob.escape(str(folder))) / pattern), recursive=True)
    return sorted(path for path in map(Path, paths) if path.is_file())


def connector(path: Path, reading: Reading) -> Connector:
    """What reads this file: the stated format, else the ending's; CSV where the ending says nothing."""
    known: dict[str, Connector] = catalogue.entries("formats", "CONNECTOR")
    if reading.format:
        return known[reading.format]
    if any(suffix.lower() in _OLD_LOGS for suffix in path.suffixes):
        hint = "Write it out as XES, or as CSV: a row for each event, with its case, activity and time."
        raise SourceError("event logs in MXML are not read", where=str(path), next=hint)
    if path.name.lower().endswith(".xes.zip") or (path.suffix.lower() == ".zip" and zipped.holds_logs(path)):
        return known["xes"]
    endings = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in _PACKINGS]
    ending = endings[-1] if endings else ""
    return next((entry for entry in known.values() if ending in entry.suffixes), known["csv"])


def stage(
    connection: Any,
    paths: Sequence[Path],
    reading: Reading,
    scratch: Path,
    *,
    root: Path,
    name: str = "raw",
    limit: int | None = None,
    progress: Callable[[str], None] | None = None,
    bounds: Limits | None = None,
) -> Staged:
    """Every file's rows as text.

    Args:
        connection: a DuckDB connection that may read the files and write to the scratch folder.
        root: errors and `_file` show paths relative to it.
        limit: at most this many rows of each file.
        bounds: how large a file may be.

    Raises:
        SourceError: names the file.
    """
    files = []
    for place, path in enumerate(paths):
        label = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
        if progress:
            progress(label)
        source = Input(path, label, reading, limit, bounds or Limits())
        _check_size(source)
        files.append(connector(path, reading).open(connection, source, scratch / f"{name}-{place}.parquet"))
    columns: dict[str, str] = {}
    for file in files:
        for column in file.columns:
            columns.setdefault(column.lower(), column)
    return Staged(
        files=tuple(files),
        columns=tuple(columns.values()),
        rows=sum(file.rows for file in files),
        rejected=tuple(row for file in files for row in file.rejected),
    )


def shaped(path: Path, reading: Reading, root: Path, bounds: Limits | None = None) -> tuple[Reading, Shape]:
    """(how to read a file, what was found of its shape): where skip, header or columns are stated, nothing is.

    Of several sheets, where none is stated, it is the first that holds a table; the others are named.

    Raises:
        SourceError: names the file.
    """
    label = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    chosen = connector(path, reading)
    lines = chosen.lines
    is_stated = (reading.skip, reading.header, reading.columns) != (0, 1, ())
    if lines is None or is_stated:
        return reading, Shape()
    source = Input(path, label, reading, bounds=bounds or Limits())
    _check_size(source)
    named = chosen.sheets(source) if chosen.sheets and not reading.sheet else []
    if len(named) > 1:
        tried = {name: replace(source, reading=replace(reading, sheet=name)) for name in named}
        name = next((name for name in named if _is_table(lines(tried[name]))), named[0])
        reading, source = tried[name].reading, tried[name]
    found = replace(find_shape(lines(source)), others=tuple(name for name in named if name != reading.sheet))
    return replace(reading, skip=found.skip, header=found.header, columns=found.columns), found


def _is_table(lines: Sequence[Line]) -> bool:
    """Whether rows may be those of a table: a header and two rows, three cells wide."""
    return sum(line.filled >= _LEAST_CELLS for line in lines) >= _LEAST_LINES


def _check_size(source: Input) -> None:
    """SourceError where a file is larger than the settings allow; one that is missing is the connector's to tell."""
    size = source.path.stat().st_size / 1e9 if source.path.is_file() else 0.0
    if size > source.bounds.file_gb:
        what = f"the file has {size:,.3g} GB, more than limits.file_gb allows ({source.bounds.file_gb:g})"
        raise source.error(what, next="Split it, or raise the limit in steelyard.toml.")


def peek(paths: Sequence[Path], reading: Reading | None = None, *, limit: int = 1000) -> Peek:
    """The first rows of each file, without reading it whole where the format allows."""
    with tempfile.TemporaryDirectory(prefix="steelyard-") as folder, duckdb.connect() as connection:
        share = max(limit // max(len(paths), 1), 10)
        staged = stage(connection, paths, reading or Reading(), Path(folder), root=paths[0].parent, limit=share)
        listed = ", ".join(map(quoted, staged.columns))
        found = connection.execute(f"SELECT {listed} FROM {staged.relation}").fetchall() if listed else []
        rows = tuple(dict(zip(staged.columns, row, strict=True)) for row in found)
    counts = [file.count for file in staged.files]
    total = None if None in counts else sum(count for count in counts if count is not None)
    return Peek(staged.columns, rows, staged.files[0].reading, total)
