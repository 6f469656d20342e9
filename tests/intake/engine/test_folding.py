"""Ids of files and of an engine's tables come to one form, by other means."""

from __future__ import annotations

import unicodedata

import duckdb
import ibis
import pytest

from steelyard.intake.engine.folding import SPARK, folded
from steelyard.intake.mapping.values import folded_id
from steelyard.store.dialects import to_sql

SPELLINGS = [
    "K1", " k1", "K1 ", "12001.0", "12001.00", "12001", "12001.5", "x12001.0",
    "Zoe\u0308@Ex.org", "Zo\u00eb@ex.ORG", "\uff21\uff11", "a\u0301", "", None, "stra\u00dfe", "n\u0303", "v.f",
]  # fmt: skip


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute("CREATE TABLE ids AS SELECT unnest(?) AS id, unnest(range(?)) AS place", [SPELLINGS, len(SPELLINGS)])
    return found


def told(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str | None]:
    return [row[0] for row in connection.execute(f"{sql} ORDER BY place").fetchall()]


def test_the_form_is_that_of_files(connection: duckdb.DuckDBPyConnection) -> None:
    rows = ibis.table({"id": "string", "place": "int64"}, name="ids")
    value = folded(rows.id, "duckdb")
    found = told(connection, to_sql(rows.select(value.name("f"), "place"), "duckdb"))
    assert found == told(connection, f"SELECT {folded_id('id')} AS f, place FROM ids")
    assert found[:7] == ["k1", "k1", "k1", "12001", "12001", "12001", "12001.5"]
    assert found[8] == found[9] == unicodedata.normalize("NFC", "zo\u00eb@ex.org")


@pytest.mark.parametrize(
    ("dialect", "word"), [(SPARK, "TRANSLATE"), ("postgres", "NORMALIZE"), ("duckdb", "NFC_NORMALIZE")]
)
def test_each_dialect_has_a_way(dialect: str, word: str) -> None:
    rows = ibis.table({"id": "string"}, name="ids")
    assert word in to_sql(rows.select(folded(rows.id, dialect).name("f")), dialect).upper()
