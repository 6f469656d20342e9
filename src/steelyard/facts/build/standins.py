"""What stands in a text for what differs from build to build, so that builds alike otherwise share their texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

ORIGIN = datetime(2000, 1, 1)
"""Of all numbered instants, naive UTC."""

DAY_S = 86_400

HORIZON_S = 4_611_686_018_427_387_807
"""Stands for the horizon."""

START_S = 4_611_686_018_427_387_809
"""Stands for the start of the data."""

SEEN_S = 4_611_686_018_427_300_000
"""And up, one each, for the instants up to which the sources tell what became of a contact."""

MOVED_FROM, MOVED_TO = date(1847, 11, 3), date(1849, 11, 3)
"""Stand for the first and the last day of the ledger's rows that are spread anew."""


def seconds_of(instant: datetime) -> int:
    """A naive UTC instant in whole seconds since the origin of all numbered instants."""
    return int((instant - ORIGIN).total_seconds())


def day_text(day: date) -> str:
    """A day as it stands in the texts of the store's engine."""
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"


def filled(text: str, fills: Mapping[str, str]) -> str:
    """A text with every stand-in replaced by what it stands for."""
    for stand_in, value in fills.items():
        text = text.replace(stand_in, value)
    return text
