"""What pages of debts share: each version's proposals are taken over into the register before anybody sees it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from steelyard import register
from steelyard.analyses.debt.answer import Debts
from steelyard.analyses.debt.wording import day, standing_said
from steelyard.analyses.initiative.answer import Evaluation
from steelyard.answers import plain
from steelyard.declare import Role
from steelyard.desk import RegisteredDebt
from steelyard.desk.debts import ACTIVE, DISMISSED, NOTED, PROPOSED, REPAYING, UNOWNED
from steelyard.errors import DeskError
from steelyard.register import Owed
from steelyard.theme import figure
from steelyard.web.following import desk_of, settings_of, when
from steelyard.web.visit import Visit
from steelyard.web.work import Pending
from steelyard.wording import with_limits

TEMPLATE = "one_debt.html"
"""Of the page of one debt."""

KEEPERS: tuple[Role, ...] = ("analyst", "administrator")
"""Who keeps the register: debts are about everybody's teams."""


def answered(visit: Visit) -> Debts | Pending:
    """What the newest version says, of debts of the register, too; proposals are then in the register."""
    held = desk_of(visit).debts.active()
    noted = register.noted_of(held)
    found = visit.job("ask", {"question": "debt", "given": {"noted": noted} if noted else {}})
    if isinstance(found, Pending):
        return found
    assert isinstance(found, Debts)
    judged: dict[str, str] = {}
    for name in register.judging(held, settings_of(visit)):
        verdict = visit.job("ask", {"question": "initiative", "given": {"name": name}})
        if isinstance(verdict, Pending):
            return verdict
        assert isinstance(verdict, Evaluation)
        judged[name] = verdict.verdict
    with suppress(DeskError):
        register.take_over(desk_of(visit), visit.version, held, found, judged)
    return found


@dataclass(frozen=True)
class DebtLine:
    """A debt as pages show it.

    Args:
        said: how it stands, in a sentence. interest: now, a month; level: all of the fracture there. total: since it
            began. principal, payback, removable: in words; empty where not known.
    """

    debt: RegisteredDebt
    said: str
    since: str
    interest: str
    level: str
    total: str
    principal: str
    payback: str
    removable: str
    is_growing: bool
    is_first: bool

    @property
    def is_owned(self) -> bool:
        """Whether anybody has it."""
        return self.debt.owner != UNOWNED


def lines(visit: Visit, debts: tuple[RegisteredDebt, ...], answer: Debts | None) -> tuple[DebtLine, ...]:
    """Debts with how they stand."""
    currency = settings_of(visit).currency
    held = register.owed(debts, answer) if answer else tuple(Owed(one, None, None, 0.5, False) for one in debts)
    return tuple(_line(one, currency) for one in held)


def _line(one: Owed, currency: str) -> DebtLine:
    debt, standing = one.debt, one.standing
    now = standing.debt.now if standing else None
    level = standing.level if standing else None
    total = standing.debt.total if standing else None
    evidence = str(debt.evidence.get("said", ""))
    said = standing_said(standing, currency) if standing else evidence or "Not looked at yet."
    principal = ""
    if debt.principal:
        low, high = (figure(end, "money", currency=currency) for end in debt.principal)
        principal = f"{low} to {high}" if low != high else low
    payback = ""
    if one.payback is not None:
        high = f"{one.payback.high:,.0f} months" if one.payback.high < 1200 else "never"
        payback = f"{one.payback.low:,.1f} to {high}"
    share = f"{one.removable:.0%} {'tested' if one.is_tested else 'assumed'}"
    return DebtLine(
        debt,
        said,
        day(debt.since) if debt.since else "not known",
        with_limits(now, currency) if now is not None else "not known",
        f"{with_limits(level, currency)}" if level is not None else "",
        with_limits(total, currency) if total is not None else "",
        principal,
        payback,
        share,
        bool(standing and standing.grows),
        one.first,
    )


@dataclass(frozen=True)
class ToldDebt:
    """A debt as its page's twin gives it."""

    debt: RegisteredDebt
    said: str = ""
    interest: str = ""


@dataclass(frozen=True)
class DebtPage:
    """One debt.

    Args:
        history: (when, who, what, detail), the oldest first. refused: (what, next) where a change was not taken.
        waits: how far its interest is, where it is not there yet.
    """

    title: str
    line: DebtLine
    history: tuple[tuple[str, str, str, str], ...]
    waits: Pending | None = None
    refused: tuple[str, str] | None = None
    draft: str = ""
    initiatives: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """A conflict, or OK."""
        return 409 if self.refused else 200

    @property
    def may_accept(self) -> bool:
        """Whether it can be accepted."""
        return self.line.debt.state in (PROPOSED, NOTED, DISMISSED, "reopened")

    @property
    def may_dismiss(self) -> bool:
        """Whether it can be dismissed."""
        return self.line.debt.state in (PROPOSED, NOTED, "accepted", "reopened")

    @property
    def may_repair(self) -> bool:
        """Whether it can be said to be repaired."""
        return self.line.debt.state in (NOTED, "accepted", "reopened", REPAYING)

    def to_dict(self) -> dict[str, Any]:
        """The debt with its history."""
        found: dict[str, Any] = plain(ToldDebt(self.line.debt, self.line.said, self.line.interest))
        return found


def shown(visit: Visit, number: int, refused: tuple[str, str] | None = None, draft: str = "") -> DebtPage:
    """A debt as it stands now."""
    answer = answered(visit)
    debt = desk_of(visit).debts.find(number)
    settings = settings_of(visit)
    ready = None if isinstance(answer, Pending) else answer
    history = tuple((when(one.at, settings), one.who, one.what, one.detail) for one in debt.history)
    is_computed = debt.state in ACTIVE
    return DebtPage(
        debt.title,
        lines(visit, (debt,), ready if is_computed else None)[0],
        history,
        answer if isinstance(answer, Pending) and is_computed else None,
        refused,
        draft,
        tuple(one.name for one in settings.initiatives),
    )
