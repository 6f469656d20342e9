"""One version of the store, held still for the length of a question."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any
from uuid import uuid4
from zlib import crc32

from steelyard import schema
from steelyard.errors import StoreError
from steelyard.store import disk, texts
from steelyard.store.engine import Engine
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.following import AtOdds, FollowUp, Held, Keeping, Renaming, depends
from steelyard.store.layout import widths
from steelyard.store.manifest import File, Manifest, View, resting_name
from steelyard.store.results import Results


class Snapshot:
    """Every table of a version as a view of the same name; canonical tables never loaded are empty.

    Args:
        engine: closed with the snapshot if it belongs to it.

    Attributes:
        refused: measure, or what is read beside them -> why its engine must not be asked for it.
        results: small results kept with the version; None where its tables are not files of the store.
        follow_days: up to how many days after its own start each issue and contact is read; None: to the horizon.
        odds: how many times as likely unidentified contacts are taken to be returns.
        readings: what sums all readings of the issues in one scan, where this is one of several, and its place in them.
        read_as: what tells how its tables are read from how the version's own are: empty where they are those.
    """

    results: Results | None = None
    follow_days: float | None = None
    odds: float = 1.0
    read_as: str = ""
    readings: Any = None
    place: int = 0
    refused: Mapping[str, str] = MappingProxyType({})

    def __init__(self, folder: Path, manifest: Manifest, engine: Engine, *, owns_engine: bool) -> None:
        self.manifest, self.engine, self._owns_engine, self._folder = manifest, engine, owns_engine, folder
        self._held = Held()
        texts.recall(folder)
        attach_all(engine, folder, manifest)

    def show(self, views: Mapping[str, View]) -> None:
        """Read some tables, whose form at rest the engine holds, through views."""
        self.manifest, self._held = replace(self.manifest, views={**self.manifest.views, **views}), Held()
        for name in views:
            show_view(self.engine, self.manifest, name)

    def expect_much(self) -> None:
        """Say that many questions are to be asked of it."""
        if isinstance(self.engine, DuckEngine):
            self.engine.expect_much()

    def following(self, days: float | None) -> Snapshot:
        """The same version with issues and contacts as they stood so many days after each began.

        Those younger at the horizon do not count as mature. The engine stays with this snapshot.
        """
        if days == self.follow_days:
            return self
        base = self.engine.engine if isinstance(self.engine, Renaming) else self.engine
        shown = self._held.followed
        if days is not None and days not in shown:
            shown[days] = show_followed(base, self.manifest, days)
        names = {} if days is None else shown[days]
        other = self._copy()
        other.engine, other._owns_engine, other.follow_days = Renaming(base, names, self._held), False, days
        other.read_as = "" if days is None else f"within {days}"
        return other

    def at_odds(self, odds: float, table: str, select: str, differing: Collection[str]) -> Snapshot:
        """The same version with a table read as it is where unidentified contacts are so likely to be returns.

        Args:
            select: over the table as this snapshot reads it.
            differing: the columns in which it differs from that.
        """
        base, names = (
            (self.engine.engine, self.engine.names) if isinstance(self.engine, Renaming) else (self.engine, {})
        )
        name = f"{names.get(table, table)}_odds_{crc32(select.encode()):08x}"
        self.engine.view(name, select)
        other = self._copy()
        plain = Renaming(base, names, self._held)
        other.engine = AtOdds(base, {**names, table: name}, self._held, plain, differing)
        other._owns_engine, other.odds = False, odds
        other.read_as = f"{self.read_as} {table} {select}"
        return other

    def reading(self, place: int, readings: Any) -> Snapshot:
        """The same as one of several readings."""
        other = copy(self)
        other._owns_engine, other.place, other.readings = False, place, readings
        return other

    def _copy(self) -> Snapshot:
        """The same, to be read otherwise: no longer one of several readings."""
        other = copy(self)
        other.place, other.readings = 0, None
        return other

    def beside(self, table: str, select: str) -> Snapshot:
        """The same version with one table more, which a SELECT gives: of small things that were not loaded."""
        names = self.engine.names if isinstance(self.engine, Renaming) else {}
        base = self.engine.engine if isinstance(self.engine, Renaming) else self.engine
        other = self._copy()
        other.read_as = f"{self.read_as} {table} {select}"
        name = f"{table}_{crc32(other.read_as.encode()):08x}"
        self.engine.view(name, select)
        other.engine, other._owns_engine = Renaming(base, {**names, table: name}, self._held), False
        return other

    @contextmanager
    def keeping(self, table: str, select: str) -> Iterator[Snapshot]:
        """The same version with one table more: what a SELECT over the others gives, run once when it is first read."""
        names = self.engine.names if isinstance(self.engine, Renaming) else {}
        base = self.engine.engine if isinstance(self.engine, Renaming) else self.engine
        other = self._copy()
        other.read_as = f"{self.read_as} {table} {select}"
        name = f"{table}_{crc32(other.read_as.encode()):08x}"
        kept = Keeping(base, {**names, table: name}, self._held, table, select)
        other.engine, other._owns_engine = kept, False
        try:
            yield other
        finally:
            kept.forget()

    @contextmanager
    def holding(self, tables: Mapping[str, str]) -> Iterator[Snapshot]:
        """The same version with several tables more, each made at once of those before it, for large ones.

        Args:
            tables: name -> SELECT, in the order in which they are made.
        """
        names = dict(self.engine.names) if isinstance(self.engine, Renaming) else {}
        base = self.engine.engine if isinstance(self.engine, Renaming) else self.engine
        other = self._copy()
        other.read_as = f"{self.read_as} {tables}"
        own = {table: f"{table}_{uuid4().hex[:12]}" for table in tables}
        other._owns_engine = False
        made = []
        try:
            for table, select in tables.items():
                Renaming(base, dict(names), self._held).keep(own[table], select)
                made.append(own[table])
                names[table] = own[table]
            other.engine = Renaming(base, names, Held())
            yield other
        finally:
            for name in made:
                base.drop(name)

    def close(self) -> None:
        """Let go of the engine, if it is the snapshot's own, and keep what was compiled."""
        texts.save(self._folder)
        if self._owns_engine:
            self.engine.close()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def attach_all(engine: Engine, folder: Path, manifest: Manifest) -> None:
    """Show every table of a version to an engine, and the canonical tables it lacks as empty ones."""
    for name in schema.names():
        if name not in manifest.shown:
            engine.attach(name, canonical_columns(name), [])
    for name, columns in manifest.columns.items():
        stored_as = resting_name(name) if name in manifest.views else name
        engine.attach(stored_as, columns, widths(folder, manifest.tables[name]))
    for name in manifest.views:
        show_view(engine, manifest, name)


