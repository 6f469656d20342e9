"""The answer to whether an initiative helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Measured:
    """What one measure did.

    Args:
        metric, title: of the measure. role: "primary", "cost" (the provider's), "effort" (the customer's), "guardrail"
            or "told", which no verdict rests on.
        effect: by the design; a difference of shares and scores, ln of the ratio of others. other: a second estimator.
        before_after: what comparing those treated before and after would have said.
        margin: the least change worth having, or the most a guardrail may get worse.
        treated, control: before and since, on the measure's own scale.
        is_open: its change hangs on what is not recorded by more than the margin.
        is_sure: it changed by both estimators, all tests sharing one error, and no check of it fails.
    """

    metric: str
    title: str
    role: str
    effect: Estimate
    other: Estimate
    before_after: Estimate
    margin: float | None
    treated: tuple[float | None, float | None]
    control: tuple[float | None, float | None]
    is_open: bool = False
    is_sure: bool = False


@dataclass(frozen=True)
class Moment:
    """How far the gap between treated and others lay from what it was before, in some weeks.

    Args:
        week: the first of them, counted from the first whole week with it; negative before.
        gap: on the scale of the measure's changes.
    """

    week: int
    gap: Estimate


@dataclass(frozen=True)
class Study:
    """A measure's gap, moment by moment.

    Args:
        better: which direction is good, of a measure of a panel; empty of the catalogue's, which say it themselves.
        of, width: what time is counted in, and how many of them a moment is.
    """

    metric: str
    title: str
    moments: tuple[Moment, ...]
    better: str = ""
    of: str = "weeks"
    width: int = 4


@dataclass(frozen=True)
class Remembered:
    """What an initiative promised and what became of it.

    Args:
        gain: what customers were meant to gain. begun_on: None of a panel, whose periods need be no days.
        verdict: now. after_90_days: the verdict then; empty before.
        naive: what before and after alone would have said; empty where nothing could be told.
        primary, spent: what it did to the primary measure and to cost per issue; None where that cannot be told.
        price: what it cost itself; None where that is not told. said: the verdict in a sentence.
    """

    name: str
    gain: str
    begun_on: date | None
    ended_on: date | None
    verdict: str
    after_90_days: str
    naive: str
    primary: Estimate | None
    spent: Estimate | None
    price: float | None
    said: str


@dataclass(frozen=True)
class TakeUp:
    """Shares of issues that were reached.

    Attributes:
        treated, control: since it began, with intervals. before: of those treated.
        gained: by how much more the share of those treated grew than that of the others.
    """

    treated: Estimate
    control: Estimate
    before: Estimate
    gained: Estimate


@dataclass(frozen=True)
class PartEffect:
    """What an initiative did to the primary measure in one part.

    Attributes:
        dimension, part: "channel", "phone". effect: by the design, with its interval.
        is_otherwise: it surely differs from that in the rest of its dimension, all parts that were looked at taken
            together (Benjamini and Hochberg, 5%).
    """

    dimension: str
    part: str
    effect: Estimate
    is_otherwise: bool


@dataclass(frozen=True)
class Evaluation(Answer):
    """An initiative's verdict.

    Args:
        initiative: its name; empty where none is registered. gain: what customers were meant to gain.
        verdict: "helped", "neutral", "only cut cost", "hurt" or "cannot tell".
        design: how it was found; empty where no design is possible.
        estimators: what both columns of effects were computed by.
        measures: the primary one first.
        weeks_before, weeks_after: of the first units treated.
        units: how many were treated, and how many were not.
        registered: names of all initiatives.
        is_by_home: units are customers by where they were served before, since contacts went where there is no place.
        naive: the verdict before and after alone would have given; empty where no design is possible.
        study: how the primary measure and cost went.
        cost: of the initiative itself; None where it is not told.
        after_90_days: the verdict as it was then; empty where that day is still to come.
        look: which of how many planned looks it rests on; None where none are planned.
        reached: whom it in fact reached; None where that is not registered.
        parts: what it did by topic family, channel, segment and tenure.
        memory: all initiatives, where several are registered and none was named; nothing else is told then.
    """

    initiative: str = ""
    gain: str = ""
    verdict: str = "cannot tell"
    design: str = ""
    estimators: tuple[str, str] = ("", "")
    measures: tuple[Measured, ...] = ()
    weeks_before: int = 0
    weeks_after: int = 0
    units: tuple[int, int] = (0, 0)
    registered: tuple[str, ...] = ()
    is_by_home: bool = False
    naive: str = ""
    study: tuple[Study, ...] = ()
    cost: float | None = None
    after_90_days: str = ""
    look: tuple[int, int] | None = None
    reached: TakeUp | None = None
    parts: tuple[PartEffect, ...] = ()
    memory: tuple[Remembered, ...] = ()
