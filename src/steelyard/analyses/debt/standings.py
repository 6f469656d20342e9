"""How the debts of a register stand in these data: their interest, whether a repair repaid them, whether they grow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from steelyard.analyses.debt import wording
from steelyard.analyses.debt.answer import Debt, Since, Standing
from steelyard.analyses.debt.cells import Scope
from steelyard.analyses.debt.data import Data
from steelyard.analyses.debt.finding import SLOW, SURGE, Measure, is_up, measures, observed
from steelyard.analyses.debt.lines import charged, in_cells
from steelyard.analyses.debt.priced import amounts, debt_id, estimate, rise_of
from steelyard.analyses.debt.repayment import Repayment, repayment
from steelyard.answers import Estimate
from steelyard.errors import QuestionError
from steelyard.stats.arrays import Flags
from steelyard.stats.designs.stretch import Stretch, beginnings, highest, raised


def read_noted(text: str) -> list[dict[str, Any]]:
    """Debts of a register.

    Raises:
        QuestionError: it is not a list of them.
    """
    if not text:
        return []
    try:
        found = json.loads(text)
        told = [
            {
                "fracture": str(one["fracture"]),
                "by": str(one.get("by", "")),
                "part": str(one.get("part", "")),
                "since": date.fromisoformat(one["since"]) if one.get("since") else None,
                "repaid": date.fromisoformat(one["repaid"]) if one.get("repaid") else None,
                "again": date.fromisoformat(one["again"]) if one.get("again") else None,
            }
            for one in found
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        hint = 'Write [{"fracture": "returned", "by": "family", "part": "billing", "since": "2026-02-02"}].'
        raise QuestionError("noted is not a list of debts in JSON", next=hint) from None
    return told


def standing_of(data: Data, told: Mapping[str, Any]) -> Standing:
    """How a debt of the register stands."""
    scope, fracture = Scope(told["by"], told["part"]), told["fracture"]
    title = wording.debt_title(data.title(fracture), scope)
    blank = Standing(_empty(fracture, scope, title))
    measure = next((one for one in measures(tuple(data.names), data.held) if one.id == fracture), None)
    if measure is None:
        return replace(blank, why="these data do not tell this kind of fracture")
    if scope not in in_cells(data):
        return replace(blank, why="these data hold no such part")
    level = _level(data, scope, fracture)
    if len(data.held.parts[scope.by]) < 2 and fracture == SURGE:
        return replace(blank, level=level, why="there is no other part to hold it against")
    x, expected = _held_against(data, scope, measure)
    begun = told["since"] or _begun(data, scope, measure)
    if begun is None:
        return replace(blank, level=level, why="no beginning stands out, so that nothing tells what it added")
    standing = _since(data, scope, measure, begun, level, title, x, expected)
    if told["repaid"] is None or standing.why:
        return standing
    has_control = measure.id == SURGE or data.held.has_control(scope, measure.name)
    weeks, again = data.held.weeks, told["again"]
    again = again if again is not None and again < told["repaid"] else None
    found = repayment(x, expected, weeks, begun, told["repaid"], again_on=again, has_control=has_control)
    return replace(
        standing,
        verdict=found.verdict,
        reason=found.why,
        gone=_gone(found),
        risen_on=weeks[found.risen_at] if found.risen_at >= 0 else None,
    )


def _gone(found: Repayment) -> Estimate | None:
    """The share of the interest that a repair took away, where there was any."""
    was = found.left.value - found.fell.value
    gone = estimate(found.fell, -1 / was if was > 0 else float("nan"), "gone", "share")
    limits = gone.interval
    if limits is not None and limits.low > limits.high:
        gone = replace(gone, interval=replace(limits, low=limits.high, high=limits.low))
    return gone if gone.value is not None else None


def _held_against(data: Data, scope: Scope, measure: Measure) -> tuple[np.ndarray, np.ndarray]:
    if measure.id == SURGE or scope.by:
        return observed(data.held, scope, measure)
    return data.held.total(scope, measure.name), data.held.at_mix(scope, measure.name, measure.of)


def _begun(data: Data, scope: Scope, measure: Measure) -> date | None:
    found = highest(*_held_against(data, scope, measure))
    return data.held.weeks[found.begin] if found is not None and found.p <= 0.05 else None


def _since(
    data: Data,
    scope: Scope,
    measure: Measure,
    begun: date,
    level: Estimate | None,
    title: str,
    x: np.ndarray,
    expected: np.ndarray,
) -> Standing:
    weeks = data.held.weeks
    at = np.array(weeks, dtype="datetime64[D]")
    before, inside = at < np.datetime64(begun), at >= np.datetime64(begun)
    if before.sum() < 4 or not inside.any():
        why = "the data hold fewer than 4 whole weeks before it began, so that nothing tells what it added"
        return Standing(_empty(measure.id, scope, title), level, why=why)
    first = int(np.flatnonzero(inside)[0])
    stretch = Stretch(first, len(weeks), 0.0, 0.0, 1.0)
    low, high = beginnings(x, expected, stretch)
    since = Since(begun, min(begun, weeks[low] - timedelta(days=6)), max(begun, weeks[high] + timedelta(days=6)))
    debt = Debt(
        id=debt_id(measure.id, scope.by, scope.part),
        fracture=measure.id,
        title=title,
        by=scope.by,
        part=scope.part,
        since=since,
        until=None,
        rise=rise_of(x, expected, before, inside, measure.id),
        p=None,
        **amounts(data, scope, measure.id == SURGE, before, inside, True),
    )
    return Standing(debt, level, grows=_grows(x, expected, inside))


def _grows(x: np.ndarray, expected: np.ndarray, inside: Flags) -> bool:
    """Whether the newest 13 weeks since it began lie above the earlier ones since then."""
    late = inside & (np.arange(len(x)) >= len(x) - 13)
    if (inside & ~late).sum() < 8:
        return False
    return is_up(raised(x, np.where(inside, expected, 0.0), late), 0.025)


def _level(data: Data, scope: Scope, fracture: str) -> Estimate | None:
    if fracture in (SURGE, SLOW) or scope not in data.parts.sums:
        return None
    names = [f"{kind}_{fracture}" for kind in charged(data)]
    return data.parts.monthly(scope, names, "interest", "money") if names else None


def _empty(fracture: str, scope: Scope, title: str) -> Debt:
    nothing: dict[str, Any] = dict.fromkeys(
        ("since", "until", "rise", "p", "cost", "time", "time_value", "contacts", "interest", "now", "lost",
         "lost_value", "total")
    )  # fmt: skip
    return Debt(
        id=debt_id(fracture, scope.by, scope.part),
        fracture=fracture,
        title=title,
        by=scope.by,
        part=scope.part,
        **nothing,
    )
