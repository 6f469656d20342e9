"""A reader holds one version still, whatever a load does meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from steelyard import schema
from steelyard.errors import StoreError, VersionError
from steelyard.store import Manifest, Store, View, manifest
from steelyard.store.engine.duckdb import DuckEngine

from .rows import data_files, load, stored

FIRST, SECOND = ("s", "1", date(2026, 1, 5), None, "a"), ("s", "1", date(2026, 2, 5), None, "b")


def test_a_snapshot_keeps_its_version_to_the_end(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [FIRST])
    with store.snapshot() as held:
        for number in range(5):
            load(store, [("s", "1", date(2026, 2, 5), None, str(number))])
        assert stored(held) == {FIRST}
        assert held.manifest.version == 1


def test_an_earlier_version_is_read_as_long_as_it_is_there(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [FIRST])
    load(store, [SECOND])
    with store.snapshot(version=1) as earlier, store.snapshot(version=2) as newest:
        assert (earlier.manifest.version, stored(earlier)) == (1, {FIRST})
        assert (newest.manifest.version, stored(newest)) == (2, {SECOND})
    manifest.path_of(tmp_path, 1).unlink()
    with store.snapshot(version=1) as found:
        assert (found.manifest.version, stored(found)) == (2, {SECOND})


def test_canonical_tables_never_loaded_are_empty_and_typed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [FIRST])
    with store.snapshot() as snapshot:
        for name in schema.names():
            found = snapshot.engine.query(f"SELECT * FROM {name}")
            assert list(found) == [column.name for column in schema.stored_columns(name)]


def test_a_given_engine_is_used_and_left_open(tmp_path: Path) -> None:
    store, engine = Store(tmp_path / "store"), DuckEngine(scratch=tmp_path / "spill")
    load(store, [FIRST])
    with store.snapshot(engine) as snapshot:
        assert snapshot.engine is engine
    assert engine.query("SELECT count(*) AS n FROM contacts")["n"].tolist() == [1]
    engine.close()


@pytest.mark.parametrize("name", ["with space", "it's", "a[1]*?b", "данные"])
def test_the_store_may_lie_in_any_folder(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / name)
    load(store, [FIRST])
    load(store, [SECOND])
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {SECOND}


def test_a_relative_folder_survives_a_change_of_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store(Path("store"))
    monkeypatch.chdir("/")
    load(store, [FIRST])
    assert (tmp_path / "store").is_dir()


def test_a_lost_or_shortened_file_is_said(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [FIRST])
    path = tmp_path / next(iter(data_files(tmp_path)))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match="missing or damaged"):
        store.snapshot()
    path.unlink()
    with pytest.raises(StoreError, match="missing or damaged") as refused:
        store.writer()
    assert refused.value.next


def test_a_newer_store_is_neither_read_nor_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [FIRST])
    manifest.path_of(tmp_path, 2).write_text(json.dumps({"format": manifest.FORMAT + 1}))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    for open_store in (store.snapshot, store.writer):
        with pytest.raises(VersionError):
            open_store()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before


def test_an_older_store_is_loaded_again_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    with monkeypatch.context() as older:
        older.setattr(manifest, "FORMAT", manifest.FORMAT - 1)
        load(store, [FIRST])
    with pytest.raises(VersionError, match="older Steelyard") as refused:
        store.snapshot()
    assert refused.value.where == str(tmp_path)
    assert "steelyard load" in refused.value.next
    load(store, [])
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {FIRST}


def test_a_load_goes_on_after_a_truncated_manifest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [FIRST])
    load(store, [SECOND])
    path = manifest.path_of(tmp_path, 2)
    path.write_bytes(path.read_bytes()[:100])
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {FIRST}
    assert load(store, [SECOND]).version == 3
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {SECOND}


READS = """
import sys
from pathlib import Path
from steelyard.store import Store
store, seen = Store(Path(sys.argv[1])), []
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    with store.snapshot() as snapshot:
        found = snapshot.engine.query("SELECT team, count(*) AS n FROM contacts GROUP BY team")
        assert found["n"].tolist() == [50], found
        assert int(found["team"][0]) == snapshot.manifest.version, (found, snapshot.manifest.version)
        seen.append(snapshot.manifest.version)
assert seen == sorted(seen)
print(len(seen), len(set(seen)), flush=True)
"""


def test_readers_are_never_blocked_and_never_see_a_mixture(tmp_path: Path) -> None:
    store, stop = Store(tmp_path / "store"), tmp_path / "stop"

    def publish(version: int) -> None:
        load(store, [("s", str(key), date(2026, 1 + key % 3, 1), None, str(version)) for key in range(50)])

    publish(1)
    command = [sys.executable, "-c", READS, str(tmp_path / "store"), str(stop)]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert reader.stdout
    reader.stdout.readline()
    for version in range(2, 14):
        publish(version)
    stop.touch()
    words, problems = reader.communicate(timeout=60)
    assert reader.returncode == 0, problems
    reads, versions = map(int, words.split())
    assert reads > 5
    assert versions > 2


@pytest.mark.parametrize("place", [0, 3, 0.2, 0.5, 0.8, -5, -1])
def test_a_flipped_bit_in_a_stored_file_is_found_and_the_file_named(tmp_path: Path, place: float) -> None:
    store = Store(tmp_path, small=0)
    load(store, [FIRST, ("s", "2", date(2026, 2, 5), None, "b")])
    assert store.verify()[1] == 2
    path = sorted(data_files(tmp_path))[0]
    content = bytearray((tmp_path / path).read_bytes())
    content[int(place * len(content)) if isinstance(place, float) else place] ^= 4
    (tmp_path / path).write_bytes(content)
    with pytest.raises(StoreError, match="version 1 is missing or damaged") as found:
        store.verify()
    assert str(path) in str(found.value)
    assert found.value.next.startswith("restore the store from a backup")


def test_what_a_killed_load_left_goes_with_the_next_question_unless_a_load_runs(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [FIRST])
    left = tmp_path / "scratch" / "load-dead" / "input.parquet"
    left.parent.mkdir()
    left.write_text("somebody's rows")
    with store.writer():
        mine = [folder.name for folder in (tmp_path / "scratch").glob("load-*")]
        store.snapshot().close()
        assert [folder.name for folder in (tmp_path / "scratch").glob("load-*")] == mine
    left.parent.mkdir(exist_ok=True)
    left.write_text("somebody's rows")
    store.snapshot().close()
    assert not left.parent.exists()


def test_how_a_version_reads_is_asked_in_an_engine_its_load_did_not_write_for(tmp_path: Path) -> None:
    store = Store(tmp_path)
    asked: list[tuple[int, str]] = []
    with store.writer() as writer:
        writer.replace("fact_x", "SELECT 1 AS n")
        views = {"fact_x": View({"n": "INTEGER"}, {"other": "SELECT n FROM fact_x_at_rest"})}
        writer.commit(horizon=None, settings="", loads=[], known={}, notes={}, views=views)
    with pytest.raises(StoreError, match="other"):
        store.snapshot()

    def speak(version: Manifest, dialect: str) -> dict[str, str]:
        asked.append((version.version, dialect))
        return {"fact_x": "SELECT n + 1 AS n FROM fact_x_at_rest"}

    with store.snapshot(speak=speak) as snapshot:
        assert snapshot.engine.query("SELECT n FROM fact_x")["n"].tolist() == [2]
    assert asked == [(1, "duckdb")]
