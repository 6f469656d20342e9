"""The funnel: volume to the right, the figure with the mix of all upwards, and the limits chance alone keeps within."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.analyses.compare.answer import Comparison, Unit
from steelyard.analyses.compare.wording import off, plural
from steelyard.charts.paper import SMALL_PX, Paper, Row, ticks
from steelyard.declare import Chart
from steelyard.theme import figure, number

HEIGHT_PX, NARROW_PX = 390, 340
TOP_PX, BOTTOM_PX, LEFT_PX = 48, 46, 52
NAME_PX, LINE_PX = 6.5, 15
"""About the width of a letter, and the height of a line."""

WIDE, SURE = "0.998", "0.95"
DOT = "M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z"
TONES = {"better": "good", "worse": "bad", "higher": "value", "lower": "cost"}


@dataclass(frozen=True)
class _Plot:
    """The plot's place on the paper and its two scales."""

    left: float
    right: float
    top: float
    bottom: float
    most: float
    low: float
    high: float

    def x(self, count: float) -> float:
        return self.left + count / self.most * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def draw(answer: Comparison, width: float = 620, is_narrow: bool = False) -> Any:
    """Units as points: filled and named where told apart, hollow where chance may have placed them."""
    height = NARROW_PX if is_narrow else HEIGHT_PX
    paper = Paper(width, height)
    if answer.funnel is None or answer.target is None or not answer.units:
        empty = [{"x": 0, "y": 20, "text": "Nothing is shown of single units", "color": "ink-3"}]
        return paper.finish(paper.texts(empty, align="left"))
    plot, across, up = _plot(answer, width, height, is_narrow)
    unit, target = answer.target.unit, plot.y(answer.target.value or 0.0)
    grid = [_line(plot.left, plot.y(value), plot.right, plot.y(value), "line") for value in up]
    marks = [{"x": plot.left - 8, "y": plot.y(value), "text": figure(value, unit), "color": "ink-3"} for value in up]
    volumes = [{"x": plot.x(v), "y": plot.bottom + 16, "text": number(v), "color": "ink-3"} for v in across]
    about = f"{answer.target.n_unit.capitalize()} of each"
    volumes.append({"x": (plot.left + plot.right) / 2, "y": plot.bottom + 36, "text": about, "color": "ink-2"})
    heads = [
        {"x": 0, "y": 10, "text": f"{_title(answer)}, with the mix of all", "color": "ink-2"},
        {"x": 0, "y": 28, "text": "Chance: 95% in the band, 99.8% in the lines", "color": "ink-3"},
    ]
    full = [unit for unit in answer.units if unit.verdict]
    hollow = [_dot(plot, unit, "unsure") for unit in answer.units if not unit.verdict]
    return paper.finish(
        paper.shapes([_band(answer, plot)]),
        paper.lines([*grid, _line(plot.left, target, plot.right, target, "ink-3")]),
        paper.shapes(_edges(answer, plot), is_filled=False, dash=(2, 4)),
        paper.shapes([{**dot, "color": "card"} for dot in hollow]),
        paper.shapes(hollow, is_filled=False),
        paper.shapes([_dot(plot, unit, TONES[unit.verdict]) for unit in full]),
        paper.texts(marks, align="right", size=SMALL_PX),
        paper.texts(volumes, size=SMALL_PX),
        paper.texts(heads, align="left", size=SMALL_PX),
        *(layer for row, align in _names(answer, plot, width) for layer in paper.names([row], align=align)),
    )


def describe(answer: Comparison) -> str:
    """Every unit told apart in words, and how many are not."""
    if answer.target is None or not answer.units:
        return "Nothing is shown of single units."
    told = [f"{unit.name} {unit.verdict}, {off(unit, answer)}" for unit in answer.units if unit.verdict]
    quiet = len(answer.units) - len(told)
    whole = figure(answer.target.value, answer.target.unit, margin=0.005 if answer.target.unit == "share" else None)
    parts = [f"Funnel of {len(answer.units)} {plural(answer.by)} around {whole}"]
    parts += ["; ".join(told)] if told else []
    parts += [f"{quiet} not distinguished"] if quiet else []
    return "; ".join(parts) + "."


