"""Which of a load's rows are the same row: repeated, older versions, or in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from steelyard import schema
from steelyard.errors import ConflictError
from steelyard.formats.raw import literal, located, quoted
from steelyard.intake.mapping.job import Job, where
from steelyard.intake.mapping.texts import is_keyless

_SAMPLE = 50_000
_VERSION_NAMES = ("updat", "modif", "chang", "version", "timestamp", "synced")


@dataclass(frozen=True)
class Settled:
    """What remains of a mapping's rows.

    Args:
        select: stored columns of the rows to keep, each identity once.
    """

    select: str
    duplicate: int
    folded: int


def settle(connection: Any, job: Job, mapped: Path, scratch: Path, raw: str) -> Settled:
    """Decide over repeated identities.

    Args:
        mapped: the mapping's rows; raw: the source's relation, to propose a key from.

    Raises:
        ConflictError: equal identity, different content, and no version that decides.
    """
    names = [column.name for column in schema.stored_columns(job.mapping.table, job.dimensions)]
    rows = f"(SELECT *, file_row_number AS _id FROM read_parquet({located(mapped)}, file_row_number = true) "
    rows += "WHERE _problem_column IS NULL)"
    columns = ", ".join(quoted(name) for name in names)
    repeated = _repeated(connection, rows, "source_key")
    if is_keyless(job):
        return Settled(_numbered(connection, rows, names, repeated, scratch), 0, 0)
    if not repeated:
        _check_ids(connection, job, rows, raw)
        return Settled(f"SELECT {columns} FROM {rows}", 0, 0)
    ranked = scratch / f"{mapped.stem}.ranked.parquet"
    connection.execute(f"COPY ({_ranked(job, rows, names)}) TO {literal(ranked)} (FORMAT parquet)")
    places = f"read_parquet({located(ranked)})"
    _check_conflicts(connection, job, rows, places, names, raw)
    duplicate, folded = connection.execute(
        f"SELECT count(*) FILTER (copy > 1), count(*) FILTER (copy = 1 AND NOT is_top) FROM {places}"
    ).fetchone()
    dropped = f"(SELECT _id FROM {places} WHERE copy > 1 OR NOT is_top)"
    kept = f"(SELECT * FROM {rows} WHERE _id NOT IN {dropped})"
    _check_ids(connection, job, kept, raw)
    return Settled(f"SELECT {columns} FROM {kept}", int(duplicate), int(folded))


def _repeated(connection: Any, rows: str, identity: str) -> bool:
    total, different = connection.execute(f"SELECT count(*), count(DISTINCT hash({identity})) FROM {rows}").fetchone()
    return bool(different < total)


def _again(rows: str) -> str:
    """Digests of the identities that occur more than once."""
    return f"(SELECT hash(source_key) FROM {rows} GROUP BY 1 HAVING count(*) > 1)"


def _numbered(connection: Any, rows: str, names: Sequence[str], repeated: bool, scratch: Path) -> str:
    """Rows without a key: their digest and which occurrence of it they are."""
    others = ", ".join(quoted(name) for name in names if name != "source_key")
    if not repeated:
        return f"SELECT {others}, source_key || ':1' AS source_key FROM {rows}"
    path = scratch / "occurrences.parquet"
    number = "row_number() OVER (PARTITION BY source_key ORDER BY _file, _row)"
    again = f"SELECT _id AS again, {number} AS occurrence FROM {rows} WHERE hash(source_key) IN {_again(rows)}"
    connection.execute(f"COPY ({again}) TO {literal(path)} (FORMAT parquet)")
    joined = f"{rows} LEFT JOIN read_parquet({located(path)}) ON _id = again"
    return f"SELECT {others}, source_key || ':' || coalesce(occurrence, 1) AS source_key FROM {joined}"


def _ranked(job: Job, rows: str, names: Sequence[str]) -> str:
    """Of every repeated identity: content digest, which copy, whether its version is the highest."""
    content = ", ".join(quoted(name) for name in names)
    version = "answered_at" if _is_settled_by_answer(job) else "source_version"
    seen = (
        f"SELECT _id, _file, _row, source_key, {version} AS version, hash({content}) AS content FROM {rows} "
        f"WHERE hash(source_key) IN {_again(rows)}"
    )
    return (
        "SELECT _id, source_key, content, "
        "row_number() OVER (PARTITION BY source_key, version, content ORDER BY _file, _row) AS copy, "
        "version IS NOT DISTINCT FROM max(version) OVER (PARTITION BY source_key) AS is_top "
        f"FROM ({seen})"
    )


def _is_settled_by_answer(job: Job) -> bool:
    """Whether the last answer to an invitation is the one that counts: no version is declared that decides."""
    is_answer = job.mapping.table in ("surveys", "survey_items")
    return is_answer and not job.mapping.version and "answered_at" in job.mapping.columns


def _check_conflicts(connection: Any, job: Job, rows: str, places: str, names: Sequence[str], raw: str) -> None:
    found = connection.execute(
        f"SELECT count(*), min(pair) FROM (SELECT [min(_id), max(_id)] AS pair FROM "
        f"(SELECT source_key, content, min(_id) AS _id FROM {places} WHERE is_top GROUP BY ALL) "
        "GROUP BY source_key HAVING count(*) > 1)"
    ).fetchone()
    if found[0]:
        key = job.mapping.key or job.table.key
        reason = "the same version" if job.mapping.version else "no version to choose by"
        reason = "the same time of answer" if _is_settled_by_answer(job) else reason
        many = "keys stand" if found[0] > 1 else "key stands"
        what = f"{found[0]} {many} ({', '.join(key)}) on rows with different contents and {reason}"
        raise _conflict(connection, job, rows, found[1], names, what, raw)


def _check_ids(connection: Any, job: Job, rows: str, raw: str) -> None:
    """A declared key that is finer than the table's id leaves the id repeated: nothing could be joined to it."""
    ids = [name for name in job.table.key if name in job.mapping.columns]
    if not job.mapping.key or job.mapping.table not in WITH_ONE_ID:
        return
    listed = ", ".join(quoted(name) for name in ids)
    if _repeated(connection, rows, listed):
        pair = f"SELECT count(*), min(pair) FROM (SELECT [min(_id), max(_id)] AS pair FROM {rows} GROUP BY {listed} "
        found = connection.execute(f"{pair} HAVING count(*) > 1)").fetchone()
        names = [column.name for column in job.table.columns]
        what = f"{found[0]} values of {', '.join(ids)} stand on several rows, though the key tells them apart"
        raise _conflict(connection, job, rows, found[1], names, what, raw)


