from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from steelyard.simulate.writers.workbook import pack_workbook

ROWS = [("From", "Team & <site>", "Hours"), (date(2026, 1, 31), "Porto \u20ac", 12.25), (date(1999, 12, 31), "", 3)]


def test_two_readers_find_what_was_packed(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(pack_workbook("Pay & roll", ROWS))
    with CalamineWorkbook.from_path(path) as book:
        assert [tuple(row) for row in book.get_sheet_by_name("Pay & roll").to_python()] == ROWS
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["Pay & roll"]
    assert [cell.value for cell in sheet[2]] == [datetime(2026, 1, 31), "Porto \u20ac", 12.25]
