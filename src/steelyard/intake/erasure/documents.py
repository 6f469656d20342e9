"""JSON documents and workbooks written again without some rows; what cannot be written back as it was is refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from steelyard.formats.excel import rendered
from steelyard.formats.raw import File
from steelyard.intake.workbooks import again, sheets

Spellings = frozenset[str]


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


def write_workbook(path: Path, draft: Path, file: File, places: Sequence[int], spellings: Spellings) -> int:
    """Copy the values of a workbook without rows that hold one of the spellings; how many of the sheet were left out.

    Formulas become what they gave, and colours and widths go: the copy is there to be loaded. Of other sheets every
    row that holds one in any cell is left out.

    Raises:
        ValueError: the copy does not read as the original.
    """
    read = sheets(path.read_bytes())
    kept = {
        name: [row for row in rows if not _names(row, places if name == file.reading.sheet else None, spellings)]
        for name, rows in read.items()
    }
    content = again(kept)
    draft.write_bytes(content)
    sheet = file.reading.sheet
    return len(read[sheet]) - len(kept[sheet])


def _names(row: Sequence[Any], places: Sequence[int] | None, spellings: Spellings) -> bool:
    cells = row if places is None else [row[place] for place in places if place < len(row)]
    return any(rendered(cell).strip() in spellings for cell in cells)
