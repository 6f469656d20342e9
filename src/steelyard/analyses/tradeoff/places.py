"""Where a trade-off sits: the parts of every dimension looked at, and what of them leads the answer.

What a part lost outranks what the whole gained: a gain of everything is no finding while a part of it is found to lose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard.analyses.attribution.joint_change import SURE, Movement
from steelyard.analyses.periods.change_point import monthly, onset
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.tradeoff.nesting import NESTED, Nest, nests
from steelyard.analyses.tradeoff.parts import movements
from steelyard.measure import Side
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

PLACES = ("site", "team", "channel")
"""Where a trade-off is looked for where no dimension is named; losses always."""


@dataclass(frozen=True)
class Place:
    """A part of the service, or everything.

    Args:
        movement: its own. by: the dimension it is a part of; empty for everything.
    """

    movement: Movement
    by: str = ""


@dataclass(frozen=True)
class Parts:
    """What was found in the dimensions looked at.

    Args:
        by: the dimension shown; empty where none has several parts large enough.
        shown: its parts, in alphabetical order.
        standing_out: of the parts whose outcome is claimed the one that stands out, those that lost first.
        losing: every part found to lose, in whatever dimension, the surest first.
    """

    by: str = ""
    shown: tuple[Movement, ...] = ()
    standing_out: Place | None = None
    losing: tuple[Place, ...] = ()


def dimensions(by: str, where: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The dimension asked for, then those in which losses are looked for."""
    return tuple(dict.fromkeys((*((by,) if by else ()), *(name for name in PLACES if name not in where))))


def level(count: int) -> float:
    """The whole and every dimension looked at share the chance of naming something where nothing moved."""
    return (1 - SURE) / (1 + count)


def look(
    snapshot: Snapshot, settings: Settings, sides: Sequence[Side], names: Sequence[str], by: str, whole: Movement
) -> Parts:
    """The parts of the dimension asked for, or of all; the others only where everything else would be a gain.

    Args:
        names: `dimensions`; each is tested at its share of the level, whether it comes to be looked at or not.
        by: the dimension asked for; empty for that in which a part stands out most.
    """
    alpha = level(len(names))
    found = {name: movements(snapshot, settings, sides, name, alpha=alpha) for name in ((by,) if by else names)}
    within = nests(snapshot, settings, sides, found)
    chosen = _chosen(found, within)
    if not by or chosen.losing or not (whole.is_good or _stands_out_well(chosen)):
        return chosen
    others = {name: movements(snapshot, settings, sides, name, alpha=alpha) for name in names if name != by}
    every = {**found, **others}
    return replace(chosen, losing=_losing(_claimed(every, nests(snapshot, settings, sides, every))))


def _stands_out_well(parts: Parts) -> bool:
    return parts.standing_out is not None and parts.standing_out.movement.is_good is True


def _chosen(found: Mapping[str, tuple[Movement, ...]], within: Sequence[Nest] = ()) -> Parts:
    several = _several(found)
    if not several:
        return Parts()
    claimed = _claimed(found, within)
    losing = _losing(claimed)
    place = next(iter(losing or claimed), None)
    shown = place.by if place else next(iter(several))
    return Parts(shown, several[shown], place, losing)


def _several(found: Mapping[str, tuple[Movement, ...]]) -> dict[str, tuple[Movement, ...]]:
    return {name: parts for name, parts in found.items() if len(parts) > 1}


def _claimed(found: Mapping[str, tuple[Movement, ...]], within: Sequence[Nest] = ()) -> list[Place]:
    """Every part of which an outcome, or a loss of customers, is claimed, the surest first.

    A site stands behind its surest team where its teams moved unlike each other, and before its teams where not.
    """
    every = [Place(part, name) for name, parts in _several(found).items() for part in parts]
    claimed = [one for one in every if one.movement.outcome is not None or one.movement.is_loss]
    found_first = sorted(claimed, key=lambda one: one.movement.p_value)
    for nest in within:
        found_first = _in_order(found_first, nest)
    return found_first


def _in_order(claimed: list[Place], nest: Nest) -> list[Place]:
    """The claims of one nest in their own places, those first that what lies inside speaks for."""
    outer, inner = NESTED
    names = {one.part for one in nest.inner}
    at = [
        place
        for place, one in enumerate(claimed)
        if (one.by, one.movement.part) == (outer, nest.outer) or (one.by == inner and one.movement.part in names)
    ]
    own = sorted((claimed[place] for place in at), key=lambda one: (one.by == outer) is nest.is_uneven)
    ordered = dict(zip(at, own, strict=True))
    return [ordered.get(place, one) for place, one in enumerate(claimed)]


def _losing(claimed: Sequence[Place]) -> tuple[Place, ...]:
    """Those that lost: the surest of all by its own outcome, any other at a level shared by all claimed.

    A team of a site that gained shows a loss at 95% soon enough: of several parts in which cost fell, what customers
    got is asked as often as there are parts.
    """
    least = 1 - (1 - SURE) / max(len(claimed), 1)
    return tuple(
        one
        for place, one in enumerate(claimed)
        if one.movement.is_loss and (place == 0 or _has_lost(one.movement, least))
    )


def _has_lost(movement: Movement, least: float) -> bool:
    return movement.has_lost(least) if movement.outcome is None else movement.certainty >= least


def leading(whole: Movement, parts: Parts) -> Place:
    """What the answer is about: a part that lost, then a whole that lost, then a part that gained, then the whole."""
    if parts.losing:
        return parts.losing[0]
    if whole.is_loss or parts.standing_out is None:
        return Place(whole)
    return parts.standing_out


def hit(snapshot: Snapshot, settings: Settings, sides: Sequence[Side], place: Place) -> tuple[Movement, ...]:
    """Topic families of a part whose customers surely got less, the largest loss first; their number allowed for."""
    if not place.by or (place.movement.customers.value or 0.0) >= 0:
        return ()
    narrowed = [Side(side.from_on, side.to_on, _inside(side.where, place)) for side in sides]
    topics = movements(snapshot, settings, narrowed, "family")
    least = 1 - (1 - SURE) / max(len(topics), 1)
    return tuple(sorted((topic for topic in topics if _size(topic) < 0 and topic.has_lost(least)), key=_size))


def since(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, tuple[str, ...]], place: Place
) -> str:
    """The month in which a part's handling stepped, in the direction its cost moved; empty where none can be told."""
    if days.before is None or not place.by:
        return ""
    months = monthly(snapshot, settings, "pace", _inside(where, place), days.before.from_on, days.now.to_on)
    return onset(months, is_up=(place.movement.efficiency.value or 0.0) > 0)


def _inside(where: Mapping[str, tuple[str, ...]], place: Place) -> dict[str, tuple[str, ...]]:
    return {**where, place.by: (place.movement.part,)}


def _size(part: Movement) -> float:
    """How far customers moved there, times its share of the issues."""
    return (part.customers.value or 0.0) * part.weight
