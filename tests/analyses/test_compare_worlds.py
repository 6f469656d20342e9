"""What is there is found, and nothing where nothing is: scenarios whose truth is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.workspaces import simulated

from steelyard.workspace import Workspace

ALL: dict[str, Any] = {"from_on": date(2025, 4, 15), "to_on": date(2026, 9, 10)}


def world(folder: Any, name: str, contacts: int) -> Workspace:
    return simulated(folder, name, contacts=contacts, seed=1)


@pytest.mark.slow
def test_the_team_with_the_hard_topics_comes_out_well(tmp_path: Any) -> None:
    answer = world(tmp_path, "hard-topics-team", 60_000).compare(**ALL)
    found = {unit.name: unit for unit in answer.units}["Porto Specialists"]
    assert answer.target is not None
    assert answer.target.value is not None
    assert found.raw.value is not None
    assert found.likely.interval is not None
    assert found.raw.value < answer.target.value - 0.05
    assert found.verdict == "better"
    assert found.likely.interval.low > answer.target.value
    assert any("its cases are harder" in sentence for sentence in answer.sentences)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nothing-happens", "shared-shock"])
def test_nobody_differs_where_nothing_does(tmp_path: Any, name: str) -> None:
    workspace = world(tmp_path, name, 15_000)
    for by in ("team", "site"):
        for metric in ("first_contact_resolution", "handle_time", "csat_score"):
            answer = workspace.compare(by=by, metric=metric, **ALL)
            assert not [unit.name for unit in answer.units if unit.verdict], (by, metric)
            assert answer.highlights == ()
