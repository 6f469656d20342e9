"""steelyard erase, and restore with what was erased since."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.intake.personal.reading import holding
from tests.intake.personal.world import customer, files, toml

from steelyard.cli import steelyard as command
from steelyard.intake.personal.stopped import REASON

Run = Callable[..., tuple[int, str, str]]
WHO = customer(7)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (tmp_path / "exports").mkdir()
    for name, text in files(120, 20).items():
        (tmp_path / "exports" / name).write_text(text, "utf-8")
    (folder / "steelyard.toml").write_text(toml(), "utf-8")
    monkeypatch.chdir(folder)
    assert run("load", "--data", "../exports")[0] == 0
    return folder


def test_it_asks_and_then_erases(place: Path) -> None:
    given = ["erase", WHO, "--data", "../exports"]
    stopped = CliRunner().invoke(command, given, input="n\n")
    assert stopped.exit_code == 1
    assert holding(place / "store", [WHO])
    done = CliRunner().invoke(command, given, input="y\n")
    assert done.exit_code == 0, done.output
    assert "The customer is erased.\nVersion 2 of the store stands alone" in done.output
    assert "Source files that still hold the id, which are yours to change: calls.csv" in done.output
    assert holding(place, [WHO]) == []


def test_the_id_is_read_from_what_is_piped_in(place: Path) -> None:
    done = CliRunner().invoke(command, ["erase", "--yes", "--data", "../exports"], input=f"{WHO}\n")
    assert done.exit_code == 0
    assert WHO.lower() not in done.output.lower()


def test_who_is_not_there(run: Run, place: Path) -> None:
    code, out, err = run("erase", "Kunde-99999", "--yes")
    assert (code, out) == (1, "")
    assert "there is no such customer in the store" in err
    assert "99999" not in err


def test_a_restored_backup_knows_who_was_erased_since(run: Run, place: Path, tmp_path: Path) -> None:
    backup, data = str(tmp_path / "old.steelyard"), ("--data", "../exports")
    assert run("backup", backup)[0] == 0
    assert run("erase", WHO, "--yes", *data)[0] == 0
    code, out, _ = run("restore", backup, "-w", str(tmp_path / "as-it-was"))
    assert code == 0
    assert holding(tmp_path / "as-it-was", [WHO])
    code, out, _ = run("restore", backup, "-w", str(tmp_path / "restored"), "--erased", ".", "--json")
    assert code == 0
    assert json.loads(out)["erased"] == 1
    assert holding(tmp_path / "restored", [WHO]) == []
    code, out, _ = run("load", "--again", "--json", "-w", str(tmp_path / "restored"), *data)
    assert REASON in {reason["reason"] for reason in json.loads(out)["reasons"]}
    assert holding(tmp_path / "restored", [WHO]) == []


def test_a_later_backup_brings_the_list_along(run: Run, place: Path, tmp_path: Path) -> None:
    backup, data = str(tmp_path / "new.steelyard"), ("--data", "../exports")
    assert run("erase", WHO, "--yes", *data)[0] == 0
    assert run("backup", backup)[0] == 0
    assert run("restore", backup, "-w", str(tmp_path / "restored"))[0] == 0
    code, out, _ = run("load", "--again", "--json", "-w", str(tmp_path / "restored"), *data)
    assert code == 0
    assert REASON in {reason["reason"] for reason in json.loads(out)["reasons"]}
    assert holding(tmp_path / "restored", [WHO]) == []
