"""Ids of files and of an engine's tables come to one form, by other means."""

from __future__ import annotations

import unicodedata

import duckdb
import ibis
import pytest
from tests import postgres

from steelyard.formats.raw import literal
from steelyard.intake.engine.folding import SPARK, folded
from steelyard.intake.mapping.values import folded_id
from steelyard.store import engine as engines
from steelyard.store.dialects import to_sql

SPELLINGS = [
    "K1", " k1", "K1 ", "12001.0", "12001.00", "12001", "12001.5", "x12001.0",
    "Zoe\u0308@Ex.org", "Zo\u00eb@ex.ORG", "\uff21\uff11", "a\u0301", "", None, "stra\u00dfe", "n\u0303", "v.f",
    "STRASSE", "STRA\u1e9eE", "\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2", "\u0130zmir", "IZMIR",
    "J\u030c1", "\u01f01", "\tA\u00a0",
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


def test_case_is_folded_in_full(connection: duckdb.DuckDBPyConnection) -> None:
    """Every letter comes to one form with what `str.casefold` makes of it; Greek ones with an iota below do not."""
    letters = [sign for sign in map(chr, range(0x80, 0x20000)) if sign.casefold() != sign]
    asked = f"SELECT {folded_id('one')} = {folded_id('other')} FROM (SELECT unnest(?) AS one, unnest(?) AS other)"
    found = connection.execute(asked, [letters, [sign.casefold() for sign in letters]]).fetchall()
    apart = {sign for sign, (is_one,) in zip(letters, found, strict=True) if not is_one}
    below = {sign for sign in letters if "\u0345" in unicodedata.normalize("NFD", sign)}
    assert apart <= below


@pytest.mark.parametrize(
    ("spellings", "one"),
    [
        (("Stra\u00dfe", "STRASSE", "STRA\u1e9eE"), "strasse"),
        (("\u0130zmir", "IZMIR", "izmir"), "izmir"),
        (("J\u030c1", "\u01f01"), "\u01f01"),
    ],
)
def test_spellings_of_one_customer(connection: duckdb.DuckDBPyConnection, spellings: tuple[str, ...], one: str) -> None:
    found = connection.execute(f"SELECT {folded_id('id')} FROM (SELECT unnest(?) AS id)", [list(spellings)]).fetchall()
    assert {row[0] for row in found} == {one}


def test_postgresql_folds_alike(connection: duckdb.DuckDBPyConnection) -> None:
    rows = ibis.table({"id": "string", "place": "int64"}, name="ids")
    sql = to_sql(rows.select(folded(rows.id, "postgres").name("f"), "place").order_by("place"), "postgres")
    with postgres.server() as address:
        engine = engines.open("postgresql", address)
        try:
            values = ", ".join(
                f"({'NULL' if text is None else literal(text)}, {at})" for at, text in enumerate(SPELLINGS)
            )
            engine.execute(f"CREATE TABLE ids AS SELECT * FROM (VALUES {values}) AS v (id, place)")
            found = engine.query(sql)["f"].tolist()
        finally:
            engine.close()
    assert found == told(connection, f"SELECT {folded_id('id')} AS f, place FROM ids")


@pytest.mark.parametrize(
    ("dialect", "word"), [(SPARK, "TRANSLATE"), ("postgres", "NORMALIZE"), ("duckdb", "NFC_NORMALIZE")]
)
def test_each_dialect_has_a_way(dialect: str, word: str) -> None:
    rows = ibis.table({"id": "string"}, name="ids")
    assert word in to_sql(rows.select(folded(rows.id, dialect).name("f")), dialect).upper()
