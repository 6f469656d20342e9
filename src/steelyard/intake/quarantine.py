"""The table of rows and values that were put aside: what the latest reading of each file says, without contents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from steelyard.formats.raw import literal, quoted
from steelyard.intake.incremental.references import present
from steelyard.intake.sources.read_source import QUARANTINE, Part
from steelyard.store import Snapshot, Writer

TABLE = "quarantine"


@dataclass(frozen=True)
class Rejected:
    """Rows or values that one reason left out.

    Args:
        kind: "row", or "cell" for values of rows that were kept without them.
        column: canonical column; empty where the whole row cannot be read.
        count: rows or values. file, row: where the first of them stands.
    """

    source: str
    table: str
    kind: str
    column: str
    reason: str
    count: int
    file: str
    row: int


@dataclass(frozen=True)
class Place:
    """One row or value that was left out, and where it stands in its file; never what it says."""

    source: str
    table: str
    kind: str
    file: str
    row: int
    column: str
    reason: str


def reasons(snapshot: Snapshot, source: str = "") -> tuple[Rejected, ...]:
    """Why rows and values of the latest reading of each file are left out, the most frequent first.

    Args:
        source: only of this source.
    """
    if TABLE not in snapshot.manifest.tables:
        return ()
    found = snapshot.engine.query(
        "SELECT source, table_name, kind, column_name, reason, count(*) AS n, min(file) AS file, "
        f"min_by(row_number, (file, row_number)) AS row_number FROM {TABLE} {_where(source)} "
        "GROUP BY source, table_name, kind, column_name, reason "
        "ORDER BY n DESC, source, table_name, column_name, reason"
    )
    rows = zip(*(found[name] for name in found), strict=True)
    return tuple(
        Rejected(str(name), str(table), str(kind), str(column or ""), str(reason), int(n), str(file), int(row))
        for name, table, kind, column, reason, n, file, row in rows
    )


def places(
    snapshot: Snapshot, source: str = "", reason: str = "", most: int = 100, after: int = 0
) -> tuple[Place, ...]:
    """Rows and values that are left out, in the order of their files.

    Args:
        source, reason: only these. after: so many of them are passed over.
    """
    if TABLE not in snapshot.manifest.tables:
        return ()
    found = snapshot.engine.query(
        f"SELECT source, table_name, kind, file, row_number, column_name, reason FROM {TABLE} {_where(source, reason)} "
        f"ORDER BY source, file, row_number, column_name LIMIT {int(most)} OFFSET {int(after)}"
    )
    rows = zip(*(found[name] for name in found), strict=True)
    return tuple(
        Place(str(name), str(table), str(kind), str(file), int(row), str(column or ""), str(why))
        for name, table, kind, file, row, column, why in rows
    )


def _where(source: str, reason: str = "") -> str:
    held = [f"{name} = {literal(value)}" for name, value in (("source", source), ("reason", reason)) if value]
    return f"WHERE {' AND '.join(held)}" if held else ""


def renew(writer: Writer, parts: Sequence[Part], passed: Collection[tuple[str, str]] = ()) -> bool:
    """Put the parts' quarantine in the place of what earlier readings of the same sources said; whether it changed.

    Args:
        passed: (source, file) not read this time, of which the earlier reading stands.
    """
    names = ", ".join(quoted(name) for name in QUARANTINE)
    fresh = " UNION ALL ".join(f"(SELECT {names} FROM ({part.quarantine}))" for part in parts)
    sources = ", ".join(sorted({literal(part.source) for part in parts}))
    if not parts:
        fresh, sources = f"SELECT {_nothing()}", "''"
    writer.engine.execute(f"CREATE OR REPLACE TEMP TABLE fresh_quarantine AS {fresh}")
    if TABLE not in present(writer):
        is_changed = _digest(writer, "fresh_quarantine") != (0, 0)
        writer.replace(TABLE, f"SELECT {names} FROM fresh_quarantine")
        return is_changed
    stands = f"source NOT IN ({sources})"
    if passed:
        pairs = ", ".join(sorted(f"({literal(source)}, {literal(file)})" for source, file in passed))
        stands = f"({stands} OR (source, file) IN ({pairs}))"
    if _digest(writer, f"(SELECT {names} FROM {TABLE} WHERE NOT {stands})") == _digest(writer, "fresh_quarantine"):
        return False
    others = f"SELECT {names} FROM {TABLE} WHERE {stands}"
    writer.replace(TABLE, f"{others} UNION ALL SELECT {names} FROM fresh_quarantine")
    return True


def waiting(writer: Writer) -> set[tuple[str, str]]:
    """(source, file) with rows that were put aside for lying in the future, which time may mend."""
    found = writer.engine.query(f"SELECT DISTINCT source, file FROM {TABLE} WHERE reason = 'is in the future'")
    return {(str(source), str(file)) for source, file in zip(found["source"], found["file"], strict=True)}


def _nothing() -> str:
    """A row of the table that no condition lets through."""
    return ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in QUARANTINE.items()) + " WHERE false"


def _digest(writer: Writer, relation: str) -> tuple[int, int]:
    listed = ", ".join(quoted(name) for name in QUARANTINE)
    found = writer.engine.query(
        f"SELECT count(*) AS n, coalesce(sum(hash({listed}) % 1000000007), 0) AS digest FROM {relation}"
    )
    return int(found["n"][0]), int(found["digest"][0])
