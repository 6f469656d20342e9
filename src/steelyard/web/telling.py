"""What pages of issues and customers share: who may see them, and how moments and amounts are said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from steelyard.settings import shaping
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.story import naming
from steelyard.story.answer import Moment, Summary
from steelyard.theme import UNKNOWN, figure
from steelyard.web.visit import Visit
from steelyard.workspace import STORE_FOLDER

T = TypeVar("T")


def told(visit: Visit, read: Callable[[Snapshot, Settings, tuple[str, ...]], T]) -> T:
    """What is read of the visit's version, with the settings it was built with and the teams a lead may see.

    Raises:
        EmptyStoreError: nothing has been loaded. QuestionError: as `read`.
    """
    teams = visit.viewer.teams if visit.viewer.role == "lead" else ()
    with visit.served.snapshot(visit.version) as snapshot:
        held = shaping.as_built(visit.served.workspace.settings, snapshot.manifest.notes)
        return read(snapshot, held, teams)


def key(visit: Visit) -> str:
    """What customers' names in addresses are made with."""
    return naming.key_of(Path(visit.served.folder) / STORE_FOLDER)


def moment(value: Moment) -> str:
    """As people write it; "no date" where nobody says when."""
    if value is None:
        return "no date"
    return value.strftime("%-d %b %Y, %H:%M" if isinstance(value, datetime) else "%-d %b %Y")


def machine(value: Moment) -> str:
    """As a page's `datetime` has it; empty where nobody says when."""
    return value.isoformat() if isinstance(value, date) else ""


def duration(seconds: float | None) -> str:
    """A duration, or a dash where it is not recorded."""
    return UNKNOWN if seconds is None else figure(seconds, "seconds")


def money(amount: float | None, currency: str) -> str:
    """An amount, or a dash where nothing is known of it."""
    return UNKNOWN if amount is None else figure(amount, "money", currency=currency)


def later(seconds: float) -> str:
    """How long after: "the same minute", "40 minutes later", "3 days later"."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count:,} {unit}{'s' * (count != 1)} later"
    return "within the same minute"


def ended(summary: Summary) -> str:
    """How an issue ended, in a word or two."""
    if not summary.is_mature:
        return "too young to tell"
    return {True: "resolved", False: "not resolved", None: "no mark"}[summary.is_resolved]


@dataclass(frozen=True)
class Line:
    """An issue in a list, in words."""

    id: str
    on: str
    topic: str
    channel: str
    team: str
    contacts: int
    ended: str
    is_good: bool | None
    returned: str
    cost: str


def lines(issues: Iterable[Summary], currency: str) -> tuple[Line, ...]:
    """Issues as a list has them."""
    return tuple(_line(entry, currency) for entry in issues)


def _line(entry: Summary, currency: str) -> Line:
    return Line(
        id=entry.issue_id,
        on=moment(entry.on),
        topic=entry.topic.replace("_", " "),
        channel=entry.channel.replace("_", " "),
        team=entry.team,
        contacts=entry.contacts,
        ended=ended(entry),
        is_good=_is_good(entry),
        returned="came back" if entry.is_returned else "",
        cost=money(entry.cost, currency),
    )


def _is_good(entry: Summary) -> bool | None:
    """Whether an issue ended well; None while it is too young, and where it was resolved and the customer came back."""
    if not entry.is_mature or (entry.is_resolved and entry.is_returned):
        return None
    return entry.is_resolved
