"""Versions of the data on disk. One process writes; readers hold a version still and are never blocked.

folder/manifest-000007.json         a version: which files, which columns, how it came to be
folder/contacts/2026-03/*.parquet   immutable files by table and month
folder/scratch/                     spilled data of running loads and questions
folder/lock                         held by the running load
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from steelyard.errors import StoreError
from steelyard.store import manifest as manifests
from steelyard.store.engine import Engine
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.layout import SCRATCH
from steelyard.store.manifest import File, Load, Manifest
from steelyard.store.merge import Merge
from steelyard.store.snapshot import Snapshot, check_files
from steelyard.store.writer import Writer

__all__ = ["File", "Load", "Manifest", "Merge", "Snapshot", "Store", "Writer"]


class Store:
    """The store in a folder; the folder need not exist before the first load."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder).absolute()
        if self.folder.exists() and not self.folder.is_dir():
            raise StoreError("the store's path is a file", where=str(self.folder), next="choose a folder")

    def snapshot(self, engine: Engine | None = None) -> Snapshot:
        """The newest version, held still until closed.

        Args:
            engine: shows the tables to this engine; without one, to a new embedded engine.

        Raises:
            EmptyStoreError: nothing has been loaded yet.
            VersionError: written by a newer Steelyard.
            StoreError: a file is missing or damaged.
        """
        found = manifests.latest(self.folder)
        check_files(self.folder, found)
        chosen = engine or DuckEngine(scratch=self._scratch())
        return Snapshot(self.folder, found, chosen, owns_engine=engine is None)

    def writer(self) -> Writer:
        """The right to write, until its block is left; BusyError at once where another process has it."""
        return Writer(self.folder)

    def _scratch(self) -> Path | None:
        """Where a question spills: beside the data, or in the system's temporary folder where that is read-only."""
        folder = self.folder / SCRATCH
        return folder / f"read-{secrets.token_hex(4)}" if os.access(folder, os.W_OK) else None
