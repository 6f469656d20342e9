"""Contacts and issues read within a follow-up: what came later did not come."""

from __future__ import annotations

import pytest
from tests.facts.conftest import day
from tests.facts.test_chaining import call

from steelyard.facts import build
from steelyard.store.following import DAY_S, FollowUp

SOLVED = [call(f"z{nth}", nth, f"z{nth}", ended_at=day(nth, 1), resolved_at=day(nth, 1)) for nth in range(1, 15)]


@pytest.fixture
def read(world, engine):
    """Facts of contacts at a follow-up, by id."""

    def at(rows, days, **tables):
        made = world([call("early", 0, "eve"), *SOLVED, *rows], horizon=day(100), **tables)
        begun = build.begin(engine, made.settings, made.horizon, made.known)
        for table, sql in begun.at_rest().items():
            engine.execute(f"CREATE OR REPLACE TABLE {table}_at_rest AS {sql}")
        for table, sql in begun.seen(has_odds=False).items():
            engine.execute(f"DROP TABLE {table}")
            engine.execute(f"CREATE VIEW {table} AS {FollowUp(begun.least_s, days).fill(sql['duckdb'])}")
        return made

    return at


def ended(name, start, end, customer="ada"):
    return call(name, start, customer, ended_at=day(end), resolved_at=day(end))


def test_solved_after_the_follow_up_is_not_solved_within_it(read):
    made = read([ended("quick", 40, 42), ended("slow", 40, 70, "bob"), ended("late", 90, 91, "cyd")], 20)
    contacts, issues = made.by_id("contacts"), made.by_id("issues")
    assert [contacts[name]["is_resolved"] for name in ("quick", "slow", "late")] == [True, False, True]
    assert [contacts[name]["is_closed"] for name in ("quick", "slow")] == [True, False]
    assert [contacts[name]["is_followed"] for name in ("quick", "slow", "late")] == [True, True, False]
    assert [issues[name]["is_resolved"] for name in ("quick", "slow")] == [True, False]
    assert [issues[name]["is_fixed_first"] for name in ("quick", "slow")] == [True, False]
    assert [issues[name]["is_first_open"] for name in ("quick", "slow")] == [False, True]
    assert [issues[name]["is_mature"] for name in ("quick", "late")] == [True, False]


def test_an_open_contact_has_been_watched_since_its_start(read):
    made = read([ended("done", 40, 70), call("open", 60, "bob"), call("young", 90, "cyd")], 20)
    contacts = made.by_id("contacts")
    watched = [contacts[name]["resolution_watched_s"] / DAY_S for name in ("done", "open", "young")]
    assert watched == [30, 40, 10]
    assert contacts["open"]["resolution_s"] is None
    within = [contacts[name]["resolution_within_s"] for name in ("done", "open", "young")]
    assert within == [20 * DAY_S, 20 * DAY_S, None]
    assert contacts["z3"]["closing_within_s"] == 3600
    assert contacts["open"]["first_reply_watched_s"] is None, "nobody's first reply is told here"


def test_to_the_horizon_everything_known_counts(read):
    made = read([ended("slow", 40, 70), call("open", 60, "bob")], None)
    contacts, issues = made.by_id("contacts"), made.by_id("issues")
    assert contacts["slow"]["is_resolved"]
    assert issues["slow"]["is_resolved"]
    assert contacts["slow"]["resolution_within_s"] == 30 * DAY_S
    assert contacts["open"]["resolution_within_s"] is None


def test_invitations_and_answers_count_from_the_start_of_their_contact(read):
    """Within 20 days: sent on day 15, answered on day 19 counts; answered on day 22 does not, nor sent on day 25."""
    asked = {"instrument": "csat", "score": 4.0, "scale_min": 1.0, "scale_max": 5.0, "better": "high"}
    days = {"both": ("c", 55, 59), "sent": ("c", 55, 62), "late": ("c", 65, 66), "young": ("y", 95, 96)}
    surveys = [
        {"survey_id": name, "contact_id": about, "sent_at": day(sent), "answered_at": day(answered), **asked}
        for name, (about, sent, answered) in days.items()
    ]
    contacts = [ended("c", 40, 54), ended("y", 90, 91, "bob")]
    found = read(contacts, 20, surveys=surveys).by_id("responses")
    told = {name: (row["is_answered"], row["is_followed"]) for name, row in found.items()}
    assert told == {"both": (True, True), "sent": (False, True), "young": (True, False)}
    assert [found[name]["score_share"] for name in ("both", "sent")] == [0.75, None]