def show_view(engine: Engine, manifest: Manifest, name: str) -> None:
    """Show a table of a version that is read in another form than it is stored in."""
    view = manifest.views[name]
    if engine.dialect not in view.sql:
        what = f"version {manifest.version} was not made for engines that speak {engine.dialect}"
        raise StoreError(what, where=name, next=f"use one that speaks {' or '.join(view.sql)}")
    engine.view(name, FollowUp(view.least_s).fill(view.sql[engine.dialect]))
    _packed(engine, manifest, name, name)


def show_followed(engine: Engine, manifest: Manifest, days: float) -> dict[str, str]:
    """Show what depends on the follow-up under names of its own: table -> name."""
    names = {}
    for name, view in manifest.views.items():
        if depends(view.sql[engine.dialect]):
            follow_up = FollowUp(view.least_s, days)
            names[name] = f"{name}_within_{follow_up.within_s}"
            engine.view(names[name], follow_up.fill(view.sql[engine.dialect]))
            _packed(engine, manifest, name, names[name])
    return names


def _packed(engine: Engine, manifest: Manifest, table: str, name: str) -> None:
    """Tell the embedded engine what it is to hold a table under its name once that is asked often."""
    if isinstance(engine, DuckEngine):
        engine.packed(name, sum(file.rows for file in manifest.tables.get(table, ())), manifest.views[table].columns)


def canonical_columns(table: str) -> dict[str, str]:
    """Column -> type of a canonical table as it is stored, without extra dimensions."""
    return {column.name: schema.SQL_TYPES[column.type] for column in schema.stored_columns(table)}


_MARK = b"PAR1"
"""How a Parquet file begins and ends."""


def check_files(folder: Path, manifest: Manifest) -> None:
    """StoreError where a file of the version is missing, has lost a part, or does not end as it must."""
    for file in manifest.files:
        if not _is_whole(folder / file.path, file.size_bytes):
            raise _damaged(folder, manifest, file)


def verify_files(folder: Path, manifest: Manifest) -> int:
    """Read every file of the version and hold it against its digest; how many there are.

    Raises:
        StoreError: a file is missing or holds other bytes than were written.
    """
    check_files(folder, manifest)
    for file in manifest.files:
        if file.digest and disk.digest(folder / file.path) != file.digest:
            raise _damaged(folder, manifest, file)
    return len(manifest.files)


def _is_whole(path: Path, size_bytes: int) -> bool:
    """Whether a file has its size, and both marks of a Parquet file."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(_MARK))
            end = file.seek(0, os.SEEK_END)
            file.seek(max(end - len(_MARK), 0))
            return end == size_bytes and begin == _MARK and file.read() == _MARK
    except OSError:
        return False


def _damaged(folder: Path, manifest: Manifest, file: File) -> StoreError:
    what = f"a file of version {manifest.version} is missing or damaged"
    hint = "restore the store from a backup, or remove its folder and load again"
    return StoreError(what, where=str(folder / file.path), next=hint)
