"""The answer to who differs: units beside what is expected of their cases, how agents lie, and one person's work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from steelyard.answers import Answer, Estimate

Verdict = Literal["better", "worse", "higher", "lower", ""]


@dataclass(frozen=True)
class Funnel:
    """Where chance alone carries units of different size, the mix held equal.

    Attributes:
        counts: cases, from the smallest unit's to the largest's.
        low, high: level -> the limits at each of them.
    """

    counts: tuple[float, ...]
    low: Mapping[str, tuple[float, ...]]
    high: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Unit:
    """One unit beside what its cases lead one to expect.

    Args:
        raw: as it is. expected: what the others show in such cases. adjusted: with the mix of all, with its interval.
        likely: where it most likely lies, drawn towards all the others as far as chance reaches.
        lowest_share, highest_share: the probability of lying among the lowest or highest fifth; None of fewer than
            five units.
        reliability: the share of its distance that is its own and not chance.
        more_count: how many more cases would make that 0.7; None where it is, or where units do not differ.
        verdict: where its likely place leaves the target out; empty where it is not told apart.
        is_outlying: farther off than chance and the usual spread of such units carry it.
        overlap_share: the share of its cases that are such as others have too.
    """

    name: str
    raw: Estimate
    expected: Estimate
    adjusted: Estimate
    likely: Estimate
    lowest_share: float | None
    highest_share: float | None
    reliability: float
    more_count: int | None
    verdict: Verdict
    is_outlying: bool
    overlap_share: float


@dataclass(frozen=True)
class People:
    """How agents lie, without saying who.

    Args:
        count: agents with cases enough.
        low, high: the middle eight tenths of them, sampling error taken off; None where they do not differ beyond it.
        needed_count: cases of one agent before anything could be said of that one.
    """

    count: int
    low: float | None = None
    high: float | None = None
    needed_count: int | None = None


@dataclass(frozen=True)
class Comparison(Answer):
    """Units of one dimension on one measure, after mix and chance, in the order of their names.

    Args:
        metric, by: what is compared; period: its days as people say them.
        better: which direction of the measure is good.
        target: what all show together, of all their cases: those of units that are not shown included.
        between: the standard deviation between units; its interval begins at 0 where there is no evidence of any.
        funnel: where chance alone carries units of different size; None where nothing is compared.
        usual_spread: the standard deviation between such units as a rule, the farthest drawn in; 0 where chance
            explains it.
        silent_count: units not shown: too few cases, people or cases like those of others; of people, also those
            that cannot be told reliably.
        people: how agents lie where teams or sites are compared; None where they are not known.
    """

    metric: str = ""
    by: str = ""
    period: str = ""
    better: str = ""
    target: Estimate | None = None
    between: Estimate | None = None
    units: tuple[Unit, ...] = ()
    funnel: Funnel | None = None
    usual_spread: float = 0.0
    silent_count: int = 0
    people: People | None = None


@dataclass(frozen=True)
class OwnFigure:
    """One measure of one person: the figure beside what is expected, or why nothing can be said.

    Args:
        title: of the measure. better: which direction is good by itself: high, low, or neither.
        count, count_unit: how many cases (issues, answers ...) are the person's own.
        unit: the figures; None where nothing is said. It holds no probability of lying among the lowest or highest:
            nobody is ranked.
        distance: how far the person most likely lies from what all show in cases alike, on the measure's scale.
        said: what it comes to: the finding, or the refusal. unlock: what would lift the refusal.
        held: what of the cases was held equal, as people say it.
    """

    metric: str
    title: str
    meaning: str
    better: str
    count: int
    count_unit: str
    unit: Unit | None = None
    distance: Estimate | None = None
    said: str = ""
    unlock: str = ""
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnWork(Answer):
    """What one person did in some days.

    Args:
        agent_id: whose work it is. period: the days as people say them.
        handled: answered contacts that were theirs: a count of all there are, so it has no interval.
    """

    agent_id: str = ""
    period: str = ""
    handled: int = 0
    figures: tuple[OwnFigure, ...] = ()
