"""Views that are held unpacked once they are asked often."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.store.engine import packed
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.engine.packed import OFTEN, Packed

COLUMNS = {"team": "VARCHAR", "is_mature": "BOOLEAN", "cost": "DOUBLE"}


def much() -> Packed:
    views = Packed()
    views.is_worth_it = True
    return views


def test_one_question_holds_nothing() -> None:
    views = Packed()
    views.show("fact_x", 100, COLUMNS)
    assert not any(views.due("SELECT 1 FROM fact_x") for _ in range(2 * OFTEN))


def test_a_view_is_due_once_when_it_was_asked_often() -> None:
    views = much()
    views.show("fact_x", 100, COLUMNS)
    views.show("fact_x_within_3", 100, COLUMNS)
    asked = [views.due('SELECT 1 FROM "fact_x_within_3"') for _ in range(2 * OFTEN)]
    assert [place for place, due in enumerate(asked) if due] == [OFTEN - 1]
    assert asked[OFTEN - 1] == ["fact_x_within_3"]
    assert not any(views.due("SELECT fact_xy, 1 FROM fact_x_at_rest") for _ in range(2 * OFTEN))


def test_what_is_read_at_other_odds_is_read_over_it() -> None:
    views = much()
    views.show("fact_x", 100, COLUMNS)
    found = [views.due(f'SELECT 1 FROM "fact_x_odds_{place:08x}"') for place in range(OFTEN)]
    assert found[-1] == ["fact_x"]


def test_what_has_no_room_is_read_as_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_BYTES", 100 * 25)
    views = much()
    for name in ("one", "other"):
        views.show(name, 100, COLUMNS)
    for name, held in (("one", True), ("other", False)):
        assert any(views.due(f"SELECT 1 FROM {name}") for _ in range(2 * OFTEN)) is held
    views.show("one", 100, COLUMNS)
    assert any(views.due("SELECT 1 FROM other") for _ in range(2 * OFTEN))


def test_held_rows_are_those_of_the_view(tmp_path: Path) -> None:
    engine = DuckEngine(memory="500MB", threads=1, scratch=tmp_path / "spill")
    engine.keep("rows", "SELECT range AS n FROM range(10)")
    engine.view("fact_x", "SELECT n, CASE WHEN n > 3 THEN n * 0.5 END AS half FROM rows")
    engine.view("fact_x_odds_1", "SELECT n, half * 2 AS half FROM fact_x")
    engine.expect_much()
    engine.packed("fact_x", 10, {"n": "BIGINT", "half": "DOUBLE"})
    sums = [engine.query("SELECT sum(half) AS x FROM fact_x_odds_1")["x"][0] for _ in range(OFTEN + 2)]
    assert sums == [39.0] * len(sums)
    engine.execute("DELETE FROM rows")
    assert engine.query("SELECT sum(half) AS x FROM fact_x")["x"][0] == 19.5
    engine.close()
