"""Small valid files of every format that is read, and seeded ways to break them."""

from __future__ import annotations

import gzip
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb
import openpyxl
import zstandard
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

SECRET = "Sekret"
"""Stands in every id, name and remark: no message may quote it."""

NAMES = ("id", "customer", "opened", "closed", "team", "handle", "csat", "remark")
ROWS = tuple(
    (
        f"{SECRET}-{number:03}", f"{SECRET}.c{number % 5}", f"2026-01-{1 + number % 28:02} 09:{number:02}:00",
        f"2026-01-{1 + number % 28:02} 10:{number:02}:00", ("North", "South")[number % 2], str(60 + number),
        ("", "4", "5")[number % 3], f"{SECRET} said, \"fine\"",
    )
    for number in range(24)
)  # fmt: skip

TOML = """[workspace]
name = "Broken"
time_zone = "Europe/Lisbon"

[assumptions]
hourly_cost = 28.0
return_window_days = 7
minutes_per_contact = { phone = 5 }

[targets]
first_contact_resolution = { value = 0.7, source = "us" }

[limits]
view_seconds = 5

[sources.calls]
files = "FILE"

[sources.calls.contacts]
key = ["id"]
filter = "team <> 'West'"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
opened_at = { column = "opened", format = "%Y-%m-%d %H:%M:%S" }
ended_at = { column = "closed", zone = "UTC" }
team = "team"
channel = { constant = "phone" }
direction = { constant = "inbound" }
handle_s = { column = "handle", unit = "s", missing_when = "team = 'none'" }

[sources.calls.surveys]
key = ["id"]
filter = "csat <> ''"

[sources.calls.surveys.columns]
survey_id = "id"
contact_id = "id"
instrument = { constant = "csat" }
score = "csat"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
"""

VIEW = TOML.replace(
    'files = "FILE"',
    'files = { t = "FILE" }\nview = """\nSELECT id, any_value(customer) AS customer, min(opened) AS opened,\n'
    "  max(closed) AS closed, any_value(team) AS team, sum(CAST(handle AS INT)) AS handle, max(csat) AS csat\n"
    'FROM t GROUP BY id\n"""',
)

Rows = Sequence[Sequence[str]]
Bytes = Callable[[Rows], bytes]


def _text(rows: Rows, sign: str, encoding: str = "utf-8") -> bytes:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in (NAMES, *rows)]
    return "".join(sign.join(row) + "\r\n" for row in quoted).encode(encoding, "replace")


def _records(rows: Rows) -> list[dict[str, object]]:
    return [{**dict(zip(NAMES, row, strict=True)), "more": {"deep": [1, {"x": row[0]}]}} for row in rows]


def _lines(rows: Rows) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in _records(rows)).encode()


def _workbook(rows: Rows) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in (NAMES, *rows):
        book.active.append([ILLEGAL_CHARACTERS_RE.sub("", cell)[:30_000] for cell in row])
    book.save(buffer)
    return buffer.getvalue()


def _parquet(rows: Rows) -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        holes = ", ".join(f"({', '.join('?' * len(NAMES))})" for _ in rows)
        target = Path(folder) / "calls.parquet"
        select = f"SELECT * FROM (VALUES {holes}) AS t({', '.join(NAMES)})"
        connection.execute(f"COPY ({select}) TO '{target}'", [cell for row in rows for cell in row])
        return target.read_bytes()


def _zipped(rows: Rows) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("calls.csv", _text(rows, ","))
    return buffer.getvalue()


FILES: Mapping[str, Bytes] = {
    "calls.csv": lambda rows: _text(rows, ","),
    "calls.tsv": lambda rows: _text(rows, "\t"),
    "semicolon.csv": lambda rows: b"sep=;\r\n" + _text(rows, ";", "latin-1"),
    "wide.csv": lambda rows: _text(rows, ",", "utf-16"),
    "calls.json": lambda rows: json.dumps({"meta": {"n": 1}, "calls": _records(rows)}).encode(),
    "calls.jsonl": _lines,
    "calls.xlsx": _workbook,
    "calls.parquet": _parquet,
    "calls.csv.gz": lambda rows: gzip.compress(_text(rows, ",")),
    "calls.jsonl.zst": lambda rows: zstandard.ZstdCompressor().compress(_lines(rows)),
    "calls.zip": _zipped,
}

VALUES = (
    "", " ", "0", "-1", "1e15", "1e300", "1e400", "-1e15", "9" * 30, "9" * 5000, "9223372036854775807", "nan", "inf",
    "-Infinity", "1,5", "1.234,5", "12:34", "99999999:00:00", "24:00:00", "-00:00:01", "0001-01-01", "-4000-01-01",
    "9999-12-31 23:59:59", "290000-01-01", "2026-02-30", "2026-01-01T00:00:00+99:00", "2026-03-29 01:30:00", "1e999",
    "infinity", "epoch", "now", "a\x00b", "\ufeff", "\u202e", "\U0001f4a9", "x" * 40_000, "'; DROP TABLE t; --", "\\",
    "NULL", "None", "true", "[1]", "{}", "{\"a\": 1}", "=1+1", "1/0", "%", "\n", "\r", "\t", '"', "1_000", "0x1F",
    "٣", "½", "1e-400", "+5", "5.", ".5", "5 h", "PT5M", "P1Y2M", "5 days", "1900-01-00",
)  # fmt: skip


