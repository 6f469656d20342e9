"""Workbooks: a sheet by name, cells as people read them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.formats.conftest import ReadFile, read_paths

from steelyard.errors import MappingError, SourceError
from steelyard.formats.excel import rendered
from steelyard.settings.mapping import Reading


def workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Calls"
    first.append(["id", "at", "score", "ok", None])
    first.append([1, datetime(2026, 1, 2, 3, 4, 5), 4.5, True, "x"])
    first.append([])
    first.append([2, date(2026, 1, 3), None, False, None])
    book.create_sheet("Other").append(["only"])
    book.save(folder / "f.xlsx")
    return folder / "f.xlsx"


def test_a_sheet(tmp_path: Path) -> None:
    found = read_paths(tmp_path, [workbook(tmp_path)], Reading())
    assert found.staged.columns == ("id", "at", "score", "ok", "column5")
    assert found.values == [
        ("1", "2026-01-02 03:04:05", "4.5", "true", "x"),
        ("2", "2026-01-03", None, "false", None),
    ]
    assert found.numbers == [1, 3]
    assert found.reading.sheet == "Calls"


def test_sheets_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    assert read_paths(tmp_path, [path], Reading(sheet="Other")).staged.columns == ("only",)
    with pytest.raises(MappingError, match="Did you mean Other"):
        read_paths(tmp_path, [path], Reading(sheet="Othr"))


def test_cells() -> None:
    cells = [3.0, 0.1, "=1+1", True, time(1, 2), timedelta(hours=30, seconds=5), -timedelta(minutes=1)]
    assert [rendered(cell) for cell in cells] == ["3", "0.1", "=1+1", "true", "01:02:00", "30:00:05", "-00:01:00"]


@pytest.mark.parametrize("starts_1904", [False, True])
@pytest.mark.parametrize(
    ("days", "shown", "expected"),
    [
        (299.7 / 86_400, "[h]:mm:ss", "00:04:59.700"),
        (239.9999996 / 86_400, "[h]:mm:ss", "00:04:00"),
        (299.7 / 86_400, "hh:mm:ss", "00:04:59.700000"),
        (26 / 24, "[h]:mm:ss", "26:00:00"),
        (26 / 24, "hh:mm:ss", "26:00:00"),
        (1.0, "hh:mm:ss", "24:00:00"),
        (2.0, "hh:mm:ss", "48:00:00"),
        (59.5, "hh:mm:ss", "1428:00:00"),
        (61.5, "mm:ss", "1476:00:00"),
        (300.25, "hh:mm:ss", "7206:00:00"),
    ],
)
def test_durations_are_what_the_cell_holds_however_it_is_shown(
    tmp_path: Path, days: float, shown: str, expected: str, starts_1904: bool
) -> None:
    book = openpyxl.Workbook()
    if starts_1904:
        book.epoch = CALENDAR_MAC_1904
    book.active.append(["id", "talk"])
    book.active.append([1, days])
    book.active["B2"].number_format = shown
    book.save(tmp_path / "f.xlsx")
    assert read_paths(tmp_path, [tmp_path / "f.xlsx"], Reading()).values == [("1", expected)]


@pytest.mark.parametrize("content", [b"a,b\n", b"PK\x03\x04broken", b""])
def test_what_is_no_workbook_is_said(read: ReadFile, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"f\.xlsx"):
        read(content, "f.xlsx")
