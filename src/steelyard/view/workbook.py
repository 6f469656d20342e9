"""Writes Excel workbooks of one sheet, row by row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from steelyard.errors import QuestionError

MOST_ROWS = 1_048_576
MOST_TEXT = 32_767
"""What a sheet, and a cell, can hold."""


def write_workbook(target: Path, sheet: str, rows: Iterable[Sequence[object]]) -> int:
    """Write rows of texts, numbers, flags, dates and instants; how many. A text is never a formula or a link.

    Raises:
        QuestionError: there are more rows than a sheet can hold.
    """
    written = 0
    with _opened(target) as book:
        page = book.add_worksheet(sheet)
        day, moment = (book.add_format({"num_format": shown}) for shown in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
        for place, row in enumerate(rows):
            if place == MOST_ROWS:
                what = f"a sheet holds {MOST_ROWS:,} rows, and there are more"
                raise QuestionError(what, next="Write a .csv or .parquet file.")
            for column, value in enumerate(row):
                _write(page, (place, column), value, (day, moment))
            written = place + 1
    return written


@contextmanager
def _opened(target: Path) -> Iterator[Any]:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(str(target), {"constant_memory": True})
    try:
        yield book
    finally:
        try:
            book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise (cause if isinstance(cause, OSError) else OSError(0, str(error))) from None


def _write(page: Any, at: tuple[int, int], value: object, formats: tuple[Any, Any]) -> None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(*at, value)
    elif isinstance(value, int | float):
        page.write_number(*at, value)
    elif isinstance(value, datetime):
        page.write_datetime(*at, value.replace(tzinfo=None), formats[1])
    elif isinstance(value, date):
        page.write_datetime(*at, value, formats[0])
    else:
        page.write_string(*at, str(value)[:MOST_TEXT])
