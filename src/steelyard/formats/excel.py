"""Excel and OpenDocument workbooks: one sheet, by name or the first."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from steelyard.declare import Connector
from steelyard.errors import MappingError, did_you_mean
from steelyard.formats import header, text
from steelyard.formats.raw import File, Input, unique_names, write_rows
from steelyard.formats.shape import Line

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_CELL = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_FIRST_YEARS = (1900, 1904)
_FIRST = 500
_DAMAGE = (OSError, IndexError, ValueError, KeyError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error)


def open_excel(connection: Any, source: Input, target: Path) -> File:
    """The rows of one sheet; blank rows are no rows but keep their number.

    Raises:
        SourceError: no workbook, a damaged one, no header. MappingError: no sheet of that name.
    """
    if text.kind(source) not in ("zip", "office"):
        raise source.error("this is not a workbook", next="Give the file its right ending, or state the format.")
    name, rows = _sheet(source)
    begin, body = _parted(rows[source.reading.skip :], source.reading.header)
    if not begin:
        raise source.error(f"sheet {name!r} is empty")
    columns = unique_names(header.names(source, begin))
    scratch = target.with_suffix(".rows.csv")
    count = 0
    with scratch.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for number, row in islice(enumerate(body, start=1), source.limit):
            if not _is_blank(row):
                writer.writerow((*(rendered(cell) for cell in row), number))
                count += 1
    written = write_rows(connection, source, columns, scratch, target)
    scratch.unlink()
    found = replace(source.reading, format="excel", sheet=name)
    return File(target, source.label, columns, found, written, count=count if source.limit is None else len(body))


def excel_lines(source: Input) -> list[Line]:
    """The first rows of one sheet that are not blank."""
    _, rows = _sheet(source)
    told = ((place, row) for place, row in enumerate(rows) if place >= source.reading.skip and not _is_blank(row))
    return [Line(place, tuple(rendered(cell) for cell in row)) for place, row in islice(told, _FIRST)]


def _parted(rows: list[list[Any]], headers: int) -> tuple[list[list[str]], list[list[Any]]]:
    """(rows of the header as text, rows below it); where there is no header, the first row stands for its width."""
    filled = (place for place, row in enumerate(rows) if not _is_blank(row))
    places = list(islice(filled, max(headers, 1)))
    begin = [[rendered(cell) for cell in rows[place]] for place in places]
    return begin, rows[places[-1] + 1 :] if headers and places else rows


def excel_sheets(source: Input) -> list[str]:
    """The names of a workbook's sheets, in their order, hidden ones left out."""
    shown = python_calamine.SheetVisibleEnum.Visible
    with _damage_told(source):
        book = python_calamine.load_workbook(str(source.path))
        return [sheet.name for sheet in book.sheets_metadata if sheet.visible == shown] or book.sheet_names


def _sheet(source: Input) -> tuple[str, list[list[Any]]]:
    with _damage_told(source):
        _check_extent(source)
        book = python_calamine.load_workbook(str(source.path))
        names = book.sheet_names
        name = source.reading.sheet or names[0]
        if name not in names:
            hint = did_you_mean(name, names)
            raise MappingError(f"there is no sheet {name!r}", where=source.label, next=hint)
        return name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


@contextmanager
def _damage_told(source: Input) -> Iterator[None]:
    """What the library raises of a damaged workbook, in words."""
    try:
        yield
    except (python_calamine.CalamineError, *_DAMAGE) as error:
        raise source.error(f"the workbook is damaged ({type(error).__name__})", next="Save it again.") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise source.error("the workbook is damaged", next="Save it again.") from None


def _check_extent(source: Input) -> None:
    """SourceError where a sheet of an Excel workbook reaches too far, before its empty cells are made room for."""
    if not zipfile.is_zipfile(source.path):
        return
    with zipfile.ZipFile(source.path) as book:
        if sum(entry.file_size for entry in book.infolist()) > source.bounds.unpacked_gb * 1e9:
            what = f"it unpacks to more than limits.unpacked_gb allows ({source.bounds.unpacked_gb:g} GB)"
            raise source.error(what, next="Split it, or raise the limit in steelyard.toml.")
        for name in (name for name in book.namelist() if _SHEET.fullmatch(name)):
            cells = _extent(book, name)
            if cells > source.bounds.sheet_cells:
                what = f"a sheet reaches over {cells:,} cells, more than limits.sheet_cells allows"
                raise source.error(what, next="Delete what lies far from the data, or raise the limit.")


def _extent(book: zipfile.ZipFile, name: str) -> int:
    """Rows times columns from A1 to the last cell of a sheet."""
    columns, rows, rest = {b"A"}, 1, b""
    with book.open(name) as sheet:
        while chunk := sheet.read(1 << 20):
            found = _CELL.findall(rest + chunk)
            columns |= {column for column, _ in found}
            rows = max(rows, *(int(row) for _, row in found[-1:])) if found else rows
            rest = chunk[-16:]
    return rows * max(_place(column) for column in columns)


def _place(letters: bytes) -> int:
    """Number of a column: 1 for A, 27 for AA."""
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place


def _is_blank(row: Sequence[Any]) -> bool:
    return all(cell == "" for cell in row)


def rendered(cell: Any) -> str:
    """A cell as text: whole numbers without a point, instants in ISO, durations as hh:mm:ss to the millisecond.

    A duration of a day or more that is shown as a time of day comes as an instant of the sheet's first year.
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date):
        return _clock(cell - _day_zero(cell)) if cell.year in _FIRST_YEARS else _iso(cell)
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return _clock(cell)
    return str(cell)


def _iso(day: date) -> str:
    return day.isoformat(" ") if isinstance(day, datetime) else day.isoformat()


def _day_zero(day: date) -> date:
    """What a sheet counts days from; the sheets that count from 1900 know a 29th of February that never was."""
    zero = date(1904, 1, 1) if day.year == 1904 else date(1899, 12, 31 if day.timetuple()[:3] < (1900, 3, 1) else 30)
    return datetime.combine(zero, time()) if isinstance(day, datetime) else zero


def _clock(duration: timedelta) -> str:
    thousandths = round(abs(duration) / timedelta(milliseconds=1))
    minutes, rest = divmod(thousandths, 60_000)
    sign = "-" if duration < timedelta(0) else ""
    fraction = f".{rest % 1000:03d}" if rest % 1000 else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{fraction}"


CONNECTOR = Connector(
    name="excel",
    meaning="Workbooks: Excel and OpenDocument, one sheet.",
    suffixes=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    open=open_excel,
    lines=excel_lines,
    sheets=excel_sheets,
)
