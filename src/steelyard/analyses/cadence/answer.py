"""The answer to whether the service is optimised and stays so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from steelyard.analyses.periods.happened import Happened
from steelyard.answers import Answer, Estimate

State = Literal["not yet", "optimised", "slipping", "lost", "cannot tell"]


@dataclass(frozen=True)
class Point:
    """A mature week on a control chart; several weeks where single ones hold too few.

    Args:
        on: its (first) Monday. value, n: None where fewer than ten answer for it.
        low, high: the chart's limits for as many as answered.
        signal: 1 or -1 where it is a signal upwards or downwards.
        smoothed: the exponentially weighted mean so far. is_apart: it has left its own limits.
        is_baseline: the limits come from it.
    """

    on: date
    value: float | None
    n: int
    low: float | None
    high: float | None
    signal: int
    smoothed: float | None
    is_apart: bool
    is_baseline: bool


@dataclass(frozen=True)
class Milestone:
    """A step on the way to a target: whether it is surely reached, and by when it is at this year's pace.

    Args:
        soonest, latest: dates at the ends of the interval; None where that cannot be told.
    """

    value: float
    is_reached: bool
    soonest: date | None = None
    latest: date | None = None


@dataclass(frozen=True)
class Brake:
    """A part that is surely below the whole: what the whole would gain if it were like the whole.

    Args:
        dimension: as people say it.
    """

    metric: str
    dimension: str
    part: str
    estimate: Estimate
    gain: float


@dataclass(frozen=True)
class Sample:
    """How many a week must be measured to notice a fall within so many weeks, four times in five.

    Args:
        needed: None where no number would do, because weeks differ by themselves.
    """

    metric: str
    points: float
    weeks: int
    needed: int | None


@dataclass(frozen=True)
class Watched:
    """A measure beside its target and on its chart.

    Args:
        now: the newest 13 mature weeks.
        centre, spread: of the baseline: its mean, and how many times as much weeks differ as their numbers explain.
        alike: the correlation of neighbouring weeks in the baseline; None where it is not known.
        is_alike: it is beyond chance, so runs of weeks on one side are no signal.
        pace: the change in a year over the newest 52 weeks; None where fewer are held.
        usual: the median number of a week. noticed: the least fall noticed within the weeks asked with that many.
        why: why there is no chart; empty where there is one.
        width: how many weeks each point of the chart holds.
    """

    metric: str
    title: str
    unit: str
    target: float
    state: State
    now: Estimate
    points: tuple[Point, ...] = ()
    centre: float | None = None
    spread: float | None = None
    alike: float | None = None
    is_alike: bool = False
    pace: Estimate | None = None
    milestones: tuple[Milestone, ...] = ()
    usual: int = 0
    noticed: float | None = None
    why: str = ""
    width: int = 1


@dataclass(frozen=True)
class Trigger:
    """Something in the data that may call for measuring more now.

    Args:
        fires: it is beyond what it does by itself; None where that cannot be told.
        said: what was looked at and found, in a sentence.
    """

    id: str
    fires: bool | None
    said: str


@dataclass(frozen=True)
class Cadence(Answer):
    """Whether the service is optimised and stays so.

    Args:
        state: of quality and ratings together. watched: quality, ratings, first contact resolution.
        brakes: what holds them back, the largest first.
        samples: for ratings and evaluations, by fall and weeks.
        triggers: what calls for measuring more. advice: "more", "usual" or "less".
        events: logged within the weeks shown.
        fall, within: what must be noticed, and in how many weeks. minutes: what an evaluation takes.
    """

    state: State = "cannot tell"
    watched: tuple[Watched, ...] = ()
    brakes: tuple[Brake, ...] = ()
    samples: tuple[Sample, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    advice: str = "usual"
    events: tuple[Happened, ...] = ()
    fall: float = 5.0
    within: int = 8
    minutes: float = 15.0
