"""One source from its files to rows ready to be merged, with exact accounting. Nothing here touches the store."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from steelyard import formats
from steelyard.errors import MappingError, SourceError
from steelyard.formats import Staged
from steelyard.formats.parquet import texts
from steelyard.formats.raw import Rejected, literal, located, quoted, unique_names, write
from steelyard.intake.mapping import deduplication, evidence, parse_checks
from steelyard.intake.mapping.job import Job, check_names, where
from steelyard.intake.mapping.select import select
from steelyard.intake.mapping.texts import joined_ids
from steelyard.intake.personal.pseudonyms import check_columns
from steelyard.intake.personal.shield import Shield
from steelyard.intake.sources import sql_guard, unchanged_files
from steelyard.intake.sources.sandbox import bounded, confine, explained, reader, threads
from steelyard.settings.mapping import Reading, Source, TableMapping
from steelyard.settings.model import Limits, Settings

QUARANTINE = {
    "source": "VARCHAR",
    "table_name": "VARCHAR",
    "kind": "VARCHAR",
    "file": "VARCHAR",
    "row_number": "BIGINT",
    "column_name": "VARCHAR",
    "reason": "VARCHAR",
}
"""What is kept of a row or value that was put aside: kind "row", or "cell" of a row that was kept without it."""

Progress = Callable[[str], None]
OPEN = Shield()
"""Nothing stands between the rows and the store."""


@dataclass(frozen=True)
class Reason:
    """Why rows or values of one source and table were put aside.

    Args:
        kind: "row", or "cell" for values left out of rows that were kept.
        count: rows or values. first: "calls.csv row 12", where it happened first.
    """

    source: str
    table: str
    kind: str
    column: str
    reason: str
    count: int
    first: str


@dataclass(frozen=True)
class Part:
    """What one source gives to one canonical table.

    Args:
        select: stored columns, each identity once. quarantine: rows in the columns of `QUARANTINE`.
        set_aside: values that were left out of rows that were kept.
        joined_ids: spellings of customers' ids that were folded into another of the same file.
        mapped: SQL of every row that was not filtered, with its place and what is wrong with it.
    """

    source: str
    table: str
    select: str
    quarantine: str
    read: int
    duplicate: int
    folded: int
    filtered: int
    quarantined: int
    set_aside: int
    reasons: tuple[Reason, ...]
    joined_ids: int = 0
    mapped: str = ""


@dataclass(frozen=True)
class Fanout:
    """How many rows went into a view and came out: joins that multiply show here."""

    source: str
    inputs: Mapping[str, int]
    rejected: int
    rows: int


@dataclass(frozen=True)
class Harvest:
    """Everything one source gives.

    Args:
        rows: SQL of the rows that were mapped, as texts with their place; columns: theirs.
        empty: files that hold no row, beside others of their source that do.
    """

    parts: tuple[Part, ...]
    fanout: Fanout | None = None
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: str = ""
    columns: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def harvest(
    settings: Settings,
    source: Source,
    scratch: Path,
    now: datetime,
    progress: Progress | None = None,
    passed: frozenset[str] = frozenset(),
    shield: Shield = OPEN,
) -> Harvest:
    """Read, look through, map and settle one source.

    Args:
        scratch: an empty folder that outlives the result, whose SELECTs read from it.
        now: naive UTC.
        passed: files, as people call them, that are not read.
        shield: what happens to rows before they are kept.

    Raises:
        SourceError: a file that cannot be read. MappingError: a mapping that does not fit it.
        ConflictError: equal keys with different contents.
    """
    files = {name: _files(settings, patterns, passed) for name, patterns in source.files.items()}
    most = threads(sum(path.stat().st_size for paths in files.values() for path in paths))
    with reader(scratch, most) as connection:
        inputs = {
            name: formats.stage(
                connection,
                files[name],
                source.reading.get(name, Reading()),
                scratch,
                root=settings.data,
                name=f"input-{name}",
                progress=progress,
                bounds=settings.limits,
            )
            for name in source.files
        }
        _check_records(inputs)
        confine(connection, scratch, repr(source))
        with explained(f"source {source.name}", "the source cannot be mapped"):
            relation, columns, read, fanout = _relation(connection, source, inputs, scratch, settings.limits)
            rejected = () if source.view else inputs[source.name].rejected
            parts = [
                _part(
                    connection, settings, source, number, relation, columns, read, rejected, scratch, now, shield, most
                )
                for number in range(len(source.tables))
            ]
    return Harvest(_united(parts), fanout, _lacking(source, inputs), relation, columns, _empty(inputs))


def _check_records(inputs: Mapping[str, Staged]) -> None:
    """SourceError where files hold no record, and so no column that could be mapped."""
    for staged in inputs.values():
        if not staged.columns and staged.files:
            hint = "Is the export empty? Take it out of the folder, or export it again."
            raise SourceError("it holds no records", where=staged.files[0].label, next=hint)


def _files(settings: Settings, patterns: Sequence[str], passed: frozenset[str]) -> list[Path]:
    found = formats.find(settings.data, patterns)
    return [path for path in found if unchanged_files.label(settings, path) not in passed]


def _relation(
    connection: Any, source: Source, inputs: Mapping[str, Staged], scratch: Path, limits: Limits
) -> tuple[str, tuple[str, ...], int, Fanout | None]:
    """(SQL of the rows to map, their columns, how many, what the view made of them)."""
    if not source.view:
        staged = inputs[source.name]
        return staged.relation, staged.columns, staged.rows, None
    place = f"{where(source.line)} (view of {source.name})"
    sql_guard.check_view(source.view, inputs, place)
    for name, staged in inputs.items():
        connection.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM {staged.relation}")
    typed, path = scratch / "view-typed.parquet", scratch / "view.parquet"
    names = [column for staged in inputs.values() for column in staged.columns]
    with explained(place, "the view fails", source.view, names), bounded(connection, scratch, limits, place):
        write(connection, f"SELECT * FROM (\n{source.view}\n)", typed)
        columns, rows = _rendered_view(connection, source, typed, path)
    typed.unlink()
    fanout = Fanout(
        source.name,
        {name: staged.rows for name, staged in inputs.items()},
        sum(len(staged.rejected) for staged in inputs.values()),
        rows,
    )
    return f"read_parquet({located(path)})", columns, rows, fanout


def _rendered_view(connection: Any, source: Source, typed: Path, path: Path) -> tuple[tuple[str, ...], int]:
    """A view's typed output as text. Its own `_file` and `_row` are kept as positions where it passes them on."""
    fields = texts(connection, f"read_parquet({located(typed)})")
    names = [name for name, _ in fields]
    has_place = "_file" in names and "_row" in names
    data = [(name, sql) for name, sql in fields if name not in ("_file", "_row")]
    columns = unique_names(name for name, _ in data)
    listed = ", ".join(f"{sql} AS {quoted(name)}" for name, (_, sql) in zip(columns, data, strict=True))
    place = "_file, _row" if has_place else f"{literal(f'view {source.name}')} AS _file, file_row_number + 1 AS _row"
    reader_sql = f"read_parquet({located(typed)}, file_row_number = true)"
    return columns, write(connection, f"SELECT {listed}, {place} FROM {reader_sql}", path)


