"""What data can answer and what is odd about them: every oddity planted is found, and none in clean data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspaces import loaded

import steelyard
from steelyard.analyses.check.oddities import Finding
from steelyard.analyses.check.question import Check
from steelyard.workspace import Workspace

TOML = """
[workspace]
time_zone = "UTC"

[sources.calls]
files = "calls.csv"
{calls}
[sources.calls.contacts]
key = ["id"]
[sources.calls.contacts.columns]
contact_id = "id"
customer_id = {{ column = "customer", missing = ["0"] }}
opened_at = "opened"
ended_at = "ended"
first_reply_at = "replied"
handle_s = "handle"
channel = "channel"
resolved = "resolved"
reopens = "reopens"

[sources.survey]
files = "survey.csv"
invitations = "answers"
[sources.survey.surveys]
key = ["id"]
[sources.survey.surveys.columns]
survey_id = "id"
contact_id = "call"
instrument = {{ constant = "csat" }}
score = "score"
scale_min = {{ constant = 1 }}
scale_max = {{ constant = 5 }}
better = {{ constant = "high" }}
sent_at = "sent"
answered_at = "answered"
"""
CHURN = """
[sources.status]
files = "telco_status.csv"
[sources.status.surveys]
key = ["Status ID"]
[sources.status.surveys.columns]
survey_id = "Status ID"
customer_id = "Customer ID"
instrument = { constant = "csat" }
score = "Satisfaction Score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
[sources.status.outcomes]
key = ["Status ID"]
filter = "\\"Churn Label\\" = 'Yes'"
[sources.status.outcomes.columns]
customer_id = "Customer ID"
at = { constant = "2019-09-30" }
kind = { constant = "churned" }
"""
HEAD = "id,customer,opened,ended,replied,handle,channel,resolved,reopens\n"
ROWS = 2100

Row = dict[str, object]
Check_ = Callable[..., Check]


def contact(n: int) -> Row:
    day, hour = n % 56, 8 + n % 9
    on = date(2026, 1, 1) + timedelta(days=day)
    return {
        "id": f"C{n}", "customer": 1000 + n % 700, "opened": f"{on} {hour:02d}:{n % 60:02d}:{n % 59:02d}",
        "ended": f"{on} {hour + 1:02d}:{n % 60:02d}:{n % 53:02d}", "replied": f"{on} {hour:02d}:59:59",
        "handle": 120 + n % 300, "channel": "phone",
        "resolved": ("true", "false")[n % 3 == 0], "reopens": int(n % 40 == 0),
    }  # fmt: skip


def answer(n: int) -> Row:
    day = n % 28 + 1
    return {
        "id": f"S{n}", "call": f"C{n}", "score": "" if n % 4 else 1 + (n // 4) % 5,
        "sent": f"2026-01-{day:02d} 12:00:01", "answered": f"2026-01-{day:02d} 13:00:01",
    }  # fmt: skip


def spell(head: str, rows: list[Row]) -> str:
    return head + "".join(",".join(map(str, row.values())) + "\n" for row in rows)


@contextmanager
def workspace(folder: Path, rows: list[Row], answers: list[Row], calls: str = "") -> Iterator[steelyard.Workspace]:
    opened = loaded(
        folder,
        TOML.format(calls=calls),
        {"calls.csv": spell(HEAD, rows), "survey.csv": spell("id,call,score,sent,answered\n", answers)},
    )
    yield opened


@pytest.fixture
def check(tmp_path: Path) -> Check_:
    """Checks a service of 2,100 calls, with changes to single calls and answers."""

    def ask(
        change: Callable[[int, Row], object] = lambda n, row: None,
        respond: Callable[[int, Row], object] = lambda n, row: None,
    ) -> Check:
        rows, answers = [contact(n) for n in range(ROWS)], [answer(n) for n in range(400)]
        for n, row in enumerate(rows):
            change(n, row)
        for n, row in enumerate(answers):
            respond(n, row)
        with workspace(tmp_path, rows, answers) as opened:
            found = opened.check()
        assert isinstance(found, Check)
        return found

    return ask


def kinds(found: Check, weight: str = "warning") -> set[str]:
    return {finding.id for finding in found.findings if finding.weight == weight}


def one(found: Check, kind: str, where: str = "") -> Finding:
    return next(finding for finding in found.findings if finding.id == kind and where in finding.where)


def test_nothing_serious_is_odd_in_clean_data(check: Check_) -> None:
    found = check()
    assert kinds(found) == set()
    assert {"unanswered"} <= kinds(found, "note")


def test_questions_say_what_can_be_answered_and_what_would_unlock_the_rest(check: Check_) -> None:
    found = check()
    states = {ability.question: ability.state for ability in found.questions}
    assert states["Are customers' issues solved, once?"] == "yes"
    assert states["How much value do customers receive for each unit of resource?"] == "no"
    money = next(entry for entry in found.questions if entry.question.startswith("How much value"))
    assert any("costs.amount" in way for way in money.lacking)
    assert "wrap_time" in next(entry for entry in found.unlocks if "contacts.wrap_s" in entry.what).metrics
    assert len(found.missing) + sum(family.can for family in found.families) == sum(f.of for f in found.families)
    assert found.sentences[0].startswith("The data answer ")
    assert found.provenance.version == 1


def test_without_customers_nothing_that_rests_on_returns_is_promised(check: Check_) -> None:
    found = check(lambda n, row: row.update(customer=0 if n % 2 else row["customer"]))
    refused = {entry.metric: entry.reason for entry in found.missing}
    assert "50%" in refused["first_contact_resolution"]
    finding = one(found, "unidentified")
    assert (finding.count, finding.of, finding.weight) == (ROWS // 2, ROWS, "warning")


def test_odd_instants_are_found(check: Check_) -> None:
    def spoil(n: int, row: Row) -> None:
        if n % 10 == 0:
            row["replied"] = str(row["opened"])[:10] + " 00:00:00"
        elif n % 10 == 1:
            row["ended"] = row["opened"]
        elif n % 10 == 2:
            row["ended"] = "2026-02-20 18:00:00"

    found = check(spoil)
    assert one(found, "before_start", "first_reply_at").count == ROWS // 10
    assert one(found, "midnight", "first_reply_at").count == ROWS // 10
    assert one(found, "same_instant", "ended_at").count == ROWS // 10
    bulk = one(found, "bulk", "ended_at")
    assert bulk.count == ROWS // 10
    assert "calls" in bulk.where


def test_short_and_absent_handling_is_found(check: Check_) -> None:
    found = check(lambda n, row: row.update(handle=0 if n % 10 == 0 else 4 if n % 10 == 1 else row["handle"]))
    assert one(found, "no_handling").share == pytest.approx(0.1)
    assert one(found, "short_handling").share == pytest.approx(0.1)


def test_one_id_on_many_contacts_is_found_and_never_shown(check: Check_) -> None:
    found = check(lambda n, row: row.update(customer=777_777 if n % 25 == 0 else row["customer"]))
    finding = one(found, "placeholder")
    assert (finding.count, finding.of) == (ROWS // 25, ROWS)
    assert "777777" not in found.to_text(200)
    assert "777777" not in str(found.to_dict())


def test_marks_that_never_vary_are_found(check: Check_) -> None:
    found = check(lambda n, row: row.update(resolved="true", reopens=0))
    assert {"one_sided", "never"} <= kinds(found)


def test_contacts_nobody_marked_are_noted(check: Check_) -> None:
    found = check(lambda n, row: row.update(resolved="" if n % 2 else row["resolved"]))
    assert one(found, "unmarked").share == pytest.approx(0.5)


def test_an_issue_of_a_hundred_contacts_is_found(check: Check_) -> None:
    def flood(n: int, row: Row) -> None:
        if n < 9:
            row.update(customer=5, opened=f"2026-01-20 10:{n:02d}:00", ended=f"2026-01-20 10:{n:02d}:30")
        elif n < 14:
            row.update(customer=5, opened=f"2026-01-21 10:{n:02d}:00", ended=f"2026-01-21 10:{n:02d}:30")

    found = check(flood)
    finding = one(found, "long_issue")
    assert finding.count == 1
    assert "14" not in finding.where


def test_odd_surveys_are_found(check: Check_) -> None:
    def respond(n: int, row: Row) -> None:
        row["score"] = 5 if n % 3 else 1
        if n % 20 == 0:
            row["answered"] = "2025-12-31 00:00:01"

    found = check(respond=respond)
    assert one(found, "only_answers").count == 400
    assert one(found, "answered_before_sent").count == 20
    assert "resolved" in one(found, "gives_away").what


def test_a_score_that_only_leans_gives_nothing_away(check: Check_) -> None:
    found = check(respond=lambda n, row: row.update(score=1 + n % 5 if n % 3 else 1 + n % 4))
    assert "gives_away" not in kinds(found)


def test_spellings_gaps_and_silent_days_are_found(check: Check_) -> None:
    def spoil(n: int, row: Row) -> None:
        row["channel"] = ("phone", "Phone", "chat")[n % 3]
        for moment in ("opened", "ended", "replied"):
            row[moment] = str(row[moment]).replace("2026-01-1", "2026-01-0").replace("-01-00", "-01-01")

    found = check(spoil)
    assert one(found, "spellings").share == pytest.approx(2 / 3)
    gap = one(found, "gap")
    assert (gap.count, gap.of) == (10, 56)


def test_rows_put_aside_and_doubled_rows_are_counted(check: Check_) -> None:
    def spoil(n: int, row: Row) -> None:
        if n % 50 == 1:
            row["opened"] = "1970-01-01 00:00:00"
        if n % 50 == 2:
            row["opened"] = "2062-01-01 00:00:00"

    found = check(spoil)
    aside = [finding for finding in found.findings if finding.id == "quarantined"]
    assert {finding.count for finding in aside} == {ROWS // 50}
    assert all(finding.weight == "warning" for finding in aside)


def test_doubled_rows_are_noted(tmp_path: Path) -> None:
    rows = [contact(n) for n in range(ROWS)]
    with workspace(tmp_path, rows + rows[:210], [answer(n) for n in range(400)]) as opened:
        finding = one(opened.check(), "doubled")
    assert (finding.count, finding.of) == (210, ROWS + 210)


def test_of_a_store_without_rows_nothing_else_is_said(tmp_path: Path) -> None:
    with workspace(tmp_path, [], []) as opened:
        assert opened.check().sentences == (
            "The store is empty: no source has given a row. Load files that hold some: steelyard load.",
        )


def test_a_source_that_ends_early_is_found(tmp_path: Path) -> None:
    more = """
