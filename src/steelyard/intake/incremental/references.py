"""What holds between the tables once merged: ids that are one, rows that point to nothing, and the horizon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytz

from steelyard import schema
from steelyard.errors import ConflictError, SettingsError
from steelyard.formats.raw import quoted
from steelyard.settings.model import Settings
from steelyard.store import Writer

ONE_ID = {"contacts": "contact_id", "agents": "agent_id", "customers": "customer_id"}
"""Tables others are joined to: an id may stand there once over all sources."""

POINTERS = (
    ("surveys", "contact_id", "contacts", "contact_id"),
    ("surveys", "customer_id", "customers", "customer_id"),
    ("survey_items", "survey_id", "surveys", "survey_id"),
    ("survey_items", "contact_id", "contacts", "contact_id"),
    ("survey_items", "customer_id", "customers", "customer_id"),
    ("evaluations", "contact_id", "contacts", "contact_id"),
    ("contacts", "follows_id", "contacts", "contact_id"),
    ("contacts", "merged_into", "contacts", "contact_id"),
    ("contacts", "agent_id", "agents", "agent_id"),
    ("contacts", "customer_id", "customers", "customer_id"),
    ("outcomes", "customer_id", "customers", "customer_id"),
    ("steps", "contact_id", "contacts", "contact_id"),
)  # fmt: skip


def present(writer: Writer) -> dict[str, tuple[str, ...]]:
    """Tables the writer's engine shows, each with its columns."""
    found = writer.engine.query(
        "SELECT table_name AS name, list(column_name ORDER BY column_index) AS columns FROM duckdb_columns() "
        "WHERE NOT internal AND schema_name = 'main' AND database_name = current_database() GROUP BY 1"
    )
    return {str(name): tuple(columns) for name, columns in zip(found["name"], found["columns"], strict=True)}


def check_ids(writer: Writer) -> None:
    """ConflictError where one id stands on several rows of a table others are joined to."""
    tables = present(writer)
    for table, name in ONE_ID.items():
        if table in tables and table in writer.changes and _has_repeated(writer, table, name):
            raise _clash(writer, table, name)


def _has_repeated(writer: Writer, table: str, name: str) -> bool:
    """Whether an id stands on several rows: looked for among those that changed where these are known."""
    if writer.changes[table]:
        came = f"SELECT {name} FROM {writer.changed(table)} WHERE is_now"
        again = f"SELECT {name} FROM {table} WHERE {name} IN ({came}) GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
        return bool(len(writer.engine.query(again)[name]))
    counts = writer.engine.query(f"SELECT count(*) AS n, count(DISTINCT hash({name})) AS ids FROM {table}")
    return bool(counts["n"][0] > counts["ids"][0])


def _clash(writer: Writer, table: str, name: str) -> ConflictError:
    found = writer.engine.query(
        f"SELECT count(*) AS n, min(one) AS one, min(two) AS two FROM "
        f"(SELECT min(source) AS one, max(source) AS two FROM {table} GROUP BY {name} HAVING count(*) > 1)"
    )
    number, one, two = int(found["n"][0]), str(found["one"][0]), str(found["two"][0])
    if one != two:
        return ConflictError(
            f"{number} values of {name} come from both {one} and {two}",
            where=f"{table} of {one} and {two}",
            next=f"If they are the same {table}, take one source out. If they are different ones, keep them apart: "
            f'{name} = {{ column = "...", prefix = "{two}-" }}.',
        )
    return ConflictError(
        f"{number} values of {name} stand on several rows once this load joins the ones before",
        where=f"{table} of {one}",
        next='If its key changed, write load = "full" and load all its files once.',
    )


def check_zone(writer: Writer, settings: Settings, staged: Mapping[str, Sequence[str]]) -> None:
    """SettingsError where the reporting zone changed and rows of files not read now would keep the days of the old.

    Args:
        staged: table -> views of what this load read of it.
    """
    before = writer.base.notes.get("time_zone", settings.time_zone) if writer.base else settings.time_zone
    if before == settings.time_zone:
        return
    for table in known(writer):
        again = " UNION ALL ".join(f"SELECT source, source_key FROM {quoted(view)}" for view in staged.get(table, ()))
        old = f"SELECT source, source_key FROM {table}" + (f" EXCEPT ({again})" if again else "")
        number = int(writer.engine.query(f"SELECT count(*) AS n FROM ({old})")["n"][0])
        if number and schema.table(table).time:
            raise SettingsError(
                f"the time zone changed from {before}, but {number} rows of {table} come from files not read now",
                where="steelyard.toml",
                next=f'Load every file again, or keep time_zone = "{before}".',
            )


def widen(writer: Writer, settings: Settings, tables: Iterable[str]) -> None:
    """Give stored tables the columns that no row has brought yet: declared dimensions, and what the schema gained."""
    held = present(writer)
    for table in tables:
        columns = schema.stored_columns(table, settings.dimensions)
        if {one.name for one in columns} - set(held[table]):
            fields = ", ".join(f"CAST(NULL AS {schema.SQL_TYPES[one.type]}) AS {quoted(one.name)}" for one in columns)
            writer.engine.execute(f"CREATE OR REPLACE TEMP VIEW staged_none AS SELECT {fields} WHERE false")
            writer.merge(table, "staged_none", full_source=None)


