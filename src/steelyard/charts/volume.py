"""Contacts by the month they began: bars from zero, the part that is still open marked."""

from __future__ import annotations

from steelyard.analyses.volume.question import Month, Volume
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
    picture,
    scale,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT

HEIGHT_PX, SIDE_PX = 210, 56


def draw(answer: Volume, width: float = 620, is_narrow: bool = False) -> Spec:
    """One bar a month; those the data hold in part are lighter."""
    if not answer.months:
        return empty("The volume cannot be computed", width)
    rows = [_row(month) for month in answer.months]
    top = ticks(0, max(row["contacts"] for row in rows), 4)
    shown = [row["label"] for row in rows][:: max(1, len(rows) // (3 if is_narrow else 6))]
    bottom = {"title": None, "labelAngle": 0, "labelExpr": f"indexof({shown}, datum.value) >= 0 ? datum.label : ''"}
    x = ordered("label", axis={**bottom, "grid": False, "labelOverlap": False}, scale={"paddingInner": 0.25})
    y = {"scale": scale(0, top[-1]), "axis": axis(None, top, format=",.0f")}
    bars = {"x": x, "y": number("contacts", **y), "color": own()}
    pointed = tooltip(label="Month", contacts="Contacts begun", still_open="Still open", held="Held")
    waiting = {"x": x, "y": number("still_open", **y), "tooltip": pointed}
    layers = [
        layer("bar", rows, {**bars, "tooltip": pointed}),
        layer("bar", rows, waiting, color=LIGHT["cost"]),
    ]
    said = key(["Contacts begun in the month", "rust: still open at the end of the data"], width - SIDE_PX)
    return picture(layers, width, HEIGHT_PX, (44, 8, 30, SIDE_PX), title=said)


def describe(answer: Volume) -> str:
    """The least, the most and the newest whole month, and what is open."""
    whole = [month for month in answer.months if month.is_whole] or list(answer.months)
    if not whole:
        return "The volume cannot be computed."
    least, most = (pick(whole, key=lambda month: month.contacts) for pick in (min, max))
    told = (("least", least), ("most", most), ("newest", whole[-1]))
    said = ", ".join(f"{name} {month.contacts:,} in {month.begun_on:%b %Y}" for name, month in told)
    return f"Contacts by month: {said}; {sum(month.still_open for month in answer.months):,} still open."


def _row(month: Month) -> Row:
    return {
        "label": f"{month.begun_on:%b %y}",
        "contacts": month.contacts,
        "still_open": month.still_open,
        "color": "unsure" if month.is_whole else "line",
        "held": "whole month" if month.is_whole else "in part",
    }


CHART = Chart(id="volume", answers="volume", draw=draw, describe=describe)
