"""The table of rows and values that were put aside: what the latest reading of each file says, without contents."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.connectors.raw import literal, quoted
from steelyard.intake.linkage import present
from steelyard.intake.staging import QUARANTINE, Part
from steelyard.store import Writer

TABLE = "quarantine"


def renew(writer: Writer, parts: Sequence[Part]) -> bool:
    """Put the parts' quarantine in the place of what earlier readings of the same sources said; whether it changed."""
    names = ", ".join(quoted(name) for name in QUARANTINE)
    fresh = " UNION ALL ".join(f"(SELECT {names} FROM ({part.quarantine}))" for part in parts)
    sources = ", ".join(sorted({literal(part.source) for part in parts}))
    writer.engine.execute(f"CREATE OR REPLACE TEMP TABLE fresh_quarantine AS {fresh}")
    if TABLE not in present(writer):
        is_changed = _digest(writer, "fresh_quarantine") != (0, 0)
        writer.replace(TABLE, f"SELECT {names} FROM fresh_quarantine")
        return is_changed
    before = f"(SELECT {names} FROM {TABLE} WHERE source IN ({sources}))"
    if _digest(writer, before) == _digest(writer, "fresh_quarantine"):
        return False
    others = f"SELECT {names} FROM {TABLE} WHERE source NOT IN ({sources})"
    writer.replace(TABLE, f"{others} UNION ALL SELECT {names} FROM fresh_quarantine")
    return True


def _digest(writer: Writer, relation: str) -> tuple[int, int]:
    listed = ", ".join(quoted(name) for name in QUARANTINE)
    found = writer.engine.query(
        f"SELECT count(*) AS n, coalesce(sum(hash({listed}) % 1000000007), 0) AS digest FROM {relation}"
    )
    return int(found["n"][0]), int(found["digest"][0])
