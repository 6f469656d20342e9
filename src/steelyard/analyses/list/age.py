"""How old the data are that today's list rests on, by the clock of whoever looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from steelyard.analyses.list.answer import Today
from steelyard.settings.model import Settings
from steelyard.theme import counted

STALE_DAYS = 3
"""Days after the end of the data from which on it is said."""


def overdue(until: datetime | None, settings: Settings, now: datetime | None = None) -> str:
    """That the data end days ago, so that whoever is listed may have been helped since; empty where they do not.

    Args:
        until: the end of the data in the workspace's zone, without offset. now: naive UTC; the clock's unless told.
    """
    if until is None:
        return ""
    at = datetime.now(UTC) if now is None else now.replace(tzinfo=UTC)
    days = (at.astimezone(ZoneInfo(settings.time_zone)).replace(tzinfo=None) - until).days
    if days < STALE_DAYS:
        return ""
    return (
        f"The data end on {until.day} {until:%b %Y}, {counted(days, 'days')} ago: who is listed may have been helped "
        "since. Load newer data before anybody is contacted."
    )


def aged(answer: Today, settings: Settings, now: datetime | None = None) -> Today:
    """The answer with a first sentence where its data end days ago."""
    said = overdue(answer.until, settings, now)
    return replace(answer, sentences=(said, *answer.sentences)) if said else answer
