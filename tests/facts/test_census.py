"""The census: what has to hold of the whole for a part to be built alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.facts.conftest import day
from tests.facts.test_chaining import call

from steelyard.facts import build
from steelyard.facts.build.counted import change
from steelyard.store.following import FollowUp

DIALECTS = ("duckdb", "databricks", "postgres")
SAID: dict[str, Any] = {
    "placeholders": "1",
    "isolated": ["bot"],
    "ends": [["s", "chat", True, True, False]],
    "sites": {"red": "north"},
}
SAID["scales"] = [["csat", "2025-01-01", "1-5 high"]]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({}, ""),
        ({"placeholders": "2"}, "placeholders"),
        ({"isolated": []}, "topics of their own"),
        ({"ends": [["s", "chat", False, True, False]]}, "ended"),
        ({"ends": [["s", "chat", True, True, False], ["s", "phone", True, False, False]]}, ""),
        ({"sites": {}}, "sites"),
        ({"scales": [["csat", "2025-01-01", "0-1 high"]]}, "most answers"),
        ({"scales": [*SAID["scales"], ["csat", "2025-04-01", "1-5 high"]]}, ""),
        ({"scales": [*SAID["scales"], ["csat", "2025-04-01", "0-1 high"]]}, "another scale"),
    ],
)
def test_a_difference_is_told(now: dict[str, object], expected: str) -> None:
    told = change(SAID, {**SAID, **now})
    assert (told == "") == (expected == "")
    assert expected in told


def test_a_fingerprint_names_nobody(world, engine):
    rows = [call(f"c{nth}", nth, "anonymous", channel="chat", ended_at=day(nth, 1)) for nth in range(40)]
    world([*rows, call("d", 3, team="red", agent_id="x")], agents=[{"agent_id": "x", "team": "red", "site": "north"}])
    said = build.fingerprint(engine)
    assert "anonymous" not in str(said)
    assert ["test", "chat", True, False, False, False, False, True] in said["ends"]
    assert said["sites"] == {"red": "north"}


STANDS_IN = "46116860184273878"
"""How every number begins that stands for one that is put in last."""


def test_what_is_stored_and_read_through_the_view_is_what_is_built(world, engine):
    made = world([call("a", 5), call("b", 7), call("c", 60, "bob"), call("d", 150, "cyd", abandoned=True)])
    built = {name: made.rows(name) for name in ("contacts", "issues")}
    begun = build.begin(engine, made.settings, made.horizon, made.known)
    for table, sql in begun.at_rest().items():
        engine.execute(f"CREATE OR REPLACE TABLE {table if table == build.STATES else f'{table}_at_rest'} AS {sql}")
    kept = json.loads(json.dumps(begun.reading(has_odds=False, has_states=True).to_dict()))
    texts = {dialect: build.spoken(made.settings, {build.READING: kept}, dialect) for dialect in DIALECTS}
    for table, sql in texts["duckdb"].items():
        assert not any(STANDS_IN in FollowUp(begun.least_s).fill(held[table]) for held in texts.values())
        engine.execute(f"DROP TABLE {table}")
        engine.execute(f"CREATE VIEW {table} AS {FollowUp(begun.least_s).fill(sql)}")
    assert {name: made.rows(name) for name in built} == built
