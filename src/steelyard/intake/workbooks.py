"""Workbooks read and written again: the values of every sheet, without formulas, colours and widths."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from steelyard.formats.excel import rendered

DAMAGE = (python_calamine.CalamineError,)
"""What reading a workbook may raise beside the usual."""

Cells = list[list[Any]]

FORMATS = (
    (datetime, "yyyy-mm-dd hh:mm:ss"),
    (date, "yyyy-mm-dd"),
    (time, "hh:mm:ss"),
    (timedelta, "[h]:mm:ss"),
)
"""How what a cell holds is shown, so that it is read as the same again; a datetime is a date, too."""


def sheets(content: bytes) -> dict[str, Cells]:
    """Name -> rows of every sheet, of any kind of workbook that is read."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def again(held: dict[str, Cells]) -> bytes:
    """A workbook of the kind .xlsx with these sheets.

    Raises:
        ValueError: it does not read as they do.
    """
    content = _written(held)
    told = ({name: _as_read(rows) for name, rows in found.items()} for found in (sheets(content), held))
    if next(told) != next(told):
        raise ValueError("the copy differs")
    return content


def _as_read(rows: Cells) -> list[list[str]]:
    """Rows as they are loaded, without what is empty at their ends."""
    told = [[rendered(cell) for cell in row] for row in rows]
    for row in told:
        while row and not row[-1]:
            row.pop()
    while told and not told[-1]:
        told.pop()
    return told


def _written(sheets: dict[str, Cells]) -> bytes:
    from xlsxwriter import Workbook

    target = io.BytesIO()
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = Workbook(target, options)
    formats = [(kind, book.add_format({"num_format": shown})) for kind, shown in FORMATS]
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                shown = next((shown for kind, shown in formats if isinstance(cell, kind)), None)
                if shown is not None:
                    sheet.write_datetime(at, place, cell, shown)
                elif isinstance(cell, str):
                    sheet.write_string(at, place, cell) if cell else None
                else:
                    sheet.write(at, place, cell)
    book.close()
    return target.getvalue()
