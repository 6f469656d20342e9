"""Texts that were compiled once are known to the next process, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.store import texts


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch)


def begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a process begins: nothing is known."""
    monkeypatch.setattr(texts, "_process", texts._Process())


def never() -> str:
    raise AssertionError("compiled again")


def test_the_next_process_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert texts.compiled("a", lambda: "SELECT 'ü'") == "SELECT 'ü'"
    assert texts.compiled("a", never) == "SELECT 'ü'"
    texts.save(tmp_path)
    begin(monkeypatch)
    texts.compiled("b", lambda: "SELECT 2")
    texts.save(tmp_path)
    begin(monkeypatch)
    texts.recall(tmp_path)
    assert [texts.compiled(key, never) for key in "ab"] == ["SELECT 'ü'", "SELECT 2"]


def test_another_folder_of_the_same_process_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        texts.recall(folder)
        texts.compiled("a", lambda: "SELECT 1")
        texts.save(folder)
    begin(monkeypatch)
    texts.recall(other)
    assert texts.compiled("a", never) == "SELECT 1"


@pytest.mark.parametrize("damage", ["", "{", "[]", "altered"])
def test_a_damaged_file_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    texts.compiled("a", lambda: "SELECT 1")
    texts.save(tmp_path)
    path = tmp_path / texts.NAME
    path.write_text(path.read_text().replace("SELECT 1", "SELECT 2") if damage == "altered" else damage)
    begin(monkeypatch)
    texts.recall(tmp_path)
    assert texts.compiled("a", lambda: "SELECT 3") == "SELECT 3"


def test_the_oldest_texts_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST", 2)
    for key in "abc":
        texts.compiled(key, lambda key=key: key)
        texts.save(tmp_path)
    begin(monkeypatch)
    texts.recall(tmp_path)
    assert texts._process.known.keys() == set("bc")


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    texts.compiled("a", lambda: "SELECT 1")
    texts.save(tmp_path / "absent")
