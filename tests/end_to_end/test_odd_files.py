"""Files that once ended a load or `init` in somebody else's error, each in its smallest form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.end_to_end.mutation import FILES, NAMES, ROWS, TOML
from tests.end_to_end.test_fuzz import NOW, accounted, proposed

from steelyard import settings
from steelyard.errors import SettingsError, SourceError
from steelyard.intake.sources.read_source import Part, harvest

TEXT = FILES["calls.csv"](ROWS)
LINES = FILES["calls.jsonl"](ROWS)
RECORDS = [json.loads(line) for line in LINES.splitlines()]
DEEP = b'{"a":' * 3_000 + b"1" + b"}" * 3_000 + b"\n"


def with_value(column: str, value: str) -> bytes:
    """The rows, the fourth with this value."""
    buffer = io.StringIO(newline="")
    rows = [list(row) for row in ROWS]
    rows[3][NAMES.index(column)] = value
    csv.writer(buffer).writerows([NAMES, *rows])
    return buffer.getvalue().encode()


def with_record(record: bytes) -> bytes:
    return json.dumps(RECORDS).encode()[:-1] + b", " + record + b"]"


def far(cell: str) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in (NAMES, *ROWS):
        book.active.append(row)
    book.active[cell] = "x"
    book.save(buffer)
    return buffer.getvalue()


def contacts(folder: Path, name: str, content: bytes) -> Part:
    (folder / name).write_bytes(content)
    (folder / "steelyard.toml").write_text(TOML.replace("FILE", name), "utf-8")
    found = settings.read(folder)
    scratch = folder / "scratch"
    scratch.mkdir()
    parts = harvest(found, found.sources[0], scratch, NOW).parts
    for part in parts:
        accounted(scratch, part)
    return parts[0]


READ: dict[str, tuple[str, bytes, int, int]] = {
    "a mark of UTF-16 before UTF-8": ("calls.csv", b"\xff\xfe" + TEXT, 24, 0),
    "the same before JSON lines": ("calls.jsonl", b"\xfe\xff" + LINES, 24, 0),
    "UTF-32": ("calls.csv", TEXT.decode().encode("utf-32"), 24, 0),
    "5000 digits": ("calls.csv", with_value("handle", "9" * 5000), 24, 0),
    "5000 digits in JSON": ("calls.json", with_record(b'{"id": ' + b"9" * 5000 + b"}"), 25, 1),
    "NaN in JSON": ("calls.json", with_record(b'{"id": "x", "handle": NaN, "csat": -Infinity}'), 25, 1),
    "NaN in JSON lines": ("calls.jsonl", LINES + b'{"id": "x", "handle": NaN}\n', 25, 1),
    "a record nested too deeply": ("calls.jsonl", LINES + DEEP, 25, 1),
    "levels of a document": ("calls.json", with_record(b'{"a": ' * 600 + b"1" + b"}" * 600), 25, 1),
    "a half of a surrogate": ("calls.json", with_record(b'{"id": "\\ud800"}'), 25, 1),
    "1e15 seconds": ("calls.csv", with_value("handle", "1e15"), 24, 0),
    "more seconds than a number holds": ("calls.csv", with_value("handle", "1e400"), 24, 0),
    "less than nothing": ("calls.csv", with_value("handle", "-1e15"), 24, 0),
    "a year far away": ("calls.csv", with_value("opened", "290000-01-01 00:00:00"), 24, 1),
    "a year before all": ("calls.csv", with_value("closed", "-4000-01-01"), 24, 0),
    "a NUL in a word": ("calls.csv", with_value("team", "a\x00b"), 24, 0),
    "zeros behind the end": ("calls.csv.gz", FILES["calls.csv.gz"](ROWS) + b"\x00" * 99, 24, 0),
}
REFUSED = {
    "an empty list": ("calls.json", b"[]", "it holds no records"),
    "an empty list inside": ("calls.json", b'{"calls": []}', "it holds no records"),
    "blank lines": ("calls.jsonl", b"\n\n", "it holds no records"),
    "100,000 levels": ("calls.json", b"[" * 100_000, "nested too deeply"),
    "UTF-16 behind a mark of UTF-8": ("calls.csv", b"\xef\xbb\xbf" + TEXT.decode().encode("utf-16-le"), "binary file"),
    "a cell at the edge": ("calls.xlsx", far("XFD20000"), "327,680,000 cells, more than limits.sheet_cells"),
    "a cell in the last column": ("calls.xlsx", far("XFD3"), "it has 16,384 columns, more than limits.columns"),
    "an event log without events": ("calls.xes", b"<log/>", "the log holds no events"),
    "an older event log": ("calls.mxml", b"<log/>", "event logs in MXML are not read"),
    "zstd with more behind": ("calls.jsonl.zst", FILES["calls.jsonl.zst"](ROWS) + b"\x00" * 99, "cut off or damaged"),
    "bytes in the header": ("calls.csv", TEXT.replace(b'"id"', b'"\xb8\xff"', 1), "no column 'id'"),
    "half a line": ("calls.csv", b'x,y\n;","', "no column 'id'"),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_read(tmp_path: Path, name: str) -> None:
    file, content, rows, aside = READ[name]
    part = contacts(tmp_path, file, content)
    assert (part.read, part.quarantined + part.filtered) == (rows, aside)
    proposed(tmp_path, file)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused(tmp_path: Path, name: str) -> None:
    file, content, says = REFUSED[name]
    with pytest.raises(SourceError) as refused:
        contacts(tmp_path, file, content)
    assert says in str(refused.value)
    assert "Sekret" not in str(refused.value)
    ended(lambda: proposed(tmp_path, file))


def ended(run: Callable[[], None]) -> None:
    """It ended, or said in our words why not."""
    try:
        run()
    except SourceError:
        return


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 3000, "1e999", "inf"])
@pytest.mark.parametrize("key", ["hourly_cost", "name", "view_seconds", "skip"])
def test_settings_without_end(tmp_path: Path, key: str, value: str) -> None:
    place = {"hourly_cost": "28.0", "name": '"Broken"', "view_seconds": "5"}.get(key)
    line = f"{key} = {value}"
    toml = TOML.replace(f"{key} = {place}", line) if place else TOML.replace('files = "FILE"', f'files = "f"\n{line}')
    assert line in toml
    (tmp_path / "steelyard.toml").write_text(toml, "utf-8")
    with pytest.raises(SettingsError):
        settings.read(tmp_path)
