"""What those who did not answer leave open of a figure that carries ratings to everybody.

Weights by kind of case cannot mend answers that depend on how somebody feels: a level is as told by those who answered,
and a claimed change says how far the others' ratings would have to move to undo it.
"""

from __future__ import annotations

import math

from steelyard.answers import Caveat
from steelyard.declare import Metric, StratifiedSum
from steelyard.measure.estimates.evaluate import Figure
from steelyard.stats.surveys.nonresponse import overturning, tipping_point

LEAST_HEARD = 0.80
"""Where fewer of the cases are of channels with answers enough, ratings do not speak for all customers."""

MOST_ANSWERED = 0.95
"""Where more answered, the others are too few to matter."""

MOST_POINTS = 100.0
"""Ratings run from 0 to 100: nobody can differ by more."""


def carries_ratings(metric: Metric) -> bool:
    """Whether ratings of some stand for all in it."""
    return metric.coverage is not None and any(isinstance(entry, StratifiedSum) for entry in metric.sums.values())


def of_level(figure: Figure) -> list[tuple[Caveat, ...]]:
    """By whom the figure of every part is told."""
    if not carries_ratings(figure.metric):
        return [()] * len(figure.n)
    assert figure.metric.coverage is not None
    of = figure.metric.coverage[1]
    return [
        (*_told(covered, of), *_unheard(heard, of))
        for covered, heard in zip(figure.covered.tolist(), figure.heard.tolist(), strict=True)
    ]


def of_change(figure: Figure, change: float, low: float, high: float) -> tuple[Caveat, ...]:
    """What would undo a claimed change from the first to the second of two parts; nothing of one that is not claimed.

    Args:
        change: a difference of shares or scores, of other units of ln; low, high: its limits.
    """
    answered = float(figure.covered.min())
    if not carries_ratings(figure.metric) or not low * high > 0 or not 0 < answered <= MOST_ANSWERED:
        return ()
    return undone_by(_points(figure.metric, change, float(figure.rated.max()), answered), answered)


def undone_by(points: float, answered: float) -> tuple[Caveat, ...]:
    """How far those who did not answer would have to differ until a change is gone.

    Args:
        points: of rating, 0 to 100. answered: the share that did.
    """
    return _undone(points, answered, "the change", "in one period than in the other")


def distance_undone_by(points: float, answered: float, name: str, most: float = MOST_POINTS) -> tuple[Caveat, ...]:
    """The same of how far a unit lies off the others, on the measure's own scale.

    Args:
        most: points from one end of the scale to the other.
    """
    if not 0 < answered <= MOST_ANSWERED:
        return ()
    return _undone(points, answered, f"the distance of {name}", "there than elsewhere", most)


def _undone(points: float, answered: float, what: str, where: str, most: float = MOST_POINTS) -> tuple[Caveat, ...]:
    if not math.isfinite(points):
        return ()
    silent = f"non-respondents ({1 - answered:.0%})"
    if points > most:
        return (Caveat("non_respondents", f"no ratings of {silent} could overturn {what}"),)
    shown = f"{points:.0f} point{'' if round(points) == 1 else 's'}" if points >= 1 else "less than a point"
    text = (
        f"{what} would disappear if the ratings of {silent} differed from those of similar customers who answered by "
        f"{shown} more {where}"
    )
    return (Caveat("non_respondents", text, "warning"),)


def _points(metric: Metric, change: float, rated: float, answered: float) -> float:
    if metric.unit == "score":
        return float(tipping_point(change, answered))
    if metric.unit == "share":
        return float(tipping_point(100 * change, answered))
    return float(overturning(change, 100 * rated, answered))


def _told(covered: float, of: str) -> tuple[Caveat, ...]:
    if not 0 < covered <= MOST_ANSWERED:
        return ()
    share = f"{covered:.0%}" if covered >= 0.01 else "under 1%"
    text = f"as told by those who answered ({share} of {of}); how non-respondents felt is not known"
    return (Caveat("as_told", text, "warning"),)


def _unheard(heard: float, of: str) -> tuple[Caveat, ...]:
    if not heard < LEAST_HEARD:
        return ()
    text = (
        f"only channels with {heard:.0%} of {of} have enough answers, so it does not speak for all customers; "
        "answers from the other channels would tell"
    )
    return (Caveat("unheard", text, "warning"),)