def _plot(answer: Comparison, width: float, height: float, is_narrow: bool) -> tuple[_Plot, list[float], list[float]]:
    assert answer.funnel is not None
    values = [unit.adjusted.value or 0.0 for unit in answer.units]
    largest = max(answer.funnel.counts[-1], 1.0)
    across = [value for value in ticks(0, largest, 4 if is_narrow else 6) if value <= largest]
    middle = len(answer.funnel.counts) // 4
    ends = [answer.funnel.low[WIDE][middle], answer.funnel.high[WIDE][middle], *values]
    up = ticks(min(ends), max(ends), 4 if is_narrow else 5)
    return _Plot(LEFT_PX, width - 14, TOP_PX, height - BOTTOM_PX, largest, up[0], up[-1]), across, up


def _band(answer: Comparison, plot: _Plot) -> Row:
    """What 95 of 100 units that differ in nothing keep within."""
    assert answer.funnel is not None
    counts = answer.funnel.counts
    upper = [(plot.x(n), _kept(plot, value)) for n, value in zip(counts, answer.funnel.high[SURE], strict=True)]
    lower = [(plot.x(n), _kept(plot, value)) for n, value in zip(counts, answer.funnel.low[SURE], strict=True)]
    points = [*upper, *reversed(lower)]
    path = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return {"x": 0, "y": 0, "path": f"M{path}Z", "color": "line-2"}


def _edges(answer: Comparison, plot: _Plot) -> list[Row]:
    """The limits 998 of 1,000 keep within."""
    assert answer.funnel is not None
    found = []
    for values in (answer.funnel.low[WIDE], answer.funnel.high[WIDE]):
        points = [(plot.x(n), plot.y(value)) for n, value in zip(answer.funnel.counts, values, strict=True)]
        inside = [(x, y) for x, y in points if plot.top <= y <= plot.bottom]
        path = "L".join(f"{x:.1f},{y:.1f}" for x, y in inside)
        found += [{"x": 0, "y": 0, "path": f"M{path}", "color": "unsure"}] if inside else []
    return found


def _kept(plot: _Plot, value: float) -> float:
    return min(max(plot.y(value), plot.top), plot.bottom)


def _dot(plot: _Plot, unit: Unit, color: str) -> Row:
    return {"x": plot.x(unit.adjusted.n), "y": plot.y(unit.adjusted.value or 0.0), "path": DOT, "color": color}


def _names(answer: Comparison, plot: _Plot, width: float) -> list[tuple[Row, Any]]:
    """The names of units told apart, beside their points and clear of each other; one without room has none."""
    placed: list[tuple[float, float, float]] = []
    dots = [(plot.x(unit.adjusted.n), plot.y(unit.adjusted.value or 0.0)) for unit in answer.units]
    found: list[tuple[Row, Any]] = []
    for unit, (x, y) in zip(answer.units, dots, strict=True):
        if not unit.verdict:
            continue
        room = NAME_PX * len(unit.name)
        for side, up in ((side, up) for up in (0, -LINE_PX, LINE_PX) for side in ("left", "right")):
            start = x + 10 if side == "left" else x - 10 - room
            box = (start, start + room, y + up)
            if start >= plot.left and box[1] <= width and _is_clear(box, placed, dots):
                placed.append(box)
                at = x + 10 if side == "left" else x - 10
                found.append(({"x": at, "y": y + up, "text": unit.name, "color": "ink"}, side))
                break
    return found


def _is_clear(
    box: tuple[float, float, float], placed: list[tuple[float, float, float]], dots: list[tuple[float, float]]
) -> bool:
    """Whether a name (from, to, at) touches no other name and no point."""
    first, last, at = box
    of_names = all(last < one[0] or first > one[1] or abs(at - one[2]) >= LINE_PX for one in placed)
    return of_names and all(not first - 4 < dot[0] < last + 4 or abs(at - dot[1]) >= 11 for dot in dots)


def _title(answer: Comparison) -> str:
    return answer.title.split(",")[0]


def _line(x: float, y: float, x2: float, y2: float, color: str) -> Row:
    return {"x": x, "y": y, "x2": x2, "y2": y2, "color": color, "thickness": 1}


CHART = Chart(id="compare", answers="compare", draw=draw, describe=describe)
