"""What engines say, in our words: names of the statement, and no value."""

from __future__ import annotations

import duckdb
import pytest

from steelyard.refusals import file_trouble, named, why

STATEMENTS = {
    "SELECT nothing FROM t": "there is no column nothing",
    "SELECT x.id FROM t": "there is no table x",
    "SELECT * FROM tt": "there is no table tt",
    "SELECT foo(remark) FROM t": "there is no function foo",
    "SELECT sum(remark) FROM t": "sum does not take values of these types: cast them",
    "SELECT id, count(*) FROM t": "column id is neither grouped nor aggregated",
    "SELECT id FROM t AS a, t AS b": "column id stands in several tables: name its table",
    "SELECT * EXCLUDE (zz) FROM t": "there is no column zz",
    "SELECT 1 UNION SELECT 1, 2": "the parts of a UNION have different numbers of columns",
    "SELECT * FRM t": "its SQL cannot be understood",
    "SELECT 'Sekret": "its SQL cannot be understood",
    "SELECT CAST(remark AS INT) FROM t": "Conversion",
    "SELECT error(remark) FROM t": "InvalidInput",
    "SELECT json_extract(remark, '$.a') FROM t": "InvalidInput",
}


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("CREATE TABLE t AS SELECT 'Sekret' AS remark, '1' AS id")
    return made


@pytest.mark.parametrize("sql", STATEMENTS)
def test_a_reason_in_our_words(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises(duckdb.Error) as refused:
        connection.execute(sql).fetchall()
    assert why(refused.value, sql) == STATEMENTS[sql]


def test_a_name_that_was_made_of_a_value_is_not_shown(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE wide AS PIVOT t ON remark USING count(*)")
    with pytest.raises(duckdb.Error, match="Sekret") as refused:
        connection.execute("SELECT seekret FROM wide")
    assert why(refused.value, "SELECT seekret FROM wide") == "there is no column seekret"
    assert why(refused.value, "") == "there is no column it needs"
    assert named(refused.value, "SELECT seekret FROM wide") == "seekret"


@pytest.mark.parametrize(
    ("text", "sql", "says"),
    [
        ('relation "nowhere" does not exist', "SELECT * FROM nowhere", "there is no table nowhere"),
        ('column "x" does not exist', "SELECT x", "there is no column x"),
        ("function f(integer) does not exist", "SELECT f(1)", "there is no function f"),
        ("[TABLE_OR_VIEW_NOT_FOUND] The table or view `kept` cannot be found.", "FROM kept", "there is no table kept"),
        ("[UNRESOLVED_COLUMN] A column, variable, or function parameter with name `y` cannot be resolved. Did you mean "
         "[`Sekret`]?", "SELECT y", "there is no column y"),
        ("[PARSE_SYNTAX_ERROR] Syntax error at or near 'Sekret'.", "Sekret", "its SQL cannot be understood"),
        ("IO Error: Could not write file: No space left on device", "", "No space left on device"),
        ("Sekret", "Sekret", "Value"),
    ],
)  # fmt: skip
def test_what_other_engines_say(text: str, sql: str, says: str) -> None:
    assert why(ValueError(text), sql) == says


def test_a_message_without_the_system_words_tells_nothing() -> None:
    assert file_trouble("Sekret is no file") == ""
