"""How often signing in may fail: by name and by address, whether or not there is such a name."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic

WINDOW_S = 15 * 60
BY_NAME, BY_ADDRESS = 10, 40
MOST_KEPT = 50_000
"""Names and addresses that are remembered: beyond, those that failed longest ago go."""


class Attempts:
    """Failures of the last quarter of an hour, in memory. Safe to use from several threads."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, threading.Lock()
        self._failed: dict[tuple[str, str], deque[float]] = {}

    def wait_s(self, name: str, address: str) -> float:
        """For how many seconds no attempt is taken; 0 where one is."""
        with self._lock:
            return max(self._wait_s(("name", name), BY_NAME), self._wait_s(("address", address), BY_ADDRESS))

    def _wait_s(self, key: tuple[str, str], most: int) -> float:
        failed = self._recent(key)
        return failed[-most] + WINDOW_S - self._now() if len(failed) >= most else 0.0

    def failed(self, name: str, address: str) -> None:
        """Count a failure; a name that is empty counts for the address alone."""
        with self._lock:
            for key in (("name", name), ("address", address)):
                if key[1]:
                    failed = self._recent(key)
                    failed.append(self._now())
                    self._failed.pop(key, None)
                    self._failed[key] = failed
            while len(self._failed) > MOST_KEPT:
                self._failed.pop(next(iter(self._failed)))

    def succeeded(self, name: str) -> None:
        """Who signs in starts anew."""
        with self._lock:
            self._failed.pop(("name", name), None)

    def _recent(self, key: tuple[str, str]) -> deque[float]:
        failed = self._failed.get(key, deque())
        while failed and failed[0] <= self._now() - WINDOW_S:
            failed.popleft()
        return failed
