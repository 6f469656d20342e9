"""What a point is worth: one row a measure with its interval, and the budget's rule beside what closing gaps brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.analyses.worth.question import Worth
from steelyard.answers import Estimate
from steelyard.charts.canvas import (
    SMALL_PX,
    Spec,
    at,
    empty,
    layer,
    nominal,
    number,
    ordered,
    own,
    panel,
    scale,
    small_multiples,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT, figure
from steelyard.wording import figure_of

ROW_PX, NARROW_ROW_PX, NAMES_PX, FIGURES_PX = 32, 42, 272, 118


@dataclass(frozen=True)
class _Line:
    """A row: a range with a figure in it, or (the rule of thumb) a range alone."""

    title: str
    low: float
    high: float
    value: float | None
    said: str
    color: str


def draw(answer: Worth, width: float = 620, is_narrow: bool = False) -> Spec:
    """Two panels with scales of their own: a point, and the gap to the target with the rule of thumb."""
    panels = [_panel(title, lines, width, is_narrow) for title, lines in _both(answer)]
    return small_multiples(panels, 1) if panels else empty("The worth of a point cannot be computed", width)


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
    said, color = figure_of(estimate, answer.provenance.currency), "value" if estimate.sign else "unsure"
    return _Line(title, limits.low, limits.high, estimate.value, said, color)


def _panel(title: str, lines: Sequence[_Line], width: float, is_narrow: bool) -> Spec:
    """Ranges by row, with the figure in each; names and figures stand beside the plot."""
    rows = [
        {
            "name": line.title,
            "low": line.low,
            "high": line.high,
            "value": line.value,
            "said": line.said,
            "color": line.color,
        }
        for line in lines
    ]
    names = 0 if is_narrow else NAMES_PX
    room = width - names - (8 if is_narrow else FIGURES_PX)
    low, high = min(0.0, *(line.low for line in lines)), max(0.0, *(line.high for line in lines))
    x: Spec = {"scale": scale(low, high or 1.0, padding=4), "axis": None}
    band = ordered("name", axis=None, scale={"paddingInner": 0.2, "paddingOuter": 0.1})
    shown = tooltip(name="Of", said="Worth")
    ends = {"x": number("low", **x), "x2": {"field": "high"}, "y": band, "color": own(), "tooltip": shown}
    valued = [row for row in rows if row["value"] is not None]
    drop = 8 if is_narrow else 0
    lift = {"dy": -10, "fontSize": SMALL_PX} if is_narrow else {"fontSize": SMALL_PX}
    return panel(
        [
            layer(
                "rule",
                [{"edge": 0.0}] if low < 0 or not is_narrow else [],
                {"x": number("edge", **x)},
                color=LIGHT["ink-3"],
            ),
            layer("rule", valued, ends, strokeWidth=2, yOffset=drop),
            layer("bar", [row for row in rows if row["value"] is None], ends, height=8, yOffset=drop),
            layer(
                "point",
                valued,
                {"x": number("value", **x), "y": band, "color": own(), "tooltip": shown},
                filled=True,
                size=70,
                opacity=1,
                yOffset=drop,
            ),
            layer(
                "text", rows, {"text": nominal("name"), "x": at(-names), "y": band}, align="left", limit=width, **lift
            ),
            layer(
                "text",
                rows,
                {"text": nominal("said"), "x": at(width - names), "y": band},
                align="right",
                fontWeight=600,
                **lift,
            ),
        ],
        room,
        len(rows) * (NARROW_ROW_PX if is_narrow else ROW_PX),
        title,
        left=names,
    )


CHART = Chart(id="worth", answers="worth", draw=draw, describe=describe)
