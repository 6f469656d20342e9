"""The register of debts as it is worked: what is registered goes into the question, and what it finds goes over into
the desk.

A version's proposals are taken over once, with what its figures say of debts that somebody repairs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from steelyard.analyses.debt.answer import Debts, Standing
from steelyard.analyses.debt.wording import debt_said, standing_said
from steelyard.analyses.initiative.answer import Evaluation
from steelyard.answers import Estimate
from steelyard.desk import Desk, ProposedDebt, RegisteredDebt, Verdict
from steelyard.desk.debts import REPAYING
from steelyard.errors import QuestionError, did_you_mean
from steelyard.fractures import fractures
from steelyard.stats.economics.interest import Payback, payback

if TYPE_CHECKING:
    from steelyard.settings.model import Settings
    from steelyard.workspace import Workspace


def kinds(settings: Settings) -> tuple[str, ...]:
    """What a debt may be of: a fracture, issues that were not there before, or waits that became longer."""
    return (*fractures(settings), "surge", "slow")


def checked_kind(settings: Settings, kind: str) -> str:
    """A kind of fracture as it was named.

    Raises:
        QuestionError: there is none of that name.
    """
    known = kinds(settings)
    if kind not in known:
        raise QuestionError(f"there is no fracture {kind!r}", next=did_you_mean(kind, known))
    return kind


def noted_of(debts: Sequence[RegisteredDebt]) -> str:
    """Debts as the question takes them; empty where there are none."""
    told = [
        {
            "fracture": one.fracture,
            "by": one.by,
            "part": one.part,
            "since": one.since.isoformat() if one.since else None,
            "repaid": one.repaid_on.isoformat() if one.repaid_on else None,
            "again": one.again_on.isoformat() if one.again_on else None,
        }
        for one in debts
    ]
    return json.dumps(told) if told else ""


def proposed(answer: Debts) -> list[ProposedDebt]:
    """What an answer found, as the desk takes it: debts that go on."""
    return [
        ProposedDebt(
            one.id,
            one.fracture,
            one.by,
            one.part,
            one.title,
            one.since.on,
            one.since.high,
            f"{debt_said(one, answer.provenance.currency)}.",
            *_limits(one.interest),
        )
        for one in answer.found
        if one.since is not None and one.until is None
    ]


def _limits(interest: Estimate | None) -> tuple[float | None, float | None]:
    if interest is None or interest.interval is None:
        return None, None
    return interest.interval.low, interest.interval.high


BEARS_OUT = ("helped", "only cut cost")
"""Verdicts on an initiative that show, beside a control, what brought a repair about."""

CONTRADICTS = ("hurt",)
"""With which nothing is repaid: the fracture is gone from the journeys, and what customers meet instead is worse."""


def judging(debts: Sequence[RegisteredDebt], settings: Settings) -> tuple[str, ...]:
    """The registered initiatives whose verdict a debt that is being repaired waits for."""
    known = {one.name for one in settings.initiatives}
    linked = (one.initiative for one in debts if one.state == REPAYING)
    return tuple(dict.fromkeys(name for name in linked if name in known))


def verdicts(
    debts: Sequence[RegisteredDebt], answer: Debts, initiatives: Mapping[str, str] | None = None
) -> dict[int, Verdict]:
    """Number -> what the figures say of each debt that somebody repairs.

    Args:
        initiatives: name of an initiative -> the verdict on it; a debt one is linked to is not repaid where that says
            that customers were hurt.
    """
    judged = initiatives or {}
    found = {}
    for debt, standing in zip(debts, answer.standings, strict=True):
        if standing.verdict:
            said = standing_said(standing, answer.provenance.currency)
            found[debt.id] = _borne_out(Verdict(standing.verdict, said, standing.risen_on), debt.initiative, judged)
    return found


def _borne_out(verdict: Verdict, initiative: str, judged: Mapping[str, str]) -> Verdict:
    if not initiative or verdict.verdict != "repaid":
        return verdict
    held = judged.get(initiative, "not registered")
    if held in CONTRADICTS:
        said = f"{verdict.said} It is not struck off: the verdict on initiative {initiative} is {held}."
        return replace(verdict, verdict="cannot tell", said=said)
    brought = "" if held in BEARS_OUT else ", so that nothing shows that it brought this about"
    return replace(verdict, said=f"{verdict.said} The verdict on initiative {initiative}: {held}{brought}.")


def take_over(
    desk: Desk,
    store_version: int,
    debts: Sequence[RegisteredDebt],
    answer: Debts,
    initiatives: Mapping[str, str] | None = None,
) -> int:
    """Bring what a version says into the register, once; how many debts are proposed anew."""
    return desk.debts.take_over(store_version, proposed(answer), verdicts(debts, answer, initiatives))


def ask(workspace: Workspace, desk: Desk, **given: Any) -> tuple[Debts, tuple[RegisteredDebt, ...]]:
    """The question with the register in it, and the debts whose interest it gives, once what it says is taken over."""
    held = tuple(desk.debts.active())
    noted = noted_of(held)
    answer = workspace.ask("debt", **given, **({"noted": noted} if noted else {}))
    assert isinstance(answer, Debts)
    judged = {name: _verdict_on(workspace, name) for name in judging(held, workspace.settings)}
    take_over(desk, answer.provenance.version, held, answer, judged)
    return answer, tuple(desk.debts.active())


def _verdict_on(workspace: Workspace, name: str) -> str:
    found = workspace.ask("initiative", name=name)
    assert isinstance(found, Evaluation)
    return found.verdict


@dataclass(frozen=True)
class Owed:
    """A debt of the register with how it stands.

    Args:
        standing: None where nothing was computed of it. payback: months until mending has paid back; None where the
            principal or the interest is not known. removable: the share assumed; is_tested where a repair showed it.
        first: whether it surely pays back sooner than every other one that can be told.
    """

    debt: RegisteredDebt
    standing: Standing | None
    payback: Payback | None
    removable: float
    is_tested: bool
    first: bool = False


def owed(debts: Sequence[RegisteredDebt], answer: Debts) -> tuple[Owed, ...]:
    """Each debt with its standing; which is to be repaid first, where its interval says so and not chance."""
    known = {(one.debt.fracture, one.debt.by, one.debt.part): one for one in answer.standings}
    found = [_owed(debt, known.get((debt.fracture, debt.by, debt.part)), answer.removable) for debt in debts]
    told = [one for one in found if one.payback is not None]
    first = [one for one in told if all(other is one or _is_sooner(one, other) for other in told)]
    chosen = first[0] if len(told) > 1 and first else None
    return tuple(
        Owed(one.debt, one.standing, one.payback, one.removable, one.is_tested, one is chosen) for one in found
    )


def _is_sooner(one: Owed, other: Owed) -> bool:
    """Whether mending one surely pays back sooner than mending another."""
    return one.payback is not None and other.payback is not None and one.payback.high < other.payback.low


def _owed(debt: RegisteredDebt, standing: Standing | None, assumed: float) -> Owed:
    removable, is_tested = debt.removable or assumed, False
    if (
        standing is not None
        and standing.gone is not None
        and standing.gone.value is not None
        and standing.verdict
        in (
            "repaid",
            "partly repaid",
        )
    ):
        removable, is_tested = min(max(standing.gone.value, 0.0), 1.0), True
    now = standing.debt.now if standing is not None else None
    each = _limits(now)
    if debt.principal is None or each[0] is None or each[1] is None:
        return Owed(debt, standing, None, removable, is_tested)
    return Owed(debt, standing, payback(debt.principal, (each[0], each[1]), removable), removable, is_tested)
