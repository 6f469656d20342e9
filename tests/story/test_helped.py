"""What following up did, on customers whose days afterwards can be told by eye."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.reasons.test_reasons import FILES, MAPPING
from tests.workspaces import loaded

from steelyard.desk import FollowUp
from steelyard.measure.models.afterwards import afterwards
from steelyard.story.helped import effects, worked
from steelyard.workspace import Workspace

LISTED = datetime(2026, 3, 21, 12)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Sixty customers: of twenty withheld ten come back in the week after, of forty followed up four."""
    rows = FILES["contacts.csv"]
    for n in range(60):
        came = n < 10 or 20 <= n < 24
        if came:
            rows += f"m{n},d{n},2026-03-24 10:00,2026-03-24 10:10,phone,bill,10,300,yes,no,human,inbound,,,\n"
    mapping = MAPPING + "[followup]\nwindow_days = 7\n"
    return loaded(tmp_path_factory.mktemp("helped"), mapping, {**FILES, "contacts.csv": rows})


def drawn(n: int, **given: Any) -> FollowUp:
    told = {"id": n + 1, "customer_id": f"d{n}", "team": "", "action": "callback", "owner": "", "reasons": ()}
    told |= {"state": "withheld" if n < 20 else "open", "priority": 1.0, "value": None, "stake": None}
    told |= {
        "drawn_share": 1 / 3,
        "outcome": "",
        "made_at": LISTED,
        "due_at": LISTED,
        "first_at": None,
        "done_at": None,
    }
    return FollowUp(**{**told, "version": 1, **given})


def test_afterwards_is_what_came_after(workspace: Workspace) -> None:
    with workspace.snapshot() as snapshot:
        asked = [("d0", LISTED), ("d15", LISTED), ("low", datetime(2026, 3, 25)), ("d0", datetime(2026, 3, 26))]
        found = afterwards(snapshot, workspace.settings, asked, 7)
    assert [entry.has_returned for entry in found[:2]] == [True, False]
    assert found[2].rating is None or found[2].rating == 0
    assert found[3].has_returned is None
    assert all(entry.has_stayed is None for entry in found)


def test_the_difference_is_by_intention_to_treat(workspace: Workspace) -> None:
    with workspace.snapshot() as snapshot:
        told = effects(snapshot, workspace.settings, [drawn(n) for n in range(60)])
    came, rating, stayed = told
    assert came.found is not None
    assert came.found.value == pytest.approx(4 / 40 - 10 / 20)
    assert came.found.high < 0
    assert "10.0% of 40 followed up against 50.0% of 20 withheld" in came.sentence
    assert rating.found is None
    assert "at least 10 of each" in stayed.sentence


def test_a_customer_counts_once_and_without_a_lot_nothing_is_said(workspace: Workspace) -> None:
    with workspace.snapshot() as snapshot:
        twice = [*(drawn(n) for n in range(60)), *(drawn(n, id=100 + n, state="open") for n in range(20))]
        came = effects(snapshot, workspace.settings, twice)[0]
        assert effects(snapshot, workspace.settings, []) == ()
    assert came.found is not None
    assert (came.found.n1, came.found.n0) == (40, 20)


def test_how_the_list_was_worked(tmp_path: Path) -> None:
    rows = [
        drawn(30, first_at=datetime(2026, 3, 21, 14), done_at=datetime(2026, 3, 21, 15), due_at=datetime(2026, 3, 22)),
        drawn(31, first_at=datetime(2026, 3, 21, 16), due_at=datetime(2026, 3, 22)),
    ]
    found = worked(rows, datetime(2026, 3, 23))
    assert (found.listed, found.begun, found.done, found.in_time, found.first_hours) == (2, 2, 1, 0.5, 3.0)
