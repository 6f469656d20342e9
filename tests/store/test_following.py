"""A table read within a follow-up: by name, beside the same table read to the horizon."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.store import Store, View, following
from steelyard.store.asked import asked
from steelyard.store.following import AGE_S, DAY_S, ENDLESS_S, WITHIN_S, FollowUp
from steelyard.store.results import Results

from .rows import load

VIEW = View(
    {"team": "VARCHAR", "within": "BIGINT", "age": "BIGINT"},
    {"duckdb": f"SELECT 'fact_x_at_rest' AS team, {WITHIN_S} AS within, {AGE_S} AS age"},
    2 * DAY_S,
)


def test_without_days_rows_are_watched_to_the_horizon() -> None:
    assert (FollowUp(5).within_s, FollowUp(5).age_s) == (ENDLESS_S, 5)
    assert (FollowUp(5, 17).within_s, FollowUp(5, 17).age_s) == (17 * DAY_S, 17 * DAY_S)


def test_two_follow_ups_of_one_version_stand_side_by_side(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [])
    with store.snapshot() as snapshot:
        snapshot.show({"fact_x": VIEW})
        one, other = snapshot.following(3), snapshot.following(5)
        query = 'SELECT within, age, team FROM "fact_x" WHERE "fact_x".age > 0'
        found = [[int(held.engine.query(query)[name][0]) for name in ("within", "age")] for held in (one, other)]
        assert found == [[3 * DAY_S] * 2, [5 * DAY_S] * 2]
        assert int(snapshot.engine.query(query)["within"][0]) == ENDLESS_S
        assert int(snapshot.engine.query(query)["age"][0]) == 2 * DAY_S
        assert one.following(5).engine.query(query)["within"].tolist() == [5 * DAY_S]
        assert one.following(None).engine.query(query)["within"].tolist() == [ENDLESS_S]
        one.close()
        assert len(snapshot.engine.query(query)["team"]) == 1


def test_what_is_kept_of_one_reading_is_found_by_no_other(tmp_path: Path) -> None:
    """Views of other definitions may have one name: a later Steelyard reads the same version otherwise."""
    store = Store(tmp_path)
    load(store, [])
    with store.snapshot() as snapshot:
        snapshot.show({"fact_x": VIEW})
        snapshot.results = Results(tmp_path, snapshot.manifest)
        within = snapshot.following(3)
        query = "SELECT within FROM fact_x"
        read = [int(asked(held, query)["within"][0]) for held in (snapshot, within, snapshot.following(5))]
        for times in (2, 4):
            held = within.at_odds(2.0, "fact_x", f"SELECT {times} * within AS within FROM fact_x", {"within"})
            read.append(int(asked(held, query)["within"][0]))
        assert read == [ENDLESS_S, 3 * DAY_S, 5 * DAY_S, 6 * DAY_S, 12 * DAY_S]


def test_what_does_not_depend_on_the_reading_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    load(store, [])
    with store.snapshot() as snapshot:
        snapshot.show({"fact_x": VIEW})
        within = snapshot.following(3)
        odds = within.at_odds(2.0, "fact_x", "SELECT 2 * within AS within, age FROM fact_x", {"within"})
        told: list[str] = []
        query = snapshot.engine.query
        monkeypatch.setattr(snapshot.engine, "query", lambda sql: told.append(sql) or query(sql))
        for sql in ("SELECT 1 AS n", "SELECT within FROM fact_x"):
            for held in (within, odds, within):
                held.engine.query(sql)
        assert len(told) == 3
        for held in (odds, within):
            assert held.engine.query("SELECT age FROM fact_x")["age"].tolist() == [3 * DAY_S]
        assert len(told) == 4
        assert int(odds.engine.query("SELECT * FROM fact_x")["within"][0]) == 6 * DAY_S
        assert [int(held.engine.query("SELECT within FROM fact_x")["within"][0]) for held in (within, odds)] == [
            3 * DAY_S,
            6 * DAY_S,
        ]
        monkeypatch.setattr(following, "MOST_HELD_BYTES", 0)
        for _ in range(2):
            within.engine.query("SELECT 2 AS n")
        assert len(told) == 7
