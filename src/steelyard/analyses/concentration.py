"""Where a change sits: the part of the service that moved more than its size explains."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.analyses.attribution import LEVEL, Attribution
from steelyard.analyses.pairs import is_claimed
from steelyard.answers import Estimate
from steelyard.stats.arrays import Flags

LEAST_EXCESS = 0.15
"""A part stands out where its share of the movement is this much above its share of the issues."""

LEAST_MOVED = 0.005
"""Below this sum of the parts' movements, in ln units, nothing moved that is worth placing."""

_ISSUES = 2


@dataclass(frozen=True)
class Concentration:
    """A split by one dimension, and the part of it that stands out.

    Args:
        part: empty where chance explains what the parts brought, or all moved about their share.
        effect: what that part brought to the change of ln balance, the mix of issues left out.
        share: effect over what all parts brought; over 1 where the others moved the other way.
        weight: its share of the issues, the mean of both sides.
        movement: its share of what moved beyond chance in any part, up or down alike: gains do not hide losses.
    """

    dimension: str
    split: Attribution
    part: str = ""
    effect: Estimate | None = None
    share: float = 0.0
    weight: float = 0.0
    movement: float = 0.0

    @property
    def excess(self) -> float:
        """How much more of the movement lies in it than its size explains."""
        return self.movement - self.weight


def concentrate(split: Attribution, dimension: str) -> Concentration:
    """Find the part that stands out, chance and the number of parts looked at allowed for (Bonferroni)."""
    names = split.part_names(dimension)
    terms = tuple(factor for factor in split.factors if factor != "mix")
    level = 1 - (1 - LEVEL) / len(names)
    moved = {name: _moved(split, terms, split.segments_of(dimension, name), level) for name in names}
    everything = sum(moved.values())
    whole = split.effect(terms).value if terms else None
    best = Concentration(dimension, split)
    for name in names if everything >= LEAST_MOVED and whole else ():
        segments = split.segments_of(dimension, name)
        effect = split.effect(terms, segments)
        share, weight = (effect.value or 0.0) / (whole or 1.0), _weight(split, segments)
        found = Concentration(dimension, split, name, effect, share, weight, moved[name] / everything)
        if name != "(none)" and found.excess >= max(LEAST_EXCESS, best.excess):
            best = found
    return best


def _moved(split: Attribution, terms: tuple[str, ...], segments: Flags, level: float) -> float:
    """The size of all effects in a part that chance does not explain."""
    effects = [split.effect((term,), segments, level) for term in terms]
    return sum(abs(effect.value or 0.0) for effect in effects if is_claimed(effect))


def _weight(split: Attribution, segments: Flags) -> float:
    sides = (split.found.before, split.found.after)
    return sum(float(side[segments, _ISSUES].sum() / side[:, _ISSUES].sum()) for side in sides) / 2
