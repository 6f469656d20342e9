"""What came of issues that a bot has come to begin: work that came back, or a saving that held.

What bots handle alone is a shift of its own. Its effect on cost is known far better than that of everything together,
in which days on which people were slow or fast lie too; its effect on customers is open where sessions are unmarked,
until it is seen whether customers came again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from steelyard.analyses.attribution.attribution import Attribution, attribute
from steelyard.analyses.attribution.joint_change import SURE, Movement, move
from steelyard.analyses.participation.bot_returns import BotReturns
from steelyard.analyses.periods.comparison import LEAST_OF_LEDGER
from steelyard.answers import Estimate
from steelyard.measure import Identity
from steelyard.measure.models.carrying import BOT, OPEN
from steelyard.measure.models.sturdy import together
from steelyard.metrics.factors import ISSUES, RESOLVED
from steelyard.stats.arrays import Floats

HANDLED = ("handled_value", "handled_cost")


@dataclass(frozen=True)
class BotShift:
    """Issues that a bot has come to begin, and what handling them so took off the cost of an issue.

    Args:
        returns: how they go on. saved: of ln cost of an issue, above zero where it fell.
        settled: the balance of everything with unmarked sessions solved as often as people's issues, where that decided
            the outcome.
    """

    returns: BotReturns
    saved: Estimate
    settled: Estimate | None = None

    @property
    def came_back(self) -> bool:
        """Whether cost surely fell by it, and the work surely came back."""
        has_saved = self.saved.sign > 0 and (self.saved.value or 0.0) >= LEAST_OF_LEDGER
        return has_saved and self.returns.came_back >= SURE

    @property
    def stayed_away(self) -> bool:
        """Whether customers surely did not come again as often as that."""
        return self.returns.stayed_away >= SURE


def bot_shift(split: Attribution, returns: BotReturns) -> BotShift:
    """What bots alone came to handle took off the cost of an issue: channels are not told apart in it."""
    found = split.found
    by_handling = attribute(together(found, "channel")) if "channel" in found.keys else split
    return BotShift(returns, by_handling.effect(("handled_cost",)))


def judged(whole: Movement, split: Attribution, shift: BotShift) -> tuple[Movement, BotShift]:
    """The whole's outcome with what is seen of the bot.

    Where the work came back it is a false economy, unless cost rose in all or what is left without the shift is a gain
    by itself. Where customers surely did not come again, a bot's silence is taken as people's, and a saving is named
    where cost fell and the balance rose so, though not at every end of what is unmarked.
    """
    if shift.came_back and not _is_otherwise(whole, split):
        certainty = min(1 - (1 - SURE) / 2, shift.returns.came_back)
        return replace(whole, outcome="false_economy", certainty=certainty), shift
    if whole.outcome is None and shift.stayed_away and split.found.has_open:
        settled = move(attribute(as_people(split.found)), alpha=whole.alpha)
        if settled.outcome in ("true_gain", "saving"):
            certainty = min(settled.certainty, shift.returns.stayed_away)
            named = replace(whole, outcome="saving", certainty=certainty, p_value=settled.p_value)
            return named, replace(shift, settled=settled.balance)
    return whole, shift


def _is_otherwise(whole: Movement, split: Attribution) -> bool:
    """Whether the whole has a verdict of its own: it lost, cost surely rose, or it gains without the shift as well."""
    if whole.is_loss or whole.efficiency.sign < 0:
        return True
    return bool(whole.is_good) and bool(move(without(split), alpha=whole.alpha).is_good)


def without(split: Attribution) -> Attribution:
    """A split without what handling issues otherwise brought."""
    return replace(
        split,
        effects={name: _still(name, effect) for name, effect in split.effects.items()},
        replicates={
            chance: {name: _still(name, effect) for name, effect in by_term.items()}
            for chance, by_term in split.replicates.items()
        },
        corners=tuple(map(without, split.corners)),
    )


def _still(name: str, effect: Floats) -> Floats:
    return np.zeros_like(effect) if name in HANDLED else effect


def as_people(found: Identity) -> Identity:
    """The identity with bots' unmarked issues solved as often as people's on the same side, and nothing open."""
    shares = [_solved(found, side) for side in (found.before, found.after)]
    filled = found.filled(*shares)
    return replace(
        filled,
        before=_closed(filled.before),
        after=_closed(filled.after),
        replicates={
            chance: (_closed(before), _closed(after), held)
            for chance, (before, after, held) in filled.replicates.items()
        },
        at_odds=tuple(map(as_people, found.at_odds)),
    )


def _solved(found: Identity, side: Floats) -> float:
    by_people = np.array([segment[-1] != BOT for segment in found.segments])
    issues = float(side[by_people, ISSUES].sum())
    return float(side[by_people, RESOLVED].sum()) / issues if issues else 0.0


def _closed(side: Floats) -> Floats:
    closed = side.copy()
    closed[..., OPEN] = 0.0
    return closed
