"""From what customers got and what it cost to one of five verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from steelyard.stats.designs.effect import Effect

Verdict = Literal["helped", "neutral", "only cut cost", "hurt", "cannot tell"]

ERROR = 0.05
"""How often a verdict other than neutral or cannot tell may be given where nothing was done; all tests share it."""

PLACEBO = 0.10
"""A step that other dates show as often as this is none of the initiative's."""


@dataclass(frozen=True)
class Evidenced:
    """One measure as the verdict reads it: its effect turned so that more is better.

    Attributes:
        margin: the least change worth having, or the most it may get worse.
        placebo: see `designs.Found`; nan where it plays no role.
        is_trusted: the gap did not drift before the initiative began.
    """

    effect: Effect
    margin: float
    placebo: float = float("nan")
    is_trusted: bool = True

    def side(self, tests: int) -> int:
        """1 where it surely got better, -1 where worse, 0 where neither, with so many tests sharing the error."""
        low, high = self.effect.limits(1 - ERROR / tests)
        if not self.is_trusted or self.placebo > PLACEBO:
            return 0
        return int(low > 0) - int(high < 0)

    @property
    def is_no_worse(self) -> bool:
        """It got worse by less than the margin at most."""
        return self.is_trusted and self.effect.limits()[0] > -self.margin

    @property
    def is_no_better(self) -> bool:
        """It got better by less than the margin at most."""
        return self.is_trusted and self.effect.limits()[1] < self.margin


def judge(primary: Evidenced, cost: Evidenced | None, guardrails: Sequence[Evidenced]) -> tuple[Verdict, str]:
    """The verdict, and which evidence decided it.

    Customers are harmed where the primary measure or a guardrail surely got worse. Not significant is not unharmed:
    `helped` needs every guardrail to be worse by less than its margin, `neutral` the primary measure within it.

    Args:
        primary: what customers got. cost: what an issue costs the provider; None where that is not known.
    """
    tests = 1 + (cost is not None) + len(guardrails)
    gained = primary.side(tests)
    saved = cost.side(tests) if cost else 0
    broken = [guardrail for guardrail in guardrails if guardrail.side(tests) < 0]
    if gained > 0 and broken:
        return "cannot tell", "mixed"
    if gained < 0 or broken:
        return ("only cut cost", "harmed and saved") if saved > 0 else ("hurt", "harmed")
    if gained > 0:
        is_safe = all(guardrail.is_no_worse for guardrail in guardrails)
        return ("helped", "gained") if is_safe else ("cannot tell", "guardrail open")
    if saved > 0:
        return ("only cut cost", "saved alone") if primary.is_no_better else ("cannot tell", "saved, gain open")
    if primary.is_no_worse and primary.is_no_better:
        return "neutral", "within margin"
    return "cannot tell", "too wide"
