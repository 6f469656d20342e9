"""SQL in the settings reads its own inputs and nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from steelyard.errors import MappingError
from steelyard.intake.sources.sandbox import sandbox
from steelyard.intake.sources.sql_guard import check_expression, check_view

GOOD_VIEWS = (
    "SELECT * FROM a",
    "WITH x AS (SELECT * FROM a) SELECT x.*, b.name FROM x LEFT JOIN b USING (id) -- why",
    "SELECT id, unnest(string_split(tags, ',')) AS tag FROM a",
    "SELECT * FROM a QUALIFY row_number() OVER (PARTITION BY id ORDER BY at DESC) = 1",
    "SELECT id FROM a UNION ALL SELECT id FROM b",
    "SELECT * FROM a, generate_series(1, 3) AS g(n)",
    "SELECT id, list(x ORDER BY at)[1] AS first, max(at) FILTER (kind = 'end') AS ended FROM A GROUP BY ALL",
)
BAD_VIEWS = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'file.csv'",
    "SELECT * FROM c",
    "SELECT * FROM main.c",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT getenv('HOME') FROM a",
    "SELECT current_setting('temp_directory') FROM a",
    "COPY a TO '/tmp/x.csv'",
    "COPY (SELECT 1) TO '/tmp/x.csv'",
    "ATTACH 'x.db'",
    "PRAGMA database_list",
    "SET memory_limit = '1GB'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CREATE TABLE x AS SELECT 1",
    "DROP TABLE a",
    "INSERT INTO a VALUES (1)",
    "EXPORT DATABASE 'x'",
    "CALL pragma_version()",
    "SELECT 1; SELECT 2",
    "SELECT * FROM a; DROP TABLE a",
    "SELECT FROM WHERE",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('x')",
    "",
)


@pytest.mark.parametrize("sql", GOOD_VIEWS)
def test_one_select_over_its_inputs(sql: str) -> None:
    check_view(sql, ["a", "b"], "here")


@pytest.mark.parametrize("sql", BAD_VIEWS)
def test_anything_else_is_refused(sql: str) -> None:
    with pytest.raises(MappingError) as caught:
        check_view(sql, ["a", "b"], "steelyard.toml, line 3")
    assert caught.value.where == "steelyard.toml, line 3"


@pytest.mark.parametrize("sql", ["status <> 'spam'", "upper(grp)", "try_cast(n AS INT) > 3 AND x IS NULL", "a -- why"])
def test_expressions(sql: str) -> None:
    check_expression(sql, "here")


@pytest.mark.parametrize(
    "sql",
    ["1) FROM source; DROP TABLE x --", "(SELECT max(x) FROM source)", "a, b", "1) FROM (SELECT 2",
     "x) FROM source WHERE (1",
     "getenv('HOME')", "read_text('/etc/passwd')", "1 AS x", "*", ""],
)  # fmt: skip
def test_what_is_no_expression_is_refused(sql: str) -> None:
    with pytest.raises(MappingError):
        check_expression(sql, "here")


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/hostname'", "COPY (SELECT 1) TO '{outside}/x.csv'",
     "ATTACH '{outside}/x.db'", "SET enable_external_access = true", "SET threads = 1", "SELECT * FROM glob('/etc/*')",
     "SELECT * FROM read_blob('/etc/hostname')", "INSTALL httpfs", "EXPORT DATABASE '{outside}/x'",
     "SELECT getenv('HOME')",
     "SELECT * FROM python_variable"],
)  # fmt: skip
def test_the_sandbox_holds_even_where_the_guard_were_passed(tmp_path: Path, sql: str) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    python_variable = duckdb.sql("SELECT 1 AS x")
    with sandbox(inside, "") as connection, pytest.raises(duckdb.Error):
        connection.execute(sql.format(outside=outside)).fetchall()
    assert python_variable is not None
    assert not list(outside.iterdir())
