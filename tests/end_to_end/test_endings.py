"""How contacts ended, from files to figures: marked unsolved, open, merged, given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.workspaces import loaded

from steelyard import measure
from steelyard.analyses.verdict import question as verdict
from steelyard.answers import Estimate
from steelyard.workspace import Workspace

START = datetime(2025, 1, 1, 9)
COLUMNS = ("contact_id", "customer_id", "opened_at", "ended_at", "resolved", "abandoned", "handle_s", "merged_into")


def opened(folder: Path, rows: Sequence[Mapping[str, object]]) -> Workspace:
    """A workspace of contacts, one source whose columns are the canonical ones."""
    text = "\n".join(",".join(str(row.get(name, "")) for name in COLUMNS) for row in rows)
    mapped = "\n".join(f'{name} = "{name}"' for name in COLUMNS)
    mapping = (
        f'[sources.t]\nfiles = "t.csv"\n[sources.t.contacts.columns]\nchannel = {{ constant = "phone" }}\n{mapped}\n'
    )
    return loaded(folder, mapping, {"t.csv": ",".join(COLUMNS) + "\n" + text + "\n"})


def figures(workspace: Workspace, *names: str) -> dict[str, Estimate]:
    with workspace.snapshot() as snapshot:
        found = measure.estimates(measure.measure(snapshot, workspace.settings, names))
    return {estimate.metric: estimate for estimate in found}


def calls(count: int = 900) -> Iterator[dict[str, object]]:
    """A call every six hours, each by another customer."""
    for nth in range(count):
        yield {"contact_id": nth, "customer_id": f"k{nth}", "opened_at": START + timedelta(hours=6 * nth)}


def test_contacts_marked_unsolved_are_no_first_contact_resolution(tmp_path: Path) -> None:
    workspace = opened(tmp_path, [{**row, "resolved": "no"} for row in calls()])
    found = figures(workspace, "first_contact_resolution", "resolution_rate")
    assert [entry.value for entry in found.values()] == [0, 0]
    with workspace.snapshot() as snapshot:
        assert verdict.ask(snapshot, workspace.settings).rungs[0].state == "not_yet"


def test_without_marks_and_ends_the_figure_says_that_only_a_return_tells(tmp_path: Path) -> None:
    found = figures(opened(tmp_path, list(calls())), "first_contact_resolution")["first_contact_resolution"]
    assert found.value == 1
    assert [caveat.text for caveat in found.caveats if caveat.id == "absence_alone"] == [
        "for 100% of issues the source says neither whether the first contact was solved nor when it ended: they count "
        "as solved unless the customer returned"
    ]


def test_what_is_open_is_not_solved_and_may_still_be(tmp_path: Path) -> None:
    """Two of three ended: 67% against 70%, but the open third could lift it."""
    rows = [{**row, "ended_at": row["opened_at"]} if n % 3 else row for n, row in enumerate(calls())]
    workspace = opened(tmp_path, rows)
    found = figures(workspace, "first_contact_resolution", "first_contact_open")
    assert found["first_contact_resolution"].value == pytest.approx(2 / 3, abs=0.002)
    assert found["first_contact_open"].value == pytest.approx(1 / 3, abs=0.002)
    with workspace.snapshot() as snapshot:
        assert verdict.ask(snapshot, workspace.settings).rungs[0].state == "cannot_tell"


def test_time_booked_on_merged_tickets_is_not_lost(tmp_path: Path) -> None:
    """90 tickets of 10 minutes and 30 merged ones of 5: 1,050 minutes on 90 contacts, 11:40 each."""
    end = timedelta(hours=5)
    rows = [{**row, "ended_at": row["opened_at"] + end, "handle_s": 600} for row in calls(90)]
    merged = [
        {
            **row,
            "contact_id": f"m{row['contact_id']}",
            "opened_at": row["opened_at"] + timedelta(hours=1),
            "handle_s": 300,
            "merged_into": row["contact_id"],
        }
        for row in calls(90)
    ][::3]
    found = figures(opened(tmp_path, [*rows, *merged]), "handle_time")["handle_time"]
    assert (found.value, found.n) == (700, 90)
