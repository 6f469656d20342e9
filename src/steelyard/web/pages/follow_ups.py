"""Today's list as people work it: who is to be followed up, by whom, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from steelyard.analyses.list.age import overdue
from steelyard.answers import plain
from steelyard.declare import ACTIONS, Page
from steelyard.desk import FollowUp, Queue
from steelyard.desk.follow_ups import DONE, STATES
from steelyard.parameters import Parameter, as_text
from steelyard.web.access.rules import TELLERS
from steelyard.web.asking import ACCEPTED, OK
from steelyard.web.following import Line, desk_of, line, settings_of, taken_over, teams_of
from steelyard.web.visit import Visit
from steelyard.web.work import Pending

SHOWN = 200
TAKES = (
    Parameter("state", "Only those in this state.", as_text, "--state", "STATE", default="", choices=STATES),
    Parameter("action", "Only those that need this.", as_text, "--action", "ACTION", default="", choices=ACTIONS),
    Parameter("mine", "Only those of whoever asks.", as_text, "--mine", "YES", default="", choices=("yes",)),
)


@dataclass(frozen=True)
class Listed:
    """The follow-ups of a list as its page's twin gives them."""

    follow_ups: tuple[FollowUp, ...]
    queue: Queue | None = None


@dataclass(frozen=True)
class FollowUpsPage:
    """The list.

    Args:
        queue: how messages to another system stand; None where nothing is sent.
        waits: how far the list is, where it is not there yet. has_desk: there is a place to keep follow-ups in.
        old: that the data end days ago, empty where they do not.
        capacity: customers a day; used: places of today that are used.
        state, action, mine: what is shown; states, actions: to choose from.
    """

    lines: tuple[Line, ...] = ()
    queue: Queue | None = None
    waits: Pending | None = None
    has_desk: bool = True
    state: str = ""
    action: str = ""
    mine: bool = False
    old: str = ""
    capacity: int = 0
    used: int = 0
    states: tuple[str, ...] = STATES
    actions: tuple[str, ...] = ACTIONS

    @property
    def open(self) -> int:
        """How many of those shown are not done."""
        return sum(line.follow_up.state != DONE for line in self.lines)

    @property
    def late(self) -> int:
        """How many of those shown are late."""
        return sum(line.is_late for line in self.lines)

    @property
    def status(self) -> int:
        """Not ready yet, or OK."""
        return OK if self.waits is None else ACCEPTED

    def to_dict(self) -> dict[str, Any]:
        """The follow-ups shown."""
        if self.waits is not None:
            return self.waits.to_dict()
        found: dict[str, Any] = plain(Listed(tuple(line.follow_up for line in self.lines), self.queue))
        return found


def load(visit: Visit) -> FollowUpsPage:
    """The desk's, once the newest version's list is taken over."""
    if visit.desk is None:
        return FollowUpsPage(has_desk=False)
    waiting = taken_over(visit)
    if waiting is not None:
        return FollowUpsPage(waits=waiting)
    state, action = visit.first("state"), visit.first("action")
    state = state if state in STATES else ""
    action = action if action in ACTIONS else ""
    mine = visit.first("mine") == "yes"
    found = desk_of(visit).follow_ups.listed(
        state=state, teams=teams_of(visit), action=action, owner=visit.viewer.name if mine else "", most=SHOWN
    )
    queue = desk_of(visit).messages.standing() if settings_of(visit).followup.webhook else None
    lines = tuple(line(visit, entry) for entry in found)
    settings = settings_of(visit)
    used = desk_of(visit).follow_ups.used_today(settings.time_zone)
    return FollowUpsPage(
        lines,
        queue,
        state=state,
        action=action,
        mine=mine,
        old=_old(visit),
        capacity=settings.followup.capacity,
        used=sum(n for _, n in used),
    )


def rows(page: FollowUpsPage) -> list[dict[str, Any]]:
    """The follow-ups shown, as a file has them: no customer is named in it."""
    return [
        {
            "follow_up": line.follow_up.id,
            "do": line.follow_up.action,
            "why": ". ".join(line.why),
            "team": line.follow_up.team,
            "at_stake": line.stake,
            "state": line.follow_up.state,
            "owner": line.follow_up.owner,
            "due": line.due,
        }
        for line in page.lines
    ]


def _old(visit: Visit) -> str:
    with visit.served.snapshot(visit.version) as snapshot:
        horizon = snapshot.manifest.horizon
    zone = ZoneInfo(settings_of(visit).time_zone)
    until = horizon and horizon.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return overdue(until, settings_of(visit))


PAGE = Page(
    "follow_ups",
    "Today's list",
    "/list",
    "follow_ups.html",
    load,
    place=25,
    roles=TELLERS,
    takes=TAKES,
    gives=Listed,
    rows=rows,
)
