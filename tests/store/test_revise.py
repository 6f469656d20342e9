"""What is built again takes the place of what stood in its scope, and only months that change are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.store import Merge, Store, Writer
from steelyard.store.merge import CONTENT, Scope

from .rows import commit, data_files

DAYS = "SELECT DATE '2026-01-05' AS \"on\" UNION SELECT DATE '2026-02-05'"
ROWS = "SELECT 's' AS source, * FROM (VALUES {}) AS t(source_key, \"on\", amount)"
JANUARY, FEBRUARY = "DATE '2026-01-05'", "DATE '2026-02-05'"


def query(*rows: tuple[str, str, float | None]) -> str:
    values = ", ".join(f"('{key}', {on}, {'NULL' if amount is None else amount}::DOUBLE)" for key, on, amount in rows)
    return ROWS.format(values)


def revise(writer: Writer, keys: list[str], sql: str) -> Merge:
    writer.engine.keep("asked", " UNION ALL ".join(f"SELECT 's' AS source, '{key}' AS source_key" for key in keys))
    return writer.revise("facts", sql, Scope("asked", DAYS), partition="on", order=("on",))


@pytest.fixture(params=[0, 2, 100], ids=["by month", "no longer small", "small"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    found = Store(tmp_path, small=request.param)
    with found.writer() as writer:
        first = query(("1", JANUARY, 0.1), ("2", JANUARY, None), ("3", FEBRUARY, 3.0))
        writer.replace("facts", first, partition="on", order=("on",), is_revisable=True)
        commit(writer)
    return found


def rows_of(store: Store) -> dict[str, float | None]:
    with store.snapshot() as snapshot:
        return dict(snapshot.engine.connection.execute("SELECT source_key, amount FROM facts").fetchall())


def test_rows_that_come_out_the_same_are_not_written(store: Store, tmp_path: Path) -> None:
    before = data_files(tmp_path)
    with store.writer() as writer:
        merged = revise(writer, ["1", "2", "3"], query(("1", JANUARY, 0.1), ("2", JANUARY, None), ("3", FEBRUARY, 3.0)))
        commit(writer)
    assert (merged, data_files(tmp_path)) == (Merge(0, 0, 3), before)


def test_a_row_of_the_scope_that_is_not_given_goes_and_others_stay(store: Store, tmp_path: Path) -> None:
    before = data_files(tmp_path)
    with store.writer() as writer:
        assert revise(writer, ["1", "3"], query(("3", FEBRUARY, 3.0))) == Merge(0, 0, 1, 1)
        commit(writer)
    assert rows_of(store) == {"2": None, "3": 3.0}
    with store.snapshot() as snapshot:
        is_whole = store.small > 3
        assert len(snapshot.manifest.paths & before) == (not is_whole), "February's file is the one before"


def test_a_missing_value_that_comes_is_a_change(store: Store) -> None:
    with store.writer() as writer:
        assert revise(writer, ["2"], query(("2", JANUARY, 0.0))) == Merge(0, 1, 0)
        commit(writer)
    assert rows_of(store) == {"1": 0.1, "2": 0.0, "3": 3.0}


def test_what_tells_rows_apart_is_what_they_hold(store: Store) -> None:
    with store.snapshot() as snapshot:
        found = snapshot.engine.query(f"SELECT count(DISTINCT {CONTENT}) AS n, min({CONTENT}) AS least FROM facts")
    assert (found["n"][0], found["least"][0] >= 0) == (3, True)
