"""Answers' rows and stored tables as files: CSV, Parquet, JSON, Excel. A file appears whole or not at all.

A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) is written to CSV
with an apostrophe before it. Numbers are never touched. Parquet, JSON and Excel hold every text as it is: a cell of
text is no formula.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from steelyard.errors import EngineError, QuestionError, SteelyardError, did_you_mean
from steelyard.store import Snapshot
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.view.workbook import write_workbook
from steelyard.workspace import Workspace

KINDS = ("csv", "parquet", "json", "xlsx")
RISKY = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, Any]


def kind_of(path: Path) -> str:
    """The kind of file its ending asks for; QuestionError for another ending."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise QuestionError(
            f"cannot write a file ending in {path.suffix!r}", next="end it in .csv, .parquet, .json or .xlsx"
        )
    return kind


def neutral(value: Any) -> Any:
    """A text that a spreadsheet cannot run; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def export(workspace: Workspace, path: str | Path, answer: str = "scorecard", table: str = "", **asked: Any) -> int:
    """Write an answer's figures, or a stored table; how many rows.

    Raises:
        QuestionError: the file's ending, the answer, the table or a part does not exist.
    """
    target = Path(path)
    kind_of(target)
    if not table:
        return write_rows(workspace.ask(answer, **asked).to_rows(), target)
    if asked:
        what = "a stored table is written whole"
        raise QuestionError(what, next=f"Leave out {', '.join(asked)}, or ask for an answer.")
    with workspace.store.snapshot() as snapshot:
        return write_table(snapshot, table, target)


def write_rows(rows: Sequence[Row], path: Path) -> int:
    """Write flat rows, the columns in order of their first appearance; how many rows."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    writers: dict[str, Callable[[Path], object]] = {
        "csv": lambda target: _write_csv(rows, names, target),
        "json": lambda target: target.write_text(
            json.dumps(list(map(dict, rows)), indent=1, ensure_ascii=False), "utf-8"
        ),
        "parquet": lambda target: _write_parquet(rows, names, target),
        "xlsx": lambda target: write_workbook(
            target, "figures", [names, *([row.get(name) for name in names] for row in rows)]
        ),
    }
    _whole(path, writers[kind_of(path)])
    return len(rows)


def write_table(snapshot: Snapshot, table: str, path: Path) -> int:
    """Write a stored table, streaming; how many rows. QuestionError where there is no such table."""
    columns = snapshot.manifest.shown
    if table not in columns:
        raise QuestionError(f"there is no table called {table!r}", next=did_you_mean(table, columns))
    kind = kind_of(path)
    shown = ", ".join(
        _safe_column(name, sort) if kind == "csv" else _quote(name) for name, sort in columns[table].items()
    )
    if kind == "xlsx":
        return _write_sheet(snapshot, table, list(columns[table]), path)
    options = {"csv": "FORMAT csv, HEADER", "json": "FORMAT json, ARRAY true", "parquet": "FORMAT parquet"}[kind]
    select = f"SELECT {shown} FROM {_quote(table)}"
    _whole(path, lambda target: snapshot.engine.execute(f"COPY ({select}) TO {_text(str(target))} ({options})"))
    return sum(file.rows for file in snapshot.manifest.tables.get(table, ()))


def _write_sheet(snapshot: Snapshot, table: str, names: Sequence[str], path: Path) -> int:
    engine = snapshot.engine
    assert isinstance(engine, DuckEngine)
    found = engine.connection.execute(f"SELECT {', '.join(map(_quote, names))} FROM {_quote(table)}")
    batches = iter(lambda: found.fetchmany(10_000), [])
    written = 0

    def write(target: Path) -> None:
        nonlocal written
        written = write_workbook(target, table[:31], chain([names], chain.from_iterable(batches))) - 1

    _whole(path, write)
    return written


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    draft = path.with_name(f".{path.name}.draft")
    try:
        write(draft)
        os.replace(draft, path)
    except OSError as error:
        raise _refused(path, str(error.strerror)) from None
    except EngineError as error:
        if type(error.__cause__).__name__ != "IOException":
            raise
        raise _refused(path, error.what.rsplit(": ", 1)[-1]) from None
    finally:
        draft.unlink(missing_ok=True)


def _refused(path: Path, cause: str) -> SteelyardError:
    return SteelyardError(f"cannot write the file ({cause})", where=str(path), next="choose another place")


def _write_csv(rows: Sequence[Row], names: Sequence[str], target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(neutral, names))
        writer.writerows([neutral(row.get(name)) for name in names] for row in rows)


def _write_parquet(rows: Sequence[Row], names: Sequence[str], target: Path) -> None:
    lines = target.with_suffix(".lines")
    engine = DuckEngine(memory="500MB")
    try:
        lines.write_text("".join(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows), "utf-8")
        kinds = ", ".join(f"{_text(name)}: {_text(_kind(name, rows))}" for name in names)
        source = f"read_json({_text(str(lines))}, format = 'newline_delimited', columns = {{{kinds}}})"
        engine.execute(f"COPY (SELECT * FROM {source}) TO {_text(str(target))} (FORMAT parquet)")
    finally:
        engine.close()
        lines.unlink(missing_ok=True)


def _kind(name: str, rows: Sequence[Row]) -> str:
    sample = next((row[name] for row in rows if row.get(name) is not None), "")
    return (
        "BOOLEAN"
        if isinstance(sample, bool)
        else "BIGINT"
        if isinstance(sample, int)
        else "DOUBLE"
        if isinstance(sample, float)
        else "VARCHAR"
    )


def _safe_column(name: str, sort: str) -> str:
    if sort != "VARCHAR":
        return _quote(name)
    risky = "[=+@\\t\\r-]"
    safe = f"CASE WHEN regexp_matches({_quote(name)}, '^{risky}') THEN '''' || {_quote(name)} ELSE {_quote(name)} END"
    return f"{safe} AS {_quote(name)}"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
