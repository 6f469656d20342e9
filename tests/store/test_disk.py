"""A disk that refuses ends in words, and the version before still answers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from steelyard.errors import StoreError
from steelyard.store import Store

from .rows import load, stored

ROW = ("s", "1", date(2026, 1, 5), None, "a")

TRIES = """
import sys
from pathlib import Path
from steelyard.errors import StoreError
from steelyard.store import Store
{before}
store = Store(Path(sys.argv[1]))
try:
    with store.writer() as writer:
        writer.replace("fact_contacts", "SELECT hash(i) AS n, hash(i + 1) AS m FROM range(2000000) AS r(i)")
        writer.commit(horizon=None, settings="", loads=(), known={{}}, notes={{}})
except StoreError as error:
    print(error)
    print(bool(error.where and error.next))
"""

LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
"""

NOBODY = "import os; os.getuid() or os.setuid(65534)"


def attempt(folder: Path, before: str) -> str:
    command = [sys.executable, "-c", TRIES.format(before=before), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout.endswith("True\n"), done.stdout
    return done.stdout


def survives(store: Store) -> None:
    """The version before answers, the next load works, and nothing is left of the failed one."""
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {ROW}
    assert load(store, [ROW]).version == 2
    assert not list(store.folder.glob("fact_contacts/*/*"))
    assert not list((store.folder / "scratch").iterdir())


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [ROW])
    assert "cannot be written" in attempt(tmp_path, LIMITED)
    survives(store)


@pytest.fixture
def small_disk(tmp_path: Path):
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    store = Store(small_disk / "store")
    load(store, [ROW])
    words = attempt(store.folder, "")
    assert "No space left" in words
    assert "free space" in words
    survives(store)


@pytest.fixture
def open_folder():
    """A folder other users may read, unlike pytest's own."""
    if os.name == "nt":
        pytest.skip("folders have no such permissions here")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_without_permission(open_folder: Path) -> None:
    store = Store(open_folder / "store")
    load(store, [ROW])
    for path in (store.folder, store.folder / "scratch", store.folder / "lock"):
        path.chmod(0o555)
    words = attempt(store.folder, NOBODY)
    assert "Permission denied" in words
    assert "permissions" in words


READS = f"""
import sys
from pathlib import Path
from steelyard.store import Store
def count():
    with Store(Path(sys.argv[1])).snapshot() as snapshot:
        snapshot.engine.execute("SET memory_limit = '60MB'")
        snapshot.engine.execute("CREATE TEMP TABLE big AS SELECT i, hash(i) AS h FROM range(5000000) AS r(i)")
        return snapshot.engine.query("SELECT count(*) AS n FROM contacts")["n"][0]
count()
{NOBODY}
print(count())
"""


def test_a_folder_that_may_only_be_read_is_read(open_folder: Path) -> None:
    store = Store(open_folder / "store")
    load(store, [ROW])
    for path in (store.folder, store.folder / "scratch"):
        path.chmod(0o555)
    command = [sys.executable, "-c", READS, str(store.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "1\n", done.stderr


def test_a_path_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_text("a file")
    with pytest.raises(StoreError, match="is a file") as refused:
        Store(path)
    assert refused.value.next
    with pytest.raises(StoreError) as refused:
        Store(path / "below").writer()
    assert refused.value.next
    assert path.read_text() == "a file"