def odd_rows(dice: random.Random) -> Rows:
    """The rows with a few values that are odd, in any column, or rows gone or repeated."""
    rows = [list(row) for row in ROWS]
    for _ in range(dice.choice((0, 0, 1, 2, 12))):
        dice.choice(rows)[dice.randrange(len(NAMES))] = dice.choice(VALUES)
    kind = dice.random()
    return rows if kind < 0.9 else rows[:1] if kind < 0.95 else [*rows, rows[0]]


TOKENS = (
    b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\r", b"\n", b"\r\n\r\n", b'"', b"'",
    b",", b";", b"\t", b"\\", b"{", b"}", b"[", b"]", b"NaN", b"Infinity", b"-1e999", b"1e15", b"9" * 5000,
    b"0x10", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\xf0\x9f\x92\xa9", b"null", b"true", b"<>&", b"%s%n",
    b"9999-12-31 23:59:59", b"0001-01-01", b"-290308-12-22", b"294247-01-10 04:00:54.775807", b"-", b" ", b"\xc2\xa0",
    b"{" * 2000, b"[" * 2000, b'{"a":' * 2000, b"_file", b"_row", b"x" * 70_000, b"PAR1", b"PK\x03\x04", b"\x1f\x8b",
    b"=1+1", b"--", b"/*", b"$1", b"sep=;\n", b"1" * 400 + b".5", b"-0", b"1,5", b"\x1b[31m",
)  # fmt: skip
WORDS = (
    '""', '"x"', "[]", "{}", "-1", "0", "1e308", "inf", "nan", "9" * 5000, "true", "2026-01-01", '"""', "'''x'''",
    "[1, 2]", '{ column = "nowhere" }', '{ sql = "1" }', '{ sql = "1/0" }', '{ constant = 1e15 }', '"%Q"', '"\\u0000"',
    '"' + "x" * 9000 + '"', "[" * 1500, '{ column = "id", unit = "epoch_s" }', '"SELECT 1"', '"PIVOT t ON team"',
    '{ sql = "handle * 1e300" }', '"Europe/Nowhere"', '{ column = "handle", values = { "60" = "phone" } }', '"tab"',
    '"SELECT *, CAST(remark AS INT) FROM t"', '{ columns = ["id", "remark"] }', "0.5", "3", '["a", "b"]', '"utf-16"',
)  # fmt: skip


def broken(content: bytes, name: str, dice: random.Random) -> bytes:
    """The file with a few things wrong; of packed ones mostly within."""
    inside = dice.random() < 0.75
    if name.endswith(".gz") and inside:
        return gzip.compress(_mutated(gzip.decompress(content), dice))
    if name.endswith(".zst") and inside:
        return zstandard.ZstdCompressor().compress(_mutated(zstandard.ZstdDecompressor().decompress(content), dice))
    if name.endswith((".xlsx", ".zip")) and inside:
        return _rezipped(content, dice)
    return _mutated(content, dice)


def _rezipped(content: bytes, dice: random.Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = dice.choice(old.namelist())
        for entry in old.namelist():
            if entry != chosen:
                new.writestr(entry, old.read(entry))
            elif dice.random() < 0.9:
                new.writestr(entry, _mutated(old.read(entry), dice))
    return buffer.getvalue()


def _mutated(content: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        content = dice.choice((_cut, _flipped, _put, _put, _put, _doubled, _gone, _swapped))(content, dice)
    return content


def _place(content: bytes, dice: random.Random) -> int:
    edges = (0, len(content), len(content) // 2)
    return dice.choice(edges) if dice.random() < 0.3 else dice.randint(0, len(content))


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: _place(content, dice)]


def _flipped(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 3, 20)) if changed else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _put(content: bytes, dice: random.Random) -> bytes:
    place, over = _place(content, dice), dice.choice((0, 0, 1, 4))
    return content[:place] + dice.choice(TOKENS) + content[place + over :]


def _doubled(content: bytes, dice: random.Random) -> bytes:
    start = _place(content, dice)
    part = content[start : start + dice.choice((1, 40, 4000))]
    return content[:start] + part * dice.choice((2, 2, 50)) + content[start + len(part) :]


def _gone(content: bytes, dice: random.Random) -> bytes:
    start = _place(content, dice)
    return content[:start] + content[start + dice.choice((1, 10, 500)) :]


def _swapped(content: bytes, dice: random.Random) -> bytes:
    other = FILES[dice.choice(list(FILES))](ROWS)
    start = _place(other, dice)
    place = _place(content, dice)
    return content[:place] + other[start : start + dice.choice((30, 3000))] + content[place:]


def broken_toml(text: str, dice: random.Random) -> bytes:
    """Settings with other values, lines gone or doubled, or bytes changed."""
    lines = text.split("\n")
    for _ in range(dice.choice((1, 1, 2, 4))):
        place = dice.randrange(len(lines))
        kind = dice.random()
        if kind < 0.6 and " = " in lines[place]:
            name = lines[place].split(" = ", 1)[0]
            lines[place] = f"{name} = {dice.choice(WORDS)}"
        elif kind < 0.75:
            lines[place] = ""
        elif kind < 0.85:
            lines.insert(place, lines[place])
        elif kind < 0.93:
            lines.insert(place, f"{dice.choice(READING)} = {dice.choice(WORDS)}")
        else:
            return _mutated("\n".join(lines).encode(), dice)
    return "\n".join(lines).encode()


READING = ("format", "delimiter", "quote", "encoding", "sheet", "records", "skip", "header", "columns", "load", "view")
