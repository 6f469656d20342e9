"""The workspace that is served: its settings as the file has them now, and the newest version, held open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from steelyard import workspace
from steelyard.errors import EmptyStoreError
from steelyard.store import Snapshot, manifest
from steelyard.workspace import Workspace

SETTINGS_FILE = "steelyard.toml"


class Served:
    """One workspace for all requests of a process. Safe to use from several threads.

    Args:
        folder: the one that holds steelyard.toml; it need not be there yet.
        data: where the sources' files lie; the workspace itself unless told.
    """

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        self.folder, self.data = Path(folder).absolute(), data
        self._lock = threading.RLock()
        self._workspace: tuple[str, Workspace] | None = None
        self._written: tuple[tuple[int, int], str] = ((0, 0), "")
        self._snapshot: Snapshot | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace; read anew when its file changed. SettingsError where there is none or it does not hold."""
        with self._lock:
            written = self._settings()
            if self._workspace is None or self._workspace[0] != written:
                self._workspace = (written, workspace.open(self.folder, self.data))
            return self._workspace[1]

    def _settings(self) -> str:
        """A digest of the settings as their file has them now; empty where there is none."""
        file = self.folder / SETTINGS_FILE
        try:
            found = file.stat()
            moment = (found.st_mtime_ns, found.st_size)
            if self._written[0] != moment:
                self._written = (moment, sha256(file.read_bytes()).hexdigest())
        except FileNotFoundError:
            self._written = ((0, 0), "")
        return self._written[1]

    @property
    def version(self) -> int:
        """Number of the newest version; 0 where nothing has been loaded yet."""
        return max(manifest.numbers(self.folder / workspace.STORE_FOLDER), default=0)

    @property
    def state(self) -> tuple[int, str]:
        """What every answer follows from: the version, and the settings."""
        return self.version, self._settings()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The newest version, for one thread at a time; it stays open until there is a newer one.

        Raises:
            EmptyStoreError: nothing has been loaded yet.
        """
        with self._lock:
            if self._snapshot is None or self._snapshot.manifest.version != self.version:
                self._renew()
            assert self._snapshot is not None
            yield self._snapshot

    def _renew(self) -> None:
        self.close()
        if not self.version:
            raise EmptyStoreError("nothing has been loaded yet", where=str(self.folder), next="type: steelyard load")
        self._snapshot = self.workspace.snapshot()

    def close(self) -> None:
        """Let go of the version that is held open."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.close()
                self._snapshot = None
