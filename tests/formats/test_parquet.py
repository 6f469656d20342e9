"""Parquet: typed values as text without loss."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.formats.conftest import ReadFile, read_paths

from steelyard.errors import SourceError
from steelyard.settings.mapping import Reading

QUERY = """
SELECT 1::BIGINT AS i, 2.5::DOUBLE AS d, 7.0::DOUBLE AS whole, 1.10::DECIMAL(9,2) AS m, true AS b,
DATE '2026-01-02' AS day,
TIMESTAMP '2026-01-02 03:04:05.5' AS t, TIMESTAMPTZ '2026-01-02 03:04:05+02' AS z, TIME '01:02:03' AS clock,
{'id': 5, 'in': {'x': 'y'}} AS s, [1, 2] AS l, NULL::INTEGER AS n, '' AS e, 'ab'::BLOB AS raw
"""


def test_every_type_is_text(tmp_path: Path) -> None:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"COPY ({QUERY}) TO '{tmp_path}/f.parquet'")
    found = read_paths(tmp_path, [tmp_path / "f.parquet"], Reading())
    assert dict(zip(found.staged.columns, found.values[0], strict=True)) == {
        "i": "1", "d": "2.5", "whole": "7", "m": "1.10", "b": "true", "day": "2026-01-02",
        "t": "2026-01-02 03:04:05.5", "z": "2026-01-02 01:04:05.000000+00:00", "clock": "01:02:03",
        "s.id": "5", "s.in.x": "y", "l": "[1,2]", "n": None, "e": None, "raw": "ab",
    }  # fmt: skip


def test_row_numbers_hold_in_a_large_file(tmp_path: Path) -> None:
    duckdb.connect().execute(f"COPY (SELECT range + 1 AS id FROM range(500000)) TO '{tmp_path}/f.parquet'")
    found = read_paths(tmp_path, [tmp_path / "f.parquet"], Reading())
    assert [int(row[0]) for row in found.values] == found.numbers  # type: ignore[call-overload]


def test_damaged_and_other_files(read: ReadFile, tmp_path: Path) -> None:
    duckdb.connect().execute(f"COPY (SELECT range AS id FROM range(5000)) TO '{tmp_path}/f.parquet'")
    whole = (tmp_path / "f.parquet").read_bytes()
    with pytest.raises(SourceError, match="cut off or damaged"):
        read(whole[:-100], "f.parquet")
    with pytest.raises(SourceError, match="not a Parquet file"):
        read(b"a,b\n1,2\n", "f.parquet")
