"""A manifest is whole or it is nothing."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from steelyard.errors import EmptyStoreError, StoreError, VersionError
from steelyard.store import manifest as manifests
from steelyard.store.manifest import File, Load, Manifest


def example(version: int) -> Manifest:
    return Manifest(
        version=version,
        format=1,
        created_at=datetime(2026, 1, 2, 3, 4, 5, 6),
        horizon=datetime(2026, 1, 1),
        settings="fingerprint",
        tables={"contacts": (File("contacts/2026-01/a.parquet", 3, "2026-01", 2, 99),), "surveys": ()},
        columns={"contacts": {"b": "VARCHAR", "a": "BIGINT"}, "surveys": {"x": "DATE"}},
        loads=(Load("tickets", "contacts", 6, 1, 1, 1, 1, 2, datetime(2026, 1, 2)),),
        known={"contacts": {"handle_s": 3}},
        notes={"größe": [1, None, "כן"]},
    )


def test_what_is_published_is_read_back(tmp_path: Path) -> None:
    manifests.publish(tmp_path, example(1))
    assert manifests.latest(tmp_path) == example(1)
    assert list(manifests.latest(tmp_path).columns["contacts"]) == ["b", "a"]
    assert [path.name for path in tmp_path.iterdir()] == ["manifest-000001.json"]


def test_the_highest_version_is_taken_beyond_the_width_of_its_number(tmp_path: Path) -> None:
    for version in (9, 10, 1_000_000):
        manifests.publish(tmp_path, example(version))
    assert manifests.latest(tmp_path).version == 1_000_000
    assert [found.version for found in manifests.valid(tmp_path, most=2)] == [1_000_000, 10]


def test_a_version_is_never_written_over(tmp_path: Path) -> None:
    manifests.publish(tmp_path, example(1))
    before = manifests.path_of(tmp_path, 1).read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        manifests.publish(tmp_path, example(1))
    assert manifests.path_of(tmp_path, 1).read_bytes() == before


def test_without_links_it_is_still_created_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "links are not supported here")

    monkeypatch.setattr("os.link", refuse)
    manifests.publish(tmp_path, example(1))
    assert manifests.latest(tmp_path) == example(1)
    with pytest.raises(StoreError):
        manifests.publish(tmp_path, example(1))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_truncated_one_is_passed_over(tmp_path: Path, share: float) -> None:
    manifests.publish(tmp_path, example(1))
    manifests.publish(tmp_path, example(2))
    path = manifests.path_of(tmp_path, 2)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert manifests.latest(tmp_path).version == 1


def test_an_altered_or_renamed_one_is_passed_over(tmp_path: Path) -> None:
    manifests.publish(tmp_path, example(1))
    path = manifests.path_of(tmp_path, 1)
    manifests.path_of(tmp_path, 2).write_text(path.read_text().replace('"rows": 3', '"rows": 4'))
    manifests.path_of(tmp_path, 3).write_text(path.read_text())
    manifests.path_of(tmp_path, 4).write_text("[1, 2]")
    assert manifests.latest(tmp_path).version == 1


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    manifests.publish(tmp_path, example(1))
    manifests.path_of(tmp_path, 2).write_text(json.dumps({"format": manifests.FORMAT + 1, "future": True}))
    with pytest.raises(VersionError, match="newer Steelyard") as refused:
        manifests.latest(tmp_path)
    assert "upgrade" in refused.value.next


def test_an_empty_or_absent_folder_says_what_to_type(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(EmptyStoreError, match="steelyard load"):
            manifests.latest(folder)
