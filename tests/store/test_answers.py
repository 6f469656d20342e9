"""Finished answers are found again only where all they follow from is the same."""

from __future__ import annotations

import shutil
import zlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import steelyard
from steelyard import catalogue
from steelyard.answers import Answer
from steelyard.errors import QuestionError
from steelyard.settings.model import Assumptions, EngineSettings, Settings
from steelyard.store import answers
from steelyard.store.answers import kept
from steelyard.store.manifest import FORMAT, Manifest
from steelyard.store.results import Results

SETTINGS = Settings(Path("/w"), Path("/w"))


class Asked:
    """A question that counts how often it is asked."""

    times = 0

    def __call__(self) -> Answer:
        self.times += 1
        return Answer("q", f"asked {self.times}")


def version(folder: Path, number: int = 1) -> Any:
    return SimpleNamespace(results=Results(folder, Manifest(number, FORMAT, datetime(2026, 1, 1))), read_as="")


def test_an_answer_is_given_once(tmp_path: Path) -> None:
    ask = Asked()
    given = [kept(version(tmp_path), SETTINGS, "q", {"by": "site"}, ask) for _ in range(2)]
    assert ask.times == 1
    assert given[0] == given[1]


def test_where_a_workspace_lies_is_nothing_an_answer_follows_from(tmp_path: Path) -> None:
    ask = Asked()
    for folder in ("/w", "w", "/elsewhere/w"):
        kept(version(tmp_path), replace(SETTINGS, folder=Path(folder), data=Path(folder)), "q", {}, ask)
    assert ask.times == 1


@pytest.mark.parametrize(
    "other",
    [
        {"question": "p"},
        {"given": {"by": "team"}},
        {"given": {}},
        {"settings": replace(SETTINGS, assumptions=Assumptions(follow_up_days=30))},
        {"settings": replace(SETTINGS, name="Another")},
        {"number": 2},
        {"read_as": "within 30"},
        {"code": "edited"},
    ],
)
def test_whatever_it_follows_from_differs_it_is_given_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any]
) -> None:
    ask = Asked()
    kept(version(tmp_path), SETTINGS, "q", {"by": "site"}, ask)
    snapshot = version(tmp_path, other.get("number", 1))
    snapshot.read_as = other.get("read_as", "")
    if "code" in other:
        monkeypatch.setattr(answers, "written_in", lambda: other["code"])
    settings, given = other.get("settings", SETTINGS), other.get("given", {"by": "site"})
    assert kept(snapshot, settings, other.get("question", "q"), given, ask).title == "asked 2"


def test_every_file_of_the_package_is_part_of_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers.resources, "files", lambda package: tmp_path)
    (tmp_path / "analyses").mkdir()
    file = tmp_path / "analyses" / "one.py"
    told = []
    for text in ("A = 1", "A = 2"):
        file.write_text(text)
        told.append(answers.written_in.__wrapped__())
    assert told[0] != told[1]


def test_a_damaged_answer_is_given_anew_and_kept_again(tmp_path: Path) -> None:
    ask, snapshot = Asked(), version(tmp_path)
    kept(snapshot, SETTINGS, "q", {}, ask)
    (path,) = snapshot.results.folder.iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole.replace(whole[150:200], bytes(50))):
        path.write_bytes(damaged)
        times = ask.times
        assert kept(snapshot, SETTINGS, "q", {}, ask).title == f"asked {times + 1}"
        assert kept(snapshot, SETTINGS, "q", {}, ask).title == f"asked {times + 1}"


def test_other_things_under_its_key_are_no_answer(tmp_path: Path) -> None:
    ask, snapshot = Asked(), version(tmp_path)
    kept(snapshot, SETTINGS, "q", {}, ask)
    (path,) = snapshot.results.folder.iterdir()
    for text in (b"1", zlib.compress(b"[[],1]"), zlib.compress(b"nothing")):
        snapshot.results.put(path.stem, {"text": np.frombuffer(text, dtype=np.uint8)})
        assert kept(snapshot, SETTINGS, "q", {}, ask).title == f"asked {ask.times}"


@pytest.mark.parametrize("what", ["third parties", "another engine", "no files"])
def test_where_not_all_is_known_that_it_follows_from_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    ask, snapshot, settings = Asked(), version(tmp_path), SETTINGS
    if what == "third parties":
        monkeypatch.setattr(answers, "_has_third_parties", lambda: True)
    elif what == "another engine":
        settings = replace(SETTINGS, engine=EngineSettings("postgresql", "there"))
    else:
        snapshot.results = None
    for _ in range(2):
        kept(snapshot, settings, "q", {}, ask)
    assert ask.times == 2


def test_what_is_not_given_and_its_default_are_one_question() -> None:
    frontier = catalogue.entry("analyses", "ANALYSIS", "frontier")
    assert frontier.heeded({"by": "", "where": (), "progress": print}) == frontier.heeded({}) == {}
    assert frontier.heeded({"from_on": "2026-07-01"}) == frontier.heeded({"from_on": datetime(2026, 7, 1)})
    with pytest.raises(QuestionError):
        frontier.heeded({"spoon": 1})


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated centre, loaded."""
    from steelyard.cli.simulate import prepare

    place = tmp_path_factory.mktemp("answers") / "centre"
    prepare("handle-time-target", place, 3_000, 1, has_effects=False)
    steelyard.open(place).load()
    shutil.rmtree(place / "store" / "sums", ignore_errors=True)
    return place


def test_every_question_is_kept_and_found_as_it_was_given(centre: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = steelyard.open(centre)
    known = [name for name in catalogue.names("analyses", "ANALYSIS") if name != "explain"]
    monkeypatch.setattr(answers, "kept", kept)
    asked = {name: workspace.ask(name) for name in known}

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("asked again")

    monkeypatch.setattr(type(catalogue.entry("analyses", "ANALYSIS", "verdict")), "answer", refuse)
    for name in known:
        found = steelyard.open(centre).ask(name)
        assert type(found) is type(asked[name])
        assert found.to_dict() == asked[name].to_dict()
        assert str(found) == str(asked[name])
