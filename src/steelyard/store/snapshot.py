"""One version of the store, held still for the length of a question."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, TracebackType

from steelyard import schema
from steelyard.errors import StoreError
from steelyard.store.engine import Engine
from steelyard.store.following import FollowUp, Renaming, depends
from steelyard.store.layout import widths
from steelyard.store.manifest import Manifest, View, resting_name
from steelyard.store.results import Results


class Snapshot:
    """Every table of a version as a view of the same name; canonical tables never loaded are empty.

    Args:
        engine: closed with the snapshot if it belongs to it.

    Attributes:
        refused: measure, or what is read beside them -> why its engine must not be asked for it.
        results: small results kept with the version; None where its tables are not files of the store.
        follow_days: up to how many days after its own start each issue and contact is read; None: to the horizon.
    """

    results: Results | None = None
    follow_days: float | None = None
    refused: Mapping[str, str] = MappingProxyType({})

    def __init__(self, folder: Path, manifest: Manifest, engine: Engine, *, owns_engine: bool) -> None:
        self.manifest, self.engine, self._owns_engine = manifest, engine, owns_engine
        attach_all(engine, folder, manifest)

    def show(self, views: Mapping[str, View]) -> None:
        """Read some tables, whose form at rest the engine holds, through views."""
        self.manifest = replace(self.manifest, views={**self.manifest.views, **views})
        for name in views:
            show_view(self.engine, self.manifest, name)

    def following(self, days: float | None) -> Snapshot:
        """The same version with issues and contacts as they stood so many days after each began.

        Those younger at the horizon do not count as mature. The engine stays with this snapshot.
        """
        if days == self.follow_days:
            return self
        base = self.engine.engine if isinstance(self.engine, Renaming) else self.engine
        names = {} if days is None else show_followed(base, self.manifest, days)
        other = copy(self)
        other.engine, other._owns_engine, other.follow_days = Renaming(base, names), False, days
        return other

    def close(self) -> None:
        """Let go of the engine, if it is the snapshot's own."""
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


def show_followed(engine: Engine, manifest: Manifest, days: float) -> dict[str, str]:
    """Show what depends on the follow-up under names of its own: table -> name."""
    names = {}
    for name, view in manifest.views.items():
        if depends(view.sql[engine.dialect]):
            follow_up = FollowUp(view.least_s, days)
            names[name] = f"{name}_within_{follow_up.within_s}"
            engine.view(names[name], follow_up.fill(view.sql[engine.dialect]))
    return names


def canonical_columns(table: str) -> dict[str, str]:
    """Column -> type of a canonical table as it is stored, without extra dimensions."""
    return {column.name: schema.SQL_TYPES[column.type] for column in schema.stored_columns(table)}


def check_files(folder: Path, manifest: Manifest) -> None:
    """StoreError where a file of the version is missing or has lost a part."""
    for files in manifest.tables.values():
        for file in files:
            path = folder / file.path
            if not path.is_file() or path.stat().st_size != file.size_bytes:
                raise StoreError(
                    f"a file of version {manifest.version} is missing or damaged",
                    where=str(path),
                    next="restore the store from a backup, or remove its folder and load again",
                )
