"""Fractures that became more frequent in one part, beyond what all that is looked at would show by chance.

Every part and kind of fracture is searched for the stretch of weeks in which it lies highest above its own other weeks
and above the other parts. The clearest is taken if it is clear for all that was looked at together; its cases are left
out, and the rest is searched again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from steelyard.analyses.debt.cells import Cells, Scope
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.stretch import Stretch, beginnings, highest, raised
from steelyard.stats.distributions import student_sf

FALSE_SHARE = 0.05
"""How often a debt may be found anywhere, in all that is looked at together, where nothing is broken: half of it in the
search, and half in the second test of surges, which is all that keeps other demand from being one."""

SURGE, SLOW = "surge", "slow"
"""What is no event: issues that were not there before, and work that takes longer than it did."""

LEAST_EVENTS = 100
LEAST_A_WEEK = 2.0
LEAST_RISE = 0.05
"""A rise that is smaller is no fracture, however sure it is."""

MOST_FOUND = 10


@dataclass(frozen=True)
class Measure:
    """What is looked at: a sum, and what it is a rate of; a surge is of the other parts' issues."""

    name: str
    of: str
    id: str


@dataclass(frozen=True)
class Found:
    """A stretch in a scope that chance does not explain.

    Args:
        tested: with how many others. p: how likely one as clear is anywhere of them.
        begins: the first and the last week that could be its first.
        also: others that rose with it; a surge among them makes the number of issues part of it.
        harder: of a surge, by how much more each issue took.
    """

    scope: Scope
    measure: Measure
    stretch: Stretch
    tested: int
    p: float
    begins: tuple[int, int]
    also: tuple[str, ...] = ()
    harder: Effect | None = None


def measures(fractures: Sequence[str], held: Cells) -> list[Measure]:
    """All that is looked at."""
    found = [Measure("issues", "", SURGE), *(Measure(f"n_{name}", "issues", name) for name in fractures)]
    effort = _effort(held, "contacts", SLOW)
    return found if effort.name == "contacts" else [*found, effort]


def _effort(held: Cells, of: str, id: str) -> Measure:
    """Work where it is known, else the customers' time, else contacts."""
    name = next((name for name in ("work_s", "customer_s") if held.total(Scope(), name).sum() > 0), "contacts")
    return Measure(name, of, id)


def observed(held: Cells, scope: Scope, measure: Measure) -> tuple[Floats, Floats]:
    """(weeks,) each: what there was, and what would be expected at one constant level."""
    if measure.id == SURGE:
        return held.total(scope, "issues"), held.rest(scope, "issues").sum(axis=0)
    return held.total(scope, measure.name), held.expected(scope, measure.name, measure.of)


def find(held: Cells, dimensions: Sequence[str], fractures: Sequence[str]) -> tuple[list[Found], list[Found]]:
    """Stretches beyond chance: those that are something broken, and surges that may be no more than other demand."""
    claimed: list[Found] = []
    seen: list[Found] = []
    while len(claimed) + len(seen) < MOST_FOUND:
        best = _best(held, dimensions, measures(fractures, held))
        if best is None:
            break
        looks = 1 + len(seen) + sum(one.measure.id == SURGE for one in claimed)
        held, is_broken, best = _weighed(held, best, fractures, looks)
        (claimed if is_broken else seen).append(best)
    return claimed, seen


def _best(held: Cells, dimensions: Sequence[str], looked_at: Sequence[Measure]) -> Found | None:
    """The clearest stretch of all, where it is clear among all of them."""
    tried: list[tuple[Scope, Measure, Stretch]] = []
    tested = 0
    for scope in held.scopes(dimensions):
        if not held.tells_apart(scope.by):
            continue
        for measure in looked_at:
            if measure.id == SURGE and not is_need(scope.by):
                continue
            x, expected = observed(held, scope, measure)
            if not _is_enough(held, scope, measure):
                continue
            tested += 1
            found = highest(x, expected)
            if found is not None and found.share >= LEAST_RISE:
                tried.append((scope, measure, found))
    if not tried:
        return None
    scope, measure, clearest = min(tried, key=lambda entry: (entry[2].p, -entry[2].t))
    p = min(1.0, clearest.p * tested)
    if p > FALSE_SHARE / 2:
        return None
    begins = beginnings(*observed(held, scope, measure), clearest)
    return Found(scope, measure, clearest, tested, p, begins)


