"""Results of queries, kept beside the version they were asked of: arrays under a key.

folder/sums/<digest of the manifest>/<key>.npz

A version never changes, so neither does what was computed from it: a result is found again or computed again, never
out of date. Results of other versions go when the first of a newer one is kept.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from steelyard.store.manifest import Manifest

FOLDER = "sums"
MOST_BYTES = 96 << 20
"""Of one version; large results go before small ones, and of these the ones kept longest first."""

SMALL_BYTES = 1 << 20
"""A finished answer is smaller; so are most sums."""


class Results:
    """The results of one version. Where the store cannot be written, nothing is kept and nothing fails.

    Args:
        folder: the store's.
        manifest: all of the version: its files, its views, when it was made.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        digest = hashlib.sha256(repr(manifest).encode()).hexdigest()[:32]
        self.folder = folder / FOLDER / digest
        self._room = 0

    def get(self, key: str) -> dict[str, np.ndarray] | None:
        """The arrays kept under a key; None where there are none, or they were damaged."""
        try:
            with np.load(self.folder / f"{key}.npz", allow_pickle=False) as held:
                return {name: held[name] for name in held.files}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def put(self, key: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Keep arrays, all of them or none, under a key."""
        draft = self.folder / f"{secrets.token_hex(8)}.draft"
        with suppress(OSError):
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                self._forget_other_versions()
            with draft.open("xb") as file:
                np.savez(file, **dict(arrays))  # type: ignore[arg-type]
                self._room -= file.tell()
            os.replace(draft, self.folder / f"{key}.npz")
            if self._room < 0:
                self._make_room()
        with suppress(OSError):
            draft.unlink(missing_ok=True)

    def _forget_other_versions(self) -> None:
        for other in self.folder.parent.iterdir():
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)

    def _make_room(self) -> None:
        """Drop results beyond what may be kept, and see how much more may come."""
        held = sorted(((entry.stat(), Path(entry.path)) for entry in os.scandir(self.folder)), key=_last_to_go_first)
        size = 0
        for status, path in held:
            size += status.st_size
            if size > MOST_BYTES:
                path.unlink(missing_ok=True)
        self._room = (MOST_BYTES - size) // 2


def _last_to_go_first(entry: tuple[os.stat_result, Path]) -> tuple[bool, int]:
    status, _ = entry
    return status.st_size > SMALL_BYTES, -status.st_mtime_ns
