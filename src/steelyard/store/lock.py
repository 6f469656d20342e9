"""One writer at a time: a lock of the operating system's that dies with its process."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from steelyard.errors import BusyError
from steelyard.store import disk

BEYOND = 1 << 30
"""Where Windows locks a byte: past the words that say who holds the lock, so that they stay readable."""


class Lock:
    """Held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock at once or raise BusyError naming who holds it."""
        with disk.failing("the store cannot be locked", where=str(self.path)):
            file = self.path.open("a+", encoding="utf-8")
            try:
                _take(file)
            except (BlockingIOError, PermissionError):
                holder = _holder(file)
                file.close()
                raise BusyError(
                    f"another load is running{holder}", where=str(self.path.parent), next="wait until it ends"
                ) from None
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "since": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")}, file)
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let others write."""
        if self._file:
            self._file.close()
            self._file = None


def _take(file: IO[str]) -> None:
    if os.name == "nt":  # pragma: no cover
        import msvcrt

        file.seek(BEYOND)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(file: IO[str]) -> str:
    try:
        file.seek(0)
        held = json.load(file)
        return f" (process {int(held['pid'])}, since {held['since']} UTC)"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
