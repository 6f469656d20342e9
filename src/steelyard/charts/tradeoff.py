"""The map: what a contact cost less to the right, what customers got more upwards, parts with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.analyses.attribution.joint_change import Movement
from steelyard.analyses.tradeoff.question import Tradeoff
from steelyard.analyses.tradeoff.wording import NAMES
from steelyard.charts.paper import SMALL_PX, Paper, Row, Side, ticks
from steelyard.declare import Chart
from steelyard.theme import log_points

DOT = "M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z"
RING = "M-7,0A7,7 0 1 1 7,0A7,7 0 1 1 -7,0Z"
CORNERS = (("true gain", 1, 1), ("investment", -1, 1), ("false economy", 1, -1), ("decline", -1, -1))
COLORS = {True: "good", False: "bad", None: "unsure"}
ALL = "All"
NAME_PX, LINE_PX = 110, 14
"""Room a name takes."""


@dataclass(frozen=True)
class _Plane:
    """Percent to pixels."""

    left: float
    top: float
    width: float
    height: float
    reach_x: float
    reach_y: float

    def x(self, percent: float) -> float:
        return self.left + (max(-self.reach_x, min(self.reach_x, percent)) / self.reach_x + 1) / 2 * self.width

    def y(self, percent: float) -> float:
        return self.top + (1 - max(-self.reach_y, min(self.reach_y, percent)) / self.reach_y) / 2 * self.height


def draw(answer: Tradeoff, width: float = 620, is_narrow: bool = False) -> Any:
    """Both axes in log percent from a common zero; on the dashed diagonal the balance stayed."""
    shown = _shown(answer)
    height = width if is_narrow else width * 0.66
    paper = Paper(width, height + 26)
    if not shown:
        return paper.finish(
            paper.texts([{"x": 0, "y": 20, "color": "ink-3", "text": "Nothing can be weighed"}], align="left")
        )
    reach = _reach(shown)
    plane = _Plane(30, 10, width - 40, height - 20, reach, reach)
    return paper.finish(*_ground(paper, plane, is_narrow), *_marks(paper, plane, shown, is_narrow))


def describe(answer: Tradeoff) -> str:
    """Every part in words."""
    shown = _shown(answer)
    if not shown:
        return "Nothing can be weighed."
    found = [
        f"{name}: cost of a contact {log_points(-(one.efficiency.value or 0.0))} percent, what customers got "
        f"{log_points(one.customers.value)} percent, {_called(one)}"
        for name, one in shown
    ]
    return f"Map of {answer.label_before} to {answer.label_after}. {'; '.join(found)}."


def _called(movement: Movement) -> str:
    return NAMES[movement.outcome] if movement.outcome else "cannot tell"


def _shown(answer: Tradeoff) -> list[tuple[str, Movement]]:
    whole = [(ALL, answer.whole)] if answer.whole else []
    return [*whole, *((part.part, part) for part in answer.parts)]


def _reach(shown: Sequence[tuple[str, Movement]]) -> float:
    """How far the axes go, in percent: every point, and its interval unless that is far wider than the points lie."""
    points = [abs(100 * (axis.value or 0.0)) for _, one in shown for axis in (one.efficiency, one.customers)]
    ends = [
        abs(100 * end)
        for _, one in shown
        for axis in (one.efficiency, one.customers)
        if axis.interval
        for end in (axis.interval.low, axis.interval.high)
    ]
    return ticks(0, max(1.0, min(max(ends, default=1.0), 3 * max(points) + 5)), 3)[-1]


def _ground(paper: Paper, plane: _Plane, is_narrow: bool) -> list[Any]:
    steps = [step for step in ticks(0, plane.reach_x, 2 if is_narrow else 4) if step <= plane.reach_x]
    lines: list[Row] = []
    labels: list[Row] = []
    for step in sorted({sign * step for step in steps for sign in (1, -1)}):
        strong = {"color": "ink-3" if step == 0 else "line", "thickness": 1}
        lines.append(
            {"x": plane.x(step), "y": plane.top, "x2": plane.x(step), "y2": plane.top + plane.height, **strong}
        )
        lines.append(
            {"x": plane.left, "y": plane.y(step), "x2": plane.left + plane.width, "y2": plane.y(step), **strong}
        )
        labels.append(
            {"x": plane.x(step), "y": plane.top + plane.height + 10, "text": _percent(step), "color": "ink-3"}
        )
        labels.append({"x": 12, "y": plane.y(step), "text": _percent(step), "color": "ink-3"})
    reach = plane.reach_x
    ends = {"x": plane.x(-reach), "y": plane.y(reach), "x2": plane.x(reach), "y2": plane.y(-reach)}
    diagonal: Row = {**ends, "color": "ink-3", "thickness": 1}
    corners: list[tuple[Side, Row]] = [
        ("right" if across > 0 else "left", _corner(plane, name, across, up)) for name, across, up in CORNERS
    ]
    titles: list[Row] = [
        {
            "x": plane.left + plane.width,
            "y": plane.top + plane.height + 26,
            "text": "a contact cost less →",
            "color": "ink-2",
        },
    ]
    upward: Row = {"x": plane.left + 6, "y": plane.y(0) - 9, "text": "↑ customers got more", "color": "ink-2"}
    return [
        paper.lines(lines),
        paper.lines([diagonal], dash=(3, 4)),
        paper.texts(labels, size=SMALL_PX),
        *(layer for side, row in corners for layer in paper.names([row], align=side, is_strong=True)),
        paper.texts(titles, align="right", size=SMALL_PX),
        *([] if is_narrow else [paper.texts([upward], align="left", size=SMALL_PX)]),
    ]


def _corner(plane: _Plane, name: str, across: int, up: int) -> Row:
    x = plane.left + plane.width - 8 if across > 0 else plane.left + 8
    y = plane.top + 12 if up > 0 else plane.top + plane.height - 12
    return {"x": x, "y": y, "text": name, "color": "ink-3"}


def _marks(paper: Paper, plane: _Plane, shown: Sequence[tuple[str, Movement]], is_narrow: bool) -> list[Any]:
    crosses: list[Row] = []
    dots: list[Row] = []
    rings: list[Row] = []
    names: list[Row] = []
    for name, one in shown:
        x, y = 100 * (one.efficiency.value or 0.0), 100 * (one.customers.value or 0.0)
        color = COLORS[one.is_good]
        for axis, is_across in ((one.efficiency, True), (one.customers, False)):
            if axis.interval:
                crosses.append(
                    _whisker(plane, x, y, 100 * axis.interval.low, 100 * axis.interval.high, is_across, color)
                )
        dots.append({"x": plane.x(x), "y": plane.y(y), "path": DOT, "color": color})
        if name == ALL:
            rings.append({"x": plane.x(x), "y": plane.y(y), "path": RING, "color": color})
        if len(shown) <= 12 or one.is_good is not None:
            said = name if is_narrow or one.outcome is None else f"{name}: {NAMES[one.outcome]}"
            names.append(
                {"x": plane.x(x) + 10, "y": _free(plane.x(x), plane.y(y) - 11, names), "text": said, "color": "ink"}
            )
    return [
        paper.lines(crosses),
        paper.shapes(dots),
        *([paper.shapes(rings, is_filled=False)] if rings else []),
        *paper.names(names, is_strong=True),
    ]


def _free(x: float, y: float, taken: Sequence[Row]) -> float:
    """A height at which no name stands yet, from y downwards."""
    near = [row["y"] for row in taken if abs(row["x"] - x) < NAME_PX]
    while any(abs(other - y) < LINE_PX for other in near):
        y += LINE_PX
    return y


def _whisker(plane: _Plane, x: float, y: float, low: float, high: float, is_across: bool, color: str) -> Row:
    if is_across:
        return {
            "x": plane.x(low),
            "y": plane.y(y),
            "x2": plane.x(high),
            "y2": plane.y(y),
            "color": color,
            "thickness": 1.6,
        }
    return {"x": plane.x(x), "y": plane.y(low), "x2": plane.x(x), "y2": plane.y(high), "color": color, "thickness": 1.6}


def _percent(step: float) -> str:
    return f"{'−' if step < 0 else '+' if step > 0 else ''}{abs(step):g}%"


CHART = Chart(id="tradeoff", answers="tradeoff", draw=draw, describe=describe)
