"""Today's list as people work it: who is to be followed up, by whom, until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.answers import plain
from steelyard.declare import ACTIONS, Page
from steelyard.desk.follow_ups import DONE, STATES
from steelyard.web.following import Line, desk_of, line, taken_over, teams_of
from steelyard.web.telling import TELLERS
from steelyard.web.visit import Visit

SHOWN = 200


@dataclass(frozen=True)
class FollowUpsPage:
    """The list.

    Args:
        waited_s: how long the list has been computed, where it is not there yet.
        state, action, mine: what is shown; states, actions: to choose from.
    """

    lines: tuple[Line, ...] = ()
    waited_s: float | None = None
    state: str = ""
    action: str = ""
    mine: bool = False
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
        return 200 if self.waited_s is None else 202

    def to_dict(self) -> dict[str, Any]:
        """The follow-ups shown."""
        if self.waited_s is not None:
            return {"pending": {"since_s": self.waited_s}}
        return {"follow_ups": plain(tuple(line.follow_up for line in self.lines))}


def load(visit: Visit) -> FollowUpsPage:
    """The desk's, once the newest version's list is taken over."""
    waiting = taken_over(visit)
    if waiting is not None:
        return FollowUpsPage(waited_s=round(waiting.since_s, 1))
    state, action = visit.first("state"), visit.first("action")
    state = state if state in STATES else ""
    action = action if action in ACTIONS else ""
    mine = visit.first("mine") == "yes"
    found = desk_of(visit).follow_ups.listed(
        state=state, teams=teams_of(visit), action=action, owner=visit.viewer.name if mine else "", most=SHOWN
    )
    return FollowUpsPage(tuple(line(visit, entry) for entry in found), None, state, action, mine)


PAGE = Page("follow_ups", "Today's list", "/list", "follow_ups.html", load, place=25, roles=TELLERS)
