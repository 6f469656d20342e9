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
