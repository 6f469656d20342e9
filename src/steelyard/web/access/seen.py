"""Who saw what, written down a moment later: no page waits for the audit log."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from steelyard.desk import Desk, Entry
from steelyard.errors import SteelyardError

SOON_S = 2.0
MOST = 5_000
"""Entries that may wait; the one after that is written at once, with them."""


class Seen:
    """Entries on their way to a desk's audit log. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Entry] = []
        self._desk: Desk | None = None
        self._is_timed = False

    def note(self, desk: Desk, who: str, what: str, of: str) -> None:
        """Write it down soon."""
        with self._lock:
            self._desk = desk
            self._waiting.append(Entry(datetime.now(UTC).replace(tzinfo=None), who, what, of, ""))
            count, is_first, self._is_timed = len(self._waiting), not self._is_timed, True
        if is_first:
            later = threading.Timer(SOON_S, self.write)
            later.daemon = True
            later.start()
        elif count > MOST:
            self.write()

    def write(self) -> None:
        """Write down what waits; where the desk cannot be written, it waits for the next time, up to a number."""
        with self._lock:
            waiting, self._waiting, desk, self._is_timed = self._waiting, [], self._desk, False
        try:
            if waiting and desk is not None:
                desk.audit.note_all(waiting)
        except SteelyardError:
            with self._lock:
                self._waiting = [*waiting, *self._waiting][-MOST:]
