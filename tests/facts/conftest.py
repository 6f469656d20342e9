"""Tiny worlds: canonical tables from a few rows, built into facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.filling import fill

from steelyard import facts, schema
from steelyard.facts import build as builder
from steelyard.settings.model import Assumptions, Settings
from steelyard.store.engine.duckdb import DuckEngine

START = datetime(2026, 1, 1)
Row = dict[str, Any]


def day(number: float, hours: float = 0) -> datetime:
    """An instant so many days after the start of the world."""
    return START + timedelta(days=number, hours=hours)


def group(text: str) -> int:
    return hashlib.md5(text.encode()).digest()[0] % 64


class World:
    """Canonical tables in an engine, and the facts built from them."""

    def __init__(self, engine: DuckEngine, assumptions: Assumptions, horizon: datetime, /, **options: Any) -> None:
        self.engine, self.horizon = engine, horizon
        self.settings = Settings(Path("."), Path("."), assumptions=assumptions, **options)
        self.known: dict[str, dict[str, int]] = {}

    def put(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        stored = schema.stored_columns(table, self.settings.dimensions)
        types = {column.name: schema.SQL_TYPES[column.type] for column in stored}
        columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        self.engine.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
        full = [_complete(table, dict(row), number) for number, row in enumerate(rows)]
        for row in full:
            assert set(row) <= set(types), set(row) - set(types)
        fill(self.engine.connection, table, types, full)
        self.known[table] = {name: sum(row.get(name) is not None for row in full) for name in types}

    def build(self) -> None:
        selects = builder.build(self.engine, self.settings, self.horizon, self.known)
        for table, select in selects.items():
            self.engine.execute(f"CREATE OR REPLACE TABLE {table} AS {select}")

    def rows(self, fact: str, order: str = "") -> list[Row]:
        key = order or facts.fact(fact).columns[0].name
        cursor = self.engine.connection.execute(f'SELECT * FROM fact_{fact} ORDER BY "{key}"')
        names = [entry[0] for entry in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def by_id(self, fact: str) -> dict[str, Row]:
        key = facts.fact(fact).columns[0].name
        return {row[key]: row for row in self.rows(fact)}

    def chains(self) -> set[frozenset[str]]:
        found: dict[str, set[str]] = {}
        for row in self.rows("contacts"):
            if row["issue_id"] is not None:
                found.setdefault(row["issue_id"], set()).add(row["contact_id"])
        return {frozenset(members) for members in found.values()}


def _complete(table: str, row: Row, number: int) -> Row:
    row.setdefault("source", "test")
    time = schema.table(table).time
    moment = row.get(time) if time else None
    if moment is not None:
        row.setdefault("on", moment.date() if isinstance(moment, datetime) else moment)
        row.setdefault("hour", moment.hour if isinstance(moment, datetime) else None)
    if table == "contacts":
        row.setdefault("customer_group", group(row.get("customer_id") or row["contact_id"]))
        row.setdefault("row_group", group(row["contact_id"]))
    row.setdefault("source_key", row.get(schema.table(table).key[0]) if table == "contacts" else str(number))
    return row


HORIZON = day(200)


@pytest.fixture
def engine() -> Iterator[DuckEngine]:
    engine = DuckEngine(memory="1GB", threads=1)
    yield engine
    engine.close()


@pytest.fixture
def world(engine: DuckEngine) -> Callable[..., World]:
    """Makes a world from contacts and other tables and builds its facts."""

    def make(
        contacts: Sequence[Mapping[str, Any]],
        *,
        horizon: datetime = HORIZON,
        assumptions: Assumptions | None = None,
        options: Mapping[str, Any] | None = None,
        **tables: Sequence[Mapping[str, Any]],
    ) -> World:
        made = World(engine, assumptions or Assumptions(), horizon, **(options or {}))
        made.put("contacts", contacts)
        for table, rows in tables.items():
            made.put(table, rows)
        made.build()
        return made

    return make
