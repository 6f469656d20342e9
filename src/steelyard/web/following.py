"""What pages of follow-ups share: each version's list is taken over into the desk before anybody sees it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from steelyard import worklist
from steelyard.analyses.list.answer import Today
from steelyard.answers import plain
from steelyard.desk import Desk, FollowUp
from steelyard.desk.follow_ups import DONE, OUTCOMES
from steelyard.errors import DeskError, SteelyardError
from steelyard.settings.model import Settings
from steelyard.story import naming, reading
from steelyard.theme import figure
from steelyard.web import telling
from steelyard.web.telling import key, moment
from steelyard.web.visit import Visit
from steelyard.web.work import QUICK, Pending

TEMPLATE = "follow_up.html"
"""Of the page of one follow-up."""


def desk_of(visit: Visit) -> Desk:
    """What people enter; DeskError where there is no place for it."""
    if visit.desk is None:
        raise DeskError("there is no desk to keep follow-ups in", next="Open the workspace with: steelyard serve")
    found: Desk = visit.desk
    return found


def taken_over(visit: Visit) -> Pending | None:
    """Take the newest version's list over into the desk; that it is still being computed, or None once it is there."""
    desk, version = desk_of(visit), visit.version
    settings = settings_of(visit)
    if version and desk.follow_ups.has_list(version, settings.time_zone):
        return None
    with visit.served.snapshot(version) as snapshot:
        worklist.bar(desk, settings, snapshot)
        told = worklist.told_of(desk, settings, snapshot)
    found = visit.job("ask", {"question": "list", "given": {**told, "draws": True}}, lane=QUICK)
    if isinstance(found, Pending):
        return found
    assert isinstance(found, Today)
    with suppress(DeskError):
        desk.follow_ups.take_over(version, worklist.proposed(found), settings.followup, settings.time_zone)
    return None


def barred(visit: Visit) -> None:
    """Close what is open for customers who asked not to be contacted, before a version's list is taken over."""
    desk, version = desk_of(visit), visit.version
    if version and not desk.follow_ups.has_list(version, settings_of(visit).time_zone):
        with visit.served.snapshot(version) as snapshot:
            worklist.bar(desk, settings_of(visit), snapshot)


def settings_of(visit: Visit) -> Settings:
    """What the workspace declares now."""
    return visit.served.workspace.settings


def teams_of(visit: Visit) -> tuple[str, ...]:
    """The teams whose follow-ups somebody sees: a lead their own, others all."""
    return visit.viewer.teams if visit.viewer.role == "lead" else ()


def when(instant: datetime | None, settings: Settings) -> str:
    """A naive UTC instant as people write it, in the workspace's zone; empty where there is none."""
    if instant is None:
        return ""
    zone = ZoneInfo(settings.time_zone)
    return moment(instant.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None))


def stake_said(found: FollowUp, settings: Settings) -> str:
    """What is at stake in words, or what the customer is worth; that it is not known."""
    if found.stake is not None:
        return f"{figure(found.stake, 'money', currency=settings.currency)} a year"
    if found.value is not None:
        return f"worth {figure(found.value, 'money', currency=settings.currency)} a year"
    return "value not known"


def customer_address(visit: Visit, found: FollowUp) -> str:
    """The page of its customer, which no address names."""
    return f"/customer/{naming.token(key(visit), found.customer_id)}"


@dataclass(frozen=True)
class Line:
    """One follow-up in the list.

    Args:
        why: the facts in a sentence each. is_late: due and not done.
    """

    follow_up: FollowUp
    why: tuple[str, ...]
    stake: str
    due: str
    is_late: bool


def line(visit: Visit, found: FollowUp) -> Line:
    """A follow-up as pages show it."""
    settings = settings_of(visit)
    is_late = found.state != DONE and found.due_at < datetime.now(UTC).replace(tzinfo=None)
    why = tuple(_said(reason) for reason in found.reasons)
    return Line(found, why, stake_said(found, settings), when(found.due_at, settings), is_late)


def _said(reason: Any) -> str:
    on = datetime.fromisoformat(reason["at"])
    said = str(reason["said"])
    return f"{said[:1].upper()}{said[1:]} ({on.day} {on:%b %Y})"


@dataclass(frozen=True)
class Told:
    """A follow-up as its page's twin gives it."""

    follow_up: FollowUp


@dataclass(frozen=True)
class FollowUpPage:
    """A follow-up as a page has it.

    Args:
        history: (when, who, what, detail), the oldest first.
        issues: the customer's, the newest first; empty where they cannot be told.
        customer: address of the customer's page. next: number of the next to follow up, 0 where there is none.
        refused: (what, next) where a change was not taken; draft: what was written then, so that it is not lost.
    """

    title: str
    line: Line
    history: tuple[tuple[str, str, str, str], ...]
    issues: tuple[telling.Line, ...]
    customer: str
    outcomes: tuple[str, ...] = OUTCOMES
    refused: tuple[str, str] | None = None
    draft: str = ""
    next: int = 0

    @property
    def status(self) -> int:
        """A conflict, or OK."""
        return 409 if self.refused else 200

    def to_dict(self) -> dict[str, Any]:
        """The follow-up with its history."""
        found: dict[str, Any] = plain(Told(self.line.follow_up))
        return found


def number_of(text: str) -> int:
    """The number in an address; DeskError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DeskError("there is no such follow-up", next="Choose one from the list.")
    return int(text)


def shown(visit: Visit, number: int, refused: tuple[str, str] | None = None, draft: str = "") -> FollowUpPage:
    """A follow-up as it stands now."""
    barred(visit)
    found = desk_of(visit).follow_ups.find(number, teams_of(visit))
    settings = settings_of(visit)
    history = tuple((when(entry.at, settings), entry.who, entry.what, entry.detail) for entry in found.history)
    return FollowUpPage(
        f"Follow-up: {found.action}",
        line(visit, found),
        history,
        _issues(visit, found.customer_id),
        customer_address(visit, found),
        refused=refused,
        draft=draft,
        next=desk_of(visit).follow_ups.next_after(number, visit.viewer.name, teams_of(visit)),
    )


def _issues(visit: Visit, customer_id: str) -> tuple[telling.Line, ...]:
    try:
        story = telling.told(visit, lambda snapshot, held, teams: reading.customer(snapshot, held, customer_id, teams))
    except SteelyardError:
        return ()
    return telling.lines(story.issues[:20], story.currency)
