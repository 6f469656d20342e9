"""When a mapping does not fit: a format that misreads a column must stop the load, not thin it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from steelyard.declare import Column
from steelyard.errors import MappingError
from steelyard.formats.raw import literal, located, quoted
from steelyard.intake.mapping import formats
from steelyard.intake.mapping.job import Job, where
from steelyard.intake.mapping.texts import texts
from steelyard.settings.mapping import ColumnMapping

MOST_BAD_SHARE = 0.05
"""Of a column's dates and instants; of other values half."""

LEAST_BAD = 3
FUTURE = "is in the future"
_KEPT = ("is negative", "is before 1990", FUTURE, "is missing", "is outside its scale")


def check(connection: Any, job: Job, mapped: Path, relation: str) -> None:
    """MappingError where too many of a column's values do not parse; proposes the format that fits all."""
    _check_clock(connection, job, mapped)
    bad = _bad_counts(connection, mapped)
    for column, entry in job.mapped:
        count = bad.get(column.name, 0)
        if count < LEAST_BAD:
            continue
        good = connection.execute(
            f"SELECT count({quoted(column.name)}) FROM read_parquet({located(mapped)}) WHERE _problem_column IS NULL"
        ).fetchone()[0]
        most = MOST_BAD_SHARE if column.type in ("instant", "date") else 0.5
        if count > most * (good + count):
            raise _error(connection, job, column, entry, count, good + count, mapped, relation)


def _check_clock(connection: Any, job: Job, mapped: Path) -> None:
    """MappingError where many instants lie in the future: by a wrong clock here, every row would be one."""
    table = f"read_parquet({located(mapped)})"
    total, late = connection.execute(
        f"SELECT count(*), count(*) FILTER (_problem_reason = {literal(FUTURE)} OR "
        f"len(list_filter(_aside, entry -> entry.reason = {literal(FUTURE)})) > 0) FROM {table}"
    ).fetchone()
    if late >= LEAST_BAD and late > MOST_BAD_SHARE * total:
        raise MappingError(
            f"{late} of {total} rows hold a time in the future; this machine's clock says {job.now:%Y-%m-%d %H:%M} UTC",
            where=where(job.mapping.line),
            next="Set the clock, or correct the column's zone and format.",
        )


def _bad_counts(connection: Any, mapped: Path) -> dict[str, int]:
    """Column -> values that do not parse (absurd and missing ones are another matter)."""
    table = f"read_parquet({located(mapped)})"
    kept = ", ".join(map(literal, _KEPT))
    found = connection.execute(
        f"SELECT name, count(*) FROM (SELECT _problem_column AS name, _problem_reason AS reason FROM {table} "
        f"WHERE _problem_column IS NOT NULL UNION ALL SELECT aside.name, aside.reason FROM "
        f"(SELECT unnest(_aside) AS aside FROM {table} WHERE _problem_column IS NULL)) "
        f"WHERE reason NOT IN ({kept}) GROUP BY name"
    ).fetchall()
    return dict(found)


def _error(
    connection: Any, job: Job, column: Column, entry: ColumnMapping, bad: int, total: int, mapped: Path, relation: str
) -> MappingError:
    spot = connection.execute(
        f"SELECT _file, _row, _problem_reason FROM read_parquet({located(mapped)}) WHERE _problem_column = "
        f"{literal(column.name)} OR len(list_filter(_aside, entry -> entry.name = {literal(column.name)})) > 0 "
        "ORDER BY _file, _row LIMIT 1"
    ).fetchone()
    shape = f" ({' or '.join(entry.formats)})" if entry.formats else ""
    place = f"the first in {spot[0]} row {spot[1]}"
    return MappingError(
        f"{bad} of {total} values of {column.name} cannot be read as mapped{shape}; {place}",
        where=where(entry.line),
        next=_hint(connection, job, column, relation),
    )


def _hint(connection: Any, job: Job, column: Column, relation: str) -> str:
    text = quoted("t:" + column.name)
    if column.type in ("instant", "date"):
        fitting = formats.fitting(connection, f"({texts(job, relation)})", text)
        if fitting:
            return " or ".join(f'format = "{form}"' for form in fitting[:2]) + " fits every value."
        return 'State the format, or several: formats = ["%d/%m/%Y %H:%M", "%d/%m/%Y"].'
    if column.type == "seconds":
        return 'State the unit ("s", "min", "hh:mm:ss"), and what means missing: missing = ["-"].'
    return "Map the words with values, or say what means missing: missing = [...]."
