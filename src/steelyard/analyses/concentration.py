"""Where a change sits: the part of the service that brought more of it than its size explains."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.analyses.attribution import LEVEL, Attribution
from steelyard.answers import Estimate
from steelyard.stats.arrays import Flags

LEAST_EXCESS = 0.15
"""A part stands out where its share of the change is this much above its share of the issues."""

_ISSUES = 2


@dataclass(frozen=True)
class Concentration:
    """A split by one dimension, and the part of it that stands out.

    Args:
        part: empty where chance explains what the parts brought, or all brought about their share.
        effect: what that part brought to the change of ln balance, the mix of issues left out.
        share: of what all parts brought; over 1 where the others moved the other way.
        weight: its share of the issues, the mean of both sides.
    """

    dimension: str
    split: Attribution
    part: str = ""
    effect: Estimate | None = None
    share: float = 0.0
    weight: float = 0.0

    @property
    def excess(self) -> float:
        """How much more of the change it brought than its size explains."""
        return self.share - self.weight


def concentrate(split: Attribution, dimension: str) -> Concentration:
    """Find the part that stands out, chance and the number of parts looked at allowed for (Bonferroni)."""
    names = split.part_names(dimension)
    terms = tuple(factor for factor in split.factors if factor != "mix")
    best = Concentration(dimension, split)
    whole = split.effect(terms).value if terms else None
    level = 1 - (1 - LEVEL) / len(names)
    for name in names if whole else ():
        segments = split.segments_of(dimension, name)
        careful = split.effect(terms, segments, level)
        interval = careful.interval
        if interval is None or interval.low <= 0 <= interval.high or not whole or name == "(none)":
            continue
        found = Concentration(
            dimension,
            split,
            name,
            split.effect(terms, segments),
            (careful.value or 0.0) / whole,
            _weight(split, segments),
        )
        if found.excess >= max(LEAST_EXCESS, best.excess):
            best = found
    return best


def _weight(split: Attribution, segments: Flags) -> float:
    sides = (split.found.before, split.found.after)
    return sum(float(side[segments, _ISSUES].sum() / side[:, _ISSUES].sum()) for side in sides) / 2