def horizon(writer: Writer, settings: Settings) -> datetime | None:
    """Up to when contacts are complete: the earliest, over their sources, of what each covers."""
    if "contacts" not in present(writer):
        return None
    found = writer.engine.query("SELECT source, max(opened_at) AS last FROM contacts GROUP BY source")
    declared = {source.name: source.covers_until for source in settings.sources if source.covers_until}
    ends = [
        end_of(declared[name], settings.time_zone) if name in declared else last.astype(datetime)
        for name, last in zip(found["source"], found["last"], strict=True)
        if not np.isnat(last)
    ]
    return min(ends, default=None)


def end_of(day: date, zone: str) -> datetime:
    """The instant a local day ends, naive UTC."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    local = pytz.timezone(zone).localize(midnight)
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def known(writer: Writer) -> dict[str, dict[str, int]]:
    """Canonical table -> column -> how many values are not missing, from what the files say of themselves."""
    found = {}
    for table, names in present(writer).items():
        if table in schema.names():
            held = writer.known(table)
            found[table] = {name: held.get(name, 0) for name in names}
    return {table: counts for table, counts in found.items() if any(counts.values())}


def orphans(writer: Writer, counts: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    """ "table.column" -> rows whose value points to no row; only where the table pointed to holds any.

    Args:
        counts: what `known` gave.
    """
    found = {}
    for table, name, target, target_name in POINTERS:
        if counts.get(table, {}).get(name) and target in counts:
            pointer = _Pointer(writer, table, name, target, target_name)
            found[f"{table}.{name}"] = pointer.orphans() if _is_countable(writer, table, target) else pointer.lost()
    return {name: count for name, count in found.items() if count}


def _is_countable(writer: Writer, table: str, target: str) -> bool:
    """Whether the version before counted between two tables, and all that changed in them since is known."""
    before = writer.base
    return (
        before is not None
        and {table, target} <= set(before.known)
        and all(writer.changes.get(name, True) for name in (table, target))
    )


@dataclass(frozen=True)
class _Pointer:
    """A column whose values are ids of another table."""

    writer: Writer
    table: str
    name: str
    target: str
    target_name: str

    def lost(self) -> int:
        """Rows that point to no row, counted over everything."""
        return self._count(
            f"{self.table} AS one WHERE one.{self.name} IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 FROM {self.target} AS two WHERE two.{self.target_name} = one.{self.name})"
        )

    def orphans(self) -> int:
        """The same from the count at the version before and what changed since."""
        assert self.writer.base is not None
        noted: Any = self.writer.base.notes.get("orphans", {})
        before = int(noted.get(f"{self.table}.{self.name}", 0))
        return before + self._among_changed() + self._among_others()

    def _among_changed(self) -> int:
        """How many more of the rows that changed point to nothing than did before."""
        if self.table not in self.writer.changes:
            return 0
        values = f"SELECT {self.name} FROM {self.writer.changed(self.table)}"
        held = f"SELECT {self.target_name} AS id FROM {self.target} WHERE {self.target_name} IN ({values})"
        self.writer.engine.keep("linkage_now", f"{held} GROUP BY 1")
        arrived, gone = self._arrived_and_gone()
        self.writer.engine.keep("linkage_before", f"(FROM linkage_now EXCEPT {arrived}) UNION {gone}")
        rows = f"{self.writer.changed(self.table)} WHERE {self.name} IS NOT NULL AND"
        now = self._count(f"{rows} is_now AND {self.name} NOT IN (FROM linkage_now)")
        return now - self._count(f"{rows} NOT is_now AND {self.name} NOT IN (FROM linkage_before)")

    def _among_others(self) -> int:
        """The same of the rows that did not change: they lost or found what they point to."""
        if self.target not in self.writer.changes:
            return 0
        arrived, gone = self._arrived_and_gone()
        counts = [
            self._count(f"{self.table} AS one WHERE {self.name} IN ({ids})") - self._of_changed(ids)
            for ids in (gone, arrived)
        ]
        return counts[0] - counts[1]

    def _of_changed(self, ids: str) -> int:
        if self.table not in self.writer.changes:
            return 0
        return self._count(f"{self.writer.changed(self.table)} WHERE is_now AND {self.name} IN ({ids})")

    def _arrived_and_gone(self) -> tuple[str, str]:
        """SELECTs of ids of the target that it holds only since this load, and only until it."""
        if self.target not in self.writer.changes:
            nothing = f"SELECT {self.target_name} FROM {self.target} WHERE false"
            return nothing, nothing
        ids = f"SELECT {self.target_name} FROM {self.writer.changed(self.target)} WHERE"
        return f"({ids} is_now EXCEPT {ids} NOT is_now)", f"({ids} NOT is_now EXCEPT {ids} is_now)"

    def _count(self, rows: str) -> int:
        return int(self.writer.engine.query(f"SELECT count(*) AS n FROM {rows}")["n"][0])
