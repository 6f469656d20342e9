"""Whether a repair repaid a debt: its rate since against before, and whether it rises again.

A debt is repaid where three things are sure: that there was one, that it fell with the repair, and that little of it is
left. Beside other parts the fall itself is enough, as what all parts share is taken out. Without others a season or a
drift looks like a repair; there the weeks right around the repair have to show a step that no slope explains.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from steelyard.analyses.debt.finding import is_up
from steelyard.analyses.debt.pricing import UNKNOWN, scaled
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.stretch import raised, stepped

LEAST_SINCE = 4
"""Weeks since a repair below which nothing is said of it."""

MOST_LEFT = 0.33
"""The largest share of it that may be left where it is called repaid; what comes back has to be as much at least."""

AROUND = 13
"""Weeks on each side of a repair in which a step is looked for where there are no other parts."""

FALSE_AGAIN = 0.01
"""How often a debt that stays repaid may seem to rise again, at one look; each load looks."""


@dataclass(frozen=True)
class Repayment:
    """What a repair did, from weeks before the fracture, between it and the repair, and since.

    Attributes:
        fell: the level since against that between, a week (below nought: it fell). left: since against before.
        share: of what there was that is gone; nan where nothing was.
        verdict: "repaid", "partly repaid", "not repaid" or "cannot tell". why: where it cannot be told, why not.
        risen_at: the week it rose again in; -1 for none.
    """

    fell: Effect
    left: Effect
    share: float
    verdict: str
    why: str = ""
    risen_at: int = -1


def repayment(
    x: Floats,
    expected: Floats,
    weeks: tuple[date, ...],
    since_on: date,
    repaired_on: date,
    *,
    again_on: date | None = None,
    has_control: bool = True,
) -> Repayment:
    """Whether a repair repaid: the rate after against before it.

    It is repaid where it fell beyond sampling error, and where surely no more than a third of it is left; partly where
    it fell and something is surely left.

    Args:
        x, expected: (weeks,), what there was, and what would be expected at one constant level.
        weeks: Mondays. since_on: it began. again_on: where it had been repaid once, it rose again.
        has_control: what is expected follows other parts week by week.
    """
    at = np.array(weeks, dtype="datetime64[D]")
    before = at < np.datetime64(since_on)
    between = (at >= np.datetime64(again_on or since_on)) & (at < np.datetime64(repaired_on))
    since = at >= np.datetime64(repaired_on)
    if min(before.sum(), between.sum(), since.sum()) < LEAST_SINCE:
        why = f"{LEAST_SINCE} whole weeks are needed before it began, before the repair and since"
        return Repayment(UNKNOWN, UNKNOWN, float("nan"), "cannot tell", why)
    was = _beside(x, expected, between, before)
    risen = _risen(x, expected, before, since, MOST_LEFT * max(was.value, 0.0))
    settled = since & (np.arange(len(at)) < risen) if risen >= 0 else since
    fell, left = _beside(x, expected, settled, between), _beside(x, expected, settled, before)
    share = -fell.value / was.value if was.value > 0 else float("nan")
    found = Repayment(fell, left, share, "cannot tell", risen_at=risen)
    if not is_up(was, 0.025):
        return replace(found, why="the weeks before the repair do not surely lie above those before it began")
    if not is_up(_turned(fell), 0.025):
        if -fell.limits()[0] < 0.5 * was.value:
            return replace(found, verdict="not repaid")
        return replace(found, why="chance explains how far it fell")
    if not has_control and not is_up(_turned(_step(x, expected, between, settled)), 0.025):
        return replace(found, why="it fell, and without other parts beside it a season or a drift may be why")
    if left.limits()[1] <= MOST_LEFT * was.value:
        return replace(found, verdict="repaid")
    if is_up(left, 0.025):
        return replace(found, verdict="partly repaid")
    return replace(found, why="it fell, and how much of it is left is not sure yet")


def _beside(x: Floats, expected: Floats, inside: Flags, outside: Flags) -> Effect:
    """By how much some weeks lie above others, a week at what is expected."""
    of = float(expected[inside].sum())
    if not of > 0:
        return UNKNOWN
    return scaled(raised(x, np.where(inside | outside, expected, 0.0), inside), 1 / of)


def _step(x: Floats, expected: Floats, between: Flags, settled: Flags) -> Effect:
    """The step between the weeks right before a repair and those right after, at one slope through both."""
    last, first = np.flatnonzero(between)[-AROUND:], np.flatnonzero(settled)[:AROUND]
    near = np.concatenate([last, first])
    return stepped(x[near], expected[near], settled[near])


def _turned(effect: Effect) -> Effect:
    return Effect(-effect.value, effect.variance, effect.df)


def _risen(x: Floats, expected: Floats, before: Flags, since: Flags, least: float) -> int:
    """The first of the newest weeks that lie above those right after the repair beyond chance; -1 where none do.

    Every possible beginning is looked at, and the clearest must be clear among all of them, and as much as `least`
    above the weeks before it all began.
    """
    places = np.flatnonzero(since)
    begins = places[LEAST_SINCE : len(places) - LEAST_SINCE + 1]
    best, clearest = -1, FALSE_AGAIN / max(len(begins), 1)
    for begin in begins:
        newer = since & (np.arange(len(x)) >= begin)
        p = _one_sided(_beside(x, expected, newer, since & ~newer))
        above = _beside(x, expected, newer, before)
        if p <= clearest and above.value >= least and is_up(above, 0.05):
            best, clearest = int(begin), p
    return best


def _one_sided(effect: Effect) -> float:
    return effect.p / 2 if effect.value > 0 and np.isfinite(effect.p) else 1.0
