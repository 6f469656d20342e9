"""Where follow-ups come from: what the list was made of, what is beyond chance, and the debts that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.analyses.list.answer import Cause, Today
from steelyard.analyses.list.wording import cause_said
from steelyard.declare import Page
from steelyard.desk import RegisteredDebt
from steelyard.reasons import reasons
from steelyard.story.sources import came_from
from steelyard.web.following import desk_of, settings_of
from steelyard.web.visit import Visit
from steelyard.web.work import QUICK, Pending


@dataclass(frozen=True)
class Source:
    """A cause beyond chance.

    Args:
        said: in a sentence. debt: number of the debt of the register it is the other side of, 0 without one; state: of
            that debt.
    """

    said: str
    debt: int = 0
    state: str = ""


@dataclass(frozen=True)
class CausesPage:
    """What is known of where follow-ups come from.

    Args:
        months: what was listed, a sentence each. sources: what is beyond chance now.
        is_pending: it is still being computed.
    """

    months: tuple[str, ...]
    sources: tuple[Source, ...]
    is_pending: bool


def load(visit: Visit) -> CausesPage:
    """Of all follow-ups so far, and of the newest version's list."""
    desk = desk_of(visit)
    months = came_from(desk.follow_ups.all(), settings_of(visit).time_zone)
    found = visit.job("ask", {"question": "list", "given": {}}, lane=QUICK)
    if isinstance(found, Pending):
        return CausesPage(months, (), True)
    assert isinstance(found, Today)
    debts = desk.debts.listed()
    return CausesPage(months, tuple(_source(one, debts) for one in found.causes if one.is_claimed), False)


def _source(cause: Cause, debts: Sequence[RegisteredDebt]) -> Source:
    """A cause with the debt of the same fracture in the same part, where there is one."""
    fracture = reasons()[cause.reason].fracture
    mine = [one for one in debts if fracture and (one.fracture, one.by, one.part) == (fracture, cause.by, cause.part)]
    said = f"{cause_said(cause)}."
    return Source(said, mine[0].id, mine[0].state) if mine else Source(said)


PAGE = Page(
    "follow_up_causes",
    "Where follow-ups come from",
    "/follow-up-causes",
    "follow_up_causes.html",
    load,
    roles=("analyst", "administrator"),
)
