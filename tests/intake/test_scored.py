"""What people score at the desk reaches the store by a load alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.analyses.evaluations.world import World, centre

import steelyard
from steelyard import rubrics
from steelyard.analyses.evaluations.assigning import assigned
from steelyard.analyses.evaluations.plan import plan
from steelyard.desk import FILE as FILE_OF_DESK
from steelyard.desk import Desk
from steelyard.intake.scored import DESK, FILE, prepared
from steelyard.workspace import Workspace

RUBRIC = rubrics.shipped()["chat"]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Ten contacts drawn, one of them scored twice; all points but those of one criterion."""
    found = centre(tmp_path_factory.mktemp("scored"), World(contacts=300, doubles=0))
    assert prepared(found.settings) is found.settings
    with found.snapshot() as snapshot:
        planned = plan(snapshot, found.settings, count=11, seed=4)
    desk = Desk.open(found.settings)
    drawn = assigned(planned, ("ann", "bea"))
    days = (planned.from_on.isoformat(), planned.to_on.isoformat())
    desk.evaluations.keep_plan(RUBRIC, *days, 4, 1, [], drawn, "ann")
    least = {entry.id: 0 if place == 0 else entry.most for place, entry in enumerate(RUBRIC.criteria)}
    for task in desk.evaluations.open():
        desk.evaluations.save(task.id, task.evaluator, task.version, RUBRIC, least, is_done=True)
    desk.close()
    steelyard.open(found.settings.folder).load()
    return steelyard.open(found.settings.folder)


def test_the_mean_is_of_what_was_drawn_at_random(scored: Workspace) -> None:
    answer = scored.ask("evaluations", rubric=RUBRIC.series, from_on="2026-01-01", to_on="2026-04-30")
    mean = answer.mean  # type: ignore[attr-defined]
    share = 1 - RUBRIC.criteria[0].weight / sum(entry.weight for entry in RUBRIC.criteria)
    failed = RUBRIC.criteria[0].is_critical
    assert mean.mean.n == 10
    assert mean.mean.value == pytest.approx(0 if failed else 100 * share)
    assert mean.state == "cannot_tell"
    assert mean.refusal
    assert answer.doubles == 1  # type: ignore[attr-defined]


def test_the_source_is_declared_once_and_nothing_is_written_for_nothing(scored: Workspace) -> None:
    path = scored.settings.data / FILE
    before = path.stat().st_mtime_ns
    assert prepared(scored.settings) == scored.settings
    assert path.stat().st_mtime_ns == before
    assert (scored.settings.folder / "steelyard.toml").read_text().count("[sources.scored]") == 1


def test_a_load_needs_no_database_of_its_own(scored: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is installed that reads the desk, a load goes on with the file that is there."""
    assert DESK == FILE_OF_DESK
    monkeypatch.setattr("steelyard.intake.scored.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "steelyard.desk", None)
    assert prepared(scored.settings) is scored.settings


def test_a_source_of_ones_own_is_left_alone(scored: Workspace, tmp_path: Path) -> None:
    folder = scored.settings.folder
    text = (folder / "steelyard.toml").read_text().replace("sources.scored", "sources.theirs").replace(FILE, "own.csv")
    (tmp_path / "steelyard.toml").write_text(text)
    (tmp_path / "desk.sqlite").write_bytes((folder / "desk.sqlite").read_bytes())
    theirs = steelyard.open(tmp_path).settings
    assert prepared(theirs) is theirs
    assert not (tmp_path / FILE).exists()
