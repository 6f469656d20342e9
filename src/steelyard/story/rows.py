"""Rows of one version for a story, as Python's own values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from steelyard.errors import QuestionError
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.story.answer import Moment


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class Book:
    """A version of the store with the settings it is read by.

    Raises:
        QuestionError: the tables lie in an engine of one's own.
    """

    snapshot: Snapshot
    settings: Settings

    def __post_init__(self) -> None:
        if not isinstance(self.snapshot.engine, DuckEngine):
            what = "stories of issues and customers are read from the store alone"
            raise QuestionError(what, next="Load the sources' files, or ask the engine's own tables.")

    def has(self, table: str) -> bool:
        """Whether the version has the table."""
        return table in self.snapshot.manifest.shown

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows; what is missing is None. Texts of ids never enter an error."""
        found = self.snapshot.engine.query(sql)
        return [
            {name: _plain(value) for name, value in zip(found, values, strict=True)}
            for values in zip(*found.values(), strict=True)
        ]

    def moment(self, row: dict[str, Any], name: str) -> Moment:
        """An instant of a row in the workspace's zone; its date where the time of day was lost."""
        instant = self.local(row[name])
        return instant.date() if instant and row.get(f"{name}_is_date") else instant

    def local(self, instant: datetime | None) -> datetime | None:
        """A naive UTC instant in the workspace's zone, without offset."""
        if instant is None:
            return None
        zone = ZoneInfo(self.settings.time_zone)
        return instant.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, microsecond=0)

    @property
    def horizon(self) -> Moment:
        """Until when the data tell."""
        return self.local(self.snapshot.manifest.horizon)


def _plain(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        value = None if np.isnat(value) else value.astype("datetime64[us]").item()
    elif isinstance(value, np.generic):
        value = value.item()
    if value is None or value != value:
        return None
    return value


def day(value: Any) -> date | None:
    """A date, whatever the engine gives it as."""
    return value.date() if isinstance(value, datetime) else value


def flag(value: Any) -> bool | None:
    """True, false, or None where nobody says."""
    return None if value is None else bool(value)


def whole(value: Any) -> int | None:
    """A whole number, or None where nobody says."""
    return None if value is None else int(value)
