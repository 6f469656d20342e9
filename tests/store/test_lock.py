"""One writer; the lock dies with its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from steelyard.errors import BusyError
from steelyard.store import Store
from steelyard.store.lock import Lock

HOLDS = """
import sys, time
from pathlib import Path
from steelyard.store.lock import Lock
lock = Lock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_writer_is_refused_at_once_naming_the_first(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writer(), pytest.raises(BusyError, match=f"process {os.getpid()}, since 20") as refused:
        store.writer()
    assert refused.value.next
    store.writer().close()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    with pytest.raises(BusyError, match=f"process {process.pid}"):
        Lock(path).acquire()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    lock = Lock(path)
    lock.acquire()
    lock.release()


def test_a_lock_without_words_still_refuses(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    lock.acquire()
    (tmp_path / "lock").write_text("")
    with pytest.raises(BusyError, match=r"another load is running\n"):
        Lock(tmp_path / "lock").acquire()
