"""Results kept with a version: found whole, or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from steelyard.store import asked as kept_queries
from steelyard.store import results
from steelyard.store.asked import asked
from steelyard.store.manifest import FORMAT, Manifest
from steelyard.store.results import Results


def version(folder: Path, number: int, text: str) -> Results:
    return Results(folder, Manifest(number, FORMAT, datetime(2026, 1, 1), settings=text))


def test_found_as_they_were_put(tmp_path: Path) -> None:
    kept = version(tmp_path, 1, "one")
    given = {"a": np.arange(5), "names.b": np.array([[0.1, np.nan]])}
    assert kept.get("key") is None
    kept.put("key", given)
    found = kept.get("key")
    assert found is not None
    assert found.keys() == given.keys()
    for name, values in given.items():
        np.testing.assert_array_equal(found[name], values)
    assert [path.name for path in kept.folder.iterdir()] == ["key.npz"]


def test_another_version_finds_nothing_and_takes_the_place(tmp_path: Path) -> None:
    old, new = version(tmp_path, 1, "one"), version(tmp_path, 2, "two")
    old.put("key", {"a": np.ones(1)})
    assert new.get("key") is None
    new.put("key", {"a": np.zeros(1)})
    assert old.get("key") is None
    assert [path.name for path in (tmp_path / results.FOLDER).iterdir()] == [new.folder.name]


def test_the_same_number_with_other_content_is_another_version(tmp_path: Path) -> None:
    version(tmp_path, 1, "one").put("key", {"a": np.ones(1)})
    assert version(tmp_path, 1, "restored from elsewhere").get("key") is None


def test_damaged_results_are_computed_again(tmp_path: Path) -> None:
    kept = version(tmp_path, 1, "one")
    kept.put("key", {"a": np.arange(1000)})
    path = kept.folder / "key.npz"
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole.replace(whole[400:500], bytes(100))):
        path.write_bytes(damaged)
        assert kept.get("key") is None


def test_a_store_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    kept = version(tmp_path, 1, "one")
    (tmp_path / results.FOLDER).write_text("in the way")
    kept.put("key", {"a": np.ones(1)})
    assert kept.get("key") is None


def test_the_oldest_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MOST_BYTES", 20_000)
    kept = version(tmp_path, 1, "one")
    for key in ("first", "second", "third"):
        kept.put(key, {"a": np.zeros(1000)})
    assert [kept.get(key) is not None for key in ("first", "second", "third")] == [False, True, True]


def test_large_results_make_room_before_small_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MOST_BYTES", 40_000)
    monkeypatch.setattr(results, "SMALL_BYTES", 5_000)
    kept = version(tmp_path, 1, "one")
    for key, length in (("small", 100), ("first", 2000), ("second", 2000), ("third", 2000)):
        kept.put(key, {"a": np.zeros(length)})
    found = [kept.get(key) is not None for key in ("small", "first", "second", "third")]
    assert found == [True, False, True, True]


COLUMNS = {
    "team": np.array(["A", None, "A"], dtype=object),
    "on": np.array(["2026-01-01", "NaT", "2026-01-03"], dtype="datetime64[D]"),
    "at": np.array(["2026-01-01T10:00:00.000001", "NaT", "2026-01-03"], dtype="datetime64[us]"),
    "n": np.array([1, 2, 3], dtype=np.int64),
    "held": np.array([True, False, True]),
    "share": np.array([0.1, np.nan, 1e300]),
    "other": np.array([None, None, None], dtype=object),
    "cost": np.array([-0.0, 2.5, 3.5]),
    "sign": np.array([-0.0, 2.0, 3.0]),
    "count": np.array([0.0, -300.0, 70_000.0]),
    "large": np.array([2**40, 1, -1], dtype=np.int64),
    "ends": np.array([np.inf, 1.0, -np.inf]),
}


def snapshot_of(kept: Results | None, columns: dict[str, np.ndarray], read_as: str = "") -> Any:
    """A version whose engine gives these columns, and counts how often it was asked."""
    times: list[str] = []

    def query(sql: str) -> dict[str, np.ndarray]:
        times.append(sql)
        return columns

    engine = SimpleNamespace(dialect="duckdb", query=query)
    return SimpleNamespace(results=kept, engine=engine, read_as=read_as, times=times)


@pytest.mark.parametrize("rows", [0, 3])
def test_a_query_is_asked_once_and_gives_the_same_again(tmp_path: Path, rows: int) -> None:
    given = {name: values[:rows] for name, values in COLUMNS.items()}
    one = snapshot_of(version(tmp_path, 1, "one"), given)
    first, second = asked(one, "SELECT 1"), asked(one, "SELECT 1")
    assert one.times == ["SELECT 1"]
    assert list(first) == list(second) == list(given)
    for name, values in given.items():
        assert second[name].dtype == values.dtype
        np.testing.assert_array_equal(second[name], values)
        if values.dtype == float:
            np.testing.assert_array_equal(np.signbit(second[name]), np.signbit(values))


def test_another_query_reading_or_version_is_asked_itself(tmp_path: Path) -> None:
    kept = version(tmp_path, 1, "one")
    asked(snapshot_of(kept, COLUMNS), "SELECT 1")
    for other, sql in (
        (snapshot_of(kept, COLUMNS), "SELECT 2"),
        (snapshot_of(kept, COLUMNS, "within 90"), "SELECT 1"),
        (snapshot_of(version(tmp_path, 2, "two"), COLUMNS), "SELECT 1"),
        (snapshot_of(None, COLUMNS), "SELECT 1"),
    ):
        asked(other, sql)
        assert other.times == [sql]


def test_columns_of_anything_but_numbers_dates_and_texts_are_not_kept(tmp_path: Path) -> None:
    listed = np.empty(1, dtype=object)
    listed[0] = 7.5
    one = snapshot_of(version(tmp_path, 1, "one"), {"a": listed})
    asked(one, "SELECT 1")
    asked(one, "SELECT 1")
    assert len(one.times) == 2


def test_a_large_result_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_queries, "LARGE_BYTES", 10)
    one = snapshot_of(version(tmp_path, 1, "one"), COLUMNS)
    asked(one, "SELECT 1")
    asked(one, "SELECT 1")
    assert len(one.times) == 2
