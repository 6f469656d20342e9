"""Answers rest on, and print, the settings the store was built with; what changed since is said."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from tests.matrix.shelf import Centre

from steelyard import settings, workspace
from steelyard.answers import Answer
from steelyard.errors import QuestionError
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


@pytest.mark.parametrize(
    ("before", "after", "said_then"),
    [
        ("[workspace]\n", '[workspace]\ncurrency = "USD"\n', "currency (EUR then, USD now)"),
        ("files = ", "covers_from = 2026-02-01\nfiles = ", "covers_from (none then, 2026-02-01 now) of source"),
        ("files = ", "covers_until = 2030-01-01\nfiles = ", "covers_until (none then, 2030-01-01 now) of source"),
        ("files = ", 'invitations = "all"\nfiles = ', "invitations (unknown then, all now) of source"),
        ("key = [", 'dimensions = { skill = "team" }\nkey = [', "dimensions (none then, skill now)"),
    ],
)  # fmt: skip
def test_no_edit_relabels_a_figure(folder: Path, before: str, after: str, said_then: str) -> None:
    """What labels a figure or bounds its days is that of the load, in every answer, until the next load."""
    path = folder / "steelyard.toml"
    text = path.read_text("utf-8")
    assert before in text
    asked = workspace.open(folder).scorecard()
    path.write_text(text.replace(before, after, 1), "utf-8")
    try:
        again = workspace.open(folder).scorecard()
    finally:
        path.write_text(text, "utf-8")
    assert again.estimates == asked.estimates
    assert again.provenance == asked.provenance
    assert again.title == asked.title
    assert (said(asked), len(said(again))) == ([], 1)
    assert said(again)[0].startswith(said_then)


def test_a_source_that_is_declared_no_more_still_reaches_as_far(folder: Path) -> None:
    declared = settings.read(folder)
    reaching = dataclasses.replace(declared.sources[0], name="gone", covers_from=date(2026, 1, 1))
    notes = {shaping.KEPT: shaping.shaping(dataclasses.replace(declared, sources=(*declared.sources, reaching)))}
    assert shaping.as_built(declared, notes).covers_from == date(2026, 1, 1)


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


def test_a_dimension_declared_after_the_load_is_asked_for_with_a_load(folder: Path) -> None:
    path = folder / "steelyard.toml"
    text = path.read_text("utf-8")
    source = text.partition(".contacts.columns]")[0].rpartition("[")[2]
    path.write_text(f'{text}\n[{source}.contacts.dimensions]\nlate = "Ticket"\n', "utf-8")
    place = workspace.open(folder)
    path.write_text(text, "utf-8")
    for given in ({"by": "late"}, {"where": {"late": ("a",)}}):
        with pytest.raises(QuestionError, match="'late' was declared after the data were loaded") as found:
            place.ask("scorecard", **given)
        assert found.value.next == "Type: steelyard load"
