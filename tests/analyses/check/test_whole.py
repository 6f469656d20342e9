"""check looks at the whole: hours and cost no service has, names spelled twice, sources that join."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.workspaces import loaded

from steelyard.analyses.check.oddities import Finding
from steelyard.analyses.check.question import Check
from steelyard.analyses.check.resources import odd_resources

TOML = """
[workspace]
time_zone = "Europe/Lisbon"

[sources.calls]
files = "calls.csv"
[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
agent_id = "agent"
team = "team"
channel = { constant = "phone" }
opened_at = { column = "at", zone = "Asia/Tokyo" }
handle_s = "talk"

[sources.chats]
files = "chats.csv"
[sources.chats.contacts.columns]
contact_id = "id"
customer_id = "who"
team = "team"
channel = { constant = "chat" }
opened_at = "at"
handle_s = "talk"

[sources.payroll]
files = "payroll.csv"
[sources.payroll.costs.columns]
from_on = "from"
to_on = "to"
team = "team"
kind = { constant = "labour" }
amount = "paid"
hours = "hours"

[sources.survey]
files = "survey.csv"
invitations = "answers"
[sources.survey.surveys.columns]
survey_id = "id"
contact_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = 1
scale_max = 5
better = { constant = "high" }
answered_at = { column = "answered", zone = "Asia/Tokyo" }
"""


def call(n: int) -> str:
    agent, team = ("Ana", "ANA", "Bo")[n % 3], ("Sales", "sales")[n % 2]
    return f"c{n},k{n},{agent},{team},{date(2026, 1, 1) + timedelta(days=n % 90)} 10:{n % 60:02d}:{n % 59:02d},300\n"


def chat(n: int) -> str:
    return f"h{n},k{n},Sales,{date(2026, 3, 1) + timedelta(days=n % 30)} 11:{n % 60:02d}:{n % 59:02d},300\n"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """360 calls over three months and 120 chats in the last: 40 hours of work in 2,880 paid, at 41,760 a month."""
    folder: Path = tmp_path_factory.mktemp("whole")
    months = (("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31"))
    ledger = "".join(f"{first},{last},,13920,960\n" for first, last in months)
    answers = "".join(
        f"c{n},{n % 5 + 1},{date(2026, 1, 2) + timedelta(days=n % 90)} 00:00:00\n" for n in range(0, 360, 6)
    )
    files = {
        "calls.csv": "id,who,agent,team,at,talk\n" + "".join(map(call, range(360))),
        "chats.csv": "id,who,team,at,talk\n" + "".join(map(chat, range(120))),
        "payroll.csv": "from,to,team,paid,hours\n" + ledger,
        "survey.csv": "id,score,answered\n" + answers,
    }
    found = loaded(folder, TOML, files).check()
    assert isinstance(found, Check)
    return found


def one(found: Check, kind: str, where: str = "") -> Finding:
    (finding,) = (entry for entry in found.findings if entry.id == kind and where in entry.where)
    return finding


def test_paid_hours_and_cost_that_fit_no_service_are_told(checked: Check) -> None:
    assert one(checked, "capacity").what == "40 hours handled in 2,880 paid hours, 1.4%"
    assert one(checked, "contact_cost").what == "a contact costs 87.00 EUR"
    assert "hour_cost" not in {finding.id for finding in checked.findings}


def test_names_that_differ_in_case_only_are_told_and_no_agent_is_named(checked: Check) -> None:
    agents, teams = one(checked, "spellings", "agent_id"), one(checked, "spellings", "team")
    assert (agents.count, agents.of, agents.what.split(",")[0]) == (240, 360, "1 agent spelled in several ways")
    assert (teams.count, teams.of) == (480, 480)
    assert not {"ana", "bo"} & set(checked.to_text(80).lower().split())


def test_a_source_that_joins_later_is_told(checked: Check) -> None:
    finding = one(checked, "begins")
    assert finding.where == "chats"
    assert finding.what == "begins on 2026-03-01, 59 days after the first source"
    assert f"{finding.count / finding.of:.0%} of contacts are its own" in finding.why


def test_ratings_of_one_channel_are_told(checked: Check) -> None:
    finding = one(checked, "one_channel")
    assert finding.what == "ratings are of phone nearly all, which has 75% of contacts"
    assert (finding.count, finding.of) == (60, 60)


def test_midnight_is_that_of_the_column_s_own_clock(checked: Check) -> None:
    finding = one(checked, "midnight")
    assert (finding.where, finding.count) == ("survey: answered_at", 60)


def test_what_is_declared_already_is_not_asked_for(checked: Check) -> None:
    finding = one(checked, "only_answers")
    assert finding.weight == "note"
    assert "invitations = " not in finding.next


@pytest.mark.parametrize("width", [80, 140])
def test_what_to_do_is_there_on_every_terminal(checked: Check, width: int) -> None:
    said = " ".join(checked.to_text(width).split())
    assert max(map(len, checked.to_text(width).splitlines())) <= width
    assert said.count(" do:") == len(checked.findings)


def month(number: int, cost: float, **more: Any) -> dict[str, Any]:
    row = {"team": None, "month": date(2026, number, 1), "n": 100, "priced": 100, "cost": cost, "labour": cost}
    return {**row, "paid_s": 3600 * cost / 20, "work_s": 2000 * cost / 20, "timed": 100, "staffed": 100, **more}


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([month(n, 500) for n in (1, 2, 3, 4)], set()),
        ([month(1, 500), month(2, 500), month(3, 2000), month(4, 500)], {"month_cost"}),
        ([month(n, 500, labour=50_000) for n in (1, 2, 3)], {"hour_cost"}),
        ([month(n, 500, work_s=3600 * 25 * 1.2) for n in (1, 2, 3)], {"capacity"}),
        ([month(1, 500, team="A"), month(1, 500, team="B", work_s=900)], {"capacity"}),
        ([month(1, 0, priced=0, labour=None, paid_s=None, work_s=None, staffed=0)], set()),
    ],
)
def test_only_what_no_service_has_is_odd(rows: list[dict[str, Any]], kinds: set[str]) -> None:
    manifest = SimpleNamespace(manifest=SimpleNamespace(tables={"fact_contacts": ()}))
    look: Any = SimpleNamespace(snapshot=manifest, settings=SimpleNamespace(currency="EUR"), rows=lambda sql: rows)
    assert {finding.id for finding in odd_resources(look)} == kinds
