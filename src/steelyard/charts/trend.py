"""A measure over time as one small line with its band; dashed where periods are immature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.analyses.scorecard.question import Line
from steelyard.answers import Estimate
from steelyard.charts.paper import Paper
from steelyard.theme import figure

MATURE_SHARE = 0.995
DOT = "M-2.8,0A2.8,2.8 0 1 1 2.8,0A2.8,2.8 0 1 1 -2.8,0Z"
CUSTOMER_COST = ("seconds", "hours", "money")


@dataclass(frozen=True)
class Box:
    """Where on a sheet the line goes, in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class _Point:
    x: float
    y: float
    low: float
    high: float
    is_immature: bool


def sparkline(line: Line, width: float = 96, height: float = 26) -> Any:
    """The trend alone, to stand in a table's row."""
    paper = Paper(width, height)
    return paper.finish(*(layers(paper, line, Box(3, 3, width - 6, height - 6)) or [paper.texts([])]))


def layers(paper: Paper, line: Line, box: Box) -> list[Any]:
    """Band, line, dashed end and last point; nothing for fewer than two known periods."""
    points, color = _points(line.trend, box), tone(line)
    if len(points) < 2:
        return []
    settled = [point for point in points if not point.is_immature] or points[:1]
    open_end = [settled[-1], *[point for point in points if point.is_immature and point.x > settled[-1].x]]
    band = " ".join(
        [f"M{_at(points[0].x, points[0].high)}"]
        + [f"L{_at(point.x, point.high)}" for point in points[1:]]
        + [f"L{_at(point.x, point.low)}" for point in reversed(points)]
    )
    origin = {"x": 0, "y": 0}
    found = [
        paper.shapes([{**origin, "path": f"{band}Z", "color": "line"}]),
        paper.shapes([{**origin, "path": _path(settled), "color": color}], is_filled=False),
    ]
    if len(open_end) > 1:
        found.append(paper.shapes([{**origin, "path": _path(open_end), "color": color}], is_filled=False, dash=(3, 3)))
    last = points[-1]
    if not last.is_immature:
        found.append(paper.shapes([{"x": last.x, "y": last.y, "path": DOT, "color": color}]))
    return found


def describe(line: Line, currency: str = "") -> str:
    """First, lowest, highest and last period in words."""
    known = [(entry.value, entry) for entry in line.trend if entry.value is not None]
    if len(known) < 2:
        return f"{line.title}: too few periods for a trend."
    lowest, highest = (pick(known, key=lambda pair: pair[0]) for pick in (min, max))
    told = (("first", known[0]), ("lowest", lowest), ("highest", highest), ("last", known[-1]))
    words = [f"{name} {_words(entry, currency)}" for name, (_, entry) in told]
    young = sum(is_immature(entry) for _, entry in known)
    late = f"; {young} of them not yet mature" if young else ""
    return f"{line.title} over {len(known)} periods{late}: {', '.join(words)}."


def _words(entry: Estimate, currency: str) -> str:
    text = figure(entry.value, entry.unit, margin=_margin(entry), currency=currency)
    return f"{text} in the period from {entry.part['period']}" if "period" in entry.part else text


def tone(line: Line) -> str:
    """Value teal, the provider's cost rust, the customer's time and cost violet."""
    if line.metric.startswith("customer_") and line.now.unit in CUSTOMER_COST:
        return "customer"
    return "cost" if line.side == "resources" else "value"


def is_immature(estimate: Estimate) -> bool:
    """Whether part of the period is too young to count."""
    return estimate.mature_share is not None and estimate.mature_share < MATURE_SHARE


def _points(trend: Sequence[Estimate], box: Box) -> list[_Point]:
    known = [(place, entry, entry.value) for place, entry in enumerate(trend) if entry.value is not None]
    if len(known) < 2:
        return []
    ends = [
        (entry.interval.low, entry.interval.high) if entry.interval else (value, value) for _, entry, value in known
    ]
    low, high = _reach(known, ends)
    room = (high - low) or 1.0

    def height(value: float) -> float:
        return box.top + (high - min(max(value, low), high)) / room * box.height

    return [
        _Point(
            box.left + box.width * place / (len(trend) - 1),
            height(value),
            height(end[0]),
            height(end[1]),
            is_immature(entry),
        )
        for (place, entry, value), end in zip(known, ends, strict=True)
    ]


def _reach(known: Sequence[tuple[int, Estimate, float]], ends: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The lowest and highest drawn: every value, and the band of mature periods; a young one's band is cut there."""
    settled = [end for (_, entry, _), end in zip(known, ends, strict=True) if not is_immature(entry)]
    drawn = [value for _, _, value in known] + [limit for end in settled or ends for limit in end]
    return min(drawn), max(drawn)


def _at(x: float, y: float) -> str:
    return f"{x:.1f},{y:.1f}"


def _path(points: Sequence[_Point]) -> str:
    return "M" + "L".join(_at(point.x, point.y) for point in points)


def _margin(estimate: Estimate) -> float | None:
    return (estimate.interval.high - estimate.interval.low) / 2 if estimate.interval else None
