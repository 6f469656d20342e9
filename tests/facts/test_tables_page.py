"""The page of tables says every column once, where it belongs."""

from __future__ import annotations

import pytest
from docs import tables

from steelyard import facts, schema
from steelyard.declare import Column

TABLES: dict[str, tuple[Column, ...]] = {name: schema.table(name).columns for name in schema.names()}
FACTS: dict[str, tuple[Column, ...]] = {facts.fact(name).table: facts.fact(name).columns for name in facts.names()}


def section(table: str) -> str:
    return tables.page().split(f"### `{table}`\n")[1].split("\n## ")[0].split("\n### ")[0]


@pytest.mark.parametrize("table", [*TABLES, *FACTS])
def test_every_column_has_a_row(table: str) -> None:
    columns = (TABLES | FACTS)[table]
    rows = [line for line in section(table).splitlines() if line.startswith(("| `", "| **"))]
    assert [row.split("`")[1] for row in rows] == [column.name for column in columns]
    assert all(column.meaning in row for column, row in zip(columns, rows, strict=True))


def test_what_must_be_mapped_is_bold() -> None:
    assert "| **`opened_at`** | instant, UTC |" in section("contacts")
    assert "| `ended_at` |" in section("contacts")


def test_choices_are_listed() -> None:
    assert "`csat`, `ces`, `nps`, `other`" in section("surveys")


def test_what_every_load_adds_is_told() -> None:
    for column in (*schema.SYSTEM, *schema.MOMENT, *schema.GROUPS):
        assert f"| `{column.name}` |" in tables.page()
