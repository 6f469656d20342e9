"""Repeated rows, older versions and conflicts, within a load and across loads."""

from __future__ import annotations

import pytest
from tests.intake.conftest import NewWorkspace, Workspace, adds_up, contacts

from steelyard.errors import ConflictError

AT = "2026-01-05 10:00:00"
VERSIONED = contacts('team = "team"', 'key = ["id"]\nversion = "updated"')
COSTS = """
[sources.c]
files = "c.csv"
[sources.c.costs.columns]
from_on = "from"
to_on = "to"
amount = "amount"
"""


def counts(space: Workspace, **given: object) -> tuple[int, ...]:
    report = space.load(**given)
    assert adds_up(report)
    entry = report.accounts[0]
    return entry.read, entry.accepted, entry.duplicate, entry.folded, entry.filtered, entry.quarantined


def test_the_same_row_twice_is_a_duplicate(workspace: NewWorkspace) -> None:
    space = workspace(contacts(), {"t.csv": f"id,at,note\n1,{AT},a\n1,{AT},b\n2,{AT},\n"})
    assert counts(space) == (3, 2, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "versions",
    [
        ("9", "10", "2"),
        ("1/2/2026 10:00", "13/2/2026 9:00", "2/2/2026 10:00"),
        ("2026-02-01T10:00Z", "2026-02-01 10:00:01", "2025-01-01"),
    ],
)
def test_the_highest_version_counts_and_the_others_are_folded(
    workspace: NewWorkspace, versions: tuple[str, ...]
) -> None:
    body = "".join(f"1,{AT},team {version},{version}\n" for version in (*versions, versions[1]))
    space = workspace(VERSIONED, {"t.csv": "id,at,team,updated\n" + body})
    assert counts(space) == (4, 1, 1, 2, 0, 0)
    assert space.values("SELECT team FROM contacts") == [f"team {versions[1]}"]


def test_a_version_that_may_be_day_first_or_month_first_is_asked_for(workspace: NewWorkspace) -> None:
    body = f"id,at,team,updated\n1,{AT},a,1/2/2026\n1,{AT},b,2/1/2026\n"
    with pytest.raises(Exception, match="day-first or month-first"):
        workspace(VERSIONED, {"t.csv": body}).load()


def test_across_loads_the_later_version_replaces_and_the_same_again_changes_nothing(workspace: NewWorkspace) -> None:
    space = workspace(VERSIONED, {"t.csv": f"id,at,team,updated\n1,{AT},old,2\n2,{AT},x,1\n"})
    assert counts(space) == (2, 2, 0, 0, 0, 0)
    assert counts(space, again=True) == (2, 0, 2, 0, 0, 0)
    assert not space.load().is_new
    space.write(files={"t.csv": f"id,at,team,updated\n1,{AT},new,3\n2,{AT},x,1\n"})
    assert counts(space) == (2, 1, 1, 0, 0, 0)
    space.write(files={"t.csv": f"id,at,team,updated\n1,{AT},stale,1\n"})
    assert counts(space) == (1, 0, 0, 1, 0, 0)
    assert space.values("SELECT team FROM contacts ORDER BY contact_id") == ["new", "x"]


def test_an_equal_key_with_other_contents_is_a_conflict_and_nothing_is_loaded(workspace: NewWorkspace) -> None:
    body = f"id,at,team,leg,updated_at\n1,{AT},secret-a,1,2026-01-01\n2,{AT},b,1,2026-01-01\n"
    body += f"1,{AT},secret-c,2,2026-01-02\n"
    space = workspace(contacts('team = "team"'), {"t.csv": body})
    with pytest.raises(ConflictError) as caught:
        space.load()
    assert "t.csv row 1 and t.csv row 3 differ in team" in caught.value.what
    assert 'version = "updated_at"' in caught.value.next
    assert "secret" not in str(caught.value)
    assert not list((space.folder / "store").glob("manifest*"))


def test_a_conflict_proposes_a_key_found_unique(workspace: NewWorkspace) -> None:
    body = f"id,at,team,leg\n1,{AT},a,1\n2,{AT},a,1\n1,{AT},b,2\n"
    with pytest.raises(ConflictError, match=r'in a view.*from \["id", "leg"\], which is unique'):
        workspace(contacts('team = "team"'), {"t.csv": body}).load()


def test_a_key_finer_than_the_id_is_refused(workspace: NewWorkspace) -> None:
    body = f"id,at,leg\n1,{AT},1\n1,2026-01-06,2\n"
    with pytest.raises(ConflictError, match="stand on several rows"):
        workspace(contacts(table='key = ["id", "leg"]'), {"t.csv": body}).load()


def test_the_same_version_with_other_contents_is_a_conflict(workspace: NewWorkspace) -> None:
    body = f"id,at,team,updated\n1,{AT},a,1\n1,{AT},b,1\n"
    with pytest.raises(ConflictError, match="the same version"):
        workspace(VERSIONED, {"t.csv": body}).load()


def test_ids_of_two_sources_are_kept_apart_by_a_prefix(workspace: NewWorkspace) -> None:
    second = contacts().replace("sources.t", "sources.u")
    files = {"t.csv": f"id,at\n1,{AT}\n"}
    with pytest.raises(ConflictError, match='prefix = "u-"'):
        workspace(contacts() + second, files).load()
    second = second.replace('contact_id = "id"', 'contact_id = { column = "id", prefix = "u-" }')
    space = workspace(contacts() + second, files)
    space.load()
    assert space.values("SELECT contact_id FROM contacts ORDER BY 1") == ["1", "u-1"]


def test_rows_without_an_identity_are_told_apart_by_occurrence(workspace: NewWorkspace) -> None:
    body = "from,to,amount\n2026-01-01,2026-01-31,100\n2026-01-01,2026-01-31,100\n2026-01-01,2026-01-31,50\n"
    space = workspace(COSTS, {"c.csv": body})
    assert counts(space) == (3, 3, 0, 0, 0, 0)
    assert counts(space) == (3, 0, 3, 0, 0, 0)
    space.write(files={"c.csv": body + "2026-01-01,2026-01-31,100\n"})
    assert counts(space) == (4, 1, 3, 0, 0, 0)
    assert space.values("SELECT sum(amount) FROM costs") == [350]


def test_a_full_source_loses_what_its_files_no_longer_hold(workspace: NewWorkspace) -> None:
    toml = contacts(source='load = "full"')
    space = workspace(toml, {"t.csv": f"id,at\n1,{AT}\n2,{AT}\n"})
    space.load()
    space.write(files={"t.csv": f"id,at\n2,{AT}\n"})
    report = space.load()
    assert (report.removed, report.is_new) == (1, True)
    assert space.values("SELECT contact_id FROM contacts") == ["2"]


def test_one_source_may_fill_a_table_twice(workspace: NewWorkspace) -> None:
    block = """
[[sources.t.surveys]]
[sources.t.surveys.columns]
survey_id = "id"
instrument = {{ constant = "{0}" }}
score = "{0}"
scale_min = 0
scale_max = 10
better = {{ constant = "high" }}
"""
    toml = contacts() + block.format("nps") + block.format("ces")
    space = workspace(toml, {"t.csv": f"id,at,nps,ces\n1,{AT},9,3\n2,{AT},11,4\n"})
    report = space.load()
    assert adds_up(report)
    surveys = next(entry for entry in report.accounts if entry.table == "surveys")
    assert (surveys.read, surveys.accepted, surveys.quarantined) == (4, 3, 1)
    assert not space.load().is_new
