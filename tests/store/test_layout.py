"""Old files go, but never while a reader may need them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from steelyard.store import Store, manifest
from steelyard.store.engine.duckdb import parquet
from steelyard.store.layout import GRACE_S

from .rows import data_files, load


def publish(store: Store, team: str) -> str:
    """Replace the only row; the path of the only file."""
    return load(store, [("s", "1", date(2026, 1, 5), None, team)]).tables["contacts"][0].path


def age(folder: Path, version: int) -> None:
    """Let a version have been published before the grace began."""
    path = manifest.path_of(folder, version)
    then = path.stat().st_mtime - GRACE_S - 60
    os.utime(path, (then, then))


def test_files_superseded_of_late_stay(tmp_path: Path) -> None:
    store = Store(tmp_path)
    paths = {publish(store, str(number)) for number in range(5)}
    assert data_files(tmp_path) == paths


def test_files_superseded_long_ago_go_with_their_manifests(tmp_path: Path) -> None:
    store = Store(tmp_path)
    paths = [publish(store, str(number)) for number in range(4)]
    for version in range(1, 5):
        age(tmp_path, version)
    store.writer().close()
    assert data_files(tmp_path) == set(paths[2:])
    assert manifest.numbers(tmp_path) == [3, 4]


def test_a_version_superseded_only_now_stays_however_old_its_files(tmp_path: Path) -> None:
    store = Store(tmp_path)
    paths = [publish(store, str(number)) for number in range(3)]
    age(tmp_path, 1)
    store.writer().close()
    assert data_files(tmp_path) == set(paths)


def test_what_the_store_did_not_write_is_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "exports" / "2026" / "tickets.parquet"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("theirs")
    store = Store(tmp_path)
    publish(store, "a")
    store.writer().close()
    assert foreign.read_text() == "theirs"


def test_scratch_of_dead_loads_goes_and_that_of_questions_stays_a_day(tmp_path: Path) -> None:
    store, scratch = Store(tmp_path), tmp_path / "scratch"
    publish(store, "a")
    for name in ("load-dead", "read-alive", "read-dead"):
        (scratch / name).mkdir()
    os.utime(scratch / "read-dead", (0, 0))
    (tmp_path / ".manifest-000009.json.1.draft").touch()
    store.writer().close()
    assert {path.name for path in scratch.iterdir()} == {"read-alive"}
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("rows", [60_000, 300_000])
def test_what_is_staged_lies_in_order_in_each_file(tmp_path: Path, rows: int) -> None:
    place = "CAST(hash(i) % 100000 AS INTEGER) AS place"
    days = f"SELECT DATE '2026-01-01' + CAST(i * 7919 % 59 AS INTEGER) AS on, {place} FROM range({rows}) t(i)"
    with Store(tmp_path).writer() as writer:
        writer.replace("fact_contacts", days, partition="on", order=("place",))
        files = writer._tables["fact_contacts"]
        assert sorted(file.partition for file in files) == ["2026-01", "2026-02"]
        for file in files:
            with writer.engine.alone():
                found = writer.engine.query(f"SELECT place FROM {parquet([tmp_path / file.path])}")["place"]
            assert len(found) == file.rows
            assert (found[1:] >= found[:-1]).all()
