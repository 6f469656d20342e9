"""Small real-life exports: what `init` puts in force gives the figures told by hand, and drops no column in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.conftest import NewWorkspace
from steelyard.intake.proposal.answering import answered, questions
from steelyard.intake.proposal.propose import Proposal, propose

CASES = Path(__file__).parent / "cases"
RESOLUTION = "SELECT round(avg(epoch(resolved_at) - epoch(opened_at))) FROM contacts WHERE resolved_at >= opened_at"
COUNT = "SELECT count(*) FROM contacts"
FIRST, LAST = "SELECT min(opened_at) FROM contacts", "SELECT max(opened_at) FROM contacts"
BEGUN, DONE = datetime(2026, 1, 5, 9, 30), datetime(2026, 1, 31, 16, 8)
HANDLING = "SELECT round(avg(handle_s + coalesce(wrap_s, 0)), 1) FROM contacts"


@dataclass(frozen=True)
class Case:
    """What a case must give.

    Args:
        figures: SQL over the stored tables -> its one value, where the proposal is loaded as it is.
        idle: canonical columns that may not be in force.
    """

    figures: dict[str, object] = field(default_factory=dict)
    idle: tuple[str, ...] = ()


KNOWN = {
    "00-part-of-month": Case({"SELECT count(*) FROM contacts": 60, RESOLUTION: 7200}),
    "01-email-case": Case({"SELECT count(customer_id) FROM contacts": 240}),
    "03-qualtrics": Case(
        {
            "SELECT count(*) FROM surveys WHERE instrument = 'csat'": 71,
            "SELECT round(avg(score), 3) FROM surveys WHERE instrument = 'csat'": 3.972,
        }
    ),
    "02-jira-csv": Case({"SELECT count(*) FROM contacts": 120, RESOLUTION: 12_600, HANDLING: 2700}),
    "08-german-thousands": Case({"SELECT count(*) FROM contacts": 120}, idle=("handle_s", "cost")),
    "10-october-utc-london": Case({"SELECT count(*) FROM contacts": 175, RESOLUTION: 3600}),
    "12-freshdesk-durations": Case(
        {
            "SELECT round(avg(CAST(sla_met AS INTEGER)), 3) FROM contacts WHERE excluded IS NULL": 0.789,
            "SELECT count(sla_met) FROM contacts WHERE excluded IS NULL": 152,
            "SELECT count(resolved) FROM contacts": 0,
        },
        idle=("resolved",),
    ),
    "13-excel-durations": Case(
        {
            "SELECT round(avg(handle_s), 1) FROM contacts": 254.9,
            "SELECT median(wrap_s) FROM contacts": 60,
            "SELECT max(wrap_s) FROM contacts": 93_600,
        }
    ),
    "15-zendesk-json-pages": Case(
        {
            "SELECT count(*) FROM contacts WHERE excluded IS NULL": 144,
            "SELECT sum(transfers) FROM contacts": 0,
            "SELECT round(avg(reopens), 3) FROM contacts WHERE excluded IS NULL": 0.104,
            RESOLUTION: 10800,
        }
    ),
    "17-rating-changed": Case({"SELECT count(answered_at) FROM surveys": 120, "SELECT count(*) FROM contacts": 120}),
    "18-us-12-hour": Case({"SELECT avg(epoch(resolved_at) - epoch(opened_at)) FROM contacts": 50_400}),
    "19-mixed-date-orders": Case({RESOLUTION: 10800}),
    "21-merged-with-time": Case({"SELECT sum(handle_s) FROM contacts": 63_000}),
    "23-report-preamble-footer": Case({"SELECT count(*) FROM contacts": 120}),
    "25-handle-includes-acw": Case({HANDLING: 420, "SELECT avg(wrap_s) FROM contacts": 120}),
    "25b-handle-and-talk": Case({HANDLING: 420, "SELECT avg(hold_s) FROM contacts": 60}),
    "26-negative-times": Case({RESOLUTION: 7200}),
    "28-wide-survey": Case(
        {
            "SELECT avg(score) FROM surveys WHERE instrument = 'csat'": 4.0,
            "SELECT max(scale_max) FROM surveys WHERE instrument = 'nps'": 10,
            "SELECT count(*) FROM surveys WHERE instrument = 'ces'": 0,
            "SELECT avg(score) FROM surveys WHERE instrument = 'nps'": 8.0,
        }
    ),
    "30-oracles": Case({"SELECT count(*) FROM surveys WHERE instrument = 'nps' AND score >= 9": 240}),
    "40-year-first": Case({FIRST: BEGUN, LAST: DONE}),
    "41-excel-days": Case({FIRST: BEGUN, LAST: DONE, "SELECT min(contact_id) FROM contacts": "000000"}),
    "43-zone-in-header": Case(
        {
            FIRST: BEGUN + timedelta(hours=5),
            "SELECT avg(score) FROM surveys": 3.0,
            "SELECT count(score) FROM surveys": 100,
        }
    ),
    "44-kinds-of-calls": Case(
        {
            "SELECT count(*) FROM contacts WHERE abandoned": 24,
            "SELECT count(*) FROM contacts WHERE direction = 'outbound'": 12,
            "SELECT avg(wait_s) FROM contacts": 40,
        },
        idle=("handle_s",),
    ),
    "45-previews-german": Case(
        {"SELECT count(*) FROM surveys": 54, "SELECT round(avg(score), 4) FROM surveys": 2.7778}
    ),
    "46-decimals-of-a-file": Case(
        {
            "SELECT avg(wait_s) FROM contacts": 1234,
            "SELECT avg(handle_s) FROM contacts": 2100,
            "SELECT avg(cost) FROM contacts": 12.5,
        }
    ),
    "47-id-of-answers": Case(
        {"SELECT min(contact_id) FROM surveys": "4000", "SELECT count(*) FROM surveys WHERE instrument = 'csat'": 60}
    ),
    "48-recommendation-spanish": Case({"SELECT avg(score) FROM surveys WHERE instrument = 'nps'": 6.8}),
    "49-recommendation-french": Case({"SELECT avg(score) FROM surveys WHERE instrument = 'nps'": 6.0}),
    "50-freshdesk-french": Case({RESOLUTION: 10_800, "SELECT avg(handle_s) FROM contacts": 720}, idle=("resolved",)),
    "51-salesforce-italian": Case({FIRST: BEGUN, COUNT: 120, "SELECT min(contact_id) FROM contacts": "00000001"}),
    "52-aircall": Case({FIRST: BEGUN, "SELECT count(*) FROM contacts WHERE abandoned": 24}, idle=("handle_s",)),
    "53-avaya": Case(
        {"SELECT avg(wait_s) FROM contacts": 35, "SELECT count(DISTINCT agent_id) FROM contacts": 5},
        idle=("handle_s", "resolved"),
    ),
    "54-jira-german": Case({RESOLUTION: 28_800}, idle=("resolved",)),
    "55-workbook-german": Case({COUNT: 120, FIRST: BEGUN, HANDLING: 300, "SELECT max(wait_s) FROM contacts": 30}),
    "56-payroll-french": Case({"SELECT count(*) FROM costs": 15, "SELECT sum(amount) FROM costs": 48_756}),
    "57-polish-cp1250": Case({RESOLUTION: 7200, HANDLING: 480, "SELECT max(team) FROM contacts": "Sprzedaż"}),
    "58-trailing-delimiter": Case({COUNT: 120, FIRST: BEGUN, LAST: DONE}),
    "59-calls-portuguese": Case(
        {
            FIRST: BEGUN,
            "SELECT avg(handle_s) FROM contacts": 240,
            "SELECT count(*) FROM contacts WHERE abandoned": 20,
            "SELECT avg(CAST(resolved AS INTEGER)) FROM contacts": 0.5,
        }
    ),
    "60-livechat": Case(
        {
            "SELECT avg(wait_s) FROM contacts": 15,
            "SELECT count(score) FROM surveys": 45,
            "SELECT sum(score) FROM surveys": 30,
        },
        idle=("handle_s",),
    ),
    "62-dynamics-dutch": Case({RESOLUTION: 14_400}, idle=("resolved",)),
    "63-utf16-french": Case({"SELECT avg(wait_s) FROM contacts": 45, HANDLING: 270}),
    "64-answers-with-average": Case({"SELECT count(*) FROM surveys": 60, "SELECT avg(score) FROM surveys": 3.0}),
    "70-clock-without-seconds": Case({FIRST: BEGUN, LAST: DONE, HANDLING: 255, "SELECT avg(wait_s) FROM contacts": 30}),
    "71-recommendation-dutch": Case({"SELECT avg(score) FROM surveys WHERE instrument = 'nps'": 6.0}),
    "73-agent-once-a-group": Case({COUNT: 120, HANDLING: 180}, idle=("agent_id",)),
    "75-explore": Case(
        {
            RESOLUTION: 7200,
            "SELECT avg(transfers) FROM contacts": 1 / 6,
            "SELECT count(score) FROM surveys": 45,
            "SELECT sum(score) FROM surveys": 30,
        },
        idle=("resolved",),
    ),
    "76-outcomes-french": Case(
        {"SELECT count(*) FROM outcomes WHERE kind = 'churned'": 20, "SELECT sum(amount) FROM outcomes": 24_690}
    ),
    "77-costs-italian-total": Case(
        {
            "SELECT sum(amount) FROM costs": 74_073.6,
            "SELECT sum(hours) FROM costs": 9600,
            "SELECT count(*) FROM costs": 6,
        }
    ),
    "78-sla-breached": Case({"SELECT avg(CAST(sla_met AS INTEGER)) FROM contacts": 0.8}),
    "79-answered-german": Case(
        {"SELECT count(*) FROM contacts WHERE abandoned": 24}, idle=("wait_s", "handle_s", "answered_at")
    ),
    "81-two-zones": Case(
        {FIRST: BEGUN - timedelta(hours=1), "SELECT avg(epoch(ended_at - opened_at)) FROM contacts": 5400}
    ),
    "83-intercom-json": Case(
        {"SELECT min(channel) FROM contacts": "email", "SELECT count(score) FROM surveys": 40}, idle=("topic",)
    ),
    "84-state-of-calls-spanish": Case({"SELECT count(*) FROM contacts WHERE abandoned": 20}),
    "80-agents-total": Case({"SELECT count(*) FROM agents": 12, "SELECT avg(hourly_cost) FROM agents": 28.5}),
}


def proposed(name: str) -> Proposal:
    return propose(sorted((CASES / name).iterdir()), data=CASES / name)


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_in_force_gives_the_figures_told_by_hand(name: str, workspace: NewWorkspace) -> None:
    proposal = proposed(name)
    space = workspace(proposal.to_toml(), {path.name: path.read_bytes() for path in (CASES / name).iterdir()})
    space.load()
    assert {sql: space.values(sql) for sql in KNOWN[name].figures} == {
        sql: [pytest.approx(value) if isinstance(value, float | int) else value]
        for sql, value in KNOWN[name].figures.items()
    }
    in_force = {g.target for s in proposal.sources for t in s.tables for g in t.guesses if g.is_sure}
    assert not in_force & set(KNOWN[name].idle)


def test_a_decimal_that_a_person_confirms_is_read_so(workspace: NewWorkspace) -> None:
    name = "08-german-thousands"
    proposal = proposed(name)
    proposal = answered(proposal, {question.id: "yes" for question in questions(proposal) if "yes" in question.choices})
    workspace(proposal.to_toml(), {path.name: path.read_bytes() for path in (CASES / name).iterdir()}).load()
    space = workspace()
    assert space.values("SELECT avg(handle_s) FROM contacts") == [732.5]
    assert space.values("SELECT avg(cost) FROM contacts") == [314]


def test_a_report_that_sums_up_contacts_is_left_with_the_reason() -> None:
    proposal = proposed("42-sums-by-day")
    assert not proposal.sources
    assert "sum up many contacts (Calls handled, Average talk time" in proposal.left[0].reason


def test_the_same_contacts_in_two_files_are_not_called_different_ones() -> None:
    assert proposed("61-two-formats").links == (
        "tickets and tickets_2 hold the same contacts (100% of tickets): take one of them out",
    )


def test_rows_that_are_no_rows_of_the_table_are_said() -> None:
    notes = proposed("51-salesforce-italian").sources[0].notes
    assert notes[1] == "4 rows are not read: row 121 has 1 field where the header has 6"


def test_rows_that_number_the_legs_of_a_call_are_no_contacts() -> None:
    proposal = proposed("74-numbered-legs")
    assert not proposal.is_in_force
    assert dict(proposal.unsure)["calls.contacts"].reason == (
        '"Leg" seems to number the legs or steps of one "Call ID": make one row of each with a view'
    )


def test_the_sheet_behind_a_cover_is_read() -> None:
    proposal = proposed("72-cover-sheet")
    assert proposal.sources[0].reading.sheet == "Daten"
    assert proposal.is_in_force


def test_two_digits_that_may_be_a_year_or_a_day_are_asked_about() -> None:
    proposal = proposed("82-year-or-day")
    assert not proposal.is_in_force
    assert "the first number or the last may be the year" in dict(proposal.unsure)["calls.contacts"].reason
