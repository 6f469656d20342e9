"""Journeys by hand: the steps contacts tell of themselves, those of a log, their order, ways, loops and teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from steelyard.measure.journeys.paths import walked
from steelyard.measure.journeys.steps import Part
from steelyard.store import Snapshot
from steelyard.workspace import Workspace
from steelyard.workspace import open as open_workspace

MAPPING = """
[assumptions]
service_level_s = 20

[sources.calls]
files = "calls.csv"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "start"
channel = "channel"
team = "team"
wait_s = "wait"
abandoned = "gone"
resolved = "solved"
resolved_at = "solved_at"
transfers = "handed"

[sources.log]
files = "log.csv"

[sources.log.steps.columns]
contact_id = "id"
step = "what"
at = "when"
team = "team"
place = "n"
kind = { column = "what", values = { Open = "opened", Solve = "solved", Work = "", Check = "" } }
"""
CALLS = """id,who,start,channel,team,wait,gone,solved,solved_at,handed
old,z,2025-12-01 09:00:00,phone,A,1,no,yes,,0
a1,a,2026-03-02 09:00:00,phone,A,60,yes,,,0
a2,a,2026-03-02 10:00:00,phone,A,60,no,no,2026-03-02 10:10:00,2
a3,a,2026-03-03 10:00:00,email,B,,no,yes,2026-03-03 12:00:00,0
b1,b,2026-03-02 11:00:00,phone,A,5,no,yes,2026-03-02 11:05:00,0
c1,c,2026-03-02 12:00:00,ticket,A,,no,yes,2026-03-04 12:00:00,0
d1,d,2026-03-02 12:00:00,ticket,A,,no,yes,2026-03-04 12:00:00,0
new,z,2026-06-01 09:00:00,phone,A,1,no,yes,,0
"""
LOG = """id,what,when,team,n
c1,Open,2026-03-02 12:00:00,A,1
c1,Check,2026-03-02 13:00:00,B,3
c1,Work,2026-03-02 13:00:00,B,2
c1,Check,2026-03-03 13:00:00,A,4
c1,Solve,2026-03-04 12:00:00,A,5
d1,Open,2026-03-02 12:00:00,A,6
d1,Solve,2026-03-04 12:00:00,A,7
"""


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("journeys")
    for name, text in (("steelyard.toml", MAPPING), ("calls.csv", CALLS), ("log.csv", LOG)):
        (folder / name).write_text(text, "utf-8")
    workspace = open_workspace(folder)
    workspace.load()
    return workspace


@pytest.fixture(scope="module")
def held(calls: Workspace) -> Iterator[Snapshot]:
    with calls.snapshot() as snapshot, walked(snapshot, calls.settings) as found:
        yield found


def steps_of(held: Snapshot, contact: str) -> list[str]:
    sql = (
        "SELECT c.step FROM journey_paths AS p JOIN journey_codes AS c ON p.code = c.code JOIN journey_links AS l "
        f"ON p.journey = l.journey WHERE l.contact_id = '{contact}' ORDER BY p.rn"
    )
    return [str(step) for step in held.engine.query(sql)["step"]]


def test_contacts_tell_their_steps_in_order(held: Snapshot) -> None:
    assert steps_of(held, "a1") == [
        *("opened by phone", "waited", "given up"),
        *("tried again by phone", "waited", "answered", "transferred", "transferred", "closed unsolved"),
        *("returned by email", "solved"),
    ]
    assert steps_of(held, "b1") == ["opened by phone", "answered", "solved"]


def test_a_log_tells_its_contacts_and_place_orders_one_instant(held: Snapshot) -> None:
    assert steps_of(held, "c1") == ["Open", "Work", "Check", "Check", "Solve"]


def test_gaps_teams_and_repeats(held: Snapshot) -> None:
    found = held.engine.query(
        "SELECT w.took_s, w.repeats, w.hops, w.back_hops, w.teams, w.steps FROM journey_ways AS w "
        "JOIN journey_links AS l ON w.journey = l.journey WHERE l.contact_id = 'c1'"
    )
    assert [int(values[0]) for values in found.values()] == [172_800, 1, 2, 1, 2, 5]


def test_ways_are_the_same_only_where_steps_and_order_are(held: Snapshot) -> None:
    found = held.engine.query(
        "SELECT count(*) AS n, count(DISTINCT way) AS ways FROM journey_ways WHERE way IS NOT NULL"
    )
    assert int(found["ways"][0]) == int(found["n"][0]) - 2, "the plain calls of b and both of z went the same way"


def test_tables_of_a_question_are_gone_after_it(held: Snapshot) -> None:
    tables = held.engine.query("SELECT count(*) AS n FROM duckdb_tables() WHERE table_name LIKE 'journey%'")
    assert int(tables["n"][0]) == 6


def test_all_a_customer_did_in_some_days_is_one_journey(calls: Workspace) -> None:
    """Two issues of one customer begin twice and are no return; what lies outside the days is none of it."""
    with calls.snapshot() as snapshot:
        with walked(snapshot, calls.settings, of_customers=True) as held:
            assert steps_of(held, "old") == 2 * ["opened by phone", "answered", "solved"]
            assert steps_of(held, "a1")[-2:] == ["returned by email", "solved"]
            sql = (
                "SELECT customer_id, contacts, attempts, is_back FROM journey_ways ORDER BY contacts DESC, customer_id"
            )
            found = held.engine.query(sql)
        spring = (Part(date(2026, 3, 1), date(2026, 3, 2)), Part(date(2026, 3, 3), date(2026, 6, 30)))
        with walked(snapshot, calls.settings, spring, of_customers=True) as held:
            sides = held.engine.query("SELECT side, count(*) AS n FROM journey_ways GROUP BY side ORDER BY side")
    assert [int(n) for n in found["contacts"]] == [2, 2, 1, 1, 1]
    assert sum(int(n) for n in found["attempts"]) == 1
    assert found["is_back"].tolist().count(True) == 1
    assert sides["n"].tolist() == [4, 2]