[sources.chats]
files = "chats.csv"
[sources.chats.contacts]
key = ["id"]
[sources.chats.contacts.columns]
contact_id = { column = "id", prefix = "chat-" }
opened_at = "opened"
channel = "channel"
"""
    (tmp_path / "chats.csv").write_text(spell(HEAD, [contact(n) for n in range(ROWS) if n % 56 < 20]), "utf-8")
    with workspace(tmp_path, [contact(n) for n in range(ROWS)], [answer(n) for n in range(400)]) as opened:
        settings = (tmp_path / "steelyard.toml").read_text("utf-8")
        assert "behind" not in kinds(opened.check())
    opened = loaded(tmp_path, settings + more)
    finding = one(opened.check(), "behind")
    assert finding.where == "chats"
    assert "36 days" in finding.what


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("anonymous-bank-calls", {"unidentified", "short_handling", "long_issue", "placeholder"}),
        ("ecommerce-csat", {"unidentified"}),
    ],
)
def test_what_is_known_to_be_odd_in_public_data_is_found(
    public: Callable[[str], Workspace], name: str, expected: set[str]
) -> None:
    assert expected <= kinds(public(name).check())


@pytest.mark.shared
def test_a_score_made_from_the_outcome_is_found_in_public_data(shared: Path, tmp_path: Path) -> None:
    """Scores 1 and 2 all left, 4 and 5 all stayed."""
    opened = loaded(tmp_path, CHURN, data=shared / "data" / "ibm-telco-churn")
    finding = one(opened.check(), "gives_away")
    assert "whether the customer leaves" in finding.what
    assert finding.count == 7043
