"""Small hand-made fact tables in the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.filling import fill

from steelyard import facts, schema
from steelyard.settings.model import Assumptions, Settings
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.following import Held
from steelyard.store.snapshot import Snapshot

Row = Mapping[str, Any]


class Facts:
    """A snapshot of fact tables made from rows; columns not given are missing."""

    def __init__(self, engine: DuckEngine) -> None:
        self.engine, self.results, self.refused, self.follow_days, self.odds = engine, None, {}, None, 1.0
        self.read_as, self._held, self.readings, self.place = "", Held(), None, 0
        known = {name: {column.name: 1 for column in schema.table(name).columns} for name in schema.names()}
        tables = {facts.fact(name).table: () for name in facts.names()}
        self.manifest = SimpleNamespace(known=known, tables=tables, version=1, horizon=None, settings="", notes={})
        for name in schema.names():
            columns = ", ".join(f'"{c.name}" {schema.SQL_TYPES[c.type]}' for c in schema.stored_columns(name))
            engine.execute(f"CREATE TABLE {name} ({columns})")
        for name in facts.names():
            self.put(name, [])

    keeping: Any = Snapshot.keeping
    _copy: Any = Snapshot._copy

    def following(self, follow_days: float | None) -> Facts:
        """The same rows at any follow-up: nothing of them lies at rest in another form."""
        return self

    def put(self, fact: str, rows: Sequence[Row]) -> None:
        types = {column.name: schema.SQL_TYPES[column.type] for column in facts.fact(fact).columns}
        columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        self.engine.execute(f"CREATE OR REPLACE TABLE fact_{fact} ({columns})")
        full = [{**_counted(row), **row} for row in rows] if fact == "issues" else rows
        fill(self.engine.connection, f"fact_{fact}", types, full)


def _counted(row: Row) -> Row:
    """What an issue counts for where every contact carries an id."""
    marks = {"expected_fixed_first": row.get("is_fixed_first"), "expected_resolved": bool(row.get("is_resolved"))}
    found = {name: None if mark is None else float(mark) for name, mark in marks.items()}
    return {"expected_issue": 1.0, "expected_marked": float(row.get("is_resolved") is not None), **_HIDDEN, **found}


_HIDDEN = dict.fromkeys(("unseen_return", "false_start", "false_unfollowed"), 0.0)


@pytest.fixture
def snapshot() -> Iterator[Any]:
    engine = DuckEngine(memory="1GB", threads=1)
    yield Facts(engine)
    engine.close()


@pytest.fixture
def settings() -> Callable[..., Settings]:
    def make(**assumptions: Any) -> Settings:
        return Settings(Path("."), Path("."), assumptions=Assumptions(**assumptions))

    return make
