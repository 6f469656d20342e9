"""Small real-life exports: what `init` puts in force gives the figures told by hand, and drops no column in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from intake.conftest import NewWorkspace
from steelyard.intake.proposal.propose import Proposal, propose

CASES = Path(__file__).parent / "cases"
RESOLUTION = "SELECT round(avg(epoch(resolved_at) - epoch(opened_at))) FROM contacts WHERE resolved_at >= opened_at"
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
}


def proposed(name: str) -> Proposal:
    return propose(sorted((CASES / name).iterdir()), data=CASES / name)


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_in_force_gives_the_figures_told_by_hand(name: str, workspace: NewWorkspace) -> None:
    proposal = proposed(name)
    space = workspace(proposal.to_toml(), {path.name: path.read_bytes() for path in (CASES / name).iterdir()})
    space.load()
    assert {sql: space.values(sql) for sql in KNOWN[name].figures} == {
        sql: [pytest.approx(value)] for sql, value in KNOWN[name].figures.items()
    }
    in_force = {g.target for s in proposal.sources for t in s.tables for g in t.guesses if g.is_sure}
    assert not in_force & set(KNOWN[name].idle)


def test_a_decimal_that_a_person_confirms_is_read_so(workspace: NewWorkspace) -> None:
    name = "08-german-thousands"
    proposal = proposed(name).answered(lambda *_: True)
    workspace(proposal.to_toml(), {path.name: path.read_bytes() for path in (CASES / name).iterdir()}).load()
    space = workspace()
    assert space.values("SELECT avg(handle_s) FROM contacts") == [732.5]
    assert space.values("SELECT avg(cost) FROM contacts") == [314]
