"""Where the table stands: lines before it, header rows, or none; and how the connectors read it then."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from tests.formats.conftest import ReadFile, Rows, read_paths

from steelyard import formats
from steelyard.errors import SourceError
from steelyard.settings.mapping import Reading

BODY = [[f"C-{number:05d}", f"2026-01-{1 + number % 28:02d} 09:00:00", "Ana", str(number * 7)] for number in range(40)]
HEADER = ["Call", "Started", "Agent", "Talk (s)"]
RESPONSES = [[str(9_000_000 + number), f"01/{1 + number % 28:02d}/2026 09:00:00 AM", str(1 + number % 5), "", "good"]
             for number in range(12)]  # fmt: skip
TYPES = ["VARCHAR(50)", "DATETIME", "NVARCHAR(255)", "INTEGER"]
LEGS = [["", f"4179555{number:04d}", "600", "from-queue", '"x" <1>', "SIP/trunk-1", f"SIP/{number}", "Dial", "x",
         "2026-01-05 09:00:00", "" if number % 3 else "2026-01-05 09:00:10", "2026-01-05 09:05:00", "300", "290",
         "NO ANSWER" if number % 3 else "ANSWERED", "DOCUMENTATION", f"1767600000.{number}"]
        for number in range(10)]  # fmt: skip


def written(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def saved(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell if cell != "" else None for cell in row])
    book.save(path)
    return path


def found(path: Path) -> Reading:
    return formats.shaped(path, Reading(), path.parent)[0]


SHAPES = {
    "plain": ([HEADER, *BODY], (0, 1)),
    "short lines before": ([["Report:", "Calls"], ["By:", "a@b.org"], ["From:", "1/1/2026"], HEADER, *BODY], (3, 1)),
    "padded lines before": ([["Report:", "Calls", "", ""], ["", "", "", "x"], HEADER, *BODY], (2, 1)),
    "a row of groups": ([["The call", "", "Who", ""], HEADER, *BODY], (1, 1)),
    "SQL types": ([HEADER, TYPES, *BODY], (0, 2)),
    "questions": ([HEADER, ["Call id", "Start of call", "Agent's name", "Seconds talked"], *BODY], (0, 2)),
    "questions and ids": ([HEADER, HEADER, ['{"ImportId":"a"}'] * 4, *BODY], (0, 3)),
    "choices": (
        [["Respondent ID", "End Date", "How satisfied?", "", "Why?"], 
         ["", "", "Response", "Other", "Open-Ended Response"], *RESPONSES],
        (0, 2),
    ),
    "no header": (BODY, (0, 0)),
    "no header, three rows": (BODY[:3], (0, 0)),
    "lines before data": ([["x", "", "", ""], *BODY], (1, 0)),
    "words alone": ([["name", "team"], *[["Ana", "North"], ["Bo", "South"], ["Cy", "North"]] * 4], (0, 1)),
    "years for names": ([["team", "2024", "2025"], *[[f"T{number}", "2300", "2500"] for number in range(9)]], (0, 1)),
    "one row": ([HEADER, BODY[0]], (0, 1)),
    "a gap in the first row": ([HEADER, ["C-1", "", "", ""], *BODY], (0, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_shape_is_found_in_text_and_workbooks(tmp_path: Path, name: str) -> None:
    rows, (skip, header) = SHAPES[name]
    (tmp_path / "file.csv").write_bytes(written(rows))
    for path in (tmp_path / "file.csv", saved(tmp_path / "file.xlsx", rows)):
        reading = found(path)
        assert (reading.skip, reading.header) == (skip, header), path.suffix
        body = len(rows) - header - skip
        assert read_paths(tmp_path, [path], reading).staged.rows == body, path.suffix


def test_lines_are_counted_and_not_records(tmp_path: Path, read: ReadFile) -> None:
    content = b'"a\nnote"\n\nx;"two\nlines";z\n1;2026-01-01;3\n2;2026-01-02;3\n3;2026-01-03;3\n'
    (tmp_path / "file.csv").write_bytes(content)
    assert (found(tmp_path / "file.csv").skip, found(tmp_path / "file.csv").header) == (3, 1)
    rows = read(content, skip=3)
    assert rows.staged.columns == ("x", "two\nlines", "z")
    assert rows.numbers == [1, 2, 3]


def test_names_of_several_header_rows(read: ReadFile) -> None:
    rows = read(written(SHAPES["choices"][0]), header=2)
    assert rows.staged.columns == ("Respondent ID", "End Date", "How satisfied?", "How satisfied?: Other", "Why?")
    assert rows.values[0] == ("9000000", "01/01/2026 09:00:00 AM", "1", None, "good")


def test_a_known_log_has_its_maker_names(tmp_path: Path) -> None:
    (tmp_path / "Master.csv").write_bytes(written(LEGS))
    reading = found(tmp_path / "Master.csv")
    assert (reading.header, reading.columns[:3], reading.columns[-1]) == (0, ("accountcode", "src", "dst"), "uniqueid")


@pytest.mark.parametrize("name", ["file.csv", "file.xlsx"])
def test_no_header_and_stated_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    saved(path, BODY) if name.endswith("xlsx") else path.write_bytes(written(BODY))
    assert _read(tmp_path, path, Reading(header=0)).staged.columns == ("column1", "column2", "column3", "column4")
    rows = _read(tmp_path, path, Reading(header=0, columns=("id", "at", "who", "s")))
    assert (rows.staged.columns, rows.staged.rows, rows.numbers[0]) == (("id", "at", "who", "s"), 40, 1)
    assert _read(tmp_path, path, Reading(columns=("id", "at", "who", "s"))).staged.rows == 39
    with pytest.raises(SourceError, match="columns names 2 columns, and the file has 4"):
        _read(tmp_path, path, Reading(columns=("id", "at")))


def _read(folder: Path, path: Path, reading: Reading) -> Rows:
    return read_paths(folder, [path], reading)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_first_line_that_names_the_delimiter(read: ReadFile, encoding: str) -> None:
    found = read("sep=;\r\nid;what\r\n1;a,b\r\n2;c,d\r\n".encode(encoding))
    assert (found.staged.columns, found.values) == (("id", "what"), [("1", "a,b"), ("2", "c,d")])
    assert read("sep=;\r\nid;what\r\n1;a\r\n".encode(encoding), skip=1).values == [("1", "a")]


def test_what_is_stated_is_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_bytes(written(BODY))
    assert formats.shaped(tmp_path / "file.csv", Reading(skip=1), tmp_path)[0] == Reading(skip=1)
