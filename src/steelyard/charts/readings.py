"""What may mislead: every figure with its tests, signals in red; below, contacts around a limit."""

from __future__ import annotations

from itertools import pairwise

from steelyard.analyses.readings.answer import Readings
from steelyard.analyses.readings.bunching import Histogram
from steelyard.analyses.readings.signals import STATES, Reading, Signal
from steelyard.charts.canvas import (
    SMALL_PX,
    Spec,
    at,
    empty,
    key,
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
from steelyard.wording import capital

LINE_PX, GAP_PX, DROP_PX, NAMES_PX = 20, 20, 140, 240
SHAPES = {"bad": "circle", "unsure": "circle", "ink-3": "M-1,-0.2H1V0.2H-1Z"}
_COLORS = {"finding": "bad", "question": "ink", "quiet": "ink-2", "untold": "ink-3"}


def draw(answer: Readings, width: float = 620, is_narrow: bool = False) -> Spec:
    """A panel a figure, a row a signal; below, contacts around a limit."""
    across = 1 if is_narrow or len(answer.leading) < 2 else 2
    room = (width - GAP_PX * (across - 1)) / across - 10
    panels = [_signals(reading, room) for reading in answer.leading]
    if not panels:
        return empty("No figure could be tested", width)
    blocks: list[Spec] = [{"concat": panels, "columns": across, "spacing": GAP_PX}]
    if answer.histogram:
        blocks.append(_histogram(answer.histogram, width))
    said = ["red: beyond sampling error · grey: within", "dash: too little data"]
    return {**small_multiples(blocks, 1), "title": key(said, width)}


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


def _signals(reading: Reading, room: float) -> Spec:
    """A figure's name, its unit and state, and a row a signal."""
    detail = f", limit {reading.detail}" if reading.detail else ""
    rows = [
        {"signal": one.title, "said": one.said, "color": _color(one), "shape": SHAPES[_color(one)],
         "tone": LIGHT["ink" if one.fires else "ink-2"]}
        for one in reading.signals
    ]  # fmt: skip
    band = ordered("signal", axis=None)
    shown = tooltip(signal="Signal", said="Found")
    marks = {"x": at(6), "y": band, "color": own(), "shape": own("shape"), "tooltip": shown}
    said = f"{capital(reading.unit)}: {STATES[reading.state]}"
    return panel(
        [
            layer("point", rows, marks, filled=True, size=60, opacity=1),
            layer("text", rows, {"text": nominal("signal"), "x": at(18), "y": band, "color": own("tone")},
                  align="left", fontSize=SMALL_PX, limit=room - 20),
        ],
        room,
        LINE_PX * len(rows),
        f"{reading.title}{detail}",
        said,
        _COLORS[reading.state],
    )  # fmt: skip


def _color(signal: Signal) -> str:
    return "ink-3" if not signal.is_known else "bad" if signal.fires else "unsure"


def _histogram(held: Histogram, width: float) -> Spec:
    """Contacts by time, the smooth line, and what stands above it just under the limit."""
    bins = zip(pairwise(held.edges), held.counts, held.smooth, held.is_within, strict=True)
    rows = [
        {"from": start, "to": end, "middle": (start + end) / 2, "count": count, "smooth": smooth,
         "color": "bad" if is_within else "line", "said": f"{figure(start, 'seconds')} to {figure(end, 'seconds')}"}
        for (start, end), count, smooth, is_within in bins
    ]  # fmt: skip
    ends = [held.edges[0], held.limit_s, held.edges[-1]]
    said = {str(place): figure(value, "seconds") for place, value in enumerate(ends)}
    said["1"] = f"limit {said['1']}"
    bottom = {
        "title": None,
        "values": ends,
        "labelExpr": f"{said}[toString(indexof({ends}, datum.value))]",
        "grid": False,
    }
    x = {"scale": scale(ends[0], ends[-1]), "axis": bottom}
    y = {"axis": {"title": None, "tickCount": 3, "orient": "right"}}
    bars = {"x": number("from", **x), "x2": {"field": "to"}, "y": number("count", **y), "color": own(),
            "tooltip": tooltip(said="Time", count="Contacts")}  # fmt: skip
    line = {"x": number("middle", **x), "y": number("smooth", **y)}
    limit = layer("rule", [{"limit": held.limit_s}], {"x": number("limit", **x)}, color=LIGHT["ink"])
    return panel(
        [
            layer("bar", rows, bars, binSpacing=2),
            layer("line", rows, line, color=LIGHT["ink-2"], strokeWidth=1.5),
            limit,
        ],
        width - 60,
        DROP_PX,
        held.title,
        "line: what a smooth distribution would hold",
    )


CHART = Chart(id="readings", answers="readings", draw=draw, describe=describe)
