"""Value and retention by effort: one panel a dose, its bands with intervals, the line and where it bends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

from steelyard.analyses.enough.answer import Enough
from steelyard.analyses.enough.dose_response import RESPONSES, Line
from steelyard.analyses.enough.marginal_value import Margin
from steelyard.analyses.enough.wording import UNITS, is_claimed, slope
from steelyard.charts.paper import SMALL_PX, Paper, Row, ticks
from steelyard.declare import Chart

MOST_PANELS, PANEL_PX, HEAD_PX, FOOT_PX, GAP_PX, AXIS_PX = 4, 130, 62, 34, 28, 38
FAR_SHARE = 0.4
"""Doses that begin beyond this share of the largest are not drawn from zero."""

DOT = "M-3.5,0A3.5,3.5 0 1 1 3.5,0A3.5,3.5 0 1 1 -3.5,0Z"


@dataclass(frozen=True)
class _Box:
    """Where a panel's plot lies, and what it shows."""

    left: float
    top: float
    width: float
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        return self.left + (value - self.x[0]) / ((self.x[1] - self.x[0]) or 1.0) * self.width

    def down(self, value: float) -> float:
        inside = min(max(value, self.y[0]), self.y[1])
        return self.top + PANEL_PX * (self.y[1] - inside) / ((self.y[1] - self.y[0]) or 1.0)


