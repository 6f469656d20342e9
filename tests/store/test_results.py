"""Results kept with a version: found whole, or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from steelyard.store import results
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
    kept = version(tmp_path, 1, "one")
    kept.put("first", {"a": np.zeros(1000)})
    monkeypatch.setattr(results, "MOST_BYTES", 20_000)
    for key in ("second", "third"):
        kept.put(key, {"a": np.zeros(1000)})
    assert [kept.get(key) is not None for key in ("first", "second", "third")] == [False, True, True]
