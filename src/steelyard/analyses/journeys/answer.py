"""What comes back: ways, what follows what, loops, dead ends, and what those who come back have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Way:
    """A sequence of steps that journeys took.

    Args:
        steps: in order. since_s: the median of seconds from the first step to each; None where nobody says when.
        share: of all journeys. other: the same of what is compared with; None where nothing is.
        moved: 1 or -1 where the difference is beyond chance, else 0.
        figures: "cost", "customer", "took", "solved", "back", "rating", "left" -> the figure, where known.
    """

    steps: tuple[str, ...]
    since_s: tuple[float | None, ...]
    share: Estimate
    other: Estimate | None = None
    moved: int = 0
    figures: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True)
class Follow:
    """One step after another.

    Args:
        next: empty at the end of a journey. share: of the step's occurrences, how many go on so.
        waits: of all time between steps before a solution (between all steps, where none solves), the part that lies
            here; None where no instants are known.
        middle_s: the median of the seconds between the two.
    """

    step: str
    next: str
    share: Estimate
    waits: Estimate | None = None
    middle_s: float | None = None
    n: int = 0


@dataclass(frozen=True)
class Loop:
    """A step that a journey comes back to.

    Args:
        share: of journeys with the step, how many have it more than once. times: its occurrences in those.
        via: the step most often in between; the step itself where it follows itself.
        extra_s: mean seconds from its first to its last occurrence.
    """

    step: str
    via: str
    share: Estimate
    journeys: int
    times: float
    extra_s: float | None = None


@dataclass(frozen=True)
class DeadEnd:
    """The last step before customers gave up or were left unsolved.

    Args:
        share: of journeys that reached the step.
    """

    step: str
    share: Estimate
    journeys: int


@dataclass(frozen=True)
class Trait:
    """Something that journeys have, and how often those that have it come back, against those that do not.

    Args:
        dimension: "step" where `value` is a step that came before the first solution; else a dimension.
        difference: of the shares that come back. is_claimed: beyond chance with all that was tested.
    """

    dimension: str
    value: str
    share: Estimate
    other: Estimate
    difference: Estimate
    is_claimed: bool = False


@dataclass(frozen=True)
class Moved:
    """A step or an outcome more, or less, frequent than in what is compared with, beyond chance."""

    what: str
    share: Estimate
    other: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Journeys(Answer):
    """Which ways customers take.

    Args:
        journeys, mature, steps, ways: how many; mature ones are old enough for what became of them.
        alone: journeys of one contact that belongs to no issue. cases: contacts in them that a log tells of.
        whole: figures of all journeys, as `Way.figures`, with "teams", "handed", "ping_pong", "repeated", "forced",
            "reopened" and "solved_again".
        variants: the commonest ways. follows: the commonest pairs, and those that hold most waiting.
        traits: what those who come back have in common, the surest first. tested: how many were.
        moved: what differs from `against`. compared: how many were tested.
        tones: step -> 1 where journeys with it come back less often, beyond chance, -1 where more often.
        is_solving_known: some step solves; else times run to the last step.
        against: what all is compared with, in words; empty where nothing is.
    """

    journeys: int = 0
    mature: int = 0
    steps: int = 0
    ways: int = 0
    alone: int = 0
    cases: int = 0
    whole: Mapping[str, Estimate] = field(default_factory=dict)
    variants: tuple[Way, ...] = ()
    follows: tuple[Follow, ...] = ()
    loops: tuple[Loop, ...] = ()
    dead_ends: tuple[DeadEnd, ...] = ()
    traits: tuple[Trait, ...] = ()
    tested: int = 0
    moved: tuple[Moved, ...] = ()
    compared: int = 0
    tones: Mapping[str, int] = field(default_factory=dict)
    is_solving_known: bool = False
    against: str = ""
