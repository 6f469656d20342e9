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
        self._snapshots: dict[int, Snapshot] = {}
        self._shown = 0

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
    def newest(self) -> int:
        """Number of the newest version; 0 where nothing has been loaded yet."""
        return max(self._numbers(), default=0)

    @property
    def version(self) -> int:
        """Number of the version that pages show: the newest, or the one that `show` said as long as it is there."""
        known = self._numbers()
        return self._shown if self._shown in known else max(known, default=0)

    def show(self, version: int) -> None:
        """Pages are of this version from now on, and never of one before."""
        self._shown = max(self._shown, version)

    def _numbers(self) -> list[int]:
        return manifest.numbers(self.folder / workspace.STORE_FOLDER)

    def state(self, version: int) -> tuple[int, str]:
        """What every answer of a version follows from: it, and the settings."""
        return version, self._settings()

    @contextmanager
    def snapshot(self, version: int | None = None) -> Iterator[Snapshot]:
        """A version, the one that pages show unless told, for one thread at a time; open until there are newer ones.

        One that is gone since is the newest.

        Raises:
            EmptyStoreError: nothing has been loaded yet.
        """
        with self._lock:
            number = version or self.version
            if not number:
                where = str(self.folder)
                raise EmptyStoreError("nothing has been loaded yet", where=where, next="type: steelyard load")
            self._let_go(number)
            if number not in self._snapshots:
                self._snapshots[number] = self.workspace.snapshot(number)
            yield self._snapshots[number]

    def _let_go(self, number: int) -> None:
        """Close what is gone from the store, and all but the version asked for and the newest one open."""
        kept = {number, max(self._snapshots, default=number)} & set(self._numbers())
        for other in self._snapshots.keys() - kept:
            self._snapshots.pop(other).close()

    def close(self) -> None:
        """Let go of the versions that are held open."""
        with self._lock:
            for snapshot in self._snapshots.values():
                snapshot.close()
            self._snapshots.clear()
