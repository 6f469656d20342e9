"""PostgreSQL as an engine: what it hands out, what it keeps, what it says when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests import postgres

from steelyard.errors import EngineError, SettingsError
from steelyard.store import engine as engines
from steelyard.store.engine.postgresql import PostgreSQLEngine


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as found:
        yield found


@pytest.fixture
def engine(address: str) -> Iterator[PostgreSQLEngine]:
    found = engines.open("postgresql", address)
    yield found
    found.close()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT v FROM (VALUES (1), (2)) AS t(v)", np.array([1, 2], dtype=np.int64)),
        ("SELECT v FROM (VALUES (1::bigint), (NULL)) AS t(v)", np.array([1.0, np.nan])),
        ("SELECT 0.1 + 0.2 AS v", np.array([0.3])),
        ("SELECT 0.1::float8 + 0.2::float8 AS v", np.array([0.1 + 0.2])),
        ("SELECT 'Infinity'::float8 AS v", np.array([np.inf])),
        ("SELECT v FROM (VALUES (true), (false)) AS t(v)", np.array([True, False])),
        ("SELECT v FROM (VALUES (true), (NULL)) AS t(v)", np.array([1.0, np.nan])),
        ("SELECT DATE '2024-02-29' AS v", np.array(["2024-02-29"], dtype="datetime64[D]")),
        (
            "SELECT v FROM (VALUES (TIMESTAMP '2024-03-31 01:00:00.000001'), (NULL)) AS t(v)",
            np.array(["2024-03-31T01:00:00.000001", "NaT"], dtype="datetime64[us]"),
        ),
    ],
)
def test_numbers_dates_and_marks_come_as_every_engine_hands_them_out(
    engine: PostgreSQLEngine, sql: str, expected: np.ndarray
) -> None:
    found = engine.query(sql)["v"]
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)


def test_texts_are_objects_and_missing_ones_none(engine: PostgreSQLEngine) -> None:
    texts = ["O'Brien \\ :name %s", "東京", None]
    spelled = ", ".join("(NULL)" if text is None else "('" + text.replace("'", "''") + "')" for text in texts)
    found = engine.query(f"SELECT v FROM (VALUES {spelled}) AS t(v)")["v"]
    assert found.dtype == object
    assert found.tolist() == texts


def test_an_empty_result_keeps_its_types(engine: PostgreSQLEngine) -> None:
    found = engine.query("SELECT 1 AS n, 'a' AS t WHERE false")
    assert (found["n"].dtype, found["t"].dtype, len(found["n"])) == (np.int64, object, 0)


def test_a_zoned_instant_is_refused(engine: PostgreSQLEngine) -> None:
    with pytest.raises(EngineError, match="zoned"):
        engine.query("SELECT now() AS v")


def test_kept_tables_and_views_replace_each_other_and_go_with_the_connection(address: str) -> None:
    one, other = engines.open("postgresql", address), engines.open("postgresql", address)
    one.keep("made", "SELECT 1 AS v")
    one.view("seen", "SELECT v + 1 AS v FROM made")
    assert one.query("SELECT v FROM seen")["v"].tolist() == [2]
    one.view("made", "SELECT 'x' AS v, 2 AS w")
    one.keep("made", "SELECT 5 AS v")
    assert one.query("SELECT v FROM made")["v"].tolist() == [5]
    one.drop("made")
    one.drop("made")
    for engine in (one, other):
        with pytest.raises(EngineError, match="made"):
            engine.query("SELECT v FROM made")
    one.close()
    one.close()
    other.close()


def test_texts_are_ordered_by_their_bytes_whatever_the_databases_language(engine: PostgreSQLEngine) -> None:
    given = "SELECT v FROM (VALUES ('a'), ('B'), ('_'), ('é')) AS t(v)"
    assert engine.query(f"{given} ORDER BY v")["v"].tolist() != ["B", "_", "a", "é"]
    engine.keep("kept", given)
    engine.view("shown", given)
    for name in ("kept", "shown"):
        assert engine.query(f"SELECT v FROM {name} ORDER BY v")["v"].tolist() == ["B", "_", "a", "é"]
        assert engine.query(f"SELECT min(v) AS v FROM {name}")["v"].tolist() == ["B"]


def test_an_error_tells_what_was_wrong_and_no_value(engine: PostgreSQLEngine) -> None:
    with pytest.raises(EngineError) as caught:
        engine.query("SELECT CAST('secret remark' AS INT) AS v")
    assert "secret" not in str(caught.value)
    assert "22P02" in str(caught.value)
    with pytest.raises(EngineError, match="nowhere"):
        engine.query("SELECT * FROM nowhere")
    assert engine.query("SELECT 1 AS v")["v"].tolist() == [1]


def test_a_server_that_does_not_answer_or_refuses_is_told_without_the_password(address: str) -> None:
    wrong = address.replace("tester:", "tester:wrong")
    for place in (wrong, "postgresql://tester:hidden@127.0.0.1:1/postgres"):
        with pytest.raises(EngineError) as caught:
            engines.open("postgresql", place)
        assert "127.0.0.1" in str(caught.value)
        assert "wrong" not in str(caught.value)
        assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("address", ["", "mysql://host/db", "postgresql://host:port/db"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="address"):
        engines.open("postgresql", address)


def test_the_stores_files_cannot_be_shown_but_empty_tables_can(engine: PostgreSQLEngine) -> None:
    columns = {"t": "VARCHAR", "n": "DOUBLE", "b": "BOOLEAN", "at": "TIMESTAMP", "on": "DATE", "c": "BIGINT"}
    engine.attach("empty", columns, [])
    assert list(engine.query('SELECT * FROM "empty"')) == list(columns)
    with pytest.raises(EngineError, match="cannot read"):
        engine.attach("filled", columns, [(Path("a.parquet"), 6)])
