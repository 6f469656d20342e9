"""A load in a process of its own, beside whoever reads: how far it is, what it did, and the wish that it stop.

It writes where it stands to `store/loading.json` once a second, so that any process can read it and tell one that goes
on from one that died. What is asked of it lies beside: `store/loading.stop`. The store's lock decides who may write.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from steelyard.errors import BusyError, SteelyardError
from steelyard.settings.parse import FILE
from steelyard.workspace import STORE_FOLDER, open

if TYPE_CHECKING:
    from steelyard.intake import LoadReport
    from steelyard.workspace import Progress

State = Literal["running", "done", "failed", "stopped"]
DEMO = "handle-time-target"
DEMO_CONTACTS = 60_000
_DEAD_S = 30
_BEAT_S = 0.5
_FRESH_S = 3.0
_PATIENCE_S = 5.0
"""How long a load may take to answer an interrupt before its process ends."""


@dataclass(frozen=True)
class Loading:
    """Where a load stands, or how it ended.

    Args:
        step: what is being done; done, total: steps, total 0 before they are counted.
        began, beat: seconds since 1970: when it was started, and when it last wrote.
        what, where, next: of the error it failed with.
        version: of the store after it; is_new: whether it made that version.
        by: the process that loads; 0 before there is one.
    """

    state: State
    began: float
    beat: float
    step: str = ""
    done: int = 0
    total: int = 0
    what: str = ""
    where: str = ""
    next: str = ""
    version: int = 0
    is_new: bool = False
    by: int = 0

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.state == "running"

    @property
    def seconds(self) -> float:
        """How long it took, or has taken."""
        return max(self.beat - self.began, 0.0)

    @property
    def share(self) -> float:
        """Of its steps done, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