def draw(answer: Enough, width: float = 620, is_narrow: bool = False) -> Any:
    """Panels side by side, one below the other where the room is narrow."""
    shown = panels(answer)
    across = 1 if is_narrow or len(shown) == 1 else 2
    room = (width - GAP_PX * (across - 1)) / across
    tall = HEAD_PX + PANEL_PX + FOOT_PX
    paper = Paper(width, max(1, ceil(len(shown) / across)) * tall)
    layers: list[Any] = []
    for place, entry in enumerate(shown):
        layers += _panel(paper, answer, entry, (place % across) * (room + GAP_PX), place // across * tall, room)
    empty = paper.texts([{"x": 0, "y": 15, "color": "ink-3", "text": "No effort can be evaluated here"}], align="left")
    return paper.finish(*(layers or [empty]))


def describe(answer: Enough) -> str:
    """Every panel's slope and bend in words."""
    said = [
        f"{line.dose.one} is associated with {slope(line.slope)} of {RESPONSES[line.response]}, "
        + (
            f"with a bend at {line.knee.value:.1f} {UNITS[line.dose.unit]}"
            if line.knee and line.knee.value
            else "no bend"
        )
        for line in (entry.line for entry in panels(answer))
    ]
    return f"Among similar cases: {'; '.join(said)}." if said else "No effort can be evaluated here."


def panels(answer: Enough) -> list[Margin]:
    """The first response of each dose."""
    found: dict[str, Margin] = {}
    for entry in answer.margins:
        found.setdefault(entry.line.dose.id, entry)
    return list(found.values())[:MOST_PANELS]


def _panel(paper: Paper, answer: Enough, entry: Margin, left: float, top: float, room: float) -> list[Any]:
    line = entry.line
    marks = ticks(max(0.0, min(line.lows)), min(1.0, max(line.highs)), 3)
    first = 0.0 if line.doses[0] < FAR_SHARE * line.doses[-1] else line.doses[0]
    box = _Box(left + AXIS_PX, top + HEAD_PX, room - AXIS_PX - 8, (first, line.doses[-1]), (marks[0], marks[-1]))
    is_sure = is_claimed(line.slope, answer.level) or line.knee is not None
    color = "value" if is_sure else "unsure"
    title: Row = {"x": left, "y": top + 10, "color": "ink", "text": _title(line)}
    said: Row = {"x": left, "y": top + 28, "color": "ink-2", "text": _said(line)}
    return [
        paper.lines(_grid(box, marks)),
        *_knee(paper, box, line),
        paper.texts([title], align="left", is_strong=True),
        paper.texts([said], align="left", size=SMALL_PX),
        *_paying(paper, box, entry, left, top),
        paper.texts(_heights(box, marks, left), align="right", size=SMALL_PX),
        paper.texts(_feet(box), size=SMALL_PX),
        paper.lines(_intervals(box, line)),
        paper.lines(_fitted(box, line, color)),
        paper.shapes([{**point, "path": DOT, "color": color} for point in _points(box, line)]),
    ]


def _title(line: Line) -> str:
    name = _capital(line.dose.title)
    return name if line.dose.title == UNITS[line.dose.unit] else f"{name}, {UNITS[line.dose.unit]}"


def _paying(paper: Paper, box: _Box, entry: Margin, left: float, top: float) -> list[Any]:
    """The slope at which one more unit would be worth its cost, through the middle of the bands."""
    line, needed = entry.line, entry.needed
    if needed is None:
        return []
    level = sum(line.levels) / len(line.levels)
    reach = [(end - level) / needed for end in box.y]
    ends = [min(max(line.mean + step, line.doses[0]), line.doses[-1]) for step in reach]
    low, high = (level + needed * (end - line.mean) for end in ends)
    rise: Row = {"x": box.across(ends[0]), "y": box.down(low), "x2": box.across(ends[1]), "y2": box.down(high)}
    words: Row = {"x": left, "y": top + 45, "color": "cost", "text": "dashed: the slope that would cover the cost"}
    return [
        paper.lines([{**rise, "color": "cost", "thickness": 1.5}], dash=(4, 3)),
        paper.texts([words], align="left", size=SMALL_PX),
    ]


def _said(line: Line) -> str:
    each = {"minutes": "minute", "count": "reply", "points": "point"}[line.dose.unit]
    value = f"{100 * (line.slope.value or 0.0):+.2f}".replace("-", "\N{MINUS SIGN}")
    end = "no bend" if line.knee is None or line.knee.value is None else f"bends at {line.knee.value:.1f}"
    end = "too few levels for a bend" if line.bend_p is None else end
    return f"{RESPONSES[line.response]}: {value} pt per {each}, {end}"


def _grid(box: _Box, marks: Sequence[float]) -> list[Row]:
    return [
        {"x": box.left, "x2": box.left + box.width, "y": y, "y2": y, "color": "line", "thickness": 1}
        for y in map(box.down, marks)
    ]


def _heights(box: _Box, marks: Sequence[float], left: float) -> list[Row]:
    return [
        {"x": left + AXIS_PX - 6, "y": box.down(mark), "color": "ink-3", "text": f"{100 * mark:g}%"} for mark in marks
    ]


def _feet(box: _Box) -> list[Row]:
    inside = [mark for mark in ticks(*box.x, 5) if box.x[0] <= mark <= box.x[1]]
    y = box.top + PANEL_PX + 14
    return [{"x": box.across(mark), "y": y, "color": "ink-3", "text": f"{mark:g}"} for mark in inside]


def _points(box: _Box, line: Line) -> list[Row]:
    return [{"x": box.across(dose), "y": box.down(level)} for dose, level in zip(line.doses, line.levels, strict=True)]


def _intervals(box: _Box, line: Line) -> list[Row]:
    return [
        {"x": x, "x2": x, "y": box.down(low), "y2": box.down(high), "color": "unsure", "thickness": 1}
        for x, low, high in zip(map(box.across, line.doses), line.lows, line.highs, strict=True)
    ]


def _fitted(box: _Box, line: Line, color: str) -> list[Row]:
    """The line, broken where it bends, through the middle of the bands."""
    knee = line.knee.value if line.knee is not None else None
    first = (line.before or line.slope).value or 0.0
    later = (line.after or line.slope).value or 0.0

    def rise(dose: float) -> float:
        return first * dose if knee is None or dose <= knee else first * knee + later * (dose - knee)

    level = sum(at - rise(dose) for dose, at in zip(line.doses, line.levels, strict=True)) / len(line.doses)
    corners = [line.doses[0], *([knee] if knee is not None else []), line.doses[-1]]
    return [
        {
            "x": box.across(one),
            "x2": box.across(other),
            "y": box.down(level + rise(one)),
            "y2": box.down(level + rise(other)),
            "color": color,
            "thickness": 2,
        }
        for one, other in pairwise(corners)
    ]


def _knee(paper: Paper, box: _Box, line: Line) -> list[Any]:
    """The interval of the bend's place, behind everything."""
    if line.knee is None or line.knee.interval is None:
        return []
    middle = (line.knee.interval.low + line.knee.interval.high) / 2
    thick = max(2.0, box.across(line.knee.interval.high) - box.across(line.knee.interval.low))
    at = box.across(middle)
    bar: Row = {"x": at, "x2": at, "y": box.top, "y2": box.top + PANEL_PX, "color": "value-soft", "thickness": thick}
    return [paper.lines([bar])]


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


CHART = Chart(id="enough", answers="enough", draw=draw, describe=describe)
