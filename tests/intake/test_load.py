"""A whole load: views, horizon, orphans, facts, what stays as it was."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.intake.conftest import NOW, NewWorkspace, adds_up, contacts

from steelyard.errors import MappingError, SettingsError, SourceError, SteelyardError

AT = "2026-01-05 10:00:00"
VIEW = """
[sources.log]
files = { events = "events.csv", people = "people.jsonl" }
view = '''
SELECT e.case_id, min(e.stamp) AS opened, max(try_strptime(e.stamp, '%Y-%m-%d %H:%M')) FILTER (kind = 'end') AS ended,
       count(*) FILTER (kind = 'move') AS moves, any_value(p."name.last") AS agent
FROM events e LEFT JOIN people p ON p.id = e.who
GROUP BY ALL ORDER BY 1
'''
[sources.log.contacts.columns]
contact_id = "case_id"
opened_at = { column = "opened", format = "%Y-%m-%d %H:%M" }
ended_at = "ended"
transfers = "moves"
agent_id = "agent"
"""
EVENTS = """case_id,stamp,kind,who
1,2026-01-01 10:00,begin,7
1,2026-01-01 10:05,move,7
1,2026-01-01 10:30,end,7
2,2026-01-02 09:00,begin,8
2,broken
"""


def test_a_view_makes_contacts_of_an_event_log(workspace: NewWorkspace) -> None:
    people = '{"id": 7, "name": {"last": "Silva"}}\n'
    space = workspace(VIEW, {"events.csv": EVENTS, "people.jsonl": people})
    report = space.load()
    assert adds_up(report)
    assert space.rows("SELECT contact_id, transfers, agent_id, ended_at FROM contacts ORDER BY 1")[0] == {
        "contact_id": "1", "transfers": 1, "agent_id": "Silva", "ended_at": datetime(2026, 1, 1, 10, 30),
    }  # fmt: skip
    (fanout,) = report.fanouts
    assert (fanout.inputs, fanout.rejected, fanout.rows) == ({"events": 4, "people": 1}, 1, 2)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("FROM events e", "FROM read_csv('/etc/passwd') e", "may not call"),
        ("FROM events e", "FROM 'people.jsonl' e", "none of its inputs"),
        ("e.case_id,", "e.caseid,", "caseid"),
        ("min(e.stamp)", "min(CAST(e.stamp AS INTEGER))", "fails on a value"),
        ("SELECT e", "SELECT FROM e", "cannot be understood|fails"),
    ],
)
def test_a_view_that_fails_says_so(workspace: NewWorkspace, before: str, after: str, expected: str) -> None:
    space = workspace(
        VIEW.replace(before, after), {"events.csv": EVENTS, "people.jsonl": '{"id": 7, "name": {"last": "x"}}'}
    )
    with pytest.raises(MappingError, match=expected) as caught:
        space.load()
    assert "steelyard.toml, line" in caught.value.where
    assert "broken" not in str(caught.value)


def test_the_horizon_is_the_earliest_end_of_what_contact_sources_cover(workspace: NewWorkspace) -> None:
    second = contacts().replace("sources.t", "sources.u").replace("t.csv", "u.csv")
    files = {"t.csv": f"id,at\n1,{AT}\n2,2026-03-01 10:00:00\n", "u.csv": "id,at\n3,2026-02-01 10:00:00\n"}
    space = workspace(contacts() + second, files)
    assert space.load().horizon == datetime(2026, 2, 1, 10)
    declared = second.replace('files = "u.csv"', 'files = "u.csv"\ncovers_until = 2026-02-10')
    space.write('[workspace]\ntime_zone = "Asia/Kolkata"\n' + contacts() + declared)
    assert space.load().horizon == datetime(2026, 2, 10, 18, 30)


def test_orphans_are_counted(workspace: NewWorkspace) -> None:
    surveys = """
[sources.s]
files = "s.csv"
[sources.s.surveys.columns]
survey_id = "id"
contact_id = "contact"
instrument = { constant = "csat" }
scale_min = 1
scale_max = 5
better = { constant = "high" }
"""
    files = {"t.csv": f"id,at,after\n1,{AT},\n2,{AT},9\n", "s.csv": "id,contact\na,1\nb,8\nc,\n"}
    report = workspace(contacts('follows_id = "after"') + surveys, files).load()
    assert report.orphans == {"surveys.contact_id": 1, "contacts.follows_id": 1}


def test_only_the_named_sources_are_read(workspace: NewWorkspace) -> None:
    second = contacts().replace("sources.t", "sources.u").replace("t.csv", "absent.csv")
    space = workspace(contacts() + second, {"t.csv": f"id,at\n1,{AT}\n"})
    assert [entry.source for entry in space.load(only=["t"]).accounts] == ["t"]
    with pytest.raises(SourceError, match=r"no file matches 'absent\.csv'"):
        space.load()
    with pytest.raises(SettingsError, match="there is no source 'v'"):
        space.load(only=["v"])


@pytest.mark.usefixtures("facts")
def test_changed_settings_rebuild_facts_though_no_row_changed(workspace: NewWorkspace) -> None:
    space = workspace(contacts(), {"t.csv": f"id,at\n1,{AT}\n"})
    assert (space.load().version, space.load().is_new) == (1, False)
    space.write(contacts(head="[assumptions]\nreturn_window_days = 3"))
    report = space.load()
    assert (report.version, report.is_new, report.accounts[0].accepted) == (2, True, 0)
    assert report.facts["fact_contacts"] == 1


@pytest.mark.usefixtures("facts")
def test_progress_goes_to_its_end(workspace: NewWorkspace) -> None:
    steps: list[tuple[int, int, str]] = []
    workspace(contacts(), {"t.csv": f"id,at\n1,{AT}\n"}).load(progress=lambda *step: steps.append(step))
    assert [step[0] for step in steps] == sorted(step[0] for step in steps)
    assert steps[-1][0] == steps[-1][1]
    assert "t.csv" in {step[2] for step in steps}


def test_a_file_without_a_column_that_others_have_is_named(workspace: NewWorkspace) -> None:
    toml = contacts('team = "team"').replace('"t.csv"', '"t*.csv"')
    report = workspace(toml, {"t1.csv": f"id,at,team\n1,{AT},x\n", "t2.csv": f"id,at\n2,{AT}\n"}).load()
    assert report.lacking == {"t2.csv": ("team",)}


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02" * 500, b"PAR1", b"id;at\n", b"x" * 2_000_000, b"\x1f\x8b\x08cut"]
)
def test_bad_files_leave_the_version_before(workspace: NewWorkspace, content: bytes) -> None:
    space = workspace(contacts(source='delimiter = ","'), {"t.csv": f"id,at\n1,{AT}\n"})
    space.load()
    space.write(files={"t.csv": content})
    with pytest.raises(SteelyardError):
        space.load()
    assert space.values("SELECT contact_id FROM contacts") == ["1"]
    assert space.store.snapshot().manifest.version == 1
    assert space.store.snapshot().manifest.loads[0].loaded_at == NOW


def test_a_file_of_a_header_alone_beside_others_is_named(workspace: NewWorkspace) -> None:
    text = contacts().replace('files = "t.csv"', 'files = "t*.csv"')
    space = workspace(text, {"t1.csv": "id,at\n1,2026-01-05 09:00:00\n", "t2.csv": "id,at\n"})
    assert space.load().empty == ("t2.csv",)


def test_a_source_without_any_row_is_not_named_file_by_file(workspace: NewWorkspace) -> None:
    assert workspace(contacts(), {"t.csv": "id,at\n"}).load().empty == ()
