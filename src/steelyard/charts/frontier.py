"""Every place's months against best practice: a panel a place, efficiency with interval, a line for equal places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.analyses.frontier.answer import Frontier, Place, Unit
from steelyard.charts.paper import SMALL_PX, Paper, Row, ticks
from steelyard.declare import Chart
from steelyard.theme import span

DOT = "M-3.2,0A3.2,3.2 0 1 1 3.2,0A3.2,3.2 0 1 1 -3.2,0Z"
PANEL_PX, HEAD_PX, FOOT_PX, AXIS_PX, GAP_PX = 120, 52, 30, 40, 28
MOST_PANELS = 12
KEY_PX = 28


def draw(answer: Frontier, width: float = 620, is_narrow: bool = False) -> Any:
    """Panels in the order of the places; months run to the right, best practice is the line at 100%."""
    if not answer.places:
        paper = Paper(width, 60)
        return paper.finish(
            paper.texts([_word(0, 30, "The distance to best practice cannot be computed", "ink-3")], align="left")
        )
    shown = answer.places[:MOST_PANELS]
    across = 1 if is_narrow else min(3 if width > 500 else 2, len(shown))
    down = -(-len(shown) // across)
    paper = Paper(width, KEY_PX + down * (HEAD_PX + PANEL_PX + FOOT_PX))
    scale = _scale(answer)
    labels = {unit.efficiency.part["period"]: unit.label for place in shown for unit in place.units}
    periods = dict(sorted(labels.items()))
    panel = (width - AXIS_PX - GAP_PX * (across - 1)) / across
    layers: list[Any] = _key(paper, answer)
    for number, place in enumerate(shown):
        left = AXIS_PX + (number % across) * (panel + GAP_PX)
        top = KEY_PX + (number // across) * (HEAD_PX + PANEL_PX + FOOT_PX) + HEAD_PX
        layers += _panel(paper, place, _Box(left, top, panel, scale, periods), has_axis=number % across == 0)
    return paper.finish(*layers)


def describe(answer: Frontier) -> str:
    """Every place in words, in order."""
    if not answer.places:
        return "The distance to best practice cannot be computed."
    said = [f"{place.name or 'the service'}: {_range(place)}, {_verdict(place)}" for place in answer.places]
    return f"Efficiency by {answer.by or 'month'}, 100 percent for best practice. {'; '.join(said)}."


@dataclass(frozen=True)
class _Box:
    """Where a panel's periods (first day -> label) and efficiencies lie, in pixels."""

    left: float
    top: float
    width: float
    scale: list[float]
    periods: dict[str, str]

    def x(self, unit: Unit) -> float:
        step = self.width / len(self.periods)
        return self.left + step * (list(self.periods).index(unit.efficiency.part["period"]) + 0.5)

    def y(self, value: float) -> float:
        low, high = self.scale[0], self.scale[-1]
        return self.top + PANEL_PX * (high - value) / (high - low)


def _panel(paper: Paper, place: Place, box: _Box, has_axis: bool) -> list[Any]:
    right = box.left + box.width
    head = [_word(box.left, box.top - 36, place.name or "All", "ink")]
    under = [_word(box.left, box.top - 17, _verdict(place), "bad" if place.is_behind else "ink-3")]
    grid = [_line(box.left, box.y(tick), right, box.y(tick), "line", 1) for tick in box.scale]
    best = [_line(box.left, box.y(1.0), right, box.y(1.0), "value", 2)]
    alike = sum(unit.alike for unit in place.units) / len(place.units)
    chance = [_line(box.left, box.y(alike), right, box.y(alike), "ink-3", 1)]
    bars, dots = [], []
    for unit in place.units:
        limits = unit.efficiency.interval
        assert limits is not None
        color = "bad" if unit.is_behind else "unsure"
        low, high = max(limits.low, box.scale[0]), min(limits.high, 1.0)
        bars.append(_line(box.x(unit), box.y(low), box.x(unit), box.y(high), color, 1.4))
        dots.append({"x": box.x(unit), "y": box.y(unit.efficiency.value or 0.0), "path": DOT, "color": color})
    labels = list(box.periods.values())
    foot = [_word(box.left, box.top + PANEL_PX + 13, labels[0], "ink-3")]
    last = [_word(right, box.top + PANEL_PX + 13, labels[-1], "ink-3")] if len(labels) > 1 else []
    numbers = (
        [_word(box.left - 8, box.y(tick), f"{100 * tick:.0f}%", "ink-3") for tick in box.scale] if has_axis else []
    )
    return [
        paper.texts(head, align="left", is_strong=True),
        paper.texts([*under, *foot], align="left", size=SMALL_PX),
        paper.texts([*last, *numbers], align="right", size=SMALL_PX),
        paper.lines(grid),
        paper.lines(chance, dash=(3, 3)),
        paper.lines(best),
        paper.lines(bars),
        paper.shapes(dots),
    ]


def _key(paper: Paper, answer: Frontier) -> list[Any]:
    """What the two lines mean."""
    first, second = AXIS_PX, AXIS_PX + 130
    equal = f"equal {answer.by or answer.period}s (sampling error)"
    if len(answer.places) > MOST_PANELS:
        equal += f"; the first {MOST_PANELS} of {len(answer.places)}"
    return [
        paper.lines([_line(first, 10, first + 20, 10, "value", 2)]),
        paper.lines([_line(second, 10, second + 20, 10, "ink-3", 1)], dash=(3, 3)),
        paper.texts(
            [_word(first + 26, 10, "best practice", "ink-2"), _word(second + 26, 10, equal, "ink-2")],
            align="left",
            size=SMALL_PX,
        ),
    ]


def _scale(answer: Frontier) -> list[float]:
    """Ticks from below most of the intervals to 100%."""
    lows = sorted(
        unit.efficiency.interval.low for place in answer.places for unit in place.units if unit.efficiency.interval
    )
    return [tick for tick in ticks(min(lows[len(lows) // 20], 0.9), 1.0, 4) if tick <= 1.0]


def _verdict(place: Place) -> str:
    limits = place.lag.interval
    if not place.is_behind or limits is None:
        return "within sampling error"
    return f"excess input {100 * (place.lag.value or 0.0):.0f}% ({span(limits.low, limits.high, 'share')})"


def _range(place: Place) -> str:
    found = [unit.efficiency.value or 0.0 for unit in place.units]
    return f"{100 * min(found):.0f} to {100 * max(found):.0f} percent in {len(found)} periods"


def _word(x: float, y: float, text: str, color: str) -> Row:
    return {"x": x, "y": y, "text": text, "color": color}


def _line(x: float, y: float, x2: float, y2: float, color: str, thickness: float) -> Row:
    return {"x": x, "y": y, "x2": x2, "y2": y2, "color": color, "thickness": thickness}


CHART = Chart(id="frontier", answers="frontier", draw=draw, describe=describe)
