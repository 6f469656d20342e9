"""The register of CX debt: what is proposed, what is owed, by whom, at what interest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.answers import plain
from steelyard.declare import Page
from steelyard.desk import RegisteredDebt
from steelyard.desk.debts import ACTIVE, PROPOSED, STATES
from steelyard.parameters import Parameter, as_text
from steelyard.web.asking import ACCEPTED, OK
from steelyard.web.following import desk_of
from steelyard.web.owing import KEEPERS, DebtLine, answered, lines
from steelyard.web.visit import Visit
from steelyard.web.work import Pending

TAKES = (
    Parameter("state", "Only those in this state.", as_text, "--state", "STATE", default="", choices=STATES),
    Parameter("owner", "Only those of this owner; unowned for nobody's.", as_text, "--owner", "OWNER", default=""),
)


@dataclass(frozen=True)
class ListedDebts:
    """The debts of the register as the page's twin gives them."""

    debts: tuple[RegisteredDebt, ...]


@dataclass(frozen=True)
class DebtsPage:
    """The register.

    Args:
        proposed: what waits for a person. owed: all others shown. sentences: what the data say, in words.
        waits: how far the figures are, where they are not there yet. has_desk: there is a place to keep debts in.
    """

    proposed: tuple[DebtLine, ...] = ()
    owed: tuple[DebtLine, ...] = ()
    sentences: tuple[str, ...] = ()
    waits: Pending | None = None
    has_desk: bool = True
    state: str = ""
    owner: str = ""
    states: tuple[str, ...] = STATES

    @property
    def unowned(self) -> int:
        """How many nobody owns."""
        return sum(not line.is_owned for line in self.owed)

    @property
    def growing(self) -> int:
        """How many grow beyond chance."""
        return sum(line.is_growing for line in self.owed)

    @property
    def status(self) -> int:
        """Not ready yet, or OK."""
        return OK if self.waits is None else ACCEPTED

    def to_dict(self) -> dict[str, Any]:
        """The debts shown."""
        if self.waits is not None:
            return self.waits.to_dict()
        found: dict[str, Any] = plain(ListedDebts(tuple(line.debt for line in (*self.proposed, *self.owed))))
        return found


def load(visit: Visit) -> DebtsPage:
    """The register's, once the newest version's proposals are taken over."""
    if visit.desk is None:
        return DebtsPage(has_desk=False)
    answer = answered(visit)
    if isinstance(answer, Pending):
        return DebtsPage(waits=answer)
    state, owner = visit.first("state"), visit.first("owner")[:200]
    state = state if state in STATES else ""
    found = desk_of(visit).debts.listed(state=state, owner=owner)
    waiting = tuple(one for one in found if one.state == PROPOSED)
    others = tuple(one for one in found if one.state != PROPOSED)
    active = tuple(one for one in others if one.state in ACTIVE)
    rest = tuple(one for one in others if one.state not in ACTIVE)
    owed = (*lines(visit, active, answer), *lines(visit, rest, None))
    return DebtsPage(lines(visit, waiting, None), owed, answer.sentences, state=state, owner=owner)


def rows(page: DebtsPage) -> list[dict[str, Any]]:
    """The debts shown, as a file has them."""
    return [
        {
            "debt": line.debt.title,
            "state": line.debt.state,
            "owner": line.debt.owner,
            "since": line.since,
            "interest_a_month": line.interest,
            "in_all": line.total,
            "principal": line.principal,
            "pays_back_in": line.payback,
        }
        for line in (*page.proposed, *page.owed)
    ]


PAGE = Page(
    "debts",
    "CX debt",
    "/debts",
    "debts.html",
    load,
    place=26,
    roles=KEEPERS,
    takes=TAKES,
    gives=ListedDebts,
    rows=rows,
    serves="debt",
)
