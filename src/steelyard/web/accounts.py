"""What became of every row: the accounting of the latest reading of each source, as a table."""

from __future__ import annotations

from collections.abc import Iterable

from steelyard.errors import EmptyStoreError, SteelyardError, VersionError
from steelyard.store import Load, Manifest, manifest
from steelyard.view.table import Cell, Column, Table
from steelyard.web.visit import Visit
from steelyard.workspace import STORE_FOLDER

KINDS = ("read", "accepted", "duplicate", "folded", "filtered", "quarantined")
TITLES = {
    "read": "Read",
    "accepted": "Accepted",
    "duplicate": "Already there",
    "folded": "Older version",
    "filtered": "Filtered out",
    "quarantined": "Rejected",
}


def newest(visit: Visit) -> Manifest | None:
    """The newest version as its file says; None where there is none that can be read."""
    try:
        return manifest.latest(visit.served.folder / STORE_FOLDER)
    except (EmptyStoreError, VersionError):
        return None


def latest(loads: Iterable[Load]) -> tuple[Load, ...]:
    """Of each source and table the latest load that read anything."""
    found: dict[tuple[str, str], Load] = {}
    for entry in loads:
        if entry.read or (entry.source, entry.table) not in found:
            found[entry.source, entry.table] = entry
    return tuple(found.values())


def accounts(visit: Visit) -> Table | None:
    """read = accepted + already there + older version + filtered out + rejected, by source and table."""
    held = newest(visit)
    if held is None or not held.loads:
        return None
    loads = latest(held.loads)
    kinds = [kind for kind in KINDS if kind in ("read", "accepted", "quarantined") or any(_of(loads, kind))]
    heads = (Column("Source"), Column("Fills"), *(Column(TITLES[kind], is_number=True) for kind in kinds))
    rows = tuple((Cell(entry.source), Cell(entry.table), *(_count(entry, kind) for kind in kinds)) for entry in loads)
    return Table("What became of every row", heads, rows)


def rejected(visit: Visit) -> int | None:
    """Rows in quarantine; None where the version cannot be read."""
    from steelyard.intake import quarantine

    try:
        with visit.served.snapshot(visit.served.newest) as snapshot:
            return sum(entry.count for entry in quarantine.reasons(snapshot) if entry.kind == "row")
    except SteelyardError:
        return None


def _of(loads: Iterable[Load], kind: str) -> list[int]:
    return [getattr(entry, kind) for entry in loads]


def _count(entry: Load, kind: str) -> Cell:
    count = getattr(entry, kind)
    return Cell(f"{count:,}", "bad" if kind == "quarantined" and count else "")
