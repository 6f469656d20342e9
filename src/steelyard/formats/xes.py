"""Event logs in XES (IEEE 1849): one event a row; attributes of its trace stand beside it, named `case:...`.

Read as a stream: what is held at a time is one trace. A document type, and with it every entity, is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.parsers import expat

import duckdb

from steelyard.declare import Connector
from steelyard.formats import text
from steelyard.formats.raw import File, Input, Rejected, literal, located, quoted, unique_names, write
from steelyard.refusals import why

CASE = "case:"
"""Stands before the name of what a trace, not an event, has."""

_NAME = "concept:name"
_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_DEEPEST = 100
_MOST_HELD = 100_000
_LONGEST = 64_000_000


class _EnoughError(Exception):
    """As many rows as were asked for are read."""


class _RefusedError(Exception):
    """Something that no log holds."""


@dataclass
class _Log:
    """The rows of a log, as its elements come.

    Args:
        lines: what rows are written to, each with its number and the values known so far by the place of their name.
        limit: rows at most.

    Attributes:
        places: name of an attribute -> its place. rows: read so far, those without events included.
    """

    lines: Any
    limit: int | None
    places: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    written: int = 0
    rejected: list[int] = field(default_factory=list)
    is_log: bool = False
    _path: list[str] = field(default_factory=list)
    _keys: list[str] = field(default_factory=list)
    _trace: dict[str, str] | None = None
    _traces: int = 0
    _has_events: bool = False
    _event: dict[str, str] | None = None
    _held: list[dict[str, str]] = field(default_factory=list)

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(":")[2].lower()
        if not self._path and name != "log":
            raise _RefusedError(f"its first element is <{name[:40]}>, not <log>")
        if len(self._path) > _DEEPEST:
            raise _RefusedError("it is nested too deeply")
        self.is_log = True
        if name == "trace" and self._path[-1:] == ["log"]:
            self._trace, self._has_events = {}, False
            self._traces += 1
        elif name == "event" and self._path[-1:] in (["trace"], ["log"]):
            self._event = {}
        elif name in _ATTRIBUTES and (self._event is not None or self._trace is not None):
            self._keys.append(attributes.get("key", ""))
            self._set(attributes.get("value"))
        self._path.append(name)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self._path.pop()
        if name == "event" and self._event is not None:
            self._held.append(self._event)
            self._event, self._has_events = None, True
            if self._trace is None or len(self._held) >= _MOST_HELD:
                self._flush()
        elif name == "trace" and self._trace is not None:
            self._flush()
            if not self._has_events:
                self.rows += 1
                self.rejected.append(self.rows)
            self._trace = None
        elif name in _ATTRIBUTES and self._keys:
            self._keys.pop()

    def _set(self, value: str | None) -> None:
        if value is None or not all(self._keys):
            return
        name = ".".join(self._keys)
        if self._event is not None:
            self._event[name] = value
        elif self._trace is not None:
            self._trace[f"{CASE}{name}"] = value

    def _flush(self) -> None:
        """Write the events that are held, each with what its trace has."""
        trace = {} if self._trace is None else {f"{CASE}{_NAME}": f"trace {self._traces}", **self._trace}
        for event in self._held:
            self.rows += 1
            self.written += 1
            row = {**trace, **event}
            for name in row:
                if name not in self.places:
                    self.places[name] = len(self.places)
            cells = [""] * len(self.places)
            for name, value in row.items():
                cells[self.places[name]] = value
            self.lines.writerow((self.rows, *cells))
            if self.limit is not None and self.written >= self.limit:
                raise _EnoughError
        self._held.clear()


def open_xes(connection: Any, source: Input, target: Path) -> File:
    """The events of one log; SourceError where it is no XML, no log, cut off, holds no events, or names entities."""
    packed = "zip" if text.kind(source) == "zip" else text.compression(source)
    scratch = target.with_suffix(".rows.csv")
    with scratch.open("w", encoding="utf-8", errors="replace", newline="") as file:
        log = _Log(csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL), source.limit)
        _parse(source, text.chunks(source, packed), log)
    if not log.written:
        raise source.error("the log holds no events", next="Export it again, with its traces.")
    source.check_width(len(log.places))
    columns = unique_names(log.places)
    rows = _write(connection, source, columns, scratch, target)
    scratch.unlink()
    rejected = tuple(Rejected(source.label, row, "is a trace without events") for row in log.rejected)
    found = replace(source.reading, format="xes")
    return File(target, source.label, columns, found, rows, rejected, None if source.limit == rows else rows)


def _parse(source: Input, chunks: Iterator[bytes], log: _Log) -> None:
    parser = expat.ParserCreate(source.reading.encoding or None)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = log.begin, log.end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > _LONGEST:
                raise _RefusedError(f"one value in it is longer than {_LONGEST // 1_000_000} million characters")
            source.check_width(len(log.places))
        parser.Parse(b"", True)
    except _EnoughError:
        return
    except _RefusedError as error:
        raise source.error(f"this is not an event log in XES: {error}", next="Export it again as XES or CSV.") from None
    except expat.ExpatError as error:
        what = f"this is not XML: {expat.ErrorString(error.code)} at line {error.lineno}, column {error.offset + 1}"
        raise source.error(what, next="If the end is missing, export it again; else export it as CSV.") from None
    except (LookupError, ValueError):
        raise source.error("its encoding is not known", next="Export it again in UTF-8.") from None


def _refuse(*_: object) -> None:
    raise _RefusedError("it declares a document type, which no log needs and which may hide what it names")


def _write(connection: Any, source: Input, columns: tuple[str, ...], lines: Path, target: Path) -> int:
    """Store the rows, of which the earlier may lack the last columns."""
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    reader = (
        f"read_csv({located(lines)}, columns={{'_row': 'BIGINT', {types}}}, auto_detect=false, header=false, "
        "delim=',', quote='\"', escape='\"', new_line='\\n', strict_mode=false, max_line_size=64000000, "
        "parallel=false, null_padding=true)"
    )
    listed = ", ".join(map(quoted, columns))
    try:
        return write(connection, f"SELECT {listed}, {literal(source.label)} AS _file, _row FROM {reader}", target)
    except duckdb.Error as error:
        raise source.error(f"its rows cannot be kept ({why(error, '')})", next="Export it as CSV.") from None


CONNECTOR = Connector(
    name="xes",
    meaning="Event logs in XES (IEEE 1849): one event a row.",
    suffixes=(".xes",),
    open=open_xes,
)
