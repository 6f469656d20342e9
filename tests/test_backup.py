"""Workspace and desk as one file and back: the same answers, while loads run, and never over anything."""

from __future__ import annotations

import io
import json
import os
import random
import stat
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests import postgres, workspaces
from tests.desk.conftest import PASSWORD, fresh

import steelyard
from steelyard import backup
from steelyard.cli import steelyard as command
from steelyard.desk import Desk
from steelyard.errors import DeskError, StoreError
from steelyard.store import layout, manifest
from steelyard.workspace import Workspace

TOML = """
[workspace]
name = "Acme"

[sources.calls]
files = "exports/*.csv"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
opened_at = "begun"
resolved = "solved"
"""


def rows(since: int, until: int) -> str:
    lines = ["id,customer,begun,solved"]
    for key in range(since, until):
        day = f"2026-0{1 + key % 6}-{1 + key % 28:02d} 10:00"
        lines.append(f"{key},C{key % 97},{day},{str(key % 3 > 0).lower()}")
    return "\n".join([*lines, ""])


def load_more(folder: Path, times: int) -> None:
    """Versions more, as if hours lay between them: the next sweeps away what only older ones name."""
    for number in range(1, times + 1):
        for path in (folder / "store").glob("manifest-*.json"):
            os.utime(path, (time.time() - 7200, time.time() - 7200))
        (folder / "exports" / f"later{number}.csv").write_text(rows(600 * number, 600 * number + 300))
        steelyard.open(folder).load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with contacts in its store and people in its desk."""
    place = tmp_path / "acme"
    (place / "exports").mkdir(parents=True)
    opened = workspaces.loaded(place, TOML, {"exports/first.csv": rows(0, 600)})
    desk = Desk.open(opened.settings)
    desk.users.add("anna", "analyst", by="root", password=PASSWORD)
    desk.views.save("anna", "mine", "/change")
    desk.close()
    return place


def entered(opened: Workspace) -> dict[str, list[dict[str, Any]]]:
    desk = Desk.open(opened.settings)
    try:
        return desk.dump()
    finally:
        desk.close()


def stored(opened: Workspace) -> dict[str, Any]:
    """Every table's rows, as text."""
    with opened.snapshot() as snapshot:
        tables = sorted(snapshot.manifest.columns)
        return {name: snapshot.engine.query(f"SELECT * FROM {name} ORDER BY ALL") for name in tables}


def same(one: Workspace, other: Workspace) -> None:
    left, right = stored(one), stored(other)
    assert str(left) == str(right)
    assert {name: len(next(iter(rows.values()))) for name, rows in left.items()} == {
        name: len(next(iter(rows.values()))) for name, rows in right.items()
    }
    assert one.scorecard().to_dict() == other.scorecard().to_dict()
    assert entered(one) == entered(other)


def test_what_is_restored_answers_and_loads_as_before(folder: Path, tmp_path: Path) -> None:
    written = backup.write(folder, tmp_path / "acme.steelyard")
    restored = backup.restore(tmp_path / "acme.steelyard", tmp_path / "again")
    assert (written.version, written.rows["users"], written.rows["audit"]) == (1, 1, 2)
    assert (restored.version, restored.rows, restored.files) == (1, written.rows, written.files)
    again = steelyard.open(tmp_path / "again")
    same(steelyard.open(folder), again)
    assert again.store.verify()[1] > 0
    assert not again.load().is_new
    assert not list((folder / "store" / layout.SCRATCH).glob("backup-*"))


