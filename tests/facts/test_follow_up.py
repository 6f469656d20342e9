"""Contacts and issues read within a follow-up: what came later did not come."""

from __future__ import annotations

import pytest
from tests.facts.conftest import day
from tests.facts.test_chaining import call

from steelyard.facts import build
from steelyard.settings.model import Assumptions, EngineSettings
from steelyard.store.following import DAY_S, FollowUp

SOLVED = [call(f"z{nth}", nth, f"z{nth}", ended_at=day(nth, 1), resolved_at=day(nth, 1)) for nth in range(1, 15)]


@pytest.fixture
def read(world, engine):
    """Facts of contacts at a follow-up, by id."""

    def at(rows, days, credit="first", covers_until=None, **tables):
        for (view,) in engine.connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            engine.execute(f"DROP VIEW {view}")
        given = [call("early", 0, "eve"), *SOLVED, *rows]
        options = {"engine": EngineSettings(covers_until=covers_until)}
        made = world(given, horizon=day(100), assumptions=Assumptions(credit=credit), options=options, **tables)
        begun = build.begin(engine, made.settings, made.horizon, made.known)
        for table, sql in begun.at_rest().items():
            engine.execute(f"CREATE OR REPLACE TABLE {table if table == build.STATES else f'{table}_at_rest'} AS {sql}")
        reading = begun.reading(has_odds=False, has_states=True)
        for table, sql in reading.texts(made.settings, "duckdb").items():
            engine.execute(f"DROP TABLE {table}")
            engine.execute(f"CREATE VIEW {table} AS {FollowUp(begun.least_s, days).fill(sql)}")
        return made

    return at


def ended(name, start, end, customer="ada", **more):
    return call(name, start, customer, ended_at=day(end), resolved_at=day(end), **more)


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


def test_what_the_source_tells_after_the_last_start_counts_and_the_open_were_open_until_then(read):
    """Exported on day 140, 40 days after the last contact: ends until then are ends, and the open were open."""
    lasts = [ended(f"last{nth}", 60, 140, f"l{nth}") for nth in range(2)]
    rows = [ended("late", 60, 140), *lasts, call("open", 60, "bob"), ended("other", 60, 90, "cyd", source="chat")]
    contacts = read([*rows, call("waits", 60, "dan", source="chat")], 400).by_id("contacts")
    watched = {name: contacts[name]["closing_watched_s"] / DAY_S for name in ("late", "open", "other", "waits")}
    assert watched == {"late": 80, "open": 80, "other": 30, "waits": 40}
    assert contacts["late"]["closing_s"] == 80 * DAY_S


def test_facts_built_at_once_know_how_far_a_source_reaches(world):
    """As those that are read from rest."""
    lasts = [ended(f"last{nth}", 60, 140, f"l{nth}") for nth in range(3)]
    contacts = world([*SOLVED, *lasts, call("open", 60, "bob")], horizon=day(100)).by_id("contacts")
    assert contacts["open"]["closing_watched_s"] == 80 * DAY_S


def test_a_single_late_end_is_no_reach_of_the_source(read):
    """One end dated months after everything else is an end; what is open is not taken to have been watched so long."""
    contacts = read([ended("wrong", 60, 300), call("open", 60, "bob")], 400).by_id("contacts")
    assert contacts["wrong"]["closing_s"] == 240 * DAY_S
    assert contacts["wrong"]["is_closed"]
    assert contacts["open"]["closing_watched_s"] == 40 * DAY_S


def test_what_happened_after_the_declared_end_is_still_to_come(read):
    """Complete up to day 99 as declared: later ends are there of some contacts only, and tell of none."""
    rows = [ended("late", 60, 140), call("open", 60, "bob"), ended("known", 60, 90, "cyd")]
    contacts = read([*rows, call("after", 120, "dan")], 400, covers_until=day(99).date()).by_id("contacts")
    assert {name: contacts[name]["closing_watched_s"] / DAY_S for name in ("late", "open", "known", "after")} == {
        "late": 40,
        "open": 40,
        "known": 30,
        "after": 0,
    }
    assert [contacts[name]["closing_s"] for name in ("late", "open")] == [None, None]
    assert [contacts[name]["is_closed"] for name in ("late", "known")] == [False, True]
    assert [contacts[name]["is_resolved"] for name in ("late", "known")] == [False, True]


def test_a_solved_contact_that_is_not_closed_yet_waits_for_its_end(read):
    """Its end is as little known as an open one's: without it the newest contacts would be the quickly closed ones."""
    solved = call("solved", 60, "bob", resolved_at=day(62))
    made = read([solved, call("silent", 60, "cyd", resolved_at=day(62), closure="agent")], 20)
    contacts = made.by_id("contacts")
    assert contacts["solved"]["closing_watched_s"] == 40 * DAY_S
    assert contacts["solved"]["closing_within_s"] == 20 * DAY_S
    assert contacts["solved"]["resolution_watched_s"] == 2 * DAY_S
    assert contacts["silent"]["closing_watched_s"] is None, "somebody closed it, nobody says when"


def test_to_the_horizon_everything_known_counts(read):
    made = read([ended("slow", 40, 70), call("open", 60, "bob")], None)
    contacts, issues = made.by_id("contacts"), made.by_id("issues")
    assert contacts["slow"]["is_resolved"]
    assert issues["slow"]["is_resolved"]
    assert contacts["slow"]["resolution_within_s"] == 30 * DAY_S
    assert contacts["open"]["resolution_within_s"] is None


