"""Jobs in processes of their own, so that no page waits for what takes long: asked once, shared by all who ask.

A job's result is held in memory with what it follows from: the version, the settings, and what was given. Pages stay
with a version until what is commonly asked of the next one is answered.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass
from itertools import count
from multiprocessing import active_children, get_context
from time import monotonic
from typing import Any

from steelyard.errors import SteelyardError
from steelyard.web import jobs
from steelyard.web.board import Board
from steelyard.web.served import Served

MOST_HELD = 256
PATIENCE_S = 1.5
QUICK, SLOW = "quick", "slow"
IN_TURN = "in its turn"
"""The stage of what waits for others to be done first."""

Job = tuple[str, Mapping[str, Any], str]
"""Its name, what it is given, and which lane it takes: a quick one is never behind a slow one."""


@dataclass(frozen=True)
class Pending:
    """What is not ready yet.

    Args:
        since_s: for how many seconds it has been computed, or has waited.
        stage: what of it is being done, in words: "sums 2 of 3"; empty where nobody knows.
    """

    since_s: float
    stage: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As twins say it."""
        return {"pending": {"since_s": round(self.since_s, 1), "stage": self.stage}}


def furthest(waits: Sequence[Pending]) -> Pending:
    """Of several, for how long the first has been computed, and what is done of the first of which that is known."""
    return Pending(max(one.since_s for one in waits), next((one.stage for one in waits if one.stage), ""))


class FailedError(SteelyardError):
    """A job ended with a fault of the program or for want of memory; asked again it is tried again."""


class OneProcess(ProcessPoolExecutor):
    """A process of its own, started with the first job; `board` says what it does."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.board = Board(context)
        super().__init__(1, mp_context=context, initializer=jobs.prepare, initargs=(self.board,))


def one_process() -> Executor:
    """A process of its own, started with the first job."""
    return OneProcess()


@dataclass(frozen=True)
class _Held:
    """A job that was asked for: its number, its lane, and since when."""

    ticket: int
    lane: str
    begun_s: float
    future: Future[Any]


class Work:
    """The jobs of one workspace: quick ones are never behind slow ones. Safe to use from several threads.

    Args:
        start: gives what runs jobs, one for the quick and one for the slow.
        patience_s: how long a page waits for a job before it shows that it is being done.
        common: gives the jobs that are done of each new version before anybody asks.
    """

    def __init__(
        self,
        served: Served,
        start: Callable[[], Executor] = one_process,
        patience_s: float = PATIENCE_S,
        common: Callable[[], Sequence[Job]] = tuple,
    ) -> None:
        self.served, self._start, self._patience_s, self._common = served, start, patience_s, common
        self._noticed = 0
        self._lock = threading.RLock()
        self._running: dict[str, Executor] = {}
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._tickets = count(1)

    def result(
        self,
        name: str,
        given: Mapping[str, Any],
        *,
        wait_s: float | None = None,
        lane: str = QUICK,
        version: int | None = None,
    ) -> Any | Pending:
        """What a job gives, or that it is not ready after waiting so many seconds (as long as pages wait, unless told).

        Args:
            version: of the data; the one that pages show, unless told.

        Raises:
            SteelyardError: what the job raises; FailedError where it broke.
        """
        self.notice()
        key, held = self._asked(name, given, lane, version or self.served.version)
        try:
            return held.future.result(self._patience_s if wait_s is None else wait_s)
        except NotYetError:
            return Pending(monotonic() - held.begun_s, self._stage(held))
        except SteelyardError:
            raise
        except Exception as error:
            self._forget(key, lane if isinstance(error, BrokenExecutor) else "")
            what = f"computing this failed ({type(error).__name__})"
            raise FailedError(what, next="Reload to try again; if it fails again, look at the server's log.") from error

    def notice(self) -> None:
        """Where there is a new version, begin what is commonly asked of it; pages show it when that is answered.

        The first one is shown at once.
        """
        newest = self.served.newest
        with self._lock:
            is_first, is_new = not self._noticed, newest != self._noticed
            self._noticed = newest
        if is_first:
            self.served.show(newest)
        if is_new and newest:
            self.warm(self._common(), newest, lambda: self.served.show(newest))

    def warm(self, asked: Sequence[Job], version: int, after: Callable[[], None] = lambda: None) -> None:
        """Do jobs one after the other, so that what is asked meanwhile waits for one of them at most; then call."""
        if not asked:
            after()
            return
        name, given, lane = asked[0]
        try:
            _, held = self._asked(name, given, lane, version)
        except (SteelyardError, RuntimeError):
            after()
        else:
            held.future.add_done_callback(lambda _: self.warm(asked[1:], version, after))

    def is_asked(self, name: str, given: Mapping[str, Any], version: int) -> bool:
        """Whether somebody has asked for a job of a version, done or not."""
        with self._lock:
            return self._key(name, given, version) in self._held

    def _key(self, name: str, given: Mapping[str, Any], version: int) -> str:
        return repr((self.served.state(version), name, sorted(given.items())))

    def _asked(self, name: str, given: Mapping[str, Any], lane: str, version: int) -> tuple[str, _Held]:
        key = self._key(name, given, version)
        with self._lock:
            if key not in self._held:
                self._held[key] = self._submitted(name, given, lane, version)
            self._held.move_to_end(key)
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
            return key, self._held[key]

    def _submitted(self, name: str, given: Mapping[str, Any], lane: str, version: int) -> _Held:
        if lane not in self._running:
            self._running[lane] = self._start()
        ticket, where = next(self._tickets), (self.served.folder, self.served.data, version)
        return _Held(ticket, lane, monotonic(), self._running[lane].submit(jobs.run, *where, name, dict(given), ticket))

    def _stage(self, held: _Held) -> str:
        """What of a job is being done, or how many are before it."""
        with self._lock:
            board: Board | None = getattr(self._running.get(held.lane), "board", None)
            ahead = [
                other
                for other in self._held.values()
                if other.lane == held.lane and other.ticket < held.ticket and not other.future.done()
            ]
        if ahead:
            return f"behind {len(ahead)} other{'s' * (len(ahead) > 1)}"
        ticket, stage = board.read() if board is not None else (0, "")
        return stage if ticket == held.ticket else ""

    def _forget(self, key: str, broken: str) -> None:
        with self._lock:
            self._held.pop(key, None)
            self._running.pop(broken, None)

    def close(self) -> None:
        """Stop what runs; nothing of it is kept half."""
        with self._lock:
            for executor in self._running.values():
                executor.shutdown(wait=False, cancel_futures=True)
            self._running.clear()
            self._held.clear()
        for child in active_children():
            child.terminate()
