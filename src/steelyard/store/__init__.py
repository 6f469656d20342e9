"""Versions of the data on disk. One process writes; readers hold a version still and are never blocked.

folder/manifest-000007.json         a version: which files, which columns, how it came to be
folder/contacts/2026-03/*.parquet   immutable files by table and month
folder/sums/*/*.npz                 answers and small results of questions about a version
folder/scratch/                     spilled data of running loads and questions
folder/lock                         held by the running load
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from steelyard.errors import StoreError, VersionError
from steelyard.store import cleaning, disk, layout, texts
from steelyard.store import manifest as manifests
from steelyard.store.engine import Engine
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.layout import SCRATCH
from steelyard.store.lock import Lock
from steelyard.store.manifest import File, Load, Manifest, View
from steelyard.store.merge import Merge
from steelyard.store.results import Results
from steelyard.store.snapshot import Snapshot, check_files, verify_files
from steelyard.store.writer import Writer

__all__ = ["File", "Load", "Manifest", "Merge", "Snapshot", "Store", "View", "Writer"]

Speak = Callable[[Manifest, str], Mapping[str, str]]
"""A version and a dialect -> table -> how it is read, in the dialect."""


class Store:
    """The store in a folder; the folder need not exist before the first load.

    Args:
        small: up to so many rows a table is written as one file instead of one a month.
    """

    def __init__(self, folder: Path, small: int = layout.SMALL) -> None:
        self.small = small
        self.folder = Path(folder).absolute()
        if self.folder.exists() and not self.folder.is_dir():
            raise StoreError("the store's path is a file", where=str(self.folder), next="choose a folder")

    def snapshot(
        self,
        engine: Engine | None = None,
        *,
        owns_engine: bool = False,
        speak: Speak | None = None,
        version: int | None = None,
    ) -> Snapshot:
        """The newest version, or an earlier one that is still there, held still until closed.

        Args:
            version: which one; the newest that holds, where this does not.
            engine: shows the tables to this engine; without one, to a new embedded engine.
            owns_engine: the engine ends with the snapshot.
            speak: asked where the version's views are not written in the engine's dialect.

        Raises:
            EmptyStoreError: nothing has been loaded yet.
            VersionError: written by a newer Steelyard, or by an older one.
            StoreError: a file is missing or damaged.
        """
        self._clear_dead_loads()
        newest = manifests.latest(self.folder)
        self._finish(newest)
        earlier = manifests.read(manifests.path_of(self.folder, version)) if version else None
        found = earlier or newest
        if found.format < manifests.FORMAT:
            what = f"version {found.version} was built by an older Steelyard, whose facts know less than is asked now"
            raise VersionError(what, where=str(self.folder), next="type: steelyard load (unchanged files are not read)")
        check_files(self.folder, found)
        chosen = engine or DuckEngine(scratch=self._scratch())
        shown = _speaking(found, chosen.dialect, speak) if speak else found
        snapshot = Snapshot(self.folder, shown, chosen, owns_engine=engine is None or owns_engine)
        if found.paths:
            snapshot.results = Results(self.folder, found)
        return snapshot

    def _clear_dead_loads(self) -> None:
        """Remove copies of source files that a killed load left; none while a load runs or nothing can be written."""
        left = layout.dead_loads(self.folder)
        lock = Lock(self.folder / "lock")
        with suppress(StoreError):
            if left:
                lock.acquire()
                layout.clear(left)
        lock.release()

    def _finish(self, found: Manifest) -> None:
        """Go on with the cleaning that a killed process left; where another one holds the lock, that one does."""
        if cleaning.is_unfinished(self.folder, found):
            lock = Lock(self.folder / "lock")
            with suppress(StoreError, OSError):
                lock.acquire()
                cleaning.finish(self.folder, found)
            lock.release()

    def verify(self) -> tuple[Manifest, int]:
        """The newest version, and how many files of it were read and hold what was written; StoreError otherwise."""
        found = manifests.latest(self.folder)
        return found, verify_files(self.folder, found)

    def writer(self) -> Writer:
        """The right to write, until its block is left; BusyError at once where another process has it."""
        return Writer(self.folder, small=self.small)

    @contextmanager
    def publishing(self) -> Iterator[Callable[..., Manifest]]:
        """The right to write a version without files, whose tables lie in an engine: as `Manifest`, less its number.

        Raises:
            BusyError: another process writes.
        """
        with disk.writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        lock = Lock(self.folder / "lock")
        lock.acquire()
        try:
            texts.recall(self.folder)
            yield self._publish
            texts.save(self.folder)
        finally:
            lock.release()

    def _publish(self, **content: Any) -> Manifest:
        number = max(manifests.numbers(self.folder), default=0) + 1
        created_at = datetime.now(UTC).replace(tzinfo=None)
        manifest = Manifest(version=number, format=manifests.FORMAT, created_at=created_at, **content)
        with disk.writing(self.folder):
            manifests.publish(self.folder, manifest)
        return manifest

    def outdated(self) -> list[Manifest]:
        """Versions before the last two, without files of their own."""
        found = manifests.valid(self.folder, most=len(manifests.numbers(self.folder)))
        return [manifest for manifest in found[2:] if not manifest.paths]

    def forget(self, manifest: Manifest) -> None:
        """Remove the manifest of an outdated version."""
        with disk.writing(self.folder):
            manifests.path_of(self.folder, manifest.version).unlink(missing_ok=True)

    def _scratch(self) -> Path | None:
        """Where a question spills: beside the data, or in the system's temporary folder where that is read-only."""
        folder = self.folder / SCRATCH
        return folder / f"read-{secrets.token_hex(4)}" if os.access(folder, os.W_OK) else None


def _speaking(manifest: Manifest, dialect: str, speak: Speak) -> Manifest:
    """A version with its views written in a dialect, too."""
    if all(dialect in view.sql for view in manifest.views.values()):
        return manifest
    texts = speak(manifest, dialect)
    views = {
        name: replace(view, sql={**view.sql, **({dialect: texts[name]} if name in texts else {})})
        for name, view in manifest.views.items()
    }
    return replace(manifest, views=views)
