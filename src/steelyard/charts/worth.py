"""What a point is worth: one row a measure with its interval, and the budget's rule beside what closing gaps brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.analyses.worth.question import Worth
from steelyard.answers import Estimate
from steelyard.charts.paper import SMALL_PX, Paper, Row
from steelyard.declare import Chart
from steelyard.theme import figure

ROW_PX, HEAD_PX, GAP_PX = 34, 30, 18
DOT = "M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z"


@dataclass(frozen=True)
class _Line:
    """A row: a range with a figure in it, or (the rule of thumb) a range alone."""

    title: str
    low: float
    high: float
    value: float | None
    said: str
    color: str


def draw(answer: Worth, width: float = 620, is_narrow: bool = False) -> Any:
    """Two panels with scales of their own: a point, and the gap to the target with the rule of thumb."""
    panels = [panel for panel in (_points(answer), _gaps(answer)) if panel[1]]
    height = sum(HEAD_PX + ROW_PX * len(lines) + GAP_PX for _, lines in panels) or 30
    paper, layers, top = Paper(width, height), [], 0.0
    for title, lines in panels:
        layers += _panel(paper, title, lines, top, is_narrow)
        top += HEAD_PX + ROW_PX * len(lines) + GAP_PX
    empty = paper.texts(
        [{"x": 0, "y": 15, "color": "ink-3", "text": "The worth of a point cannot be computed"}], align="left"
    )
    return paper.finish(*(layers or [empty]))


def describe(answer: Worth) -> str:
    """Every row in words."""
    found = [f"{title}: " + "; ".join(f"{line.title} {line.said}" for line in lines) for title, lines in _both(answer)]
    return ". ".join(found) + "." if found else "The worth of a point cannot be computed."


def _both(answer: Worth) -> list[tuple[str, list[_Line]]]:
    return [panel for panel in (_points(answer), _gaps(answer)) if panel[1]]


def _points(answer: Worth) -> tuple[str, list[_Line]]:
    priced = any(point.money.value is not None for point in answer.points)
    lines = [
        _line(f"One more point of {point.title}", point.money if priced else point.kept, answer)
        for point in answer.points
    ]
    title = f"Worth over {answer.horizon_months} months" if priced else "Customers kept a year"
    return title, [line for line in lines if line]


def _gaps(answer: Worth) -> tuple[str, list[_Line]]:
    lines = [_line(f"Closing the gap of {point.title}", point.gain, answer) for point in answer.points]
    held = [line for line in lines if line]
    if answer.budget is not None:
        low, high = answer.budget
        ends = (figure(end, "money", currency=answer.provenance.currency, margin=high / 10) for end in answer.budget)
        said = " to ".join(ends)
        held.append(_Line("1 to 3% of the cost", low, high, None, said, "ink-3"))
    return "Against the rule of thumb, a year", held


def _line(title: str, estimate: Estimate, answer: Worth) -> _Line | None:
    if estimate.value is None or estimate.interval is None:
        return None
    limits = estimate.interval
    is_sure = not limits.low <= 0 <= limits.high
    said = figure(
        estimate.value, estimate.unit, currency=answer.provenance.currency, margin=(limits.high - limits.low) / 2
    )
    color = "value" if is_sure else "unsure"
    return _Line(title, limits.low, limits.high, estimate.value, said, color)


def _panel(paper: Paper, title: str, lines: Sequence[_Line], top: float, is_narrow: bool) -> list[Any]:
    names = 0.0 if is_narrow else 250.0
    start, room = names + 6, paper.width - names - (12 if is_narrow else 110)
    low, high = min(0.0, *(line.low for line in lines)), max(0.0, *(line.high for line in lines))
    scale = room / ((high - low) or 1.0)
    texts: list[Row] = []
    figures: list[Row] = []
    bars: list[Row] = []
    dots: list[Row] = []
    for place, line in enumerate(lines):
        y = top + HEAD_PX + ROW_PX * (place + (0.72 if is_narrow else 0.5))
        label = y - 17 if is_narrow else y
        texts.append({"x": 0, "y": label, "color": "ink", "text": line.title})
        figures.append({"x": paper.width, "y": label, "color": "ink", "text": line.said})
        ends = [start + (value - low) * scale for value in (line.low, line.high)]
        thickness = 2 if line.value is not None else 8
        bars.append({"x": ends[0], "y": y, "x2": ends[1], "y2": y, "color": line.color, "thickness": thickness})
        if line.value is not None:
            dots.append({"x": start + (line.value - low) * scale, "y": y, "path": DOT, "color": line.color})
    zero = start - low * scale
    bottom = top + HEAD_PX + ROW_PX * len(lines)
    axis: Row = {"x": zero, "y": top + HEAD_PX - 4, "x2": zero, "y2": bottom, "color": "ink-3", "thickness": 1}
    head: Row = {"x": 0, "y": top + 10, "color": "ink-2", "text": title}
    return [
        paper.lines([axis]),
        paper.lines(bars),
        paper.shapes(dots),
        *paper.names([head, *texts]),
        paper.texts(figures, align="right", size=SMALL_PX, is_strong=True),
    ]


CHART = Chart(id="worth", answers="worth", draw=draw, describe=describe)
