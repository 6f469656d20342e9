"""Files and mappings that do not hold: a clear error that names the place, and the store as it was."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

import openpyxl
import pytest
from tests.end_to_end.conftest import CALLS, TOML, Place, Run, calls, written

from steelyard.store.engine.duckdb import DuckEngine

ROWS = calls()
PACKED = gzip.compress(CALLS.encode())
NOISE = bytes(random.Random(1).choices(range(256), k=20_000))
LONG = b"x" * 99 + b","


def named(file: str) -> str:
    return TOML.replace("calls.csv", file)


def changed(column: int, value: str, every: int) -> str:
    """The calls with another value in every so many rows."""
    return written(
        [
            [*row[:column], value if number % every == 0 else row[column], *row[column + 1 :]]
            for number, row in enumerate(ROWS)
        ]
    )


def refused(run: Run, place: Place, toml: str | bytes, files: dict[str, str | bytes], *words: str) -> None:
    """The load says why, and the version before still answers."""
    before = place.figures()
    place.write(toml, files)
    run(place, "load").failed(*words)
    assert place.figures() == before
    assert not list((place.folder / "store" / "scratch").iterdir())


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("nowhere.csv", None, ("no file matches 'nowhere.csv'", "calls.csv")),
        ("calls.csv", b"", ("calls.csv: the file is empty", "Export it again")),
        ("calls.csv", b"\n\n", ("calls.csv: there is no header",)),
        ("calls.csv", NOISE, ("calls.csv: this is a binary file", "Export it as CSV")),
        ("calls.csv.gz", PACKED[:-900], ("calls.csv.gz: the compressed file is cut off", "Fetch it again")),
        ("calls.json", b'[{"id": "K-1", "remark": "Secret rem', ("calls.json: this is not JSON", "line 1", "export")),
        ("calls.jsonl", CALLS.encode(), ("calls.jsonl: 301 of 301 lines are no JSON records", 'format = "json"')),
        ("calls.xlsx", CALLS.encode(), ("calls.xlsx: this is not a workbook", "format")),
        ("calls.parquet", b"PAR1" + NOISE, ("calls.parquet: the Parquet file is cut off", "Fetch it again")),
        ("calls.csv", LONG * 1_000_000, ("calls.csv: no line ends within the first megabyte",)),
        ("calls.jsonl", b'{"id": "' + LONG * 1_000_000, ("calls.jsonl: a line is longer than 64 million",)),
        ("calls.csv", CALLS.replace("North", "Zürich").encode("utf-16-le"), ("calls.csv: this is a binary file",)),
        ("calls.csv", CALLS.split("\n", 1)[1].encode(), ("line 15: calls has no column 'id'", "is that line a header")),
        ("calls.csv", changed(2, "13/02/2026 10:00", 10).encode(), ("line 17: 30 of 300 values", "row 1", "formats =")),
        ("calls.csv", (CALLS + ",".join([*ROWS[4][:4], "West", *ROWS[4][5:]])).encode(),
         ("line 11", "row 5 and calls.csv row 301 differ in team", "take its id and its key")),
    ],
    ids=["missing", "empty", "blank", "binary", "cut gz", "cut json", "no jsonl", "no workbook", "cut parquet",
         "100 MB line", "100 MB record", "no byte order mark", "no header", "90% of dates", "conflict"],
)  # fmt: skip
def test_a_file_that_does_not_hold(
    run: Run, place: Place, file: str, content: bytes | None, words: tuple[str, ...]
) -> None:
    refused(run, place, named(file), {} if content is None else {file: content}, *words)


def test_a_workbook_and_a_parquet_file_cut_in_half(run: Run, place: Place, tmp_path: Path) -> None:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id"])
    book.save(buffer)
    half = buffer.getvalue()[: len(buffer.getvalue()) // 2]
    refused(run, place, named("calls.xlsx"), {"calls.xlsx": half}, "calls.xlsx: the workbook is damaged", "Save it")
    whole = TOML.replace('files = "calls.csv"', 'files = "calls.xlsx"\nsheet = "Shet"')
    refused(run, place, whole, {"calls.xlsx": buffer.getvalue()}, "there is no sheet 'Shet'", "Did you mean Sheet?")
    engine = DuckEngine()
    engine.execute(f"COPY (SELECT range AS id FROM range(9999)) TO '{tmp_path}/calls.parquet'")
    engine.close()
    half = (tmp_path / "calls.parquet").read_bytes()[:-500]
    refused(run, place, named("calls.parquet"), {"calls.parquet": half}, "calls.parquet: the Parquet file is cut off")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('customer_id = "customer"', 'customer_id = "custmer"', ("line 16", "no column 'custmer'", "mean customer?")),
        ('key = ["id"]', 'key = ["idd"]', ("line 11", "no column 'idd'", "Did you mean id?")),
        ('team = "team"', 'taem = "team"', ("line 19", "no 'taem'", "Did you mean team?")),
        ("[sources.calls.contacts]", "[sources.calls.contcts]", ("no 'contcts'", "contacts")),
        ("Europe/Lisbon", "Europe/Lisbo", ("line 3", "no time zone 'Europe/Lisbo'", "Europe/Lisbon")),
        ('name = "Small"', "name = Small", ("steelyard.toml: this is not TOML", "line 2", "quotes")),
        ("hourly_cost = 28.0", "hourly_cost = -1", ("line 6", "at least 0")),
        ("hourly_cost", "hourly_csot", ("line 6", "Did you mean hourly_cost?")),
        ('"calls.csv"', '"calls.csv"\ndelimiter = ";"', ("';' parts nothing", 'delimiter = ","')),
        ('"calls.csv"', '"calls.csv"\nencoding = "utf-99"', ("line 10", "no encoding 'utf-99'", "utf-8")),
        ('"calls.csv"', '"calls.csv"\nencoding = "utf-16"', ("calls.csv: the text is not utf-16", "encoding =")),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_hold(run: Run, place: Place, old: str, new: str, words: tuple[str, ...]) -> None:
    assert old in TOML
    refused(run, place, TOML.replace(old, new, 1), {}, *words)


def test_bytes_of_another_encoding_than_the_one_stated(run: Run, place: Place) -> None:
    toml = TOML.replace('"calls.csv"', '"calls.csv"\nencoding = "utf-8"', 1)
    odd = CALLS.replace("North", "Zürich").replace("South", "Köln").encode("latin-1")
    refused(run, place, toml, {"calls.csv": odd}, "calls.csv: 300 of 300 rows", "no utf-8", "windows-1252")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[sources\n", b""])
def test_settings_that_cannot_be_read(run: Run, place: Place, content: bytes) -> None:
    refused(run, place, content, {}, "steelyard.toml")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT * FRM t", ("the SQL cannot be understood",)),
        ("SELECT nothing FROM t", ("there is no column nothing",)),
        ("SELECT * FROM tt", ("which is none of its inputs", "t")),
        ("SELECT CAST(remark AS INT) AS id FROM t", ("it fails on a value", "try_cast")),
        ("SELECT * FROM read_csv('/etc/hostname')", ("may not call read_csv",)),
        ("SELECT * FROM '/etc/hostname'", ("which is none of its inputs",)),
        ("COPY t TO 'stolen.csv'", ("must be one SELECT, not COPY",)),
        ("ATTACH 'other.db'", ("must be one SELECT, not ATTACH",)),
        ("SELECT 1; DROP TABLE t", ("one statement, not 2",)),
        ("SELECT *, getenv('HOME') AS home FROM t", ("getenv is not allowed",)),
    ],
)  # fmt: skip
def test_a_view_that_fails_or_reaches_elsewhere(run: Run, place: Place, sql: str, words: tuple[str, ...]) -> None:
    toml = TOML.replace('files = "calls.csv"', f'files = {{ t = "calls.csv" }}\nview = """{sql}"""')
    refused(run, place, toml, {}, "steelyard.toml, line 8 (view of calls)", *words)
    assert not (place.folder / "stolen.csv").exists()
    assert not (place.folder / "other.db").exists()