def test_invitations_and_answers_count_from_the_start_of_their_contact(read):
    """Within 20 days: an answer on day 19 counts; one on day 22 does not, nor one that was asked for on day 25."""
    asked = {"instrument": "csat", "score": 4.0, "scale_min": 1.0, "scale_max": 5.0, "better": "high"}
    days = {"both": ("c", 55, 59), "sent": ("c", 56, 62), "late": ("c", 65, 66), "young": ("y", 95, 96)}
    surveys = [
        {"survey_id": name, "contact_id": about, "sent_at": day(sent), "answered_at": day(answered), **asked}
        for name, (about, sent, answered) in days.items()
    ]
    contacts = [ended("c", 40, 54), ended("y", 90, 91, "bob")]
    found = read(contacts, 20, surveys=surveys).by_id("responses")
    told = {name: (row["is_answered"], row["is_followed"]) for name, row in found.items()}
    assert told == {"both": (True, True), "sent": (False, True), "young": (True, False)}
    assert [found[name]["score_share"] for name in ("both", "sent")] == [0.75, None]


LONG = (0, 10, 16, 25)
"""Days on which the contacts of one issue begin."""


def long_issue():
    """Phone, chat, phone and a visit by another team: 10, 20, 40 and 80 minutes of work at 60 an hour."""
    channels, teams = ("phone", "chat", "phone", "visit"), ("red", "red", "blue", "green")
    return [
        call(
            f"l{nth}",
            40 + after,
            "ada",
            issue_id="case",
            ended_at=day(40 + after, 1),
            resolved_at=day(40 + after, 1),
            resolved=nth != 2,
            channel=channels[nth],
            team=teams[nth],
            handle_s=600.0 * 2**nth,
            transfers=nth,
            cost=10.0 * 2**nth,
        )
        for nth, after in enumerate(LONG)
    ]


@pytest.mark.parametrize(
    ("days", "contacts", "work_s", "cost", "others_cost", "channels", "last_team", "is_resolved"),
    [
        (14, 2, 1800, 30, 0, 2, "red", False),
        (15.999, 2, 1800, 30, 0, 2, "red", False),
        (16, 3, 4200, 70, 40, 2, "blue", False),
        (17, 3, 4200, 70, 40, 2, "blue", False),
        (24.9, 3, 4200, 70, 40, 2, "blue", False),
        (25, 4, 9000, 150, 120, 3, "green", False),
        (33, 4, 9000, 150, 120, 3, "green", True),
        (90, 4, 9000, 150, 120, 3, "green", True),
        (None, 4, 9000, 150, 120, 3, "green", True),
    ],
)
def test_amounts_of_an_issue_are_those_of_contacts_begun_within_the_follow_up(
    read, days, contacts, work_s, cost, others_cost, channels, last_team, is_resolved
):
    issue = read(long_issue(), days).by_id("issues")["case"]
    assert issue["contacts"] == contacts
    assert issue["transfers"] == sum(range(contacts))
    told = tuple(issue[name] for name in ("work_s", "cost", "others_cost", "channels", "team"))
    assert told == (work_s, cost, others_cost, channels, "red")
    assert issue["is_resolved"] is is_resolved
    assert issue["is_fixed_first"] is True, "nobody came back within a week"
    assert read(long_issue(), days, credit="last").by_id("issues")["case"]["team"] == last_team


def test_what_was_solved_within_the_follow_up_is_solved_whatever_came_later(read):
    rows = [row for row in long_issue() if row["contact_id"] != "l2"]
    at = {days: read(rows, days).by_id("issues")["case"] for days in (16, 18, 25, 40)}
    assert {days: issue["is_resolved"] for days, issue in at.items()} == {16: False, 18: True, 25: False, 40: True}
    assert {days: issue["contacts"] for days, issue in at.items()} == {16: 2, 18: 2, 25: 3, 40: 3}


def test_answered_only_after_the_follow_up_is_not_answered_within_it(read):
    rows = [
        call("given", 40, "ada", issue_id="case", abandoned=True),
        call("again", 60, "ada", issue_id="case", ended_at=day(60, 1), resolved_at=day(60, 1)),
    ]
    early, late = (read(rows, days).by_id("issues")["case"] for days in (15, 30))
    assert (early["contacts"], early["attempts"], early["is_unanswered"], early["is_counted"]) == (0, 1, True, False)
    assert (early["is_fixed_first"], early["is_returned"], early["is_first_open"]) == (None, None, False)
    assert (late["contacts"], late["attempts"], late["is_unanswered"], late["is_counted"]) == (1, 1, False, True)
    assert late["is_fixed_first"] is True


def test_an_issue_is_too_long_only_from_the_contact_that_makes_it_so(read):
    rows = [call(f"m{nth}", 40 + nth * 2.5, "ada", issue_id="case") for nth in range(12)]
    at = {days: read(rows, days).by_id("issues")["case"] for days in (14, 20, 24, 25, None)}
    assert {days: issue["contacts"] for days, issue in at.items() if not issue["is_long"]} == {14: 6, 20: 9, 24: 10}
    assert at[25]["is_long"]
    assert at[None]["contacts"] == 12


def test_a_bots_issue_is_contained_until_a_person_takes_part(read):
    rows = [
        call("bot", 40, "ada", issue_id="case", handled_by="bot", ended_at=day(40, 1), resolved_at=day(40, 1)),
        call("man", 60, "ada", issue_id="case", handled_by="human", ended_at=day(60, 1), resolved_at=day(60, 1)),
    ]
    early, late = (read(rows, days).by_id("issues")["case"] for days in (15, 30))
    assert (early["is_contained"], early["is_by_bot"], early["handled_by"]) == (True, True, "bot")
    assert (late["is_contained"], late["is_by_bot"], late["handled_by"]) == (False, False, "human")
