"""A whole JSON document with a list of records somewhere in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from steelyard.declare import Connector
from steelyard.errors import did_you_mean
from steelyard.formats import text
from steelyard.formats.jsonl import read_records, shallow
from steelyard.formats.raw import File, Input

_LARGEST = 500_000_000
_MOST_DIGITS = 1_000


def open_json(connection: Any, source: Input, target: Path) -> File:
    """The records of one document.

    Raises:
        SourceError: no JSON, no list of records at the path, or too large to hold in memory.
    """
    packed = text.compression(source)
    encoding = text.encoding(source, text.head(source, packed))
    text.check_whole(source, packed)
    document = _parsed(source, text.lines(source, packed, encoding))
    path, records = _records(source, document)
    lines = target.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8", errors="replace") as file:
        file.writelines(
            shallow(json.dumps(record, ensure_ascii=False) + "\n") for record in islice(records, source.limit)
        )
    found = replace(source.reading, format="json", records=path, encoding=encoding)
    result = read_records(connection, source, lines, "", found, target)
    lines.unlink()
    return replace(result, count=len(records))


def _parsed(source: Input, lines: Iterator[str]) -> Any:
    if source.path.stat().st_size > _LARGEST:
        raise source.error("a JSON document of this size cannot be read whole", next="Export it as JSON lines.")
    try:
        return json.loads("".join(lines), parse_int=_whole)
    except json.JSONDecodeError as error:
        hint = "If the end is missing, export it again; if it is no JSON, state its format."
        if error.msg == "Extra data":
            hint = 'If every line is a record, write format = "jsonl".'
        place = f"line {error.lineno}, column {error.colno}"
        raise source.error(f"this is not JSON: {error.msg.removesuffix(' at')} at {place}", next=hint) from None
    except RecursionError:
        raise source.error("the JSON is nested too deeply") from None


def _whole(digits: str) -> int | str:
    """A whole number; one of more digits than any number has stays text."""
    return int(digits) if len(digits) < _MOST_DIGITS else digits


def _records(source: Input, document: Any) -> tuple[str, list[Any]]:
    """The list of records at the stated path; without one, the only list of records there is."""
    lists = dict(_lists(document))
    path = source.reading.records
    if path in lists and (path or isinstance(document, list)):
        return path, lists[path]
    if path:
        raise source.error(f"there is no list of records at {path!r}", next=did_you_mean(path, lists))
    if len(lists) == 1:
        return next(iter(lists.items()))
    if lists:
        hint = " or ".join(f'records = "{name}"' for name in list(lists)[:5])
        raise source.error(f"there are {len(lists)} lists of records", next=f"Write {hint}.")
    if isinstance(document, dict) and document:
        return "", [document]
    raise source.error("there are no records in it")


def _lists(document: Any, at: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Dotted path -> list, for every list of records not inside another list."""
    if isinstance(document, list):
        if not document or any(isinstance(entry, dict) for entry in document):
            yield at, document
    elif isinstance(document, dict):
        for key, value in document.items():
            yield from _lists(value, f"{at}.{key}" if at else key)


CONNECTOR = Connector(
    name="json",
    meaning="A JSON document with a list of records in it.",
    suffixes=(".json",),
    open=open_json,
)
