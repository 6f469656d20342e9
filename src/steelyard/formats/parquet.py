"""Parquet: typed values written out as text without loss; nested records become dotted columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from steelyard.declare import Connector
from steelyard.formats import text
from steelyard.formats.raw import File, Input, literal, located, quoted, unique_names, write
from steelyard.refusals import why


def open_parquet(connection: Any, source: Input, target: Path) -> File:
    """The rows of one file; SourceError where it is damaged or no Parquet file."""
    if text.kind(source) != "parquet":
        raise source.error("this is not a Parquet file", next="Give the file its right ending, or state the format.")
    reader = f"read_parquet({located(source.path)}, binary_as_string=true, file_row_number=true)"
    try:
        fields = [entry for entry in texts(connection, reader) if entry[0] != "file_row_number"]
        source.check_width(len(fields))
        columns = unique_names(name for name, _ in fields)
        rendered = ", ".join(f"{sql} AS {quoted(name)}" for name, (_, sql) in zip(columns, fields, strict=True))
        limit = "" if source.limit is None else f" LIMIT {source.limit}"
        select = (
            f"SELECT {rendered}, {literal(source.label)} AS _file, file_row_number + 1 AS _row FROM {reader}{limit}"
        )
        rows = write(connection, select, target)
        count = connection.execute(f"SELECT count(*) FROM {reader}").fetchone()[0]
    except duckdb.Error as error:
        what = f"the Parquet file is cut off or damaged ({why(error, '')})"
        raise source.error(what, next="Fetch it again.") from None
    return File(target, source.label, columns, replace(source.reading, format="parquet"), rows, count=count)


def texts(connection: Any, relation: str) -> list[tuple[str, str]]:
    """(name, SQL of its text) of every column, records taken apart."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return [entry for name, kind, *_ in described for entry in _rendered(name, quoted(name), duckdb.type(kind))]


def _rendered(name: str, sql: str, kind: Any) -> Iterator[tuple[str, str]]:
    """(column's name, SQL of its text), one for each leaf of a record."""
    if kind.id == "struct":
        for field, inner in kind.children:
            yield from _rendered(f"{name}.{field}", f"struct_extract({sql}, {literal(field)})", inner)
        return
    yield name, f"nullif({_as_text(sql, kind.id)}, '')"


def _as_text(sql: str, kind: str) -> str:
    if kind == "timestamp with time zone":
        return f"strftime(timezone('UTC', {sql}), '%Y-%m-%d %H:%M:%S.%f') || '+00:00'"
    if kind in ("double", "float"):
        whole = f"CAST(CAST({sql} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN {sql} = trunc({sql}) AND abs({sql}) < 1e15 THEN {whole} ELSE CAST({sql} AS VARCHAR) END"
    if kind in ("list", "map", "array", "union"):
        return f"CAST(to_json({sql}) AS VARCHAR)"
    return f"CAST({sql} AS VARCHAR)"


CONNECTOR = Connector(
    name="parquet",
    meaning="Parquet files.",
    suffixes=(".parquet", ".pq"),
    open=open_parquet,
)