WITH_ONE_ID = ("contacts", "agents", "customers")


def _conflict(
    connection: Any, job: Job, rows: str, pair: list[int], names: Sequence[str], what: str, raw: str
) -> ConflictError:
    listed = ", ".join(quoted(name) for name in names)
    found = connection.execute(
        f"SELECT _file, _row, {listed} FROM {rows} WHERE _id IN {tuple(pair)} ORDER BY _id"
    ).fetchall()
    first, second = found[0], found[-1]
    differing = [
        name
        for name, before, after in zip(names, first[2:], second[2:], strict=True)
        if before != after and name in (*job.mapping.columns, *job.mapping.dimensions, "source_version")
    ]
    places = f"{first[0]} row {first[1]} and {second[0]} row {second[1]}"
    return ConflictError(
        f"{what}; for example {places} differ in {', '.join(differing[:8]) or 'nothing that is mapped'}",
        where=f"{where(job.mapping.line)} ({job.source} to {job.mapping.table})",
        next=_proposal(connection, job, raw),
    )


def _proposal(connection: Any, job: Job, raw: str) -> str:
    """A key found unique, or a version that decides."""
    key = list(job.mapping.key) or [
        entry.columns[0] for column, entry in job.mapped if column.name in job.table.key and len(entry.columns) == 1
    ]
    mapped = {name for entry in job.mapping.columns.values() for name in entry.columns}
    others = sorted((name for name in job.columns if key and name not in key), key=lambda name: name in mapped)
    finer = [name for name in others if _is_unique(connection, raw, (*key, name))]
    version = next((name for name in finer if any(sign in name.lower() for sign in _VERSION_NAMES)), "")
    if version and not job.mapping.version:
        return f'If the latest row counts, write version = "{version}".'
    if job.mapping.table in WITH_ONE_ID:
        return _of_one(key, finer)
    single = next((name for name in job.columns if _is_unique(connection, raw, (name,))), "")
    columns = [single] if single else [*key, finer[0]] if finer else _pair(connection, job, raw)
    if columns:
        spelled = ", ".join(f'"{name}"' for name in columns)
        return f"key = [{spelled}] is unique; a view can choose the row that counts."
    return "No one or two columns are unique: choose the row that counts in a view."


def _of_one(key: Sequence[str], finer: Sequence[str]) -> str:
    """Rows with one id are mostly of one contact or person: a finer key would count it several times."""
    advice = "Are they legs, steps or versions of one? Choose or sum up the rows of each in a view."
    if not finer:
        return advice
    spelled = ", ".join(f'"{name}"' for name in (*key, finer[0]))
    return f"{advice} Only if each row is one of its own: take its id and its key from [{spelled}], which is unique."


def _pair(connection: Any, job: Job, raw: str) -> list[str]:
    return next((list(pair) for pair in combinations(job.columns[:15], 2) if _is_unique(connection, raw, pair)), [])


def _is_unique(connection: Any, raw: str, names: Sequence[str]) -> bool:
    """Whether the columns tell all rows apart: first in a sample, then in all."""
    listed = ", ".join(quoted(name) for name in names)
    present = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in names)
    for limit in (f" LIMIT {_SAMPLE}", ""):
        total, known, different = connection.execute(
            f"SELECT count(*), count(*) FILTER ({present}), count(DISTINCT hash({listed})) "
            f"FROM (SELECT * FROM {raw}{limit})"
        ).fetchone()
        if known < total or different < total:
            return False
    return True
