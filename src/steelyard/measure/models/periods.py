"""Periods as a panel of sums writes them, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

_NUMBER = re.compile(r"-?\d{1,9}(\.0+)?\Z")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ]00:00(:00(\.0+)?)?)?\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})\Z", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])\Z", re.IGNORECASE)


def _number(text: str) -> int | None:
    return int(float(text)) if _NUMBER.match(text) else None


def _day(text: str) -> int | None:
    found = _DAY.match(text)
    return _ordinal(lambda: date.fromisoformat(found[1]).toordinal()) if found else None


def _month(text: str) -> int | None:
    found = _MONTH.match(text)
    return _ordinal(lambda: date(int(found[1]), int(found[2]), 1).toordinal()) if found else None


def _week(text: str) -> int | None:
    found = _WEEK.match(text)
    said = f"{found[1]}-W{int(found[2]):02}-1" if found else ""
    return _ordinal(lambda: datetime.strptime(said, "%G-W%V-%u").toordinal()) if found else None


def _quarter(text: str) -> int | None:
    found = _QUARTER.match(text)
    return _ordinal(lambda: date(int(found[1]), 3 * int(found[2]) - 2, 1).toordinal()) if found else None


def _ordinal(read: Callable[[], int]) -> int | None:
    try:
        return read()
    except ValueError:
        return None


_WAYS = (_number, _day, _month, _week, _quarter)


def places(texts: Iterable[str]) -> dict[str, int] | None:
    """Text -> a number that puts it in order: the day it begins, or as it counts; None where no one way reads all.

    Numbers and years stand for themselves. A day may stand beside months, weeks or quarters: it is the first of them.
    """
    held = list(dict.fromkeys(texts))
    numbers = {text: _number(text.strip()) for text in held}
    if all(place is not None for place in numbers.values()):
        return {text: place for text, place in numbers.items() if place is not None}
    found = {text: next((at for way in _WAYS[1:] if (at := way(text.strip())) is not None), None) for text in held}
    return {text: place for text, place in found.items() if place is not None} if None not in found.values() else None
