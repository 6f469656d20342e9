"""A load in progress: new files beside the old, visible to nobody before `commit`."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from steelyard import schema
from steelyard.errors import StoreError
from steelyard.store import cleaning, disk, layout, texts
from steelyard.store import manifest as manifests
from steelyard.store.engine.duckdb import ROW_NUMBER, DuckEngine, filled, numbered, quote, selection
from steelyard.store.lock import Lock
from steelyard.store.manifest import File, Load, Manifest, View, resting_name
from steelyard.store.merge import CONTENT, MOST_FILES, Merge, Merger, Scope, aligned, digested, within
from steelyard.store.snapshot import attach_all, canonical_columns, check_files

IDENTITY = ("source", "source_key")


class Writer:
    """The one process that writes. Leaving the block without `commit` leaves the version before.

    Args:
        folder: the store's; made where it is absent.
        memory: what its engine may hold before it spills.
        small: up to so many rows a table lies in one partition.

    Raises:
        BusyError: another process writes.
        VersionError: the store was written by a newer Steelyard.
        StoreError: the folder cannot be written, or a file of the version before is missing.
    """

    def __init__(self, folder: Path, memory: str = "2GB", small: int = layout.SMALL) -> None:
        self.folder, self.small = folder, small
        with disk.writing(folder):
            (folder / layout.SCRATCH).mkdir(parents=True, exist_ok=True)
        self._lock = Lock(folder / "lock")
        self._lock.acquire()
        self._scratch = folder / layout.SCRATCH / f"load-{secrets.token_hex(4)}"
        try:
            self._begin(memory)
        except BaseException:
            self._clear()
            raise

    def _begin(self, memory: str) -> None:
        found = manifests.valid(self.folder)
        self.base: Manifest | None = found[0] if found else None
        base = self.base or Manifest(version=0, format=manifests.FORMAT, created_at=_now())
        check_files(self.folder, base)
        with disk.writing(self.folder):
            if found:
                cleaning.finish(self.folder, found[0])
            if found or not manifests.numbers(self.folder):
                layout.sweep(self.folder)
            self._scratch.mkdir()
        self.changes: dict[str, bool] = {}
        """Table that merges changed -> whether what changed is known row by row, in the table `changed` names."""
        self._tables = dict(base.tables)
        self._columns = {name: dict(columns) for name, columns in base.columns.items()}
        self.engine = DuckEngine(memory=memory, scratch=self._scratch / "spill")
        attach_all(self.engine, self.folder, base)
        texts.recall(self.folder)

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of engine, scratch and lock; files no manifest names go at the next load."""
        try:
            self.engine.close()
        finally:
            self._clear()

    def _clear(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._lock.release()

    @property
    def size_bytes(self) -> int:
        """What the version before takes on disk."""
        return sum(file.size_bytes for file in self.base.files) if self.base else 0

    def merge(self, table: str, staged: str, *, full_source: str | None, spared: str = "") -> Merge:
        """Bring rows in by identity (source, source_key); only partitions that change are written.

        A staged row takes the place of the one before unless their contents are equal, or both carry versions and
        its own is the lower. The source of the rows decides nothing else: sources never touch each other's rows.

        Args:
            table: a canonical table.
            staged: name of a view or table with its stored columns (read once), no identity twice.
            full_source: a source whose earlier rows that are not staged are removed.
            spared: SQL of rows of it that stay all the same.

        Raises:
            StoreError: an identity is missing or occurs twice, a column changed its type, or the disk refuses.
        """
        query = f"SELECT * FROM {quote(staged)}"
        columns, select = self._evolved(table, query)
        time = schema.table(table).time
        order = (*([time] if time else []), *IDENTITY)
        noted = self.changed(table) if self._tables.get(table) else ""
        with self._staged(table, select, "on" if time else "", order) as (stage, partition):
            before = self._tables.get(table, ())
            merger = Merger(
                self.engine,
                self.folder,
                table,
                columns,
                before,
                partition,
                order,
                full_source=full_source,
                spared=spared,
                noted=noted,
            )
            merge, files = merger.run(stage)
        self._show(table, columns, files)
        if merge.inserted + merge.replaced + merge.removed:
            self.changes[table] = self.changes.get(table, True) and merge.is_noted
        return merge

    def changed(self, table: str) -> str:
        """Name of the table of the engine that holds what merges changed in rows there before, see `Merger.noted`."""
        return f"changed_{table}"

    def revise(self, table: str, sql: str, scope: Scope, *, partition: str, order: tuple[str, ...]) -> Merge:
        """Put a query's rows in the place of those of a scope; only partitions that change are written.

        Args:
            table: one that `replace` wrote as revisable with the same partition and order.
            sql: rows of the scope, no identity twice; runs once.
        """
        columns, select = self._evolved(table, digested(sql))
        with self._staged(table, select, partition, order) as (stage, month):
            before = self._tables.get(table, ())
            merger = Merger(self.engine, self.folder, table, columns, before, month, order, scope=scope)
            merge, files = merger.run(stage)
        self._show(table, columns, files)
        return merge

    def stored(self, table: str) -> str:
        """Under which name the engine shows a table as it is stored."""
        return resting_name(table) if self.base and table in self.base.views else table

    def rows(self, table: str) -> int:
        """How many rows a table has now."""
        return sum(file.rows for file in self._tables.get(table, ()))

    def columns(self, table: str) -> dict[str, str]:
        """Column -> type of a table as it is stored; empty where there is none."""
        return dict(self._columns.get(table, {}))

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table there is now."""
        return tuple(self._tables)

    def amend(self, table: str, fields: Mapping[str, str], touched: str) -> int:
        """Give some rows of a table other values, each in its place; files without such rows stay; how many rows.

        Args:
            fields: column -> SQL over a row `r`. touched: SQL of the rows that are meant.
        """
        columns, files, rows = self._columns[table], [], 0
        given = ", ".join(f"{sql} AS {quote(name)}" for name, sql in fields.items())
        for file in self._tables.get(table, ()):
            relation = numbered(columns, self.folder / file.path, file.width)
            found = self.engine.query(f"SELECT count(*) AS n FROM ({relation}) AS r WHERE {touched}")
            count = int(found["n"][0])
            if count:
                changed = f"SELECT * REPLACE ({given}), {touched} AS is_touched FROM ({relation}) AS r"
                with disk.writing(self.folder):
                    select, order = _redigested(changed, columns), (ROW_NUMBER,)
                    written = layout.write(self.engine, self.folder, table, file.partition, select, columns, order)
                assert written is not None
                rows += count
            files.append(written if count and written else file)
        if rows:
            self._show(table, columns, files)
        return rows

    def known(self, table: str) -> dict[str, int]:
        """Column -> how many values of a table are not missing, from the files' own counts."""
        paths = [self.folder / file.path for file in self._tables.get(table, ())]
        return filled(self.engine, paths) if paths else {}

    def part(self, table: str, days: str) -> str:
        """SELECT of a dated table's rows in the partitions that some days lie in.

        Args:
            days: SELECT of `on`.
        """
        partition = self._partition(table, "on")
        files = within(self.engine, self._tables.get(table, ()), partition, days)
        return selection(self._columns[table], layout.widths(self.folder, files))

    def replace(
        self,
        table: str,
        sql: str,
        *,
        partition: str = "",
        order: tuple[str, ...] = (),
        is_revisable: bool = False,
    ) -> None:
        """Put a query's rows in the place of a table's; the query runs once and may read the table itself.

        Args:
            partition: date column whose month decides the partition of a large table; empty for one partition.
            order: columns that order the rows within each file.
            is_revisable: keep what `revise` needs, for rows with `source` and `source_key`.
        """
        sql = digested(sql) if is_revisable else sql
        with disk.writing(self.folder):
            columns, files = self._laid(table, sql, partition, order) if partition else self._single(table, sql, order)
        self._show(table, columns, files)

    def _single(self, table: str, sql: str, order: Sequence[str]) -> tuple[dict[str, str], list[File]]:
        """Columns, and the one file of a table that consists of a query's rows."""
        columns = self._describe(sql)
        written = layout.write(self.engine, self.folder, table, layout.ALL, sql, columns, order)
        return columns, [written] if written else []

    def _laid(self, table: str, sql: str, column: str, order: Sequence[str]) -> tuple[dict[str, str], list[File]]:
        """Columns, and the files of a table that consists of a query's rows, by month if they are many."""
        with layout.staged(self.engine, sql, layout.partition_of(column), order) as stage:
            laid = stage if stage.rows > self.small else stage.whole()
            columns = self._describe(f"SELECT * EXCLUDE (store_part) FROM ({laid.relation})")
            return columns, layout.write_all(self.engine, self.folder, table, laid, columns, order)

    def append(self, table: str, sql: str) -> None:
        """Add a query's rows to a table without identities, such as the quarantine."""
        columns, select = self._evolved(table, sql)
        before = self._tables.get(table, ())
        if len(before) >= MOST_FILES:
            select = f"{select} UNION ALL {selection(columns, layout.widths(self.folder, before))}"
            before = ()
        with disk.writing(self.folder):
            added = layout.write(self.engine, self.folder, table, layout.ALL, select, columns, ())
        self._show(table, columns, [*before, *([added] if added else [])])

    def commit(
        self,
        *,
        horizon: datetime | None,
        settings: str,
        loads: Sequence[Load],
        known: Mapping[str, Mapping[str, int]],
        notes: Mapping[str, object],
        views: Mapping[str, View] | None = None,
        is_alone: bool = False,
    ) -> Manifest:
        """Make everything written since the block began visible as the next version.

        Args:
            loads: the accounting of this load; that of earlier ones is kept before it.
            views: tables that are read in another form than they are stored in.
            is_alone: what versions before hold must be gone: they and all that was kept of them are removed at once.
        """
        number = max(manifests.numbers(self.folder), default=0) + 1
        notes = {**cleaning.carried(self.base), **notes, **({cleaning.ALONE: number} if is_alone else {})}
        manifest = Manifest(
            version=number,
            format=manifests.FORMAT,
            created_at=_now(),
            horizon=horizon,
            settings=settings,
            tables=self._tables,
            columns=self._columns,
            loads=(*(self.base.loads if self.base else ()), *loads),
            known=known,
            notes=notes,
            views=views or {},
        )
        with disk.writing(self.folder):
            layout.sync_folders(self.folder, manifest.paths - (self.base.paths if self.base else frozenset()))
            manifests.publish(self.folder, manifest)
            self.base = manifest
            cleaning.finish(self.folder, manifest)
        texts.save(self.folder)
        return manifest

    @contextmanager
    def _staged(self, table: str, select: str, column: str, order: Sequence[str]) -> Iterator[tuple[layout.Stage, str]]:
        """What comes into a table, and SQL of its partitions; a table that is small no longer is taken apart before."""
        months = layout.partition_of(column)
        with disk.writing(self.folder), layout.staged(self.engine, select, months, order) as stage:
            if self.rows(table) + stage.rows > self.small:
                self._take_apart(table, months, order)
            partition = self._partition(table, column) if self._tables.get(table) else months
            if not self._tables.get(table) and stage.rows <= self.small:
                partition = layout.partition_of("")
            yield stage if partition == months else stage.whole(), partition

    def _partition(self, table: str, column: str) -> str:
        """SQL of the partition that a row of a table with files belongs to."""
        is_whole = any(file.partition == layout.ALL for file in self._tables[table])
        return layout.partition_of("" if is_whole else column)

    def _take_apart(self, table: str, months: str, order: Sequence[str]) -> None:
        """Lay a table that lies in one partition into its months."""
        whole = [file for file in self._tables.get(table, ()) if file.partition == layout.ALL]
        if whole and months != layout.partition_of(""):
            columns = self._columns[table]
            rows = selection(columns, layout.widths(self.folder, whole))
            with layout.staged(self.engine, rows, months, order) as stage:
                files = layout.write_all(self.engine, self.folder, table, stage, columns, order)
                self._tables[table] = tuple(files)

    def _evolved(self, table: str, sql: str) -> tuple[dict[str, str], str]:
        """The table's columns with those a query adds at the end, and the query giving exactly these."""
        stored = self._columns.get(table) or (canonical_columns(table) if table in schema.names() else {})
        held = self._describe(sql)
        _check_kept(table, stored, held)
        columns = {**stored, **held}
        return columns, f"SELECT {aligned(columns, held)} FROM ({sql})"

    def _describe(self, sql: str) -> dict[str, str]:
        found = self.engine.query(f"DESCRIBE {sql}")
        return dict(zip(found["column_name"], found["column_type"], strict=True))

    def _show(self, table: str, columns: dict[str, str], files: Sequence[File]) -> None:
        self._tables[table], self._columns[table] = tuple(files), columns
        self.engine.attach(self.stored(table), columns, layout.widths(self.folder, files))


def _redigested(select: str, columns: Mapping[str, str]) -> str:
    """Rows of which those that are touched have a digest of what they are now, where there is one."""
    if CONTENT not in columns:
        return select
    digest = f"(hash({', '.join(quote(name) for name in columns if name != CONTENT)}) >> 1)::BIGINT"
    return f"SELECT * REPLACE (CASE WHEN is_touched THEN {digest} ELSE {CONTENT} END AS {CONTENT}) FROM ({select})"


def _check_kept(table: str, stored: Mapping[str, str], held: Mapping[str, str]) -> None:
    """StoreError where a column changed its type, or only the case of its name."""
    spelt = {name.lower(): name for name in stored}
    for name, kind in held.items():
        before = spelt.get(name.lower(), name)
        if before != name:
            raise StoreError(f"column {name} was called {before} before", where=table, next=f"call it {before} again")
        if stored.get(name, kind) != kind:
            what = f"column {name} is {stored[name]} in the store and {kind} in this load"
            raise StoreError(what, where=table, next="map it to the type it had before")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
