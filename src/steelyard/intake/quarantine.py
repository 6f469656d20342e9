"""The table of rows and values that were put aside: what the latest reading of each file says, without contents."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from steelyard.formats.raw import literal, quoted
from steelyard.intake.incremental.references import present
from steelyard.intake.sources.read_source import QUARANTINE, Part
from steelyard.store import Writer

TABLE = "quarantine"


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
