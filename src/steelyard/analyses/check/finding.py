"""One finding, and what is looked at to make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from steelyard.settings.model import Settings
from steelyard.store.asked import asked
from steelyard.store.snapshot import Snapshot


@dataclass(frozen=True)
class Finding:
    """Something odd.

    Args:
        id: kind of finding.
        what: what was found, without its count.
        where: source and column.
        count, of: how many, out of how many rows that could have been so; of is 0 where nothing can be shared out.
        why: what it would do to the figures.
        next: what to do about it.
    """

    id: str
    what: str
    where: str
    count: int
    of: int
    why: str
    next: str
    weight: Literal["warning", "note"] = "warning"

    @property
    def share(self) -> float | None:
        """Count out of how many."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True)
class Look:
    """A version of the store with the settings it is read by."""

    snapshot: Snapshot
    settings: Settings

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a small aggregate, numbers and texts as Python's own; missing ones as None."""
        columns = asked(self.snapshot, sql)
        return [
            {name: _plain(value) for name, value in zip(columns, values, strict=True)}
            for values in zip(*columns.values(), strict=True)
        ]

    def knows(self, table: str, *columns: str) -> bool:
        """Whether the table has values in all of these columns."""
        known: Mapping[str, int] = self.snapshot.manifest.known.get(table, {})
        return all(known.get(column) for column in columns)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is None or value != value else value


def quoted(name: str) -> str:
    """A column's name as SQL ("on" is a word of its own)."""
    return f'"{name}"'
