"""Where follow-ups come from: what the list was made of, what is beyond chance, and the debts that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.analyses.list.answer import Cause, Today
from steelyard.analyses.list.wording import cause_said
from steelyard.declare import Page
from steelyard.desk import RegisteredDebt
from steelyard.reasons import reasons
from steelyard.settings.initiatives import TREATS
from steelyard.settings.model import Settings
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
        fracture, by, part, title: of the debt it would be; empty where what is reported breaks no journey.
        treats: what an initiative against it would begin with.
    """

    said: str
    debt: int = 0
    state: str = ""
    fracture: str = ""
    by: str = ""
    part: str = ""
    title: str = ""
    treats: str = ""


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
    debts, settings = desk.debts.listed(), settings_of(visit)
    claimed = [one for one in found.causes if one.is_claimed]
    return CausesPage(months, tuple(source(one, debts, settings) for one in claimed), False)


def source(cause: Cause, debts: Sequence[RegisteredDebt], settings: Settings) -> Source:
    """A cause with the debt of the same fracture in the same part, or what would be noted as one."""
    fracture, said = reasons()[cause.reason].fracture, f"{cause_said(cause)}."
    title = f"{cause.title}: {cause.by} {cause.part}"
    treats = next((name for name, dimension in TREATS.items() if dimension == cause.by), "")
    if not fracture:
        return Source(said, title=title, treats=treats)
    by, part = _scope(cause, settings)
    mine = [one for one in debts if (one.fracture, one.by, one.part) == (fracture, by, part)]
    debt, state = (mine[0].id, mine[0].state) if mine else (0, "")
    return Source(said, debt, state, fracture, by, part, title, treats)


def _scope(cause: Cause, settings: Settings) -> tuple[str, str]:
    """Where a debt of it lies: its family or channel; everywhere where debts are not told apart by what it names."""
    if cause.by == "topic":
        mine = (family for family, topics in settings.topic_families.items() if cause.part in topics)
        return "family", next(mine, cause.part)
    return (cause.by, cause.part) if cause.by == "channel" else ("", "")


PAGE = Page(
    "follow_up_causes",
    "Where follow-ups come from",
    "/follow-up-causes",
    "follow_up_causes.html",
    load,
    roles=("analyst", "administrator"),
)
