"""What may mislead: every figure with its tests, signals in red; below, contacts around a limit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from steelyard.analyses.readings.answer import Readings
from steelyard.analyses.readings.bunching import Histogram
from steelyard.analyses.readings.signals import STATES, Reading, Signal
from steelyard.charts.paper import SMALL_PX, Paper, Row
from steelyard.declare import Chart
from steelyard.theme import figure

LINE_PX, HEAD_PX, GAP_PX, DROP_PX = 20, 40, 18, 190
DOT = "M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z"
DASH = "M-4,-1L4,-1L4,1L-4,1Z"
_COLORS = {"finding": "bad", "question": "ink", "quiet": "ink-2", "untold": "ink-3"}


def draw(answer: Readings, width: float = 620, is_narrow: bool = False) -> Any:
    """Blocks of one figure each, side by side where there is room."""
    shown = answer.leading
    across = 1 if is_narrow else 2
    rows = [shown[start : start + across] for start in range(0, len(shown), across)]
    heights = [HEAD_PX + LINE_PX * max(len(reading.signals) for reading in row) + GAP_PX for row in rows]
    legend = 50 if is_narrow else 30
    room = DROP_PX + GAP_PX if answer.histogram else 0
    paper = Paper(width, sum(heights) + legend + room)
    layers: list[Any] = _legend(paper, is_narrow)
    top = float(legend)
    for row, height in zip(rows, heights, strict=True):
        for place, reading in enumerate(row):
            layers += _block(paper, reading, place * (width + GAP_PX) / across, top)
        top += height
    if answer.histogram:
        layers += _histogram(paper, answer.histogram, top)
    return paper.finish(*layers)


def describe(answer: Readings) -> str:
    """Every figure shown, its state and its signals; the histogram's excess."""
    said = [f"{_name(reading)}: {STATES[reading.state]}{_fired(reading)}" for reading in answer.leading]
    if answer.histogram:
        held = answer.histogram
        limit = figure(held.limit_s, "seconds")
        said.append(f"{held.title}: {held.excess:,.0f} more contacts just under {limit} than a smooth line")
    return ". ".join(said) + "." if said else "No figure could be tested."


def _name(reading: Reading) -> str:
    detail = f", limit {reading.detail}" if reading.detail else ""
    return f"{reading.title}{detail}, {reading.unit}"


def _fired(reading: Reading) -> str:
    return "".join(f"; {signal.title.lower()}: {signal.said}" for signal in reading.fired)


def _legend(paper: Paper, is_narrow: bool) -> list[Any]:
    entries = (
        ("bad", DOT, "beyond sampling error"),
        ("unsure", DOT, "within sampling error"),
        ("ink-3", DASH, "too little data"),
    )
    shapes, texts = [], []
    left, y = 6.0, 8.0
    for color, path, words in entries:
        if left + 20 + 7 * len(words) > paper.width:
            left, y = 6.0, y + LINE_PX
        shapes.append({"x": left, "y": y, "color": color, "path": path})
        texts.append({"x": left + 12, "y": y, "color": "ink-2", "text": words})
        left += 28 + 7.0 * len(words)
    return [paper.shapes(shapes), paper.texts(texts, align="left", size=SMALL_PX)]


def _block(paper: Paper, reading: Reading, left: float, top: float) -> list[Any]:
    """A figure's name, its unit and state, and a line a signal."""
    detail = f", limit {reading.detail}" if reading.detail else ""
    title: Row = {"x": left, "y": top + 8, "color": "ink", "text": f"{reading.title}{detail}"}
    state: Row = {
        "x": left,
        "y": top + 25,
        "color": _COLORS[reading.state],
        "text": f"{reading.unit[:1].upper()}{reading.unit[1:]}: {STATES[reading.state]}",
    }
    places = [top + HEAD_PX + LINE_PX * (place + 0.4) for place in range(len(reading.signals))]
    marks = [
        {"x": left + 6, "y": y, "color": _color(signal), "path": DOT if signal.is_known else DASH}
        for y, signal in zip(places, reading.signals, strict=True)
    ]
    texts = [
        {"x": left + 18, "y": y, "color": "ink" if signal.fires else "ink-2", "text": signal.title}
        for y, signal in zip(places, reading.signals, strict=True)
    ]
    return [
        paper.texts([title], align="left", is_strong=True),
        paper.texts([state, *texts], align="left", size=SMALL_PX),
        paper.shapes(marks),
    ]


def _color(signal: Signal) -> str:
    return "ink-3" if not signal.is_known else "bad" if signal.fires else "unsure"


def _histogram(paper: Paper, held: Histogram, top: float) -> list[Any]:
    """Contacts by time, the smooth line, and what stands above it just under the limit."""
    bottom, high = top + DROP_PX - 22, max(*held.counts, *held.smooth, 1.0)
    start, step = 2.0, (paper.width - 4) / len(held.counts)
    scale = (bottom - top - 26) / high
    bars: list[Row] = []
    for place, (count, is_within) in enumerate(zip(held.counts, held.is_within, strict=True)):
        x = start + step * (place + 0.5)
        color = "bad" if is_within else "line"
        bars.append(
            {"x": x, "y": bottom, "x2": x, "y2": bottom - count * scale, "color": color, "thickness": step * 0.6}
        )
    middles = [(start + step * (place + 0.5), bottom - value * scale) for place, value in enumerate(held.smooth)]
    line: list[Row] = [
        {"x": a[0], "y": a[1], "x2": b[0], "y2": b[1], "color": "ink-2", "thickness": 1.5} for a, b in pairwise(middles)
    ]
    edge = start + step * (len(held.counts) / 2)
    limit: Row = {"x": edge, "y": top + 24, "x2": edge, "y2": bottom, "color": "ink", "thickness": 1}
    head: Row = {"x": 0, "y": top + 8, "color": "ink", "text": held.title}
    return [
        paper.texts([head], align="left", is_strong=True),
        paper.lines(bars),
        paper.lines(line),
        paper.lines([limit]),
        *_axis(paper, held, bottom, (start, edge, start + step * len(held.counts))),
    ]


def _axis(paper: Paper, held: Histogram, bottom: float, places: Sequence[float]) -> list[Any]:
    ends = (held.edges[0], held.limit_s, held.edges[-1])
    said = [figure(value, "seconds") for value in ends]
    middle = f"limit {said[1]}"
    y = bottom + 14
    return [
        paper.texts([{"x": places[0], "y": y, "color": "ink-3", "text": said[0]}], align="left", size=SMALL_PX),
        paper.texts([{"x": places[1], "y": y, "color": "ink", "text": middle}], size=SMALL_PX),
        paper.texts([{"x": places[2], "y": y, "color": "ink-3", "text": said[2]}], align="right", size=SMALL_PX),
    ]


CHART = Chart(id="readings", answers="readings", draw=draw, describe=describe)
