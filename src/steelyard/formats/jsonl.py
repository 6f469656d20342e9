"""JSON lines: one record a line; nested records become dotted columns, lists stay JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from steelyard.declare import Connector
from steelyard.formats import text
from steelyard.formats.raw import File, Input, Rejected, literal, located, quoted, unique_names, write
from steelyard.refusals import why

_MOST_KEYS = 300
_LARGEST_RECORD = 64_000_000
_DEEPEST = 500
"""Levels of a record: the engine's reader ends the process on some thousands."""
_SIGNS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)

Step = tuple[str, ...]


def open_jsonl(connection: Any, source: Input, target: Path) -> File:
    """The rows of one file; SourceError where it is no text, is cut off, or most lines are no records."""
    packed = text.compression(source)
    encoding = text.encoding(source, text.head(source, packed))
    if source.limit is None:
        text.check_whole(source, packed)
    path = source.path
    is_plain = encoding.lower() in ("utf-8", "utf8", "utf-8-sig") and not _begins_with_bom(source, packed)
    if not is_plain or _has_depths(source, packed):
        path, packed = _transcoded(source, packed, encoding, target), ""
    found = replace(source.reading, format="jsonl", encoding=encoding)
    return read_records(connection, source, path, packed, found, target)


def read_records(connection: Any, source: Input, path: Path, packed: str, found: Any, target: Path) -> File:
    """Rows of a file of one JSON record a line."""
    records = target.with_suffix(".records.parquet")
    limit = "" if source.limit is None else f" LIMIT {source.limit}"
    reader = (
        f"read_ndjson_objects({located(path)}, ignore_errors=true, maximum_object_size={_LARGEST_RECORD}, "
        f"compression={literal(packed or 'uncompressed')})"
    )
    numbered = f"SELECT json, row_number() OVER () AS _row FROM (SELECT json FROM {reader}{limit})"
    try:
        total = write(connection, numbered, records)
        table = f"read_parquet({located(records)})"
        rejected = _rejected(connection, source, table)
        if len(rejected) > total / 2:
            raise source.error(
                f"{len(rejected)} of {total} lines are no JSON records",
                next='If the file is one JSON document, write format = "json".',
            )
        paths = list(_paths(connection, table))
        source.check_width(len(paths))
        columns = unique_names(".".join(path) for path, _ in paths)
        rows = write(connection, _select(source, table, columns, paths), target)
    except duckdb.Error as error:
        if "maximum_object_size" in str(error):
            what = f"a line is longer than {_LARGEST_RECORD // 1_000_000} million characters"
            raise source.error(what, next='If the file is one JSON document, write format = "json".') from None
        raise source.error(f"cannot be read as JSON lines ({why(error, '')})", next="Export the file again.") from None
    records.unlink()
    return File(target, source.label, columns, found, rows, rejected, total if total != source.limit else None)


def _rejected(connection: Any, source: Input, table: str) -> tuple[Rejected, ...]:
    sql = f"SELECT _row, json IS NULL FROM {table} WHERE json IS NULL OR json_type(json) <> 'OBJECT' ORDER BY _row"
    rows = connection.execute(sql).fetchall()
    return tuple(
        Rejected(source.label, row, "is not JSON" if is_broken else "is no JSON record") for row, is_broken in rows
    )


def _paths(connection: Any, table: str, at: Step = ()) -> Iterator[tuple[Step, bool]]:
    """(path, whether records stand there too) of every leaf, in the order of first sight."""
    inner = f"json_extract(json, {_pointer(at)})" if at else "json"
    sql = f"SELECT json_group_structure({inner}) FROM {table} WHERE json_type({inner}) = 'OBJECT'"
    found = connection.execute(sql).fetchone()[0]
    structure = json.loads(found) if found else {}
    yield from _leaves(connection, table, structure if isinstance(structure, dict) else {}, at)


def _leaves(connection: Any, table: str, structure: dict[str, Any], at: Step) -> Iterator[tuple[Step, bool]]:
    for key, value in structure.items():
        path = (*at, key)
        if isinstance(value, dict) and 0 < len(value) <= _MOST_KEYS:
            yield from _leaves(connection, table, value, path)
        elif value == "JSON":
            below = list(_paths(connection, table, path))
            yield path, bool(below)
            yield from below
        else:
            yield path, False


def _pointer(path: Step) -> str:
    """RFC 6901."""
    return literal("".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path))


def _select(source: Input, table: str, columns: tuple[str, ...], paths: list[tuple[Step, bool]]) -> str:
    pointers = ", ".join(_pointer(path) for path, _ in paths)
    fields = ", ".join(
        f"{_leaf(place, is_mixed, path)} AS {quoted(name)}"
        for place, (name, (path, is_mixed)) in enumerate(zip(columns, paths, strict=True), start=1)
    )
    values = f"json_extract_string(json, [{pointers}]) AS fields" if paths else "NULL AS fields"
    rows = f"SELECT json, {values}, _row FROM {table} WHERE json_type(json) = 'OBJECT'"
    begin = f"{fields}, " if fields else ""
    return f"SELECT {begin}{literal(source.label)} AS _file, _row FROM ({rows})"


def _leaf(place: int, is_mixed: bool, path: Step) -> str:
    value = f"nullif(fields[{place}], '')"
    return f"CASE WHEN json_type(json, {_pointer(path)}) <> 'OBJECT' THEN {value} END" if is_mixed else value


def _begins_with_bom(source: Input, packed: str) -> bool:
    with source.path.open("rb") as file:
        return not packed and file.read(3).startswith(text.MARKS)


def _transcoded(source: Input, packed: str, encoding: str, target: Path) -> Path:
    path = target.with_suffix(".utf8.jsonl")
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(map(shallow, text.lines(source, packed, encoding)))
    return path


def shallow(line: str) -> str:
    """The line; one that is nested too deeply becomes a text, which is no record."""
    return line if _depth(line.encode("utf-8", "replace")) <= _DEEPEST else '"nested too deeply"\n'


def _has_depths(source: Input, packed: str) -> bool:
    """Whether a line is nested more deeply than the engine bears."""
    parts: list[bytes] = []
    for chunk in text.chunks(source, packed):
        first, *lines = chunk.split(b"\n")
        parts.append(first)
        if lines:
            *whole, last = lines
            if any(_depth(line) > _DEEPEST for line in (b"".join(parts), *whole)):
                return True
            parts = [last]
        elif len(parts) * len(chunk) > _LARGEST_RECORD:
            return False
    return _depth(b"".join(parts)) > _DEEPEST


def _depth(line: bytes) -> int:
    """Levels of brackets outside texts."""
    if line.count(b"{") + line.count(b"[") <= _DEEPEST:
        return 0
    level = deepest = 0
    for sign in _SIGNS.finditer(line):
        level += (sign[0] in (b"[", b"{")) - (sign[0] in (b"]", b"}"))
        deepest = max(deepest, level)
    return deepest


CONNECTOR = Connector(
    name="jsonl",
    meaning="JSON lines: one record a line.",
    suffixes=(".jsonl", ".ndjson"),
    open=open_jsonl,
)
