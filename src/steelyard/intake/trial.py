"""What a load would make of the files: every row is read and accounted for, and nothing is stored."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from steelyard.errors import SteelyardError
from steelyard.formats.raw import quoted
from steelyard.intake.sources.read_source import Harvest, Part, Reason, harvest
from steelyard.settings.mapping import Source
from steelyard.settings.model import Settings

Cells = tuple[str, ...]


@dataclass(frozen=True)
class TriedTable:
    """What a source would give to one canonical table.

    Args:
        read: rows; read = kept + duplicate + folded + filtered + quarantined.
        columns: canonical columns that are filled.
        rows: of each shown row what would be stored, as text; empty where missing, or where the row is left out.
        problems: of each shown row why it, or a value of it, is left out; empty where nothing is.
    """

    table: str
    read: int
    duplicate: int
    folded: int
    filtered: int
    quarantined: int
    reasons: tuple[Reason, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Cells, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        """Rows that would be stored."""
        return self.read - self.duplicate - self.folded - self.filtered - self.quarantined


@dataclass(frozen=True)
class Tried:
    """What a load would make of one source.

    Args:
        columns, rows: the first rows as they stand in the files.
        lacking: file -> mapped columns that only other files of the source have.
        error, next: why it cannot be read, and what to do; empty where it can.
    """

    source: str
    tables: tuple[TriedTable, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Cells, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    error: str = ""
    next: str = ""


def trial(
    settings: Settings, *, only: Sequence[str] | None = None, shown: int = 8, now: datetime | None = None
) -> tuple[Tried, ...]:
    """Read each source as a load would.

    Args:
        only: names of sources; all of them unless told.
        shown: so many first rows of each are shown.
        now: naive UTC.
    """
    moment = now or datetime.now(UTC).replace(tzinfo=None)
    sources = [source for source in settings.sources if only is None or source.name in only]
    return tuple(_tried(settings, source, shown, moment) for source in sources)


def _tried(settings: Settings, source: Source, shown: int, now: datetime) -> Tried:
    with tempfile.TemporaryDirectory(prefix="steelyard-") as scratch:
        try:
            found = harvest(settings, source, Path(scratch), now)
        except SteelyardError as error:
            return Tried(
                source.name, error=f"{error.where}: {error.what}" if error.where else error.what, next=error.next
            )
        with duckdb.connect() as connection:
            connection.execute("SET memory_limit = '1GB'; SET enable_progress_bar = false")
            return _shown(connection, settings, source.name, found, shown)


def _shown(connection: Any, settings: Settings, name: str, found: Harvest, most: int) -> Tried:
    listed = ", ".join(map(quoted, found.columns))
    connection.execute(
        f"CREATE TEMP TABLE shown AS SELECT {listed}, _file, _row FROM {found.rows} ORDER BY _file, _row LIMIT {most}"
    )
    rows = connection.execute(f"SELECT {listed} FROM shown ORDER BY _file, _row").fetchall()
    tables = tuple(_table(connection, settings, part) for part in found.parts)
    cells = tuple(tuple(value or "" for value in row) for row in rows)
    return Tried(name, tables, found.columns, cells, found.lacking)


def _table(connection: Any, settings: Settings, part: Part) -> TriedTable:
    columns = _filled(connection, settings, part)
    fields = "".join(f", any_value(m.{quoted(name)})" for name in columns)
    found = connection.execute(
        "SELECT count(m._row), any_value(m._problem_column), any_value(m._problem_reason), "
        f"any_value(m._aside){fields} FROM shown AS s LEFT JOIN ({part.mapped}) AS m "
        "ON s._file = m._file AND s._row = m._row GROUP BY s._file, s._row ORDER BY s._file, s._row"
    ).fetchall()
    return TriedTable(
        table=part.table,
        read=part.read,
        duplicate=part.duplicate,
        folded=part.folded,
        filtered=part.filtered,
        quarantined=part.quarantined,
        reasons=part.reasons,
        columns=columns,
        rows=tuple(
            tuple("" if column else _text(value, settings.time_zone) for value in values)
            for _, column, _, _, *values in found
        ),
        problems=tuple(_problem(count, column, reason, aside) for count, column, reason, aside, *_ in found),
    )


def _filled(connection: Any, settings: Settings, part: Part) -> tuple[str, ...]:
    """The columns that the source maps to the table, dimensions included, in the order they are stored."""
    source = next(source for source in settings.sources if source.name == part.source)
    mapped = {
        name for table in source.tables if table.table == part.table for name in (*table.columns, *table.dimensions)
    }
    stored = [row[0] for row in connection.execute(f"DESCRIBE {part.mapped}").fetchall()]
    return tuple(name for name in stored if name in mapped)


def _problem(count: int, column: str | None, reason: str | None, aside: Sequence[dict[str, str]] | None) -> str:
    if not count:
        return "left out by the filter"
    if column is not None:
        return f"{column} {reason}" if column else str(reason)
    return "; ".join(f"{entry['name']} {entry['reason']}" for entry in aside or ())


def _text(value: Any, zone: str) -> str:
    """A stored value as people read it; instants in the workspace's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
