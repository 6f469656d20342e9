"""No message quotes a value of a row, whatever stumbles over it; nor does anything that is logged."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import duckdb
import pytest
from tests.end_to_end.conftest import CALLS, TOML, Place, Run, calls

VIEWS = (
    "SELECT CAST(remark AS INT) AS id FROM t",
    "SELECT strptime(remark, '%d') AS id FROM t",
    "SELECT error(remark) AS id FROM t",
    "SELECT json_extract(remark, '$.a') AS id FROM t",
    "SELECT regexp_extract('x', remark || '(') AS id FROM t",
    "SELECT printf(remark || '{} {}', 1) AS id FROM t",
    "SELECT date_part(remark, now()) AS id FROM t",
    "SELECT nothing FROM (PIVOT t ON remark USING count(*))",
    "PIVOT t ON remark USING count(*)",
    "SELECT Secret FROM (PIVOT t ON remark USING count(*))",
    "SELECT nothing FROM t",
    "SELECT t.nothing FROM t",
    "SELECT sum(remark) AS id FROM t",
    "SELECT (SELECT remark FROM t) AS id",
    "SELECT CAST(id AS ENUM('a')) AS id FROM t",
    "SELECT repeat(remark, 1000000000000) AS id FROM t",
)  # fmt: skip
SQL = ("CAST(remark AS INT)", "strptime(remark, '%Y')", "error(remark)", "remark + nothing", "Secret", "id::DATE")


def silent(caplog: pytest.LogCaptureFixture) -> None:
    assert not [record for record in caplog.records if "Secret" in record.getMessage() or "K-0" in record.getMessage()]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view(run: Run, fresh: Place, caplog: pytest.LogCaptureFixture, view: str) -> None:
    caplog.set_level(logging.DEBUG)
    fresh.write(TOML.replace('files = "calls.csv"', f'files = {{ t = "calls.csv" }}\nview = """{view}"""'))
    run(fresh, "load").failed("steelyard.toml, line")
    silent(caplog)


@pytest.mark.parametrize("sql", SQL)
@pytest.mark.parametrize("place", ["column", "filter", "missing_when"])
def test_a_piece_of_sql(run: Run, fresh: Place, caplog: pytest.LogCaptureFixture, sql: str, place: str) -> None:
    caplog.set_level(logging.DEBUG)
    start = 'key = ["id"]\n\n[sources.calls.contacts.c'
    old, new = {
        "column": ('topic = "topic"', f'topic = {{ sql = "{sql}" }}'),
        "filter": (start, start.replace("\n", f'\nfilter = "({sql}) IS NULL"\n', 1)),
        "missing_when": ('topic = "topic"', f'topic = {{ column = "topic", missing_when = "({sql}) IS NULL" }}'),
    }[place]
    assert old in TOML
    run(fresh.write(TOML.replace(old, new)), "load").failed("steelyard.toml, line")
    silent(caplog)


@pytest.mark.parametrize(
    ("old", "new"), [(b"Secret rem", b"Secret\xff\xfere"), (b"K-00", b"\xff\xff\xff\x7f"), (b"North", b"\xc3\x28rth")]
)
def test_parquet_with_bytes_that_are_no_text(run: Run, fresh: Place, tmp_path: Path, old: bytes, new: bytes) -> None:
    (tmp_path / "plain.csv").write_text(CALLS, "utf-8")
    with duckdb.connect() as connection:
        rows = f"SELECT * FROM read_csv('{tmp_path}/plain.csv', all_varchar=true)"
        connection.execute(f"COPY ({rows}) TO '{tmp_path}/plain.parquet' (COMPRESSION uncompressed)")
    content = (tmp_path / "plain.parquet").read_bytes()
    assert old in content
    fresh.write(TOML.replace("calls.csv", "calls.parquet"), {"calls.parquet": content.replace(old, new)})
    for command in (("load",), ("init", "calls.parquet", "--dry-run")):
        said = run(fresh, *command).err
        assert not [word for word in ("Secret", "K-0", "Traceback", "Unexpected") if word in said], said


def test_a_header_that_is_a_row(run: Run, fresh: Place) -> None:
    body = CALLS.split("\n", 1)[1]
    fresh.write(files={"calls.csv": body})
    run(fresh, "load").failed("is that line a header")
    fresh.write(TOML.replace("calls.csv", "calls.json"), {"calls.json": json.dumps({row[0]: row for row in calls(9)})})
    run(fresh, "load").failed("calls")
