"""Where a change sits: the part of the service that moved more than its size explains.

A part is named where one joint test of its factors says that it moved, at 5% divided by all parts looked at over all
dimensions, and a second that it moved otherwise than the whole, at 5% divided by the dimension's parts. Capacity,
price and cost per contact come from the ledger, whose own error is not known: they are shown and not tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.analyses.attribution.attribution import LEVEL, Attribution, attribute, part_of
from steelyard.analyses.attribution.joint_change import CUSTOMERS
from steelyard.answers import Estimate
from steelyard.measure.models.sides import WAYS
from steelyard.metrics.factors import ISSUES
from steelyard.stats.arrays import Flags

LEAST_EXCESS = 0.15
"""A part stands out where its share of the movement is this much above its share of the issues."""

LEAST_MOVED = 0.005
"""A part that moved less than this, in ln units of the balance, is not worth placing."""

LEAST_ANSWERS = 30
"""Rated issues a part needs on either side to be looked at."""

TESTED = ("experience", "effectiveness", "onceness", "pace")
"""Terms tested."""

SHIFTS = ("handled_value", "handled_cost")
"""Tested too where the parts are kinds of issues; a part that is itself a way of handling grows and shrinks."""


@dataclass(frozen=True)
class Concentration:
    """A split by one dimension, and the part of it that stands out.

    Args:
        part: empty where sampling error explains what the parts brought, or all moved about their share.
        effect: what that part brought to the change of ln balance, the mix of issues left out.
        share: effect over what all parts brought; over 1 where the others moved the other way.
        weight: its share of the issues, the mean of both sides.
        movement: its share of what moved beyond sampling error in any part, up or down alike: gains do not hide losses.
        moved: every part that moved beyond sampling error, and otherwise than the whole.
    """

    dimension: str
    split: Attribution
    part: str = ""
    effect: Estimate | None = None
    share: float = 0.0
    weight: float = 0.0
    movement: float = 0.0
    moved: tuple[str, ...] = ()

    @property
    def excess(self) -> float:
        """How much more of the movement lies in it than its size explains."""
        return self.movement - self.weight


def looked_at(split: Attribution, dimension: str) -> tuple[str, ...]:
    """The parts with enough rated issues on both sides to be tested."""
    answers = split.found.answers
    return tuple(
        name
        for name in split.part_names(dimension)
        if name != "(none)" and answers[split.segments_of(dimension, name)].sum(axis=0).min() >= LEAST_ANSWERS
    )


def moved_parts(split: Attribution, dimension: str, looks: int, terms: Sequence[str] | None = None) -> dict[str, float]:
    """The parts that moved, and otherwise than the whole; and how far beyond sampling error, in ln units.

    Args:
        looks: all parts looked at, over every dimension: each is tested at 5% divided by it.
        terms: those tested; the ones the ledger does not make unless told.
    """
    asked = _tested(split, dimension) if terms is None else [name for name in terms if name in split.effects]
    tested = [name for name in asked if split.effects[name].any()]
    level = (1 - LEVEL) / max(looks, 1)
    names = looked_at(split, dimension)
    found = {}
    for name in names:
        part = _by_itself(split, dimension, name)
        if part.is_claimed(tested, level) and part.is_claimed(tested, (1 - LEVEL) / len(names), split):
            found[name] = _size(split, tested, split.segments_of(dimension, name))
    return found


def _by_itself(split: Attribution, dimension: str, name: str) -> Attribution:
    """A part split by itself: its movement, whatever its size.

    What it brings to the whole is its movement times its size, and leaving one of its twelve agents out takes a twelfth
    off that: the size of a team would count as sampling error of how it moved.
    """
    return attribute(part_of(split.found, dimension, name))


def concentrate(split: Attribution, dimension: str, looks: int | None = None) -> Concentration:
    """Find the part that stands out, sampling error and the number of parts looked at allowed for.

    Args:
        looks: all parts looked at, over every dimension; those of this one unless told.
    """
    moved = moved_parts(split, dimension, len(looked_at(split, dimension)) if looks is None else looks)
    everything = sum(moved.values())
    terms = tuple(factor for factor in split.factors if factor != "mix")
    whole = split.effect(terms).value if terms else None
    best = Concentration(dimension, split, moved=tuple(moved))
    for name, size in moved.items() if whole else ():
        segments = split.segments_of(dimension, name)
        effect = split.effect(terms, segments)
        share, weight = (effect.value or 0.0) / (whole or 1.0), _weight(split, segments)
        movement = size / everything if everything else 0.0
        found = Concentration(dimension, split, name, effect, share, weight, movement, tuple(moved))
        if size >= LEAST_MOVED and found.excess >= max(LEAST_EXCESS, best.excess):
            best = found
    return best


@dataclass(frozen=True)
class Loss:
    """A part that moved and lost: of the balance, or of what its customers got.

    Args:
        effect: what it took from the balance, in ln units; what its customers' terms did where cost made up for them.
        is_made_up: whether lower cost made up for it, as far as can be told.
    """

    dimension: str
    part: str
    effect: Estimate
    is_made_up: bool


def losses(found: Sequence[Concentration]) -> tuple[Loss, ...]:
    """The parts that moved and surely lost, the largest loss first."""
    every = [loss for one in found for name in one.moved if (loss := _loss(one, name)) is not None]
    return tuple(sorted(every, key=lambda loss: loss.effect.value or 0.0))


def _loss(found: Concentration, name: str) -> Loss | None:
    """By the part's own movement; its effect is what that brought to the whole."""
    part = _by_itself(found.split, found.dimension, name)
    shifts = {"handled_otherwise", *SHIFTS} if found.dimension in WAYS else set()
    every = tuple(factor for factor in found.split.factors if factor not in {"mix", *shifts})
    got = tuple(term for term in CUSTOMERS if term in found.split.effects and term not in shifts)
    for terms, is_made_up in ((every, False), (got, True)):
        moved = part.effect(terms)
        if moved.sign < 0:
            effect = found.split.effect(terms, found.split.segments_of(found.dimension, name))
            return Loss(found.dimension, name, effect, is_made_up)
    return None


def _tested(split: Attribution, dimension: str) -> list[str]:
    shifts = () if dimension in WAYS else SHIFTS
    return [name for name in (*TESTED, *shifts) if name in split.effects]


def _size(split: Attribution, terms: Sequence[str], segments: Flags) -> float:
    """The size of a part's effects less their standard errors."""
    total = 0.0
    for term in terms:
        variance, _ = split.variance((term,), segments)
        total += max(abs(float(split.effects[term][segments].sum())) - float(np.sqrt(variance)), 0.0)
    return total


def _weight(split: Attribution, segments: Flags) -> float:
    sides = (split.found.before, split.found.after)
    return sum(float(side[segments, ISSUES].sum() / side[:, ISSUES].sum()) for side in sides) / 2
