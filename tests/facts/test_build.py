"""The build as a whole: what is absent, what is extra, other engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlglot
from tests.facts.conftest import day
from tests.facts.test_chaining import call

from steelyard import facts, schema
from steelyard.facts import build as builder
from steelyard.settings.mapping import Source, TableMapping
from steelyard.settings.model import Settings


def test_facts_have_the_declared_columns_and_the_workspaces_dimensions(world):
    mapping = TableMapping("contacts", {}, dimensions={"supervisor": "Supervisor"})
    source = Source("test", {}, (mapping,))
    made = world([call("a", 5, supervisor="sue")], options={"sources": (source,)})
    for name in facts.names():
        declared = [column.name for column in facts.fact(name).columns]
        described = made.engine.connection.execute(f"DESCRIBE fact_{name}").fetchall()
        assert [row[0] for row in described] == [*declared, "supervisor"]
        types = {row[0]: row[1] for row in described}
        wanted = {column.name: schema.SQL_TYPES[column.type] for column in facts.fact(name).columns}
        assert {column: types[column] for column in wanted} == wanted
    assert made.by_id("issues")["a"]["supervisor"] == "sue"


def test_no_table_at_all(engine):
    selects = builder.build(engine, Settings(Path("."), Path(".")), day(0), {})
    assert set(selects) == {f"fact_{name}" for name in facts.names()}
    assert all(not next(iter(engine.query(select).values())).size for select in selects.values())
    assert builder.notes(engine)["contacts"] == 0


class Recorder:
    """Stands for an engine of another dialect: takes statements down, answers nothing."""

    dialect = "databricks"

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.kept: list[str] = []

    def execute(self, sql: str) -> None:
        self.statements.append(sql)

    def query(self, sql: str) -> dict[str, np.ndarray]:
        self.statements.append(sql)
        names = [entry.alias_or_name for entry in sqlglot.parse_one(sql, read="databricks").selects]
        return {name: np.zeros(1 if "n" in names and set(names) <= {"n", "marked"} else 0) for name in names}

    def keep(self, name: str, sql: str) -> None:
        self.kept.append(name)
        self.statements.append(sql)

    def view(self, name: str, sql: str) -> None:
        self.statements.append(sql)

    def drop(self, name: str) -> None:
        assert name in self.kept

    def attach(self, *_: Any) -> None:
        raise AssertionError("the build attaches nothing")

    def close(self) -> None:
        self.statements.clear()


def test_every_statement_compiles_for_spark():
    recorder = Recorder()
    names = [column.name for column in schema.stored_columns("contacts")]
    known = {table: {column.name: 1 for column in schema.stored_columns(table)} for table in schema.names()}
    assert names
    selects = builder.build(recorder, Settings(Path("."), Path(".")), day(0), known)
    for sql in (*recorder.statements, *selects.values()):
        assert sqlglot.parse(sql, read="databricks")
    assert "tmp_issues" in recorder.kept


def test_notes_tell_what_was_left_out(world, engine):
    world([call("a", 1), call("b", 1, excluded="test"), call("c", 1, customer=None)])
    notes = builder.notes(engine)
    assert (notes["contacts"], notes["left_out"], notes["unidentified"]) == (2, 1, 1)
    assert notes["isolated_channels"] == []
    assert notes["ledger"] == pytest.approx({"idle_rows": 0, "idle_cost": 0, "idle_hours": 0})
