"""Views over packed rows that are asked again and again: when it pays to hold their rows unpacked.

It pays a report, which asks a view a hundred times, and no question alone: so it is done where it was asked for.

Reading a fact takes several times what summing it takes: files are opened, columns unpacked, and what follows from the
follow-up is told anew by each statement. To hold all of it costs as much as a handful of statements, and memory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

OFTEN = 8
"""Statements on a view after which it is held. Measured on 160,000 issues: holding them takes what 12 to 15 statements
save, and a view that was asked so often is asked some ten times as often by a report."""

MOST_BYTES = 3 << 27
"""Of all views held at once; the next ones are read as they lie."""

_BYTES = {"VARCHAR": 16, "BOOLEAN": 1, "DATE": 4}
"""Of a value by its type; 8 of any other."""


class Packed:
    """The packed views of one engine, and how often each was asked.

    Attributes:
        is_worth_it: whether many statements are to come; without, no view is ever due.
    """

    def __init__(self) -> None:
        self._bytes: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        self._room = MOST_BYTES
        self.is_worth_it = False
        self._pattern = re.compile(r"(?!)")

    def show(self, name: str, rows: int, columns: Mapping[str, str]) -> None:
        """A view of so many rows with these columns, which replaces what had its name."""
        self._room += self._bytes.pop(name, 0) if name not in self._asked else 0
        self._bytes[name] = rows * sum(_BYTES.get(kind, 8) for kind in columns.values())
        self._asked[name] = 0
        # What is read at other odds is a view over it whose name begins with its own.
        self._pattern = re.compile(rf"\b({'|'.join(map(re.escape, self._asked))})(?:_odds_\w+)?\b")

    def due(self, sql: str) -> list[str]:
        """The views a statement reads that are worth holding from now on: each is told once."""
        found: list[str] = []
        if not self.is_worth_it:
            return found
        for name in set(self._pattern.findall(sql)) & set(self._asked):
            self._asked[name] += 1
            if self._asked[name] >= OFTEN and self._bytes[name] <= self._room:
                self._room -= self._bytes[name]
                del self._asked[name]
                found.append(name)
        return found
