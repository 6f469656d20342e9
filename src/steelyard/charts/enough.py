"""Value and retention by effort: one panel a dose, its bands with intervals, the line and where it bends."""

from __future__ import annotations

from steelyard.analyses.enough.answer import Enough
from steelyard.analyses.enough.dose_response import RESPONSES, Line
from steelyard.analyses.enough.marginal_value import Margin
from steelyard.analyses.enough.wording import UNITS, is_claimed, slope
from steelyard.charts.canvas import (
    Spec,
    axis,
    empty,
    layer,
    number,
    own,
    panel,
    scale,
    small_multiples,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT
from steelyard.wording import capital

MOST_PANELS, PANEL_PX, AXIS_PX, GAP_PX, LETTER_PX = 4, 110, 46, 20, 6.5
FAR_SHARE = 0.4
"""Doses that begin beyond this share of the largest are not drawn from zero."""


def draw(answer: Enough, width: float = 620, is_narrow: bool = False) -> Spec:
    """Panels side by side, one below the other where the room is narrow."""
    shown = panels(answer)
    if not shown:
        return empty("No effort can be evaluated here", width)
    across = 1 if is_narrow or len(shown) == 1 else 2
    room = (width - GAP_PX * (across - 1)) / across - AXIS_PX - 8
    return small_multiples([_panel(answer, entry, room) for entry in shown], across)


def describe(answer: Enough) -> str:
    """Every panel's slope and bend in words."""
    said = [
        f"{line.dose.one} is associated with {slope(line.slope)} of {RESPONSES[line.response]}, "
        + (
            f"with a bend at {line.knee.value:.1f} {UNITS[line.dose.unit]}"
            if line.knee and line.knee.value
            else "no bend"
        )
        for line in (entry.line for entry in panels(answer))
    ]
    return f"Among similar cases: {'; '.join(said)}." if said else "No effort can be evaluated here."


def panels(answer: Enough) -> list[Margin]:
    """The first response of each dose."""
    found: dict[str, Margin] = {}
    for entry in answer.margins:
        found.setdefault(entry.line.dose.id, entry)
    return list(found.values())[:MOST_PANELS]


def _panel(answer: Enough, entry: Margin, room: float) -> Spec:
    line = entry.line
    marks = ticks(max(0.0, min(line.lows)), min(1.0, max(line.highs)), 3)
    first = 0.0 if line.doses[0] < FAR_SHARE * line.doses[-1] else line.doses[0]
    inside = [mark for mark in ticks(first, line.doses[-1], 5) if first <= mark <= line.doses[-1]]
    x = {"scale": scale(first, line.doses[-1], padding=4), "axis": axis(None, inside, grid=False)}
    y = {"scale": scale(marks[0], marks[-1]), "axis": axis(None, marks, format=".0%")}
    color = "value" if is_claimed(line.slope, answer.level) or line.knee is not None else "unsure"
    said = _said(line)
    lines = said.split(", ", 1) if len(said) * LETTER_PX > room + AXIS_PX else [said]
    under = [*lines, *(["dashed: the slope that would cover the cost"] if entry.needed is not None else [])]
    layers = [*_knee(line, x), *_paying(entry, x, y), *_bands(line, color, x, y), _fitted(line, color, x, y)]
    return panel(layers, room, PANEL_PX, _title(line), under, left=AXIS_PX)


def _bands(line: Line, color: str, x: Spec, y: Spec) -> list[Spec]:
    """What cases of each dose gave, with intervals."""
    ends = zip(line.doses, line.levels, line.lows, line.highs, strict=True)
    rows = [
        {"dose": dose, "level": level, "low": low, "high": high, "color": color,
         "said": f"{level:.1%}", "range": f"{low:.1%} to {high:.1%}"}
        for dose, level, low, high in ends
    ]  # fmt: skip
    whiskers = {"x": number("dose", **x), "y": number("low", **y), "y2": {"field": "high"}}
    shown = tooltip(dose=_title(line), said=RESPONSES[line.response], range="95% interval")
    dots = {"x": number("dose", **x), "y": number("level", **y), "color": own(), "tooltip": shown}
    return [
        layer("rule", rows, whiskers, color=LIGHT["unsure"], clip=True),
        layer("point", rows, dots, filled=True, size=40, opacity=1),
    ]


def _title(line: Line) -> str:
    name = capital(line.dose.title)
    return name if line.dose.title == UNITS[line.dose.unit] else f"{name}, {UNITS[line.dose.unit]}"


def _paying(entry: Margin, x: Spec, y: Spec) -> list[Spec]:
    """The slope at which one more unit would be worth its cost, through the middle of the bands."""
    line, needed = entry.line, entry.needed
    if needed is None:
        return []
    level = sum(line.levels) / len(line.levels)
    rows = [{"dose": end, "level": level + needed * (end - line.mean)} for end in (line.doses[0], line.doses[-1])]
    rise = {"x": number("dose", **x), "y": number("level", **y)}
    return [layer("line", rows, rise, color=LIGHT["cost"], strokeWidth=1.5, strokeDash=[4, 3], clip=True)]


def _said(line: Line) -> str:
    each = {"minutes": "minute", "count": "reply", "points": "point"}[line.dose.unit]
    value = f"{100 * (line.slope.value or 0.0):+.2f}".replace("-", "\N{MINUS SIGN}")
    end = "no bend" if line.knee is None or line.knee.value is None else f"bends at {line.knee.value:.1f}"
    end = "too few levels for a bend" if line.bend_p is None else end
    return f"{RESPONSES[line.response]}: {value} pt per {each}, {end}"


def _fitted(line: Line, color: str, x: Spec, y: Spec) -> Spec:
    """The line, broken where it bends, through the middle of the bands."""
    knee = line.knee.value if line.knee is not None else None
    first = (line.before or line.slope).value or 0.0
    later = (line.after or line.slope).value or 0.0

    def rise(dose: float) -> float:
        return first * dose if knee is None or dose <= knee else first * knee + later * (dose - knee)

    level = sum(at - rise(dose) for dose, at in zip(line.doses, line.levels, strict=True)) / len(line.doses)
    corners = [line.doses[0], *([knee] if knee is not None else []), line.doses[-1]]
    rows = [{"dose": corner, "level": level + rise(corner), "color": color} for corner in corners]
    path = {"x": number("dose", **x), "y": number("level", **y), "color": own()}
    return layer("line", rows, path, strokeWidth=2, clip=True)


def _knee(line: Line, x: Spec) -> list[Spec]:
    """The interval of the bend's place, behind everything."""
    if line.knee is None or line.knee.interval is None:
        return []
    rows = [{"low": line.knee.interval.low, "high": line.knee.interval.high}]
    ends = {"x": number("low", **x), "x2": {"field": "high"}}
    return [layer("rect", rows, ends, color=LIGHT["value-soft"], opacity=1, clip=True)]


CHART = Chart(id="enough", answers="enough", draw=draw, describe=describe)