def state(folder: Path) -> Loading | None:
    """The workspace's load that runs, else the last one started in the background; None where there was none."""
    try:
        found = Loading(**json.loads(_place(folder).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if found.is_running and time.time() - found.beat > _DEAD_S:
        return dataclasses.replace(found, state="failed", what="the load ended without a word", next="load again")
    return found


def start(folder: Path, data: Path | None = None, *, again: bool = False, demo: bool = False) -> None:
    """Begin a load.

    Args:
        data: where the sources' files lie; the workspace itself unless told.
        again: read files, too, that did not change.
        demo: write the simulated centre's files and mapping first, into a folder without a mapping.

    Raises:
        BusyError: one runs already.
    """
    found = state(folder)
    if found and found.is_running:
        raise BusyError("another load is running", where=str(folder), next="wait until it ends, or stop it")
    _wish(folder).unlink(missing_ok=True)
    begun = Loading("running", time.time(), time.time(), step="starting")
    _write(folder, begun)
    command = [sys.executable, "-m", "steelyard.background", str(folder.absolute())]
    command += ["--data", str(data.absolute())] if data else []
    command += ["--again"] * again + ["--demo"] * demo
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    threading.Thread(target=_see_off, args=(process, folder, begun.began), daemon=True).start()


def stop(folder: Path) -> None:
    """Ask a running load to stop; the version before it stands."""
    found = state(folder)
    if found and found.is_running:
        _wish(folder).write_text("", "utf-8")


def _see_off(process: subprocess.Popen[bytes], folder: Path, began: float) -> None:
    """Wait for the process, and say so where it ended without having said how, and none other says how far it is."""
    code = process.wait()
    found = state(folder)
    if found and found.is_running and found.began == began and found.by in (0, process.pid):
        why = "it was killed" if code < 0 else f"its process ended with code {code}"
        _write(folder, dataclasses.replace(found, state="failed", what=f"the load failed: {why}", next="load again"))


def _place(folder: Path) -> Path:
    return Path(folder) / STORE_FOLDER / "loading.json"


def _wish(folder: Path) -> Path:
    return Path(folder) / STORE_FOLDER / "loading.stop"


def _write(folder: Path, loading: Loading) -> None:
    place = _place(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.{os.getpid()}.{threading.get_ident()}.part")
    part.write_text(json.dumps(dataclasses.asdict(loading)), "utf-8")
    part.replace(place)


class _Teller:
    """Writes where the load stands, and interrupts it where somebody wishes so."""

    def __init__(self, folder: Path) -> None:
        found = state(folder)
        now = time.time()
        self.folder, self.loading = folder, found if found and found.is_running else Loading("running", now, now)
        self._ended, self._lock = threading.Event(), threading.Lock()
        self._beating = threading.Thread(target=self._beat, daemon=True)

    def progress(self, done: int, total: int, step: str) -> None:
        """As a load calls it."""
        self.tell(done=done, total=total, step=step)

    def tell(self, **changed: object) -> None:
        """Write what changed, unless another process is writing how far it is."""
        with self._lock:
            self.loading = dataclasses.replace(self.loading, beat=time.time(), by=os.getpid(), **changed)  # type: ignore[arg-type]
            if not self._is_anothers():
                _write(self.folder, self.loading)

    def _is_anothers(self) -> bool:
        found = state(self.folder)
        is_running = found is not None and found.is_running and found.by not in (0, os.getpid())
        return is_running and found is not None and time.time() - found.beat < _FRESH_S

    def begin(self) -> None:
        """Write from now on, twice a second."""
        self._beating.start()

    def end(self, **changed: object) -> None:
        """Write how it ended, last; whoever wishes that it stop now comes too late."""
        self._stop_beating()
        _wish(self.folder).unlink(missing_ok=True)
        self.tell(**changed)

    def _stop_beating(self) -> None:
        self._ended.set()
        self._beating.join()

    def leave(self, **why: object) -> None:
        """Say nothing more where another load says how it goes on; why this one could not begin where none does."""
        self._stop_beating()
        last = time.monotonic() + _FRESH_S + 2 * _BEAT_S
        while time.monotonic() < last and not self._is_anothers():
            time.sleep(_BEAT_S / 5)
        if not self._is_anothers():
            self.tell(state="failed", **why)

    def _beat(self) -> None:
        asked_s: float | None = None
        while not self._ended.wait(_BEAT_S):
            self.tell()
            if asked_s is None and _wish(self.folder).exists():
                asked_s = time.monotonic()
                os.kill(os.getpid(), signal.SIGINT)
            elif asked_s is not None and time.monotonic() - asked_s > _PATIENCE_S:
                self._break_off()

    def _break_off(self) -> None:
        """End in the middle of a statement that answers no interrupt: what is half done, no version names."""
        _wish(self.folder).unlink(missing_ok=True)
        self.tell(state="stopped")
        os._exit(0)


def told(folder: Path, load: Callable[[Progress], LoadReport]) -> LoadReport:
    """Load here, on the terminal, and write how far it is, so that pages show it and can stop it.

    Where the workspace cannot be written nothing is told; the load says why.

    Raises:
        as `load`; KeyboardInterrupt where somebody wishes on a page that it stop.
    """
    teller = _Teller(folder)
    try:
        _wish(folder).unlink(missing_ok=True)
        teller.tell(step="starting")
    except OSError:
        return load(lambda *_: None)
    return _told(teller, lambda: load(teller.progress))


def _told(teller: _Teller, load: Callable[[], LoadReport]) -> LoadReport:
    """Load, and write how far it is and how it ended."""
    teller.begin()
    try:
        report = load()
    except KeyboardInterrupt:
        teller.end(state="stopped")
        raise
    except BusyError as error:
        teller.leave(what=error.what, where=error.where, next=error.next)
        raise
    except SteelyardError as error:
        teller.end(state="failed", what=error.what, where=error.where, next=error.next)
        raise
    except BaseException as error:
        teller.end(state="failed", what=f"an error nobody foresaw ({type(error).__name__})", next="load again")
        raise
    teller.end(state="done", version=report.version, is_new=report.is_new)
    return report


def run(folder: Path, data: Path | None, *, again: bool, demo: bool) -> None:
    """Load in this process, writing where it stands."""
    teller = _Teller(folder)

    def load() -> LoadReport:
        if demo and not (folder / FILE).exists():
            teller.tell(step="writing the simulated centre's files")
            _prepare(folder)
        return open(folder, data).load(progress=teller.progress, again=again)

    with suppress(KeyboardInterrupt, SteelyardError):
        _told(teller, load)


def _prepare(folder: Path) -> None:
    """The demo's files and mapping; none of them where it is interrupted, so that it can begin anew."""
    from steelyard.simulate.workspace import EXPORTS, prepare

    is_there = (folder / EXPORTS).exists()
    try:
        prepare(DEMO, folder, DEMO_CONTACTS, 1, has_effects=False)
    except KeyboardInterrupt:
        if not is_there:
            shutil.rmtree(folder / EXPORTS, ignore_errors=True)
        raise


def main(arguments: Sequence[str]) -> None:
    """FOLDER [--data FOLDER] [--again] [--demo]."""
    named = list(arguments)
    data = Path(named[named.index("--data") + 1]) if "--data" in named else None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with suppress(AttributeError, OSError):
        os.nice(5)
    run(Path(named[0]), data, again="--again" in named, demo="--demo" in named)


if __name__ == "__main__":
    main(sys.argv[1:])
