"""Queries' texts by what they are made of, so that none is compiled twice: neither here nor in the next process.

A text follows from the function that makes it, what that is given, the dialect, and what all of these are written in:
the package's code, the facts and canonical tables there are, and the compiler.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from steelyard.facts import written
from steelyard.store import texts

_CODE = ("measure", "facts", "reasons", "stats", "schema", "store")
"""The packages whose text is part of the key: an edited definition must not find the query of the one before."""


def compiled(made_from: tuple[Any, ...], compile: Callable[[], str]) -> str:
    """The text that is compiled from something: kept, or compiled now.

    Args:
        made_from: all that tells it from other texts, the dialect included; its `repr` must say it.
    """
    return texts.compiled(hashlib.sha256(f"{written_in()} {made_from!r}".encode()).hexdigest(), compile)


def dated(
    made_from: tuple[Any, ...],
    compile: Callable[[date | None, date | None], str],
    from_on: date | None,
    to_on: date | None = None,
) -> str:
    """As `compiled`, of texts that name days: those of one shape are compiled once, whatever the days.

    Args:
        compile: takes the first and the last day, or days that stand for them.
    """
    given = {stand_in: day for stand_in, day in ((_FROM_ON, from_on), (_TO_ON, to_on)) if day}
    standing = from_on and _FROM_ON, to_on and _TO_ON
    text = compiled((*made_from, *standing), lambda: compile(*standing))
    for stand_in, day in given.items():
        text = text.replace(_written(stand_in), _written(day))
    if any(str(stand_in.year) in text for stand_in in given):
        return compiled((*made_from, from_on, to_on), lambda: compile(from_on, to_on))
    return text


_FROM_ON, _TO_ON = date(1847, 11, 3), date(1849, 11, 3)
"""Days that stand for the first and the last one asked."""


def _written(day: date) -> str:
    """A day as the compiler writes it, in every dialect that is known; where it writes otherwise, nothing stands in."""
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"


@cache
def written_in() -> str:
    """What changes whenever code or definitions change that texts, and what is read with them, follow from."""
    return written.written_in(*_CODE)
