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
"""A step that more of the other dates show is none of the initiative's, where other units can be looked at, too."""

PLACEBO_ALONE = 0.05
"""The same where the dates are all there is."""


ELSEWHERE = 0.05
"""Nor is one that as many of the units not treated show at the same time."""


def most_placebos(elsewhere: float) -> float:
    """The largest share of other dates with a step as sure that leaves a claim; see `designs.Found`."""
    return PLACEBO if elsewhere == elsewhere else PLACEBO_ALONE


@dataclass(frozen=True)
class Evidenced:
    """One measure as the verdict reads it: its effect turned so that more is better.

    Attributes:
        margin: the least change worth having, or the most it may get worse.
        placebo: see `designs.Found`; nan where it plays no role.
        is_trusted: the gap did not drift before the initiative began.
        elsewhere: see `designs.Found`; nan where it plays no role.
        ends: the effect at the least and the most the measure could be; a claim holds at both.
        second: by the second estimator, where a claim has to hold by that, too; None where it has not.
        also: in percent, and at the same level before: where these were compared, a claim holds by each.
    """

    effect: Effect
    margin: float
    placebo: float = float("nan")
    is_trusted: bool = True
    elsewhere: float = float("nan")
    ends: tuple[Effect, ...] = ()
    second: Effect | None = None
    also: tuple[Effect, ...] = ()

    @property
    def _every(self) -> tuple[Effect, ...]:
        return (self.effect, *self.ends)

    def side(self, tests: int, error: float = ERROR) -> int:
        """1 where it surely got better, -1 where worse, 0 where neither, with so many tests sharing the error."""
        if not self.is_trusted or self.placebo > most_placebos(self.elsewhere) or self.elsewhere > ELSEWHERE:
            return 0
        ends = [effect.limits(1 - error / tests) for effect in self._every]
        ends += [effect.limits(1 - ERROR) for effect in ((self.second,) if self.second else ()) + self.also]
        return int(all(low > 0 for low, _ in ends)) - int(all(high < 0 for _, high in ends))

    @property
    def is_no_worse(self) -> bool:
        """It got worse by less than the margin at most."""
        return self.is_trusted and all(effect.limits()[0] > -self.margin for effect in self._every)

    @property
    def is_no_better(self) -> bool:
        """It got better by less than the margin at most."""
        return self.is_trusted and all(effect.limits()[1] < self.margin for effect in self._every)

    @property
    def is_likely_better(self) -> bool:
        """It got better with a probability of 95%: asked where harm is sure already, so that no error is shared."""
        return self.is_trusted and all(effect.limits(1 - 2 * ERROR)[0] > 0 for effect in self._every)


def judge(
    primary: Evidenced,
    cost: Evidenced | None,
    guardrails: Sequence[Evidenced],
    effort: Evidenced | None = None,
    error: float = ERROR,
) -> tuple[Verdict, str]:
    """The verdict, and which evidence decided it.

    Customers are harmed where the primary measure or a guardrail surely got worse, or where they surely spend more of
    their own for what they get. Not significant is not unharmed: `helped` needs every guardrail to be worse by less
    than its margin, `neutral` the primary measure within it.

    Args:
        primary: what customers got. cost: what an issue costs the provider; None where that is not known.
        effort: what an issue costs the customer; None where that is not known. error: what all tests share.
    """
    tests = 1 + (cost is not None) + (effort is not None) + len(guardrails)
    gained = primary.side(tests, error)
    saved = cost.side(tests, error) if cost else 0
    eased = effort.side(tests, error) if effort else 0
    broken = [guardrail for guardrail in guardrails if guardrail.side(tests, error) < 0]
    if gained > 0 and (broken or eased < 0):
        return "cannot tell", "mixed"
    if gained < 0 or broken or eased < 0:
        is_cheaper = saved > 0 or (cost is not None and cost.is_likely_better)
        return ("only cut cost", "harmed and saved") if is_cheaper else ("hurt", "harmed")
    is_safe = all(guardrail.is_no_worse for guardrail in guardrails)
    if gained > 0:
        return ("helped", "gained") if is_safe else ("cannot tell", "guardrail open")
    if eased > 0 and primary.is_no_worse:
        return ("helped", "eased") if is_safe else ("cannot tell", "guardrail open")
    if saved > 0 and eased <= 0:
        return ("only cut cost", "saved alone") if primary.is_no_better else ("cannot tell", "saved, gain open")
    if primary.is_no_worse and primary.is_no_better and not eased:
        return "neutral", "within margin"
    return "cannot tell", "too wide"
