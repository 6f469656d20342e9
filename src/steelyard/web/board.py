"""Where a worker writes how far it is, and the process that serves reads it: a few bytes that both see."""

from __future__ import annotations

import struct
from multiprocessing.context import BaseContext
from typing import Any

BYTES = 200
_HEAD = struct.Struct("<qH")


class Board:
    """One line: which job is being done, and what of it. Nobody waits for anybody.

    Args:
        context: how the worker's process is started.
    """

    def __init__(self, context: BaseContext) -> None:
        self._shared: Any = context.Array("c", BYTES)

    def write(self, ticket: int, stage: str) -> None:
        """Say what of a job is being done; what does not fit is cut off between characters."""
        words = stage.encode()[: BYTES - _HEAD.size].decode(errors="ignore").encode()
        with self._shared.get_lock():
            self._shared[: _HEAD.size + len(words)] = _HEAD.pack(ticket, len(words)) + words

    def read(self) -> tuple[int, str]:
        """The job that was begun last, and what of it is being done; 0 before any."""
        with self._shared.get_lock():
            held = bytes(self._shared[:])
        ticket, length = _HEAD.unpack_from(held)
        return ticket, held[_HEAD.size : _HEAD.size + length].decode()
