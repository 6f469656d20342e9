"""Workbooks: a sheet by name, cells as people read them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from tests.connectors.conftest import ReadFile, read_paths

from steelyard.connectors.excel import rendered
from steelyard.errors import MappingError, SourceError
from steelyard.settings.model import Reading


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


@pytest.mark.parametrize("content", [b"a,b\n", b"PK\x03\x04broken", b""])
def test_what_is_no_workbook_is_said(read: ReadFile, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"f\.xlsx"):
        read(content, "f.xlsx")
