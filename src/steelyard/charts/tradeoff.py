"""The map: what handling cost less to the right, what customers got more upwards, parts with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.attribution.joint_change import Movement
from steelyard.analyses.tradeoff.question import Tradeoff
from steelyard.analyses.tradeoff.wording import NAMES
from steelyard.charts.canvas import (
    SMALL_PX,
    Row,
    Spec,
    axis,
    empty,
    layer,
    names_beside,
    nominal,
    number,
    own,
    picture,
    rule,
    scale,
    spread,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT, log_points

CORNERS = (("true gain", 1, 1), ("investment", -1, 1), ("false economy", 1, -1), ("decline", -1, -1))
COLORS = {True: "good", False: "bad", None: "unsure"}
ALL = "All"
SIDE_PX, FOOT_PX = 52, 42
MOST_NAMED = 12
"""With more parts than that only those of which something is claimed are named."""


def draw(answer: Tradeoff, width: float = 620, is_narrow: bool = False) -> Spec:
    """Both axes in log percent from a common zero; on the dashed diagonal the balance stayed."""
    shown = _shown(answer)
    if not shown:
        return empty("Nothing can be weighed", width)
    height, end = width * (0.85 if is_narrow else 0.62), _reach(shown)
    marks = [mark for mark in ticks(-end, end, 4 if is_narrow else 8) if abs(mark) <= end]
    x = {"scale": scale(-end, end, clamp=True), "axis": axis("handling cost less, % →", marks)}
    y = {"scale": scale(-end, end, clamp=True), "axis": axis("customers got more, % →", marks)}
    layers = [*_ground(end, x, y), *_crosses(shown, x, y), *_marks(shown, end, x, y, is_narrow)]
    return picture(layers, width, height, (8, 12, FOOT_PX, SIDE_PX))


def describe(answer: Tradeoff) -> str:
    """Every part in words."""
    shown = _shown(answer)
    if not shown:
        return "Nothing can be weighed."
    found = [
        f"{name}: cost of handling {log_points(-(one.efficiency.value or 0.0))} percent, what customers got "
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


def _ground(end: float, x: Spec, y: Spec) -> list[Spec]:
    """The axes through zero, the diagonal on which the balance stayed, and what the corners are called."""
    corners = [
        {"text": name, "x": 0.97 * across * end, "y": 0.93 * up * end, "side": across} for name, across, up in CORNERS
    ]
    diagonal = {"x": number("x", **x), "y": number("y", **y), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    names = {"x": number("x", **x), "y": number("y", **y), "text": nominal("text")}
    return [
        rule("x", 0, "ink-3"),
        rule("y", 0, "ink-3"),
        layer(
            "rule", [{"x": -end, "y": end, "x2": end, "y2": -end}], diagonal, color=LIGHT["ink-3"], strokeDash=[3, 4]
        ),
        *(
            layer(
                "text",
                [row for row in corners if row["side"] == side],
                names,
                align=align,
                fontSize=SMALL_PX,
                color=LIGHT["ink-3"],
                fontWeight=600,
            )
            for side, align in ((1, "right"), (-1, "left"))
        ),
    ]


def _crosses(shown: Sequence[tuple[str, Movement]], x: Spec, y: Spec) -> list[Spec]:
    """The intervals of both movements."""
    across: list[Row] = []
    up: list[Row] = []
    for _, one in shown:
        place = {
            "x": 100 * (one.efficiency.value or 0.0),
            "y": 100 * (one.customers.value or 0.0),
            "color": COLORS[one.is_good],
        }
        for limits, rows in ((one.efficiency.interval, across), (one.customers.interval, up)):
            if limits:
                rows.append({**place, "low": 100 * limits.low, "high": 100 * limits.high})
    options = {"strokeWidth": 1.6, "clip": True}
    return [
        layer(
            "rule",
            across,
            {"x": number("low", **x), "x2": {"field": "high"}, "y": number("y", **y), "color": own()},
            **options,
        ),
        layer(
            "rule",
            up,
            {"y": number("low", **y), "y2": {"field": "high"}, "x": number("x", **x), "color": own()},
            **options,
        ),
    ]


def _marks(shown: Sequence[tuple[str, Movement]], end: float, x: Spec, y: Spec, is_narrow: bool) -> list[Spec]:
    """A point a part; the whole is ringed, and what is claimed named."""
    rows = [_mark(name, one, end, is_narrow) for name, one in shown]
    dots = {
        "x": number("x", **x),
        "y": number("y", **y),
        "color": own(),
        "tooltip": tooltip(name="Part", cost="Cost of handling, %", got="Customers got, %", called="Outcome"),
    }
    named = [row for row in rows if len(rows) <= MOST_NAMED or row["color"] != "unsure" or row["name"] == ALL]
    named = spread(named, "x", "y", near=(0.9 if is_narrow else 0.55) * end, gap=(0.11 if is_narrow else 0.09) * end)
    names = {"x": number("x", **x), "y": number("label_y", **y), "text": nominal("text")}
    return [
        layer("point", rows, dots, filled=True, size=70, opacity=1),
        layer("point", [row for row in rows if row["name"] == ALL], dots, size=190, strokeWidth=2, opacity=1),
        *names_beside(named, names, 9, dy=-9, fontWeight=600),
    ]


def _mark(name: str, one: Movement, end: float, is_narrow: bool) -> Row:
    saved, got = 100 * (one.efficiency.value or 0.0), 100 * (one.customers.value or 0.0)
    return {
        "name": name,
        "x": saved,
        "y": got,
        "color": COLORS[one.is_good],
        "side": 1 if saved < (0.1 if is_narrow else 0.4) * end else -1,
        "text": name if is_narrow or one.outcome is None else f"{name}: {NAMES[one.outcome]}",
        "cost": log_points(-saved / 100),
        "got": log_points(got / 100),
        "called": _called(one),
    }


CHART = Chart(id="tradeoff", answers="tradeoff", draw=draw, describe=describe)
