"""Answers rest on, and print, the settings the store was built with; what changed since is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.matrix.shelf import Centre

from steelyard import settings, workspace
from steelyard.answers import Answer
from steelyard.settings import shaping
from steelyard.workspace import Workspace

SMALL = Centre(size=300, days=120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace loaded with a return window of seven days."""
    found = SMALL.made("contacts").write(tmp_path_factory.mktemp("shaped") / "workspace")
    workspace.open(found).load()
    return found


def edited(folder: Path, *lines: str) -> Workspace:
    """The workspace with more said among its assumptions, not loaded again."""
    path = folder / "steelyard.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[assumptions]\n", "\n".join(["[assumptions]", *lines, ""])), "utf-8")
    found = workspace.open(folder)
    path.write_text(text, "utf-8")
    return found


def verdict(place: Workspace) -> Answer:
    return place.verdict()


def said(answer: Answer) -> list[str]:
    return [caveat.text for caveat in answer.caveats if caveat.id == "settings_changed"]


def test_an_edited_window_relabels_nothing(folder: Path) -> None:
    before, after = verdict(workspace.open(folder)), verdict(edited(folder, "return_window_days = 14"))
    assert after.estimates == before.estimates
    assert after.provenance.assumptions == before.provenance.assumptions
    assert after.provenance.assumptions["return window"] == "7 days"
    assert (said(before), len(said(after))) == ([], 1)
    assert said(after)[0].startswith("return window days (7 then, 14 now): changed since the load")
    assert said(after)[0].endswith("type: steelyard load")


def test_what_acts_when_a_question_is_asked_may_change(folder: Path) -> None:
    place = edited(folder, "unidentified_max_share = 0.5")
    assert said(verdict(place)) == []
    assert place.settings.fingerprint == workspace.open(folder).settings.fingerprint


def test_a_load_puts_it_right(folder: Path) -> None:
    place = edited(folder, "return_window_days = 14")
    place.load()
    answer = verdict(place)
    assert answer.provenance.assumptions["return window"] == "14 days"
    assert said(answer) == []
    workspace.open(folder).load()


def test_a_changed_mapping_is_told_too(folder: Path) -> None:
    declared = settings.read(folder)
    notes = {shaping.KEPT: shaping.shaping(declared)}
    assert shaping.changed(declared, notes, "another") == ("what the sources are or how their columns are read",)
    assert shaping.changed(declared, notes, declared.fingerprint) == ()
    assert shaping.as_built(declared, notes) == declared
