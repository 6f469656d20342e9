"""The mapping page's worked mappings, on the files beside them: every row accounted for, every figure right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from steelyard import workspace
from steelyard.workspace import Workspace

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "mapping.md").read_text("utf-8")
_FILE = re.compile(r"<!-- test: (\S+)/(\S+) -->\n```\w+\n(.*?)```", re.DOTALL)
KINDS = ("read", "accepted", "duplicate", "folded", "filtered", "quarantined")


@pytest.fixture
def worked(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    """A worked mapping of the page with its files."""
    for name, file, text in _FILE.findall(PAGE):
        if name == request.param:
            (tmp_path / file).write_text(text, "utf-8")
    return workspace.open(tmp_path)


def loaded(opened: Workspace) -> dict[str, tuple[int, ...]]:
    accounts = opened.load().accounts
    return {f"{entry.source}.{entry.table}": tuple(getattr(entry, kind) for kind in KINDS) for entry in accounts}


def rows(opened: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with opened.snapshot() as snapshot:
        found = snapshot.engine.query(sql)
    listed = zip(*(values.tolist() for values in found.values()), strict=True)
    return [tuple(None if value != value else value for value in row) for row in listed]


@pytest.mark.parametrize("worked", ["freshdesk"], indirect=True)
def test_a_freshdesk_export(worked: Workspace) -> None:
    assert loaded(worked) == {
        "tickets.contacts": (4, 4, 0, 0, 0, 0),
        "tickets.surveys": (4, 3, 0, 0, 1, 0),
    }
    sql = "SELECT contact_id, channel, handle_s, replies, sla_met, closure, resolved FROM contacts ORDER BY contact_id"
    assert rows(worked, sql) == [
        ("101", "email", 1500, 2, True, None, None),
        ("102", "phone", 750, 1, True, None, None),
        ("103", "web", None, 0, None, None, None),
        ("104", "email", 3900, 3, False, "merge", None),
    ]
    assert rows(worked, "SELECT score FROM surveys ORDER BY survey_id") == [(5,), (3,), (1,)]


@pytest.mark.parametrize("worked", ["telephone"], indirect=True)
def test_a_telephone_log_with_payroll(worked: Workspace) -> None:
    assert loaded(worked) == {
        "calls.contacts": (4, 4, 0, 0, 0, 0),
        "payroll.costs": (2, 2, 0, 0, 0, 0),
    }
    sql = "SELECT contact_id, customer_id, wait_s, handle_s, wrap_s, abandoned FROM contacts ORDER BY contact_id"
    assert rows(worked, sql) == [
        ("tel-1", "900100", 20, 270, 60, False),
        ("tel-2", "900200", 100, None, None, True),
        ("tel-3", "900200", 5, 360, 30, False),
        ("tel-4", None, 45, 720, 90, False),
    ]
    costs = "SELECT CAST(from_on AS VARCHAR), CAST(to_on AS VARCHAR), team, amount, hours FROM costs ORDER BY team"
    assert rows(worked, costs) == [
        ("2026-03-01", "2026-03-31", "Sales", 5200, 320),
        ("2026-03-01", "2026-03-31", "Service", 2700, 160),
    ]
    spread = "SELECT team, sum(cost), sum(paid_s) / 3600 FROM fact_contacts GROUP BY team ORDER BY team"
    assert [tuple(map(str, row)) for row in rows(worked, spread)] == [
        ("Sales", "5200.0", "320.0"),
        ("Service", "2700.0", "160.0"),
    ]


@pytest.mark.parametrize("worked", ["survey"], indirect=True)
def test_a_survey_tool_s_file_with_several_header_rows(worked: Workspace) -> None:
    assert loaded(worked) == {
        "tickets.contacts": (3, 3, 0, 0, 0, 0),
        "answers.surveys": (6, 3, 0, 0, 2, 1),
    }
    assert rows(worked, "SELECT survey_id, score FROM surveys ORDER BY survey_id") == [
        ("R_1", 5),
        ("R_4", 2),
        ("R_5", 4),
    ]
    counted = "SELECT survey_id FROM fact_responses WHERE is_answered ORDER BY survey_id"
    assert rows(worked, counted) == [("R_4",), ("R_5",)]
    assert rows(worked, "SELECT row_number, reason FROM quarantine") == [(6, "is none of the values listed")]
    at = "SELECT CAST(answered_at AS VARCHAR) FROM surveys WHERE survey_id = 'R_1'"
    assert rows(worked, at) == [("2026-03-04 17:00:00",)]
