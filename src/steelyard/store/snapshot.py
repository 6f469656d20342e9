"""One version of the store, held still for the length of a question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType

from steelyard import schema
from steelyard.errors import StoreError
from steelyard.store.engine import Engine
from steelyard.store.layout import widths
from steelyard.store.manifest import Manifest, resting_name
from steelyard.store.results import Results


class Snapshot:
    """Every table of a version as a view of the same name; canonical tables never loaded are empty.

    Args:
        engine: closed with the snapshot if it belongs to it.

    Attributes:
        refused: measure, or what is read beside them -> why its engine must not be asked for it.
        results: small results kept with the version; None where its tables are not files of the store.
    """

    results: Results | None = None
    refused: Mapping[str, str] = MappingProxyType({})

    def __init__(self, folder: Path, manifest: Manifest, engine: Engine, *, owns_engine: bool) -> None:
        self.manifest, self.engine, self._owns_engine = manifest, engine, owns_engine
        attach_all(engine, folder, manifest)

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
    for name, view in manifest.views.items():
        if engine.dialect not in view.sql:
            what = f"version {manifest.version} was not made for engines that speak {engine.dialect}"
            raise StoreError(what, where=name, next=f"use one that speaks {' or '.join(view.sql)}")
        engine.view(name, view.sql[engine.dialect])


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
