"""Parts side by side: each part's figure and interval against the whole; grey where the whole lies within it."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.answers import Estimate
from steelyard.charts import trend
from steelyard.charts.paper import SMALL_PX, Paper, Row
from steelyard.charts.scorecard import words
from steelyard.charts.trend import Box
from steelyard.declare import Chart
from steelyard.theme import figure

MOST_MEASURES, ROW_PX, HEAD_PX, GAP_PX, NAME_PX, FIGURE_PX = 6, 24, 50, 36, 104, 56
DOT = "M-4.5,0A4.5,4.5 0 1 1 4.5,0A4.5,4.5 0 1 1 -4.5,0Z"


def draw(answer: Scorecard, width: float = 1040, is_narrow: bool = False) -> Any:
    """One panel a measure, one row a part, in the order given: nothing is ranked."""
    shown = measures(answer)
    across = 1 if is_narrow else 3
    room = (width - GAP_PX * (across - 1)) / across
    tall = HEAD_PX + ROW_PX * len(answer.parts)
    paper = Paper(width, max(1, ceil(len(shown) / across)) * (tall + 18))
    layers: list[Any] = []
    for place, line in enumerate(shown):
        left, top = (place % across) * (room + GAP_PX), (place // across) * (tall + 18)
        layers += _panel(paper, answer, line, Box(left, top, room, tall))
    return paper.finish(*(layers or [paper.texts([])]))


def describe(answer: Scorecard) -> str:
    """Every part's figure, measure by measure."""
    currency = answer.provenance.currency
    found = [
        f"{line.title}: all {words(line, currency)}, "
        + ", ".join(f"{name} {words(part, currency)}" for name, part in of_measure(answer, line.metric))
        for line in measures(answer)
    ]
    return f"By {answer.by}. {'; '.join(found)}." if found else "Nothing is split by parts."


def measures(answer: Scorecard) -> list[Line]:
    """The whole's lines that a part has too, at most six, both sides represented."""
    split = {line.metric for _, lines in answer.parts for line in lines if line.now.value is not None}
    known = [line for line in answer.lines if line.metric in split and line.now.value is not None]
    sides = [[line for line in known if (line.side == "resources") is is_cost] for is_cost in (False, True)]
    costs = sides[1][: max(2, MOST_MEASURES - len(sides[0]))]
    return [*sides[0][: MOST_MEASURES - len(costs)], *costs]


def of_measure(answer: Scorecard, metric: str) -> Iterator[tuple[str, Line]]:
    """Each part's line of one measure."""
    return ((name, line) for name, lines in answer.parts for line in lines if line.metric == metric)


def _panel(paper: Paper, answer: Scorecard, whole: Line, box: Box) -> list[Any]:
    found = list(of_measure(answer, whole.metric))
    ends = [end for estimate in (whole.now, *(line.now for _, line in found)) for end in _ends(estimate)]
    low, spread = min(ends), max(ends) - min(ends) or 1.0
    start, room = box.left + NAME_PX, box.width - NAME_PX - FIGURE_PX

    def place(value: float) -> float:
        return start + 6 + (value - low) / spread * (room - 12)

    names: list[Row] = []
    figures: list[Row] = []
    bars: list[Row] = []
    full: list[Row] = []
    hollow: list[Row] = []
    for index, (name, line) in enumerate(found):
        y = box.top + HEAD_PX + ROW_PX * (index + 0.5)
        is_apart = _is_apart(line.now, whole.now)
        names.append({"x": box.left, "y": y, "color": "ink", "text": _short(name)})
        figures.append({"x": box.left + box.width, "y": y, "color": "ink" if is_apart else "ink-3"})
        figures[-1]["text"] = figure(
            line.now.value, line.now.unit, margin=_margin(line.now), currency=answer.provenance.currency
        )
        if line.now.value is None:
            continue
        color, limits = trend.tone(line) if is_apart else "unsure", _ends(line.now)
        bars.append({"x": place(limits[0]), "y": y, "x2": place(limits[-1]), "y2": y, "color": color, "thickness": 2})
        (full if is_apart else hollow).append({"x": place(line.now.value), "y": y, "path": DOT, "color": color})
    at = place(whole.now.value or 0.0)
    top, bottom = box.top + HEAD_PX, box.top + HEAD_PX + ROW_PX * len(found)
    axis: Row = {"x": at, "y": top - 6, "x2": at, "y2": bottom, "color": "ink-3", "thickness": 1}
    head = {"x": box.left, "y": box.top + 10, "color": "ink", "text": whole.title}
    under = {
        "x": box.left,
        "y": box.top + 29,
        "color": "ink-2",
        "text": f"all {words(whole, answer.provenance.currency)}",
    }
    return [
        paper.texts([head], align="left", is_strong=True),
        paper.texts([under, *names], align="left", size=SMALL_PX),
        paper.texts(figures, align="right", size=SMALL_PX),
        paper.lines([axis], dash=(2, 3)),
        paper.lines(bars),
        paper.shapes([*full, *[{**dot, "color": "card"} for dot in hollow]]),
        paper.shapes(hollow, is_filled=False),
    ]


def _is_apart(part: Estimate, whole: Estimate) -> bool:
    ends = _ends(part)
    return bool(ends) and whole.value is not None and not ends[0] <= whole.value <= ends[-1]


def _ends(estimate: Estimate) -> tuple[float, ...]:
    if estimate.value is None:
        return ()
    return (estimate.interval.low, estimate.interval.high) if estimate.interval else (estimate.value,)


def _margin(estimate: Estimate) -> float | None:
    return (estimate.interval.high - estimate.interval.low) / 2 if estimate.interval else None


def _short(name: str) -> str:
    return name if len(name) <= 15 else f"{name[:14]}…"


CHART = Chart(id="parts", answers="scorecard", draw=draw, describe=describe)
