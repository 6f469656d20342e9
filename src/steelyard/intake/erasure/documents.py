"""JSON documents and workbooks written again without some rows; what cannot be written back as it was is refused."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

import python_calamine

from steelyard.formats.excel import rendered
from steelyard.formats.raw import File

DAMAGE = (python_calamine.CalamineError,)
"""What reading a workbook may raise beside the usual."""

Spellings = frozenset[str]
Cells = list[list[Any]]


def texts(value: Any) -> Iterator[str]:
    """Every text and number of a document, as text."""
    if isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from texts(entry)
    elif value is not None:
        yield str(value)


def without_records(document: Any, spellings: Spellings) -> tuple[Any, int]:
    """A document whose lists lack the records that hold one of the spellings themselves, and how many those were.

    Raises:
        ValueError: one stands where no record can be left out.
    """
    left_out = 0

    def cut(value: Any) -> Any:
        nonlocal left_out
        if isinstance(value, dict):
            return {key: cut(entry) for key, entry in value.items()}
        if not isinstance(value, list):
            return value
        kept = [entry for entry in value if not (isinstance(entry, dict) and _holds(entry, spellings))]
        left_out += len(value) - len(kept)
        return [cut(entry) for entry in kept]

    found = cut(document)
    if any(text.strip() in spellings for text in texts(found)):
        raise ValueError("it stands outside of the records")
    return found, left_out


def _holds(record: dict[str, Any], spellings: Spellings) -> bool:
    """Whether a record holds one itself, not in a list of records of its own."""
    own = [value for value in record.values() if not _is_records(value)]
    return any(text.strip() in spellings for text in texts(own))


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) for entry in value)


def write_json(path: Path, draft: Path, file: File, places: Sequence[int], spellings: Spellings) -> int:
    """Copy a JSON document without the records that hold one of the spellings; how many were left out.

    Raises:
        ValueError: it is packed in a way that is not written, or a spelling stands outside of the records.
    """
    encoding = file.reading.encoding or "utf-8"
    with _unpacked(path, "rb") as source:
        document = json.loads(source.read().decode(encoding))
    kept, left_out = without_records(document, spellings)
    with _unpacked(path, "wb", draft) as target:
        target.write(json.dumps(kept, ensure_ascii=False, indent=1).encode(encoding))
    return left_out


def _unpacked(path: Path, mode: str, place: Path | None = None) -> IO[bytes]:
    """A file as its bytes are unpacked; gzip or none."""
    if path.suffix.lower() in (".zst", ".zstd"):
        raise ValueError(path.suffix)
    opened: Callable[..., Any] = gzip.open if path.suffix.lower() == ".gz" else open
    found: IO[bytes] = opened(place or path, mode)
    return found


FORMATS = (
    (datetime, "yyyy-mm-dd hh:mm:ss"),
    (date, "yyyy-mm-dd"),
    (time, "hh:mm:ss"),
    (timedelta, "[h]:mm:ss"),
)
"""How what a cell holds is shown, so that it is read as the same again; a datetime is a date, too."""


def write_workbook(path: Path, draft: Path, file: File, places: Sequence[int], spellings: Spellings) -> int:
    """Copy the values of a workbook without rows that hold one of the spellings; how many of the sheet were left out.

    Formulas become what they gave, and colours and widths go: the copy is there to be loaded. Of other sheets every
    row that holds one in any cell is left out.

    Raises:
        ValueError: the copy does not read as the original.
    """
    read = _sheets(path.read_bytes())
    kept = {
        name: [row for row in rows if not _names(row, places if name == file.reading.sheet else None, spellings)]
        for name, rows in read.items()
    }
    content = _written(kept)
    if {name: _as_read(rows) for name, rows in _sheets(content).items()} != {
        name: _as_read(rows) for name, rows in kept.items()
    }:
        raise ValueError("the copy differs")
    draft.write_bytes(content)
    sheet = file.reading.sheet
    return len(read[sheet]) - len(kept[sheet])


def _sheets(content: bytes) -> dict[str, Cells]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _names(row: Sequence[Any], places: Sequence[int] | None, spellings: Spellings) -> bool:
    cells = row if places is None else [row[place] for place in places if place < len(row)]
    return any(rendered(cell).strip() in spellings for cell in cells)


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
