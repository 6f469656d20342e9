"""Rows to load, and loads in one line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from steelyard.store import Manifest, Snapshot, Store, Writer

Row = tuple[str, str, date | None, str | None, str | None]
"""source, key, local date, version, team"""


def stage(writer: Writer, rows: Iterable[Row], name: str = "staged_rows") -> str:
    """Contacts with the stored columns, as a temporary table; its name."""
    writer.engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM contacts WHERE false")
    for source, key, on, version, team in rows:
        writer.engine.connection.execute(
            f"INSERT INTO {name} BY NAME SELECT ? AS contact_id, ? AS source_key, ? AS source, "
            'CAST(? AS DATE) AS "on", '
            "CAST(? AS TIMESTAMP) AS opened_at, CAST(? AS VARCHAR) AS source_version, CAST(? AS VARCHAR) AS team",
            [key, key, source, on, on, version, team],
        )
    return name


def commit(writer: Writer) -> Manifest:
    """Commit with nothing to say about it."""
    return writer.commit(horizon=datetime(2026, 3, 1), settings="", loads=(), known={}, notes={})


def load(store: Store, rows: Iterable[Row]) -> Manifest:
    """One load of contacts."""
    with store.writer() as writer:
        writer.merge("contacts", stage(writer, rows), full_source=None)
        return commit(writer)


def stored(view: Snapshot | Writer) -> set[Row]:
    """The contacts a version holds."""
    found = view.engine.query('SELECT source, source_key, "on", source_version, team FROM contacts')
    columns = [found[name].tolist() for name in ("source", "source_key", "on", "source_version", "team")]
    rows = list(zip(*columns, strict=True))
    assert len(set(rows)) == len(rows)
    return set(rows)


def day(offset: int) -> date:
    """A date so many days into 2026."""
    return date(2026, 1, 1) + timedelta(days=offset)


def data_files(folder: Path) -> set[str]:
    """Every Parquet file of the store's tables."""
    return {path.relative_to(folder).as_posix() for path in folder.glob("*/*/*.parquet")}
