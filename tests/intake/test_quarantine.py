"""What was left out, by reason and by place."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import workspaces

from steelyard.intake import quarantine
from steelyard.store import Snapshot

MAPPING = "".join(
    f"""[sources.{name}]
files = "{name}.csv"

[sources.{name}.contacts.columns]
contact_id = "Call"
opened_at = "Begin"
handle_s = "Seconds"
"""
    for name in ("a", "b")
)
ROWS = (
    "Call,Begin,Seconds\n{0}1,2026-07-01 10:00:00,60\n{0}2,yesterday,70\n{0}3,tomorrow,1\n"
    "{0}4,2026-07-02 10:00:00,long\n"
)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    files = {"a.csv": ROWS.format("A"), "b.csv": ROWS.format("B'")}
    return workspaces.loaded(tmp_path, MAPPING, files).store.snapshot()


def test_reasons_say_how_many_and_where_first(snapshot: Snapshot) -> None:
    found = quarantine.reasons(snapshot)
    assert sum(entry.count for entry in found) == 6
    first = found[0]
    assert (first.source, first.table, first.kind, first.column, first.count) == (
        "a",
        "contacts",
        "row",
        "opened_at",
        2,
    )
    assert (first.count, first.file, first.row) == (2, "a.csv", 2)
    assert {entry.kind for entry in found if entry.column == "handle_s"} == {"cell"}
    assert {entry.source for entry in quarantine.reasons(snapshot, "b")} == {"b"}


def test_places_are_listed_in_the_order_of_files(snapshot: Snapshot) -> None:
    found = quarantine.places(snapshot)
    assert [(entry.file, entry.row) for entry in found] == [(f"{name}.csv", row) for name in "ab" for row in (2, 3, 4)]
    assert quarantine.places(snapshot, most=2, after=2) == found[2:4]
    reason = found[0].reason
    assert all(entry.reason == reason for entry in quarantine.places(snapshot, "b", reason))
    assert quarantine.places(snapshot, "it's") == ()


def test_nothing_was_left_out(tmp_path: Path) -> None:
    good = ROWS.format("A").split("\n")[:2]
    held = workspaces.loaded(tmp_path, MAPPING.split("[sources.b]")[0], {"a.csv": "\n".join(good)}).store.snapshot()
    assert quarantine.reasons(held) == quarantine.places(held) == ()
