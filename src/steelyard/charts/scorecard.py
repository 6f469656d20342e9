"""The scorecard as small multiples: each measure with its figure, its interval and its trend."""

from __future__ import annotations

from math import ceil
from typing import Any

from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.charts import trend
from steelyard.charts.paper import SMALL_PX, Paper, Row
from steelyard.charts.trend import Box
from steelyard.declare import Chart
from steelyard.theme import UNKNOWN, figure, more_than, span

PANEL_PX, GAP_PX = 112, 28


def draw(answer: Scorecard, width: float = 1040, is_narrow: bool = False) -> Any:
    """One panel a measure, customers' side first; three beside each other, or one below the other."""
    across = 1 if is_narrow else 3
    paper = Paper(width, max(1, ceil(len(answer.lines) / across)) * PANEL_PX)
    room = (width - GAP_PX * (across - 1)) / across
    titles: list[Row] = []
    figures: list[Row] = []
    lines: list[Any] = []
    for place, line in enumerate(answer.lines):
        left, top = (place % across) * (room + GAP_PX), (place // across) * PANEL_PX
        titles.append({"x": left, "y": top + 10, "color": "ink", "text": line.title})
        figures.append({"x": left, "y": top + 29, "color": "ink-2", "text": words(line, answer.provenance.currency)})
        lines += trend.layers(paper, line, Box(left + 3, top + 44, room - 6, PANEL_PX - 62))
    return paper.finish(
        *lines, paper.texts(titles, align="left", is_strong=True), paper.texts(figures, align="left", size=SMALL_PX)
    )


def describe(answer: Scorecard) -> str:
    """Every measure with its figure and interval."""
    if not answer.lines:
        return "No measure can be computed."
    return "; ".join(f"{line.title} {words(line, answer.provenance.currency)}" for line in answer.lines) + "."


def words(line: Line, currency: str) -> str:
    """The figure with its interval: 64.1% (63.2–65.0)."""
    value, interval = line.now.value, line.now.interval
    if value is None and line.now.more_than is not None:
        return more_than(line.now.more_than, line.now.unit, currency=currency)
    if value is None:
        return f"{UNKNOWN} cannot be said"
    margin = (interval.high - interval.low) / 2 if interval else None
    text = figure(value, line.now.unit, margin=margin, currency=currency)
    return f"{text} ({span(interval.low, interval.high, line.now.unit, beside=value)})" if interval else text


CHART = Chart(id="scorecard", answers="scorecard", draw=draw, describe=describe)
