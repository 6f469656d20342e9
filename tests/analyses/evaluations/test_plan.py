"""How many contacts, and what so many can say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.analyses.evaluations.world import MAPPING, World, centre, write
from tests.workspaces import loaded

from steelyard.analyses.evaluations.plan import Planned, plan
from steelyard.workspace import Workspace


def _planned(workspace: Workspace, count: int = 40) -> Planned:
    with workspace.snapshot() as snapshot:
        return plan(snapshot, workspace.settings, count=count, seed=1)


def test_how_alike_an_agent_s_contacts_are_is_not_read_from_a_few(tmp_path: Path) -> None:
    """40 evaluations of 30 agents: their correlation could be nearly anything, and the usual one stands for it."""
    for name in ("few", "many"):
        (tmp_path / name).mkdir()
    few = _planned(centre(tmp_path / "few", World(contacts=40, doubles=0)), 10)
    assert (few.is_assumed, few.alike_is_assumed, few.alike) == (False, True, 0.05)
    assert "the usual value" in few.spread
    many = _planned(centre(tmp_path / "many", World(contacts=1200, doubles=0)))
    assert not many.alike_is_assumed
    assert 0.05 < many.alike < 0.6


def test_fewer_than_one_contact_of_each_agent_has_no_reliability(tmp_path: Path) -> None:
    found = _planned(centre(tmp_path, World(contacts=1200, doubles=0)), 20)
    here = next(need.here for need in found.needs if need.id == "agent")
    assert here.startswith("fewer than one for each agent")


@pytest.mark.parametrize("stray", [0, 1])
def test_the_newest_days_are_those_of_contacts_whenever_they_were_scored(tmp_path: Path, stray: int) -> None:
    """A score of a contact that is not loaded has the day it was given, long after the newest contact."""
    files = dict(write(World(contacts=300, doubles=0)))
    files["quality.csv"] += stray * "late,nowhere,S1,Tone,brand,5,10,2026-09-30,random,0.2,\n"
    found = _planned(loaded(tmp_path, MAPPING, files))
    assert date(2026, 4, 28) <= found.to_on <= date(2026, 4, 30)
