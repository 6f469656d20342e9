"""How far the figures speak for everybody: who was asked and answered, and what is old enough to count."""

from __future__ import annotations

from typing import Any

from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.answers import Estimate
from steelyard.charts.paper import SMALL_PX, Paper, Row
from steelyard.declare import Chart
from steelyard.theme import figure, span

ROW_PX = 50
STEPS = (
    ("Asked, of contacts that could be rated", "survey_invitation_rate", "value"),
    ("Answered, of contacts that could be rated", "survey_coverage", "value"),
)


def draw(answer: Scorecard, width: float = 460, is_narrow: bool = False) -> Any:
    """Bars from 0 to 100%; what is not known stays an empty track that says so."""
    found = bars(answer)
    paper = Paper(width, ROW_PX * len(found))
    names: list[Row] = []
    figures: list[Row] = []
    shapes: list[Row] = []
    whiskers: list[Row] = []
    for place, (title, color, estimate) in enumerate(found):
        top = place * ROW_PX
        value = estimate.value if estimate else None
        names.append({"x": 0, "y": top + 12, "color": "ink", "text": title})
        figures.append(
            {"x": width, "y": top + 12, "color": "ink-3" if value is None else "ink", "text": _figure(estimate)}
        )
        shapes.append({"x": 0, "y": top + 24, "path": f"M0,0H{width}V12H0Z", "color": "line"})
        if value is not None:
            shapes.append({"x": 0, "y": top + 24, "path": f"M0,0H{max(1.5, value * width):.1f}V12H0Z", "color": color})
        if estimate and estimate.interval:
            ends = {"x": estimate.interval.low * width, "x2": estimate.interval.high * width}
            whiskers.append({**ends, "y": top + 30, "y2": top + 30, "color": "ink", "thickness": 1.4})
    return paper.finish(
        paper.shapes(shapes),
        paper.lines(whiskers),
        paper.texts(names, align="left", size=SMALL_PX),
        paper.texts(figures, align="right", size=SMALL_PX, is_strong=True),
    )


def describe(answer: Scorecard) -> str:
    """Each bar in words."""
    return "; ".join(f"{title}: {_sure(estimate)}" for title, _, estimate in bars(answer)) + "."


def bars(answer: Scorecard) -> list[tuple[str, str, Estimate | None]]:
    """Title, colour and share of every bar, in reading order; None where it is not known."""
    lines = {line.metric: line.now for line in answer.lines}
    surveys = [(title, color, lines.get(metric)) for title, metric, color in STEPS]
    return [*surveys, ("Old enough to count, of issues", "ink-3", _maturity(answer.lines))]


def _maturity(lines: tuple[Line, ...]) -> Estimate | None:
    """The least mature share that any of the figures shown rests on."""
    shares = [(line.now.mature_share, line.now.n) for line in lines if line.now.mature_share is not None]
    return Estimate("maturity", "share", value=min(shares)[0], n=min(shares)[1], n_unit="issues") if shares else None


def _figure(estimate: Estimate | None) -> str:
    if estimate is None or estimate.value is None:
        return "not known"
    interval = estimate.interval
    return figure(estimate.value, "share", margin=(interval.high - interval.low) / 2 if interval else None)


def _sure(estimate: Estimate | None) -> str:
    if estimate is None or estimate.interval is None:
        return _figure(estimate)
    return f"{_figure(estimate)} ({span(estimate.interval.low, estimate.interval.high, 'share')})"


CHART = Chart(id="coverage", answers="scorecard", draw=draw, describe=describe)
