"""Control charts, one below the other: mature weeks, the limits of the baseline, the target, what was logged."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.cadence.answer import Cadence, Watched
from steelyard.analyses.periods.happened import Happened
from steelyard.charts import happened
from steelyard.charts.canvas import (
    Row,
    Spec,
    axis,
    empty,
    key,
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
from steelyard.theme import LIGHT, figure, span
from steelyard.wording import with_limits

PANEL_PX, AXIS_PX = 150, 48


def draw(answer: Cadence, width: float = 620, is_narrow: bool = False) -> Spec:
    """One chart a measure."""
    charted = [one for one in answer.watched if any(point.value is not None for point in one.points)]
    if not charted:
        return empty("Too few mature weeks for a control chart", width)
    room = width - AXIS_PX - 12
    panels = [
        panel(_layers(one, answer.events, is_narrow), room, PANEL_PX, one.title, _under(one), left=AXIS_PX)
        for one in charted
    ]
    said = ["band: where weeks lie if nothing changes", "red: a signal of a fall · dashed: target · pale: baseline"]
    if answer.events:
        said.append("letters: events, in the table below")
    return {**small_multiples(panels, 1), "title": key(said, width)}


def describe(answer: Cadence) -> str:
    """Every chart's weeks, signals and newest week."""
    told = []
    for one in answer.watched:
        known = [point for point in one.points if point.value is not None]
        if known:
            falls = sum(point.signal < 0 for point in known)
            last = figure(known[-1].value, one.unit)
            told.append(f"{one.title}: {len(known)} weeks, {falls} signals of a fall, newest week {last}")
    return f"Control charts. {'; '.join(told)}." if told else "Too few mature weeks for a control chart."


def _under(one: Watched) -> str:
    return f"{with_limits(one.now)} of {figure(one.target, one.unit)}: {one.state}"


def _layers(one: Watched, events: Sequence[Happened], is_narrow: bool) -> list[Spec]:
    rows = [_row(one, at) for at in range(len(one.points))]
    known = [row for row in rows if row["value"] is not None]
    banded = [row for row in rows if row["low"] is not None]
    ends = [row["value"] for row in known] + [row[end] for row in banded for end in ("low", "high")]
    most = 1.0 if one.unit == "share" else 100.0
    shown = ticks(max(0.0, min(*ends, one.target)), min(most, max(*ends, one.target)), 4)
    low, high = shown[0], shown[-1]
    y = {
        "scale": scale(low, high, clamp=True),
        "axis": axis(None, shown, format="~%" if one.unit == "share" else ".3~r"),
    }
    months = axis(
        None, format="%b %y", grid=False, tickCount=3 if is_narrow else 6, labelExpr="datum.label", labelOverlap=True
    )
    x = {"field": "week", "type": "temporal", "timeUnit": "utcyearmonthdate", "axis": months}
    pointed = tooltip(label="Week of", said="Figure", limits="Limits", counted="Rests on", state="Chart")
    band = {"x": x, "y": number("low", **y), "y2": {"field": "high"}}
    aim = [{"week": row["week"], "value": one.target} for row in (rows[0], rows[-1])]
    at = {"x": x, "y": number("value", **y)}
    centre = [{"week": row["week"], "value": one.centre} for row in (rows[0], rows[-1])]
    smooth = [row for row in rows if row["smoothed"] is not None]
    return [
        layer("area", banded, band, interpolate="step", color=LIGHT["line"], opacity=1),
        layer("line", centre, at, color=LIGHT["ink-3"], strokeWidth=1),
        layer("line", aim, at, color=LIGHT["value"], strokeDash=[5, 4], strokeWidth=1.5),
        layer("line", smooth, {"x": x, "y": number("smoothed", **y)}, color=LIGHT["ink-2"], strokeWidth=1.5),
        layer(
            "point", known, {"x": x, "y": number("value", **y), "color": own(), "tooltip": pointed},
            filled=True, size=26, opacity=1,
        ),
        *happened.marks(events, x, rows[0]["week"], rows[-1]["week"]),
    ]  # fmt: skip


def _row(one: Watched, at: int) -> Row:
    point = one.points[at]
    state = "a signal of a fall" if point.signal < 0 else "a signal of a rise" if point.signal else "within"
    is_told = point.low is not None and point.high is not None
    return {
        "week": f"{point.on}",
        "label": f"{point.on.day} {point.on:%b %Y}",
        "value": point.value,
        "low": point.low,
        "high": point.high,
        "smoothed": point.smoothed,
        "said": figure(point.value, one.unit),
        "limits": span(point.low, point.high, one.unit) if is_told else "",  # type: ignore[arg-type]
        "counted": f"{point.n:,}",
        "state": "baseline" if point.is_baseline else state,
        "color": "bad"
        if point.signal < 0
        else "value"
        if point.signal > 0
        else "unsure"
        if point.is_baseline
        else "ink",
    }


CHART = Chart(id="cadence", answers="cadence", draw=draw, describe=describe)
