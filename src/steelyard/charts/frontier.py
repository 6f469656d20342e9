"""Every place's months against best practice: a panel a place, efficiency with interval, a line for equal places."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.frontier.answer import Frontier, Place
from steelyard.charts.canvas import (
    Row,
    Spec,
    axis,
    empty,
    key,
    layer,
    number,
    ordered,
    own,
    panel,
    rule,
    scale,
    small_multiples,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import span

PANEL_PX, AXIS_PX, GAP_PX = 110, 44, 20
MOST_PANELS = 12


def draw(answer: Frontier, width: float = 620, is_narrow: bool = False) -> Spec:
    """Panels in the order of the places; months run to the right, best practice is the line at 100%."""
    if not answer.places:
        return empty("The distance to best practice cannot be computed", width)
    shown = answer.places[:MOST_PANELS]
    across = 1 if is_narrow else min(3 if width > 500 else 2, len(shown))
    labels = {unit.efficiency.part["period"]: unit.label for place in shown for unit in place.units}
    periods = [label for _, label in sorted(labels.items())]
    room = (width - GAP_PX * (across - 1)) / across - AXIS_PX
    panels = [_panel(place, periods, _scale(answer), room) for place in shown]
    return {**small_multiples(panels, across), "title": _key(answer, width)}


def describe(answer: Frontier) -> str:
    """Every place in words, in order."""
    if not answer.places:
        return "The distance to best practice cannot be computed."
    said = [f"{place.name or 'the service'}: {_range(place)}, {_verdict(place)}" for place in answer.places]
    return f"Efficiency by {answer.by or 'month'}, 100 percent for best practice. {'; '.join(said)}."


def _panel(place: Place, periods: Sequence[str], marks: Sequence[float], room: float) -> Spec:
    """A place's months with their intervals, below the line of best practice."""
    rows: list[Row] = []
    for unit in place.units:
        limits = unit.efficiency.interval
        assert limits is not None
        rows.append(
            {
                "label": unit.label,
                "value": unit.efficiency.value or 0.0,
                "low": max(limits.low, marks[0]),
                "high": min(limits.high, 1.0),
                "color": "bad" if unit.is_behind else "unsure",
                "said": f"{100 * (unit.efficiency.value or 0.0):.0f}%",
                "range": span(limits.low, limits.high, "share"),
            }
        )
    ends = f"indexof({[periods[0], periods[-1]]}, datum.value) >= 0 ? datum.label : ''"
    bottom = {"title": None, "labelExpr": ends, "labelAngle": 0, "labelOverlap": False, "grid": False}
    x = ordered("label", axis=bottom, scale={"domain": list(periods), "type": "point", "padding": 0.5})
    y = {"scale": scale(marks[0], marks[-1]), "axis": axis(None, marks, format=".0%")}
    alike = sum(unit.alike for unit in place.units) / len(place.units)
    dot = {
        "x": x,
        "y": number("value", **y),
        "color": own(),
        "tooltip": tooltip(label="Period", said="Efficiency", range="95% interval"),
    }
    return panel(
        [
            rule("y", alike, "ink-3", dash=(3, 3)),
            rule("y", 1.0, "value", width=2),
            layer(
                "rule",
                rows,
                {"x": x, "y": number("low", **y), "y2": {"field": "high"}, "color": own()},
                strokeWidth=1.4,
            ),
            layer("point", rows, dot, filled=True, size=32, opacity=1),
        ],
        room,
        PANEL_PX,
        place.name or "All",
        _verdict(place),
        "bad" if place.is_behind else "ink-3",
        left=AXIS_PX,
    )


def _key(answer: Frontier, width: float) -> Spec:
    """What the two lines mean."""
    equal = f"dashed: what equal {answer.by or answer.period}s show by sampling error"
    if len(answer.places) > MOST_PANELS:
        equal += f"; the first {MOST_PANELS} of {len(answer.places)}"
    said = ["Line at 100%: best practice;", equal] if width < 450 else f"Line at 100%: best practice; {equal}"
    return key(said, width)


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


CHART = Chart(id="frontier", answers="frontier", draw=draw, describe=describe)