def _part(
    connection: Any,
    settings: Settings,
    source: Source,
    number: int,
    relation: str,
    columns: tuple[str, ...],
    read: int,
    rejected: tuple[Rejected, ...],
    scratch: Path,
    now: datetime,
    shield: Shield,
    most: int,
) -> Part:
    table = source.tables[number]
    place = sum(1 for earlier in source.tables[:number] if earlier.table == table.table)
    job = Job(
        source.name,
        table,
        columns,
        settings.dimensions,
        settings.time_zone,
        now,
        place=place,
        folds_ids=source.fold_ids,
    )
    check_names(job)
    check_columns(settings, job)
    _check_fragments(connection, job, relation)
    spot = f"{where(table.line)} ({source.name} to {table.table})"
    with explained(spot, "the mapping fails"):
        job = evidence.look(connection, job, relation)
        path = scratch / f"mapped-{number}.parquet"
        mapped = write(connection, select(job, relation), path)
    if mapped > read:
        what = f"{read} rows became {mapped}: an expression gives several rows for one"
        raise MappingError(what, where=spot, next="Make rows of it in a view.")
    parse_checks.check(connection, job, path, relation)
    if not shield.is_idle:
        with reader(scratch, most) as apart:
            path = shield.rows(apart, table.table, path)
    folder = scratch / f"part-{number}"
    folder.mkdir()
    settled = deduplication.settle(connection, job, path, folder, relation)
    lost = _lost(rejected, folder)
    problems = f"read_parquet({located(path)})"
    rows = connection.execute(f"SELECT count(*) FROM {problems} WHERE _problem_column IS NOT NULL").fetchone()[0]
    quarantine = _quarantine(job, problems, lost)
    reasons = _reasons(connection, job, quarantine)
    joined = joined_ids(job, relation)
    return Part(
        source=source.name,
        table=table.table,
        select=settled.select,
        quarantine=quarantine,
        read=read + len(rejected),
        duplicate=settled.duplicate,
        folded=settled.folded,
        filtered=read - mapped,
        quarantined=int(rows) + len(rejected),
        set_aside=sum(reason.count for reason in reasons if reason.kind == "cell"),
        reasons=reasons,
        joined_ids=int(connection.execute(joined).fetchone()[0]) if joined else 0,
        mapped=f"SELECT * FROM {problems}",
    )


