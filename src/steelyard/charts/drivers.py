"""Drivers: one bar a measure with its interval, grey where within sampling error, the key few marked."""

from __future__ import annotations

from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.importance import Driver
from steelyard.charts.canvas import (
    SMALL_PX,
    Row,
    Spec,
    at,
    axis,
    empty,
    key,
    layer,
    nominal,
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
from steelyard.wording import figure_of

ROW_PX, NARROW_ROW_PX, HEAD_PX, FOOT_PX, NAMES_PX, FIGURES_PX = 30, 32, 52, 30, 190, 66
CLAIMED, UNCLAIMED = "value", "unsure"
KEY = "◆ "


def draw(answer: Drivers, width: float = 620, is_narrow: bool = False) -> Spec:
    """Shares of what all measures explain together, on one scale from 0."""
    if not answer.drivers:
        return empty("No measure can be tested", width)
    rows = [_row(driver) for driver in answer.drivers]
    margins = (HEAD_PX, FIGURES_PX, FOOT_PX, 10 if is_narrow else NAMES_PX)
    height = HEAD_PX + FOOT_PX + len(rows) * (NARROW_ROW_PX if is_narrow else ROW_PX)
    band = ordered("name", axis=None if is_narrow else _names(), scale={"paddingInner": 0.6, "paddingOuter": 0.3})
    end = ticks(0, _reach(answer), 4)[-1]
    x = {"scale": scale(0, end), "axis": axis(None, ticks(0, end, 3 if is_narrow else 4), format=".0%")}
    shown = tooltip(title="Measure", said="Share", range="95% interval", standing="Standing")
    ranged = [row for row in rows if row["low"] is not None]
    room = width - margins[1] - margins[3]
    beside = {"text": nominal("said"), "x": at(room + 8), "y": band}
    layers = [
        layer("bar", rows, {"x": number("share", **x), "y": band, "color": own(), "tooltip": shown}),
        layer(
            "rule",
            ranged,
            {"x": number("low", **x), "x2": {"field": "high"}, "y": band},
            strokeWidth=1.4,
            color=LIGHT["ink"],
        ),
        layer("text", rows, beside, align="left", fontSize=SMALL_PX, fontWeight=600),
    ]
    if is_narrow:
        layers.append(
            layer(
                "text", rows, {"text": nominal("name"), "x": at(0), "y": band}, align="left", dy=-13, fontSize=SMALL_PX
            )
        )
    head = key("Share of the explained variation", width)
    title = {**head, "subtitle": f"{KEY}key few · grey: within sampling error"}
    return picture(layers, width, height, margins, title=title)


def describe(answer: Drivers) -> str:
    """Every measure in words."""
    if not answer.drivers:
        return "No measure can be tested."
    return "; ".join(_spoken(driver) for driver in answer.drivers) + "."


def _row(driver: Driver) -> Row:
    limits = driver.share.interval
    return {
        "title": driver.title,
        "name": f"{KEY if driver.is_key else ''}{driver.title}",
        "share": driver.share.value or 0.0,
        "low": limits.low if limits else None,
        "high": limits.high if limits else None,
        "said": figure_of(driver.share),
        "range": f"{limits.low:.0%} to {limits.high:.0%}" if limits else "no interval",
        "standing": _standing(driver),
        "color": CLAIMED if driver.is_claimed else UNCLAIMED,
    }


def _names() -> Spec:
    return {"title": None, "labelColor": LIGHT["ink"], "labelLimit": NAMES_PX - 10, "labelPadding": 8}


def _reach(answer: Drivers) -> float:
    limits = [driver.share.interval for driver in answer.drivers]
    return max([0.1, *(one.high for one in limits if one), *(one.share.value or 0.0 for one in answer.drivers)])


def _spoken(driver: Driver) -> str:
    limits = driver.share.interval
    between = f", between {limits.low:.0%} and {limits.high:.0%}" if limits else ""
    return f"{driver.title}: {figure_of(driver.share)} of the explained variation{between}, {_standing(driver)}"


def _standing(driver: Driver) -> str:
    return (
        "one of the key few"
        if driver.is_key
        else "beyond sampling error"
        if driver.is_claimed
        else "within sampling error"
    )


CHART = Chart(id="drivers", answers="drivers", draw=draw, describe=describe)
