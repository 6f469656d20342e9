"""What an engine is told does not depend on what was written before."""

from __future__ import annotations

import subprocess
import sys

import pytest

WRITTEN = """
import sqlglot
sqlglot.parse_one("SELECT 1 AS a").sql(dialect="{dialect}")
import ibis
from steelyard.store import dialects
days = ibis.table({{"on": "date"}}, name="days")
print(dialects.to_sql(days.select(on=days.on.fill_null(ibis.date("2000-01-01"))), "{dialect}"))
"""


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
def test_a_dialect_written_before_the_compiler_was_there_is_written_as_the_compiler_does(dialect: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", WRITTEN.format(dialect=dialect)], capture_output=True, text=True, check=True
    )
    assert "MAKE_DATE(2000, 1, 1)" in told.stdout


ALONE = """
import sys
import ibis
from steelyard.store import dialects
one = ibis.table({"n": "int64"}, name="numbers")
told = dialects.to_sql(one, "duckdb")
print("ibis.backends.sql.compilers.bigquery" in sys.modules)
from ibis.backends.sql import compilers
print(isinstance(dialects._compiler("duckdb"), compilers.DuckDBCompiler), compilers.BigQueryCompiler.__name__)
"""


def test_one_dialect_is_compiled_without_the_others_whose_package_is_whole_for_who_imports_it() -> None:
    told = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True", "BigQueryCompiler"]