def _check_fragments(connection: Any, job: Job, relation: str) -> None:
    """Each piece of SQL in a mapping on its own, so that an error names its line."""
    pieces = [(job.mapping.filter, job.mapping.line, "the filter")]
    for entry in job.mapping.columns.values():
        pieces += [(entry.sql, entry.line, f"sql of {entry.target}")]
        pieces += [(entry.missing_when, entry.line, f"missing_when of {entry.target}")]
    for sql, line, what in pieces:
        if sql:
            sql_guard.check_expression(sql, where(line))
            with explained(where(line), what, sql, job.columns):
                connection.execute(f"DESCRIBE SELECT (\n{sql}\n) FROM {relation}")


def _lost(rejected: tuple[Rejected, ...], folder: Path) -> str:
    """Rows that could not be read at all, as a relation of file, row and reason; empty text where there are none."""
    if not rejected:
        return ""
    path = folder / "rejected.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
            (row.file, row.row, row.reason) for row in rejected
        )
    types = "{'file': 'VARCHAR', 'row_number': 'BIGINT', 'reason': 'VARCHAR'}"
    written = "auto_detect=false, header=false, delim=',', quote='\"', escape='\"'"
    return f"read_csv({located(path)}, columns={types}, {written})"


def _quarantine(job: Job, mapped: str, lost: str) -> str:
    source, table = literal(job.source), literal(job.mapping.table)
    rows = (
        f"SELECT {source} AS source, {table} AS table_name, 'row' AS kind, _file AS file, _row AS row_number, "
        f"_problem_column AS column_name, _problem_reason AS reason FROM {mapped} WHERE _problem_column IS NOT NULL"
    )
    cells = (
        f"SELECT {source}, {table}, 'cell', _file, _row, aside.name, aside.reason FROM "
        f"(SELECT _file, _row, unnest(_aside) AS aside FROM {mapped} WHERE _problem_column IS NULL)"
    )
    whole = f" UNION ALL SELECT {source}, {table}, 'row', file, row_number, '', reason FROM {lost}" if lost else ""
    return f"{rows} UNION ALL {cells}{whole}"


def _reasons(connection: Any, job: Job, quarantine: str) -> tuple[Reason, ...]:
    found = connection.execute(
        "SELECT kind, column_name, reason, count(*), min({'file': file, 'row': row_number}) "
        f"FROM ({quarantine}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return tuple(
        Reason(job.source, job.mapping.table, kind, column, reason, count, f"{first['file']} row {first['row']}")
        for kind, column, reason, count, first in found
    )


def _united(parts: list[Part]) -> tuple[Part, ...]:
    """Several mappings of one source to one table count and merge as one."""
    united: dict[str, Part] = {}
    for part in parts:
        before = united.get(part.table)
        united[part.table] = _sum(before, part) if before else part
    return tuple(united.values())


def _sum(one: Part, two: Part) -> Part:
    counts = ("read", "duplicate", "folded", "filtered", "quarantined", "set_aside", "joined_ids")
    return replace(
        one,
        select=f"({one.select}) UNION ALL BY NAME ({two.select})",
        quarantine=f"({one.quarantine}) UNION ALL ({two.quarantine})",
        mapped=f"({one.mapped}) UNION ALL BY NAME ({two.mapped})",
        reasons=(*one.reasons, *two.reasons),
        **{name: getattr(one, name) + getattr(two, name) for name in counts},
    )


def _empty(inputs: Mapping[str, Staged]) -> tuple[str, ...]:
    """Files without a row, of names other files of which have rows."""
    return tuple(
        file.label
        for staged in inputs.values()
        if any(file.rows for file in staged.files)
        for file in staged.files
        if not file.rows and not file.rejected
    )


def _lacking(source: Source, inputs: Mapping[str, Staged]) -> dict[str, tuple[str, ...]]:
    """File -> mapped columns it lacks while another file of the source has them."""
    wanted = {name.lower(): name for table in source.tables for name in _names(table)}
    found = {}
    for staged in inputs.values():
        everywhere = {name.lower() for name in staged.columns}
        for file in staged.files:
            here = {name.lower() for name in file.columns}
            gone = tuple(name for key, name in wanted.items() if key in everywhere - here)
            if gone:
                found[file.label] = gone
    return found


def _names(table: TableMapping) -> list[str]:
    return [name for entry in table.columns.values() for name in entry.columns] + list(table.key)
