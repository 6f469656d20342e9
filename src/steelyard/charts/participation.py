"""Who pays: what the provider saves to the right, what customers put in more upwards; on the line both cancel."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.participation.answer import Participation
from steelyard.analyses.participation.cost_shifting import NAMES, Shift
from steelyard.charts.canvas import (
    SMALL_PX,
    Row,
    Spec,
    at,
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
from steelyard.theme import LIGHT, MINUS, currency_sign, shift

COLORS = {"replaced": "good", "cheaper": "good", "shared": "value", "moved": "bad", "dearer": "bad", None: "unsure"}
SAID = {
    "moved": "work moved",
    "replaced": "work replaced",
    "shared": "more saved than moved",
    "cheaper": "cheaper for both",
    "dearer": "dearer for both",
}
SIDE_PX, FOOT_PX = 56, 62


def draw(answer: Participation, width: float = 620, is_narrow: bool = False) -> Spec:
    """Filled: between periods; rings: between ways of taking part. Under the dashed line both together pay less."""
    if not answer.shifts:
        return empty("Who carries the cost cannot be told", width)
    height = width * (1.05 if is_narrow else 0.62)
    across, up = _ends(answer.shifts, is_narrow)
    sign = currency_sign(answer.provenance.currency)
    x = {"scale": scale(across[0], across[-1]), "axis": axis(f"the provider saves, {sign} per solved issue →", across)}
    y = {"scale": scale(up[0], up[-1]), "axis": axis(f"customers put in more, {sign} →", up)}
    layers = [*_ground(across, up, x, y), *_marks(answer.shifts, across, up, x, y, is_narrow)]
    key = {"text": nominal("text"), "x": at(0), "y": at(height - FOOT_PX + 44)}
    words = "● over time  ○ against similar issues"
    layers.append(layer("text", [{"text": words}], key, align="left", fontSize=SMALL_PX, color=LIGHT["ink-3"]))
    return picture(layers, width, height, (8, 12, FOOT_PX, SIDE_PX))


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


def _ends(shifts: Sequence[Shift], is_narrow: bool) -> tuple[list[float], list[float]]:
    """Round numbers that hold zero and every interval, across and up."""
    across = [end for one in shifts for end in _saved(one)]
    up = [end for one in shifts for end in _more(one)]
    found = [
        ticks(min(0.0, *ends), max(0.0, *ends), count) for ends, count in ((across, 4 if is_narrow else 8), (up, 5))
    ]
    first, second = (marks if len(marks) > 1 else [-1.0, 0.0, 1.0] for marks in found)
    return first, second


def _ground(across: Sequence[float], up: Sequence[float], x: Spec, y: Spec) -> list[Spec]:
    """Both axes through zero, and the line on which both together pay the same."""
    first, last = max(across[0], up[0]), min(across[-1], up[-1])
    line = {"x": number("x", **x), "y": number("y", **y), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    same = [{"x": first, "y": first, "x2": last, "y2": last}] if last > first else []
    return [
        layer("rule", same, line, color=LIGHT["ink-3"], strokeDash=[3, 4]),
        rule("x", 0, "ink-3"),
        rule("y", 0, "ink-3"),
    ]


def _marks(
    shifts: Sequence[Shift], across: Sequence[float], up: Sequence[float], x: Spec, y: Spec, is_narrow: bool
) -> list[Spec]:
    rows = [_mark(one, across, is_narrow) for one in shifts]
    wide, tall = across[-1] - across[0], up[-1] - up[0]
    named = spread(rows, "x", "y", near=(0.5 if is_narrow else 0.34) * wide, gap=(0.065 if is_narrow else 0.055) * tall)
    shown = tooltip(name="Issues", saved="Provider saves", more="Customers put in more", called="Outcome")
    dots = {"x": number("x", **x), "y": number("y", **y), "color": own(), "tooltip": shown}
    names = {"x": number("x", **x), "y": number("label_y", **y), "text": nominal("text")}
    crosses = {"strokeWidth": 1.6}
    return [
        layer(
            "rule",
            rows,
            {"x": number("left", **x), "x2": {"field": "right"}, "y": number("y", **y), "color": own()},
            **crosses,
        ),
        layer(
            "rule",
            rows,
            {"y": number("bottom", **y), "y2": {"field": "top"}, "x": number("x", **x), "color": own()},
            **crosses,
        ),
        layer("point", [row for row in rows if row["is_over_time"]], dots, filled=True, size=80, opacity=1),
        layer("point", [row for row in rows if not row["is_over_time"]], dots, size=80, strokeWidth=2, opacity=1),
        *names_beside(named, names, 9, dy=-9, fontWeight=600),
    ]


def _mark(one: Shift, across: Sequence[float], is_narrow: bool) -> Row:
    (x, left, right), (y, bottom, top) = _saved(one), _more(one)
    return {
        "name": _name(one),
        "text": _said(one, is_narrow),
        "called": NAMES[one.outcome],
        "color": COLORS[one.outcome],
        "x": x,
        "left": left,
        "right": right,
        "y": y,
        "bottom": bottom,
        "top": top,
        "saved": _money(x),
        "more": _money(y),
        "is_over_time": one.between == "periods",
        "side": 1 if x < across[0] + 0.65 * (across[-1] - across[0]) else -1,
    }


def _said(one: Shift, is_narrow: bool) -> str:
    if is_narrow:
        return _name(one).removeprefix("begun ").removeprefix("with the ").removeprefix("by ")
    return _name(one) if one.outcome is None else f"{_name(one)}: {SAID[one.outcome]}"


def _money(step: float) -> str:
    return f"{MINUS if step < 0 else '+' if step > 0 else ''}{abs(step):.2f}"


CHART = Chart(id="participation", answers="participation", draw=draw, describe=describe)
