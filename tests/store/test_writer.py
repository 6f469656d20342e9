"""A load: nothing shows before commit, everything after."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from steelyard.errors import EmptyStoreError, EngineError
from steelyard.store import Load, Store
from steelyard.store.merge import MOST_FILES

from .rows import commit, data_files, load, stage, stored

ROW = ("s", "1", date(2026, 1, 5), None, "a")


def test_nothing_is_visible_without_commit(tmp_path: Path) -> None:
    store = Store(tmp_path / "new")
    with store.writer() as writer:
        writer.merge("contacts", stage(writer, [ROW]), full_source=None)
        with pytest.raises(EmptyStoreError):
            store.snapshot()
    with pytest.raises(EmptyStoreError):
        store.snapshot()


def test_an_error_in_a_load_leaves_the_version_before(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [ROW])
    with store.writer() as writer:
        writer.merge("contacts", stage(writer, [("s", "2", None, None, "b")]), full_source=None)
        with pytest.raises(EngineError):
            writer.replace("fact_contacts", "SELECT nonsense")
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {ROW}
    assert load(store, []).version == 2


def test_an_uncommitted_load_leaves_nothing_after_the_next(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [ROW])
    with store.writer() as writer:
        writer.merge("contacts", stage(writer, [("s", "2", date(2026, 2, 1), None, "b")]), full_source=None)
    assert len(data_files(tmp_path)) == 2
    manifest = load(store, [])
    assert data_files(tmp_path) == manifest.paths
    assert not (tmp_path / "contacts" / "2026-02").exists()


def test_commit_keeps_what_it_is_told(tmp_path: Path) -> None:
    store, notes = Store(tmp_path), {"orphans": {"surveys": 3}}
    done = Load("tickets", "contacts", 5, 1, 1, 1, 1, 1, datetime(2026, 3, 1, 2))
    for settings in ("one", "two"):
        with store.writer() as writer:
            known = {"contacts": {"team": 1}}
            writer.commit(horizon=datetime(2026, 3, 1), settings=settings, loads=[done], known=known, notes=notes)
    with store.snapshot() as snapshot:
        manifest = snapshot.manifest
    assert (manifest.version, manifest.settings, manifest.horizon) == (2, "two", datetime(2026, 3, 1))
    assert (manifest.loads, manifest.known, manifest.notes) == ((done, done), {"contacts": {"team": 1}}, notes)


def test_replace_orders_rows_within_each_month(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sql = (
        "SELECT CAST(hash(i) % 64 AS BIGINT) AS customer_group, i AS n, "
        "CASE WHEN i % 10 > 0 THEN DATE '2026-01-01' + CAST(i % 59 AS INTEGER) END AS \"on\" FROM range(300000) AS r(i)"
    )
    with store.writer() as writer:
        writer.replace("fact_contacts", sql, partition="on", order=("customer_group", "n"))
        files = commit(writer).tables["fact_contacts"]
        assert {file.partition for file in files} == {"2026-01", "2026-02", "undated"}
        assert sum(file.rows for file in files) == 300000
        for file in files:
            writer.engine.execute("SET preserve_insertion_order = true")
            found = writer.engine.query(f"SELECT customer_group * 1000000 + n AS place FROM '{tmp_path / file.path}'")
            assert (np.diff(found["place"]) > 0).all()


def test_replace_may_read_the_table_it_replaces(tmp_path: Path) -> None:
    with Store(tmp_path).writer() as writer:
        writer.replace("fact_issues", "SELECT 1 AS n")
        writer.replace("fact_issues", "SELECT n + 1 AS n FROM fact_issues")
        assert writer.engine.query("SELECT n FROM fact_issues")["n"].tolist() == [2]


def test_replacing_by_nothing_leaves_a_typed_empty_table(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writer() as writer:
        writer.replace("fact_issues", "SELECT 1 AS n, DATE '2026-01-01' AS \"on\" WHERE false", partition="on")
        commit(writer)
    with store.snapshot() as snapshot:
        found = snapshot.engine.query("SELECT * FROM fact_issues")
    assert {name: values.dtype.kind for name, values in found.items()} == {"n": "i", "on": "M"}


def test_appended_rows_add_up(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(10):
        with store.writer() as writer:
            writer.append("quarantine", f"SELECT 's' AS source, {number} AS row_number")
            writer.append("quarantine", "SELECT 's' AS source, 0 AS row_number WHERE false")
            files = commit(writer).tables["quarantine"]
    assert len(files) <= MOST_FILES
    with store.snapshot() as snapshot:
        found = snapshot.engine.query("SELECT source, row_number FROM quarantine ORDER BY row_number")
    assert found["row_number"].tolist() == list(range(10))


def test_the_spill_folder_goes_with_the_writer(tmp_path: Path) -> None:
    with Store(tmp_path).writer() as writer:
        writer.merge("contacts", stage(writer, [ROW]), full_source=None)
        assert list((tmp_path / "scratch").iterdir())
    assert not list((tmp_path / "scratch").iterdir())


def test_a_writer_stopped_while_it_begins_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("steelyard.store.writer.attach_all", stop)
        with pytest.raises(KeyboardInterrupt):
            Store(tmp_path).writer()
    assert not list((tmp_path / "scratch").iterdir())
    load(Store(tmp_path), [ROW])


def test_the_spill_folder_goes_even_when_closing_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    writer = Store(tmp_path).writer()
    monkeypatch.setattr(writer.engine, "close", stop)
    with pytest.raises(KeyboardInterrupt):
        writer.close()
    assert not list((tmp_path / "scratch").iterdir())
    load(Store(tmp_path), [ROW])
