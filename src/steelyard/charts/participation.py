"""Who pays: what the provider saves to the right, what customers put in more upwards; on the line both cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.analyses.participation.answer import Participation
from steelyard.analyses.participation.cost_shifting import NAMES, Shift
from steelyard.charts.paper import SMALL_PX, Paper, Row, Side, ticks
from steelyard.declare import Chart
from steelyard.theme import MINUS, currency_sign, shift

DOT = "M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z"
COLORS = {"replaced": "good", "cheaper": "good", "shared": "value", "moved": "bad", "dearer": "bad", None: "unsure"}
SAID = {
    "moved": "work moved",
    "replaced": "work replaced",
    "shared": "more saved than moved",
    "cheaper": "cheaper for both",
    "dearer": "dearer for both",
}
LINE_PX, LETTER_PX = 14, 7.2
LEFT_PX, TOP_PX = 44, 10


@dataclass(frozen=True)
class _Plane:
    """Money for an issue fully solved to pixels; what the provider saves across, what customers put in more up."""

    width: float
    height: float
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, saved: float) -> float:
        low, high = self.across
        return LEFT_PX + (min(max(saved, low), high) - low) / (high - low) * self.width

    def y(self, more: float) -> float:
        low, high = self.up
        return TOP_PX + (high - min(max(more, low), high)) / (high - low) * self.height


def draw(answer: Participation, width: float = 620, is_narrow: bool = False) -> Any:
    """Filled: between periods; rings: between ways of taking part. Under the dashed line both together pay less."""
    height = width * (1.0 if is_narrow else 0.6)
    paper = Paper(width, height + 46)
    if not answer.shifts:
        words: Row = {"x": 0, "y": 20, "color": "ink-3", "text": "Who carries the cost cannot be told"}
        return paper.finish(paper.texts([words], align="left"))
    plane = _plane(answer.shifts, width, height, is_narrow)
    return paper.finish(
        *_ground(paper, plane, answer.provenance.currency, is_narrow), *_marks(paper, plane, answer.shifts, is_narrow)
    )


def describe(answer: Participation) -> str:
    """Every point in words."""
    if not answer.shifts:
        return "Who carries the cost cannot be told."
    said = [
        f"{_name(one)}: the provider {shift(one.provider.value, 'money', currency=answer.provenance.currency)}, "
        f"customers {shift(one.customers.value, 'money', currency=answer.provenance.currency)}, {NAMES[one.outcome]}"
        for one in answer.shifts
    ]
    return f"What an issue solved to full satisfaction costs more or less. {'; '.join(said)}."


def _name(one: Shift) -> str:
    title = one.title.removeprefix("those ")
    return f"{title}, over time" if one.between == "periods" else title


def _saved(one: Shift) -> tuple[float, float, float]:
    """What the provider saves, with its limits."""
    value, limits = one.provider.value or 0.0, one.provider.interval
    return (-value, -limits.high, -limits.low) if limits else (-value, -value, -value)


def _more(one: Shift) -> tuple[float, float, float]:
    value, limits = one.customers.value or 0.0, one.customers.interval
    return (value, limits.low, limits.high) if limits else (value, value, value)


def _plane(shifts: Sequence[Shift], width: float, height: float, is_narrow: bool) -> _Plane:
    across = [end for one in shifts for end in _saved(one)]
    up = [end for one in shifts for end in _more(one)]
    steps = [
        ticks(min(0.0, *ends), max(0.0, *ends), count) for ends, count in ((across, 4 if is_narrow else 8), (up, 5))
    ]
    (left, *_, right), (bottom, *_, top) = ((found if len(found) > 1 else [-1.0, 1.0]) for found in steps)
    return _Plane(width - LEFT_PX - 12, height - TOP_PX - 10, (left, right), (bottom, top))


def _ground(paper: Paper, plane: _Plane, currency: str, is_narrow: bool) -> list[Any]:
    low, high = plane.y(plane.up[0]), plane.y(plane.up[1])
    lines: list[Row] = []
    labels: list[Row] = []
    for step in ticks(*plane.across, 4 if is_narrow else 8):
        strong = {"color": "ink-3" if step == 0 else "line", "thickness": 1}
        lines.append({"x": plane.x(step), "y": low, "x2": plane.x(step), "y2": high, **strong})
        labels.append({"x": plane.x(step), "y": low + 12, "text": _money(step), "color": "ink-3"})
    for step in ticks(*plane.up, 5):
        strong = {"color": "ink-3" if step == 0 else "line", "thickness": 1}
        ends = {"x": plane.x(plane.across[0]), "x2": plane.x(plane.across[1])}
        lines.append({**ends, "y": plane.y(step), "y2": plane.y(step), **strong})
        labels.append({"x": LEFT_PX - 20, "y": plane.y(step), "text": _money(step), "color": "ink-3"})
    first, last = max(plane.across[0], plane.up[0]), min(plane.across[1], plane.up[1])
    nought: Row = {
        "x": plane.x(first), "y": plane.y(first), "x2": plane.x(last), "y2": plane.y(last),
        "color": "ink-3", "thickness": 1,
    }  # fmt: skip
    unit = "" if is_narrow else f", {currency_sign(currency)} for an issue fully solved"
    across, up = f"the provider saves{unit} →", "↑ customers put in more"
    key = "● over time  ○ than issues alike" + ("" if is_narrow else "  ┄ both together the same")
    titles: list[tuple[Side, Row]] = [
        ("right", {"x": paper.width - 12, "y": low + 28, "text": across, "color": "ink-2"}),
        ("left", {"x": LEFT_PX + 4, "y": high + 8, "text": up, "color": "ink-2"}),
        ("left", {"x": 0, "y": low + (46 if is_narrow else 48), "text": key, "color": "ink-3"}),
    ]
    return [
        paper.lines(lines),
        *([paper.lines([nought], dash=(3, 4))] if last > first else []),
        paper.texts(labels, size=SMALL_PX),
        *(paper.texts([row], align=side, size=SMALL_PX) for side, row in titles),
    ]


def _marks(paper: Paper, plane: _Plane, shifts: Sequence[Shift], is_narrow: bool) -> list[Any]:
    crosses: list[Row] = []
    dots: list[Row] = []
    rings: list[Row] = []
    names: dict[Side, list[Row]] = {"left": [], "right": []}
    taken: list[tuple[tuple[float, float], float]] = []
    for one in shifts:
        (x, left, right), (y, bottom, top) = _saved(one), _more(one)
        color = COLORS[one.outcome]
        strong = {"color": color, "thickness": 1.6}
        crosses.append({"x": plane.x(left), "y": plane.y(y), "x2": plane.x(right), "y2": plane.y(y), **strong})
        crosses.append({"x": plane.x(x), "y": plane.y(bottom), "x2": plane.x(x), "y2": plane.y(top), **strong})
        place: Row = {"x": plane.x(x), "y": plane.y(y), "color": color}
        (dots if one.between == "periods" else rings).append({**place, "path": DOT})
        text = _said(one, is_narrow)
        side: Side = "left" if plane.x(x) + 10 + LETTER_PX * len(text) < paper.width else "right"
        start = plane.x(x) + (10 if side == "left" else -10)
        y_px = _free(_spread(start, text, side), plane.y(y) - 11, taken)
        taken.append((_spread(start, text, side), y_px))
        names[side].append({"x": start, "y": y_px, "text": text, "color": "ink"})
    return [
        paper.lines(crosses),
        *([paper.shapes(dots)] if dots else []),
        *([paper.shapes(rings, is_filled=False)] if rings else []),
        *(paper.texts(rows, align=side, size=SMALL_PX, is_strong=True) for side, rows in names.items() if rows),
    ]


def _said(one: Shift, is_narrow: bool) -> str:
    if is_narrow:
        return _name(one).removeprefix("begun ").removeprefix("with the ").removeprefix("by ")
    return _name(one) if one.outcome is None else f"{_name(one)}: {SAID[one.outcome]}"


def _spread(start: float, text: str, side: Side) -> tuple[float, float]:
    """Where a name begins and ends, about."""
    length = LETTER_PX * len(text)
    return (start, start + length) if side == "left" else (start - length, start)


def _free(spread: tuple[float, float], y: float, taken: Sequence[tuple[tuple[float, float], float]]) -> float:
    """A height at which no name stands yet, from y upwards."""
    near = [height for (low, high), height in taken if low < spread[1] and high > spread[0]]
    while any(abs(other - y) < LINE_PX for other in near):
        y -= LINE_PX
    return y


def _money(step: float) -> str:
    return f"{MINUS if step < 0 else '+' if step > 0 else ''}{abs(step):g}"


CHART = Chart(id="participation", answers="participation", draw=draw, describe=describe)
