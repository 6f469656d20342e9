"""A build that is known by heart gives what the compiler would give, and a build that goes another way is made."""

from __future__ import annotations

from typing import Any

import pytest
from tests.facts.conftest import HORIZON, START, Row, World, day
from tests.facts.test_chaining import call

from steelyard import facts
from steelyard.facts import build as builder
from steelyard.facts.build import context
from steelyard.facts.build.decisions import isolated, isolated_of, moved, share
from steelyard.facts.build.script import Script
from steelyard.facts.build.standins import MOVED_FROM, day_text
from steelyard.settings.model import Assumptions
from steelyard.store import texts

PLAIN = [call("a", 5), call("b", 7), call("c", 60, "bob")]
WORLDS: dict[str, tuple[list[Row], dict[str, list[Row]]]] = {
    "plain": (PLAIN, {}),
    "other rows": ([call("d", 5), call("e", 6), call("f", 90, "bob"), call("g", 99, "cyd", abandoned=True)], {}),
    "some topics": ([call("a", 5, topic="bill"), call("b", 7), call("c", 60, "bob", topic="line")], {}),
    "a long chain": ([call(f"a{nth}", nth * 5) for nth in range(30)], {}),
    "merged": ([*PLAIN, call("d", 8, merged_into="a"), call("e", 9, merged_into="d")], {}),
    "more tables": (
        PLAIN,
        {
            "outcomes": [{"customer_id": "ada", "kind": "churn", "on": day(20).date()}],
            "costs": [{"from_on": START.date(), "to_on": day(99).date(), "kind": "labour", "amount": 90.0}],
        },
    ),
}
"""Name -> contacts and other tables. Builds of them part on their way."""


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known when the test begins."""
    monkeypatch.setattr(texts, "_process", texts._Process())


def built(engine: Any, name: str) -> dict[str, list[Row]]:
    """The facts of a world, made in an engine that has held others before."""
    for table in ("outcomes", "costs"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    contacts, tables = WORLDS[name]
    made = World(engine, Assumptions(), HORIZON)
    made.put("contacts", contacts)
    for table, rows in tables.items():
        made.put(table, rows)
    made.build()
    return {fact: made.rows(fact) for fact in facts.names()}


def never(*_: object) -> str:
    raise AssertionError("compiled again")


def test_by_heart_facts_are_those_that_are_made_whatever_was_built_before(engine, process, monkeypatch):
    alone = {}
    for name in WORLDS:
        monkeypatch.setattr(texts, "_process", texts._Process())
        alone[name] = built(engine, name)
    monkeypatch.setattr(texts, "_process", texts._Process())
    assert {name: built(engine, name) for name in WORLDS} == alone
    monkeypatch.setattr(context, "to_sql", never)
    assert {name: built(engine, name) for name in reversed(WORLDS)} == alone


def test_a_later_horizon_is_known_by_heart(engine, world, process, monkeypatch):
    early = world(PLAIN, horizon=day(61)).by_id("issues")
    monkeypatch.setattr(context, "to_sql", never)
    late = world(PLAIN, horizon=day(200)).by_id("issues")
    assert [early["c"]["is_mature"], late["c"]["is_mature"]] == [False, True]


def test_another_setting_is_not(engine, world, process, monkeypatch):
    world(PLAIN)
    monkeypatch.setattr(context, "to_sql", never)
    with pytest.raises(AssertionError, match="compiled again"):
        world(PLAIN, assumptions=Assumptions(return_window_days=3))


def test_a_part_that_is_new_goes_on_from_a_beginning_that_is_known(engine, world, process):
    made = world(PLAIN)
    fresh = builder.begin(engine, made.settings, made.horizon, made.known).at_rest()
    again = builder.begin(engine, made.settings, made.horizon, made.known)
    assert again.odds("somewhere") == again.odds("somewhere")
    assert again.at_rest() == fresh
    assert again.reading(has_odds=True, has_states=True).kinds == ()


def test_who_asks_the_engine_outright_is_not_kept(engine, process):
    def act(script: Script) -> int:
        script.keep("tmp_two", "SELECT 2 AS n")
        return int(script.query("SELECT n FROM tmp_two")["n"][0])

    for _ in range(2):
        script = Script(engine, "key", {}, {})
        assert script.act("asks", lambda script=script: act(script)) == (2, [("keep", "tmp_two", "SELECT 2 AS n")])
    assert not texts._process.known


def test_who_says_something_else_than_before_is_believed_and_not_kept(engine, process):
    def act(script: Script) -> None:
        script.repeat([("keep", "tmp_it", "SELECT 1 AS n"), ("drop", "tmp_it")])
        script.keep("tmp_it", "SELECT 2 AS n")

    script = Script(engine, "key", {}, {})
    script.act("other", lambda: act(script))
    assert engine.query("SELECT n FROM tmp_it")["n"].tolist() == [2]
    assert not texts._process.known


def test_decisions():
    counts = {"channel": ["a", "a", "b", "c"], "family": ["x", "y", "y", "z"], "n": [30, 30, 40, 50]}
    assert isolated(counts).told == list(isolated_of(counts)) == ["c"]
    assert [share({"marked": [marked], "n": [3]}).told for marked in (0, 2, 3)] == ["none", "some", "all"]
    assert share({"marked": [0], "n": [0]}).told == "none"


def test_days_stand_for_those_that_were_asked(engine):
    rows = engine.query("SELECT DATE '2026-03-01' AS first, DATE '2026-03-09' AS last")
    assert moved(rows).fills[day_text(MOVED_FROM)] == "MAKE_DATE(2026, 3, 1)"
    assert not moved(engine.query("SELECT NULL::DATE AS first, NULL::DATE AS last")).told