def is_need(by: str) -> bool:
    """Whether a dimension says what customers need, and not how it is handled."""
    return by not in ("channel", "site", "team")


def _is_enough(held: Cells, scope: Scope, measure: Measure) -> bool:
    events = held.total(scope, measure.name if measure.of == "issues" else "contacts")
    return bool(events.sum() >= LEAST_EVENTS and events.mean() >= LEAST_A_WEEK)


def _weighed(held: Cells, best: Found, fractures: Sequence[str], looks: int) -> tuple[Cells, bool, Found]:
    """What else rose in the same weeks; a surge is something broken only where each issue took more, too.

    Where demand shifts, every part that grows is a surge, and this second test alone keeps a debt from being claimed:
    what all of them together may claim wrongly is shared out among them, 1/2, 1/6, 1/12 ... of half of it.
    """
    inside = best.stretch.inside(len(held.weeks))
    also = [one.id for one in measures(fractures, held) if one.id != best.measure.id]
    also = also if is_need(best.scope.by) else [name for name in also if name != SURGE]
    rose = tuple(name for name in also if _rises(held, best.scope, name, fractures, inside, 0.05 / max(len(also), 1)))
    rest = held.without(best.scope)
    if best.measure.id != SURGE:
        return rest, True, _with(best, rose, None)
    effort = _effort(held, "issues", SLOW)
    kinds = [held.kinds.index(kind) for kind in kinds_of(held, best)] or list(range(len(held.kinds)))
    harder = raised(*held.within(best.scope, kinds, effort.name, "issues"), inside)
    return rest, is_up(harder, FALSE_SHARE / 2 / (looks * (looks + 1))), _with(best, rose, harder)


def _with(found: Found, also: tuple[str, ...], harder: Effect | None) -> Found:
    return replace(found, also=also, harder=harder)


def _rises(held: Cells, scope: Scope, name: str, fractures: Sequence[str], inside: Flags, share: float) -> bool:
    measure = next(one for one in measures(fractures, held) if one.id == name)
    if not _is_enough(held, scope, measure):
        return False
    return is_up(raised(*observed(held, scope, measure), inside), share)


def is_up(effect: Effect, share: float) -> bool:
    """Whether an effect lies above nought, wrong in so many of those that do not."""
    if not (effect.variance > 0 and effect.df > 0):
        return False
    return bool(student_sf(effect.value / effect.error, effect.df) <= share)


def has_surge(found: Found) -> bool:
    """Whether the number of issues is part of it."""
    return SURGE in (found.measure.id, *found.also)


def kinds_of(held: Cells, found: Found) -> tuple[str, ...]:
    """The topics of a family in which it lies, where it does not lie in all of them alike."""
    if found.scope.by != "family":
        return ()
    inside = found.stretch.inside(len(held.weeks))
    mine = [kind for kind in held.kinds if held.families.get(kind) == found.scope.part]
    if len(mine) < 2:
        return ()
    measure = found.measure
    told = []
    for kind in mine:
        at = held.kinds.index(kind)
        own = held.own(found.scope, measure.name)[at]
        if measure.id == SURGE:
            expected = held.rest(found.scope, "issues").sum(axis=0)
        else:
            shared = held.expected(found.scope, measure.name, measure.of)
            base = held.at_mix(found.scope, measure.name, measure.of)
            scale = np.divide(shared, base, out=np.zeros_like(base), where=base > 0)
            expected = held.own(found.scope, measure.of)[at] * scale
        if is_up(raised(own, expected, inside), 0.01 / len(mine)):
            told.append(kind)
    return tuple(told) if len(told) < len(mine) else ()
