"""Who is drawn, as a file for the systems that serve customers: ids in, sides out, pseudonyms or not."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.intake.personal.world import PRIVACY, files, toml

import steelyard
from steelyard.errors import QuestionError, SettingsError
from steelyard.intake.personal import drawing, finding, keys, stopped
from steelyard.measure.models import lots
from steelyard.settings.undertaken import Lot
from steelyard.workspace import Workspace

PLAIN, HASHED = Lot(7, 0.5, "plain"), Lot(7, 0.5, "pseudonyms")
REGISTERED = """
[[initiatives]]
name = "call-back"
gain = "no waiting"
treats = "customers"
from = 2026-01-01
lot = { seed = 7, share = 0.5, ids = "plain" }
"""


def made(folder: Path, privacy: str = "", more: str = "") -> Workspace:
    for name, text in {**files(120, 20), "steelyard.toml": toml(privacy) + more}.items():
        (folder / name).write_text(text, "utf-8")
    workspace = steelyard.open(folder)
    if privacy:
        keys.make(keys.place(workspace.settings))
    workspace.load()
    return workspace


def sides(workspace: Workspace, lot: Lot) -> Mapping[str, str]:
    with workspace.snapshot() as snapshot:
        return dict(drawing.of_the_store(snapshot, workspace.settings, lot))


def test_every_customer_of_the_store_has_a_side_and_new_ones_too(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    told = sides(workspace, PLAIN)
    assert {*told.values()} == {"treated", "control"}
    with workspace.snapshot() as snapshot:
        typed = [*told, "somebody-new"]
        again = drawing.of_ids(snapshot, workspace.settings, PLAIN, typed)
    assert dict(again[:-1]) == told
    assert again[-1][1] in ("treated", "control")


def test_pseudonyms_are_drawn_by_the_ids_systems_write(tmp_path: Path) -> None:
    """What the file tells of an id is the side the store's pseudonym is on."""
    workspace = made(tmp_path, PRIVACY)
    with pytest.raises(SettingsError, match="pseudonyms alone"):
        sides(workspace, HASHED)
    typed = ["KUNDE-00007", "KUNDE-00003"]
    with workspace.snapshot() as snapshot:
        told = dict(drawing.of_ids(snapshot, workspace.settings, HASHED, typed))
    for one in typed:
        names = finding.pseudonyms_of(workspace.settings, workspace.store, one)
        assert told[one] == lots.side_of(HASHED, names[0][0])


def test_the_file_is_its_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    found = drawing.write(tmp_path / "lot.csv", [("a", "treated"), ("b", "control"), ("c", "")])
    assert found == drawing.Drawn(1, 1, 1)
    assert (tmp_path / "lot.csv").read_text().splitlines() == ["customer_id,side", "a,treated", "b,control"]
    assert stat.S_IMODE((tmp_path / "lot.csv").stat().st_mode) == 0o600
    with pytest.raises(QuestionError, match="already"):
        drawing.write(tmp_path / "lot.csv", [])


def test_a_list_of_ids_is_read_with_and_without_a_head(tmp_path: Path) -> None:
    path = tmp_path / "ids.txt"
    path.write_text("customer_id\nA\n\nB\nA\n")
    assert drawing.read_ids(path) == ["A", "B"]
    path.write_text("\n")
    with pytest.raises(QuestionError, match="holds no id"):
        drawing.read_ids(path)
    with pytest.raises(QuestionError, match="cannot be opened"):
        drawing.read_ids(tmp_path / "nowhere.txt")


def test_only_a_lot_of_the_store_is_drawn(tmp_path: Path) -> None:
    settings = made(tmp_path, more=REGISTERED).settings
    assert drawing.lot_named(settings, "call-back") == PLAIN
    with pytest.raises(QuestionError, match="no initiative on contacts"):
        drawing.lot_named(settings, "call-bakc")
    hidden = replace(settings, privacy=replace(settings.privacy, pseudonyms=True))
    with pytest.raises(SettingsError, match="not what the store holds"):
        drawing.lot_named(hidden, "call-back")


def test_erased_ids_are_known_by_the_same_sign() -> None:
    assert lots.ERASED == stopped.MARK