def test_a_load_that_runs_meanwhile_is_not_in_it(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three loads end while files are written; what the first version names is swept away, and is in the backup."""
    backup.write(folder, tmp_path / "before.steelyard")
    first, plainly = manifest.latest(folder / "store"), backup._write

    def while_loading(*given: Any) -> Any:
        load_more(folder, 3)
        assert not all((folder / "store" / path).exists() for path in first.paths)
        return plainly(*given)

    monkeypatch.setattr(backup, "_write", while_loading)
    backup.write(folder, tmp_path / "meanwhile.steelyard")
    for name in ("before", "meanwhile"):
        assert backup.restore(tmp_path / f"{name}.steelyard", tmp_path / name).version == 1
    assert str(stored(steelyard.open(tmp_path / "before"))) == str(stored(steelyard.open(tmp_path / "meanwhile")))
    assert manifest.latest(folder / "store").version == 4


def test_a_version_swept_away_before_it_was_held_is_passed_over(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [manifest.latest(folder / "store")]
    load_more(folder, 3)
    newest = manifest.latest
    monkeypatch.setattr(manifest, "latest", lambda store: found.pop() if found else newest(store))
    assert backup.write(folder, tmp_path / "acme.steelyard").version == 4


def test_nothing_is_written_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("precious")
    with pytest.raises(StoreError, match="such a file already"):
        backup.write(folder, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "precious"
    backup.write(folder, tmp_path / "acme.steelyard")
    before = stored(steelyard.open(folder))
    for place in (folder, tmp_path):
        with pytest.raises(StoreError, match="not empty"):
            backup.restore(tmp_path / "acme.steelyard", place)
    assert str(stored(steelyard.open(folder))) == str(before)
    (tmp_path / "empty").mkdir()
    backup.restore(tmp_path / "acme.steelyard", tmp_path / "empty")


def test_it_is_its_owners_alone_and_holds_no_session(folder: Path, tmp_path: Path) -> None:
    backup.write(folder, tmp_path / "acme.steelyard")
    assert stat.S_IMODE((tmp_path / "acme.steelyard").stat().st_mode) == 0o600
    with tarfile.open(tmp_path / "acme.steelyard") as tar:
        names = tar.getnames()
        held = json.loads(tar.extractfile("desk.json").read())  # type: ignore[union-attr]
    assert names[:2] == ["backup.json", "desk.json"]
    assert "sessions" not in held
    assert not [name for name in names if "sqlite" in name or "scratch" in name or "/sums/" in name]


def test_a_damaged_backup_is_refused_wherever_it_is_damaged(folder: Path, tmp_path: Path) -> None:
    backup.write(folder, tmp_path / "acme.steelyard")
    whole = (tmp_path / "acme.steelyard").read_bytes()
    with tarfile.open(tmp_path / "acme.steelyard") as tar:
        spans = [(member.offset_data, member.size) for member in tar if member.size]
    chance = random.Random(7)
    for begin, size in [*spans[:2], *chance.sample(spans[2:], min(8, len(spans) - 2))]:
        place = begin + chance.randrange(size)
        (tmp_path / "bad").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(StoreError, match="damaged"):
            backup.restore(tmp_path / "bad", tmp_path / "again")
    for length in (0, 100, 5_000, len(whole) // 2):
        (tmp_path / "bad").write_bytes(whole[:length])
        with pytest.raises(StoreError, match="damaged"):
            backup.restore(tmp_path / "bad", tmp_path / "again")
    with pytest.raises(StoreError, match="no such file"):
        backup.restore(tmp_path / "nowhere", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob(".again*"))


def test_a_damaged_store_is_not_backed_up(folder: Path, tmp_path: Path) -> None:
    path = folder / "store" / next(file.path for file in manifest.latest(folder / "store").files if file.rows > 100)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="is damaged"):
        backup.write(folder, tmp_path / "acme.steelyard")
    assert not list(tmp_path.glob("*.steelyard"))
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    "name", ["workspace/../out", "/etc/out", "elsewhere/out", "workspace//etc/out", "workspace/a\\..\\out"]
)
def test_a_file_that_would_lie_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    made(tmp_path / "bad", name, tarfile.REGTYPE)
    with pytest.raises(StoreError, match="no backup"):
        backup.restore(tmp_path / "bad", tmp_path / "again")
    assert [path.name for path in tmp_path.iterdir()] == ["bad"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_only_files_are_restored(tmp_path: Path, kind: bytes) -> None:
    made(tmp_path / "bad", "workspace/out", kind)
    with pytest.raises(StoreError, match="no backup"):
        backup.restore(tmp_path / "bad", tmp_path / "again")


def made(path: Path, name: str, kind: bytes) -> None:
    """A backup with one file in it."""
    told = {"desk.json": {"size": 2, "sha256": backup._sha(b"{}")}, name: {"size": 0, "sha256": backup._sha(b"")}}
    index = backup._signed({"format": 1, "created_at": "2026-01-01", "version": 0, "rows": {}, "files": told})
    with tarfile.open(path, "w") as tar:
        for entry, content in (("backup.json", index), ("desk.json", b"{}")):
            backup._add(tar, entry, io.BytesIO(content))
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)


def test_one_of_a_newer_steelyard_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "new", "w") as tar:
        backup._add(tar, "backup.json", io.BytesIO(backup._signed({"format": 99})))
    with pytest.raises(StoreError, match="newer Steelyard"):
        backup.restore(tmp_path / "new", tmp_path / "again")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.server() as found:
        yield found


def test_a_desk_moves_to_postgresql_and_back(
    folder: Path, tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.write(folder, tmp_path / "one.steelyard")
    with fresh(server) as address:
        backup.restore(tmp_path / "one.steelyard", tmp_path / "moved", backup.with_desk(address))
        with pytest.raises(DeskError, match="already"):
            backup.restore(tmp_path / "one.steelyard", tmp_path / "twice", backup.with_desk(address))
        assert not (tmp_path / "twice").exists()
        monkeypatch.setenv("STEELYARD_DESK_ADDRESS", address)
        moved = entered(steelyard.open(tmp_path / "moved"))
        backup.write(tmp_path / "moved", tmp_path / "two.steelyard")
        monkeypatch.delenv("STEELYARD_DESK_ADDRESS")
    backup.restore(tmp_path / "two.steelyard", tmp_path / "back")
    assert entered(steelyard.open(tmp_path / "back")) == moved == entered(steelyard.open(folder))


def test_one_command_each(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["backup", str(tmp_path / "a.steelyard"), "-w", str(folder)])
    assert "version 1 of the store, 1 account, " in done.output
    done = CliRunner().invoke(command, ["restore", str(tmp_path / "a.steelyard"), "-w", str(tmp_path / "b"), "--json"])
    assert json.loads(done.output)["version"] == 1
    same(steelyard.open(folder), steelyard.open(tmp_path / "b"))
