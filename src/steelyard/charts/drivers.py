"""Drivers: one bar a measure with its interval, grey where within sampling error, the key few marked."""

from __future__ import annotations

from typing import Any

from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.importance import Driver
from steelyard.charts.paper import SMALL_PX, Paper, Row
from steelyard.declare import Chart
from steelyard.theme import figure

ROW_PX, NARROW_ROW_PX, HEAD_PX, FOOT_PX = 30, 44, 30, 30
BAR_PX, NAMES_PX, FIGURES_PX = 10, 200, 70
MARK = "M0,-5L5,0L0,5L-5,0Z"
CLAIMED, CHANCE = "value", "unsure"


def draw(answer: Drivers, width: float = 620, is_narrow: bool = False) -> Any:
    """Shares of what all measures explain together, on one scale from 0."""
    row_px = NARROW_ROW_PX if is_narrow else ROW_PX
    paper = Paper(width, HEAD_PX + row_px * max(len(answer.drivers), 1) + FOOT_PX)
    if not answer.drivers:
        nothing: Row = {"x": 0, "y": 20, "color": "ink-3", "text": "No measure can be tested"}
        return paper.finish(paper.texts([nothing], align="left"))
    start = 0.0 if is_narrow else float(NAMES_PX)
    scale = (width - start - (8 if is_narrow else FIGURES_PX)) / _reach(answer)
    layers: dict[str, list[Row]] = {"names": [], "figures": [], "bars": [], "whiskers": [], "marks": []}
    for place, driver in enumerate(answer.drivers):
        y = HEAD_PX + row_px * (place + (0.75 if is_narrow else 0.5))
        _line(layers, driver, start, y, scale, width, is_narrow)
    head: Row = {"x": 0, "y": 10, "color": "ink-2", "text": "Share of the explained variation"}
    axis: Row = {
        "x": start,
        "y": HEAD_PX - 4,
        "x2": start,
        "y2": paper.height - FOOT_PX,
        "color": "ink-3",
        "thickness": 1,
    }
    return paper.finish(
        paper.texts([head, *layers["names"]], align="left", size=SMALL_PX),
        paper.texts(layers["figures"], align="right", size=SMALL_PX, is_strong=True),
        paper.shapes(layers["bars"]),
        paper.lines(layers["whiskers"]),
        paper.lines([] if is_narrow else [axis]),
        *_legend(paper, layers["marks"], is_narrow),
    )


def describe(answer: Drivers) -> str:
    """Every measure in words."""
    if not answer.drivers:
        return "No measure can be tested."
    return "; ".join(_spoken(driver) for driver in answer.drivers) + "."


def _line(
    layers: dict[str, list[Row]],
    driver: Driver,
    start: float,
    y: float,
    scale: float,
    width: float,
    is_narrow: bool,
) -> None:
    color = _color(driver)
    label = y - 18 if is_narrow else y
    indent = 14.0
    if driver.is_key:
        layers["marks"].append({"x": 6, "y": label, "path": MARK, "color": CLAIMED})
    layers["names"].append({"x": indent, "y": label, "color": "ink", "text": driver.title})
    layers["figures"].append({"x": width, "y": label, "color": "ink", "text": _said(driver)})
    bar = _bar((driver.share.value or 0.0) * scale)
    layers["bars"].append({"x": start, "y": y, "path": bar, "color": color})
    limits = driver.share.interval
    if limits is not None:
        ends = (start + limits.low * scale, start + limits.high * scale)
        layers["whiskers"].append({"x": ends[0], "y": y, "x2": ends[1], "y2": y, "color": "ink", "thickness": 1.4})


def _legend(paper: Paper, marks: list[Row], is_narrow: bool) -> list[Any]:
    y = paper.height - 8
    told: list[Row] = [{"x": 14, "y": y, "color": "ink-2", "text": "key few"}]
    shown: list[Row] = [{"x": 6, "y": y, "path": MARK, "color": CLAIMED}, *marks]
    shown.append({"x": 84, "y": y, "path": _bar(20.0), "color": CHANCE})
    told.append({"x": 112, "y": y, "color": "ink-2", "text": "within sampling error"})
    if not is_narrow:
        told.append({"x": 262, "y": y, "color": "ink-2", "text": "line: 95% interval"})
    return [
        paper.shapes(shown),
        paper.texts(told, align="left", size=SMALL_PX),
    ]


def _bar(length: float) -> str:
    """A bar to the right."""
    half = BAR_PX / 2
    return f"M0,{-half:g}L{length:.1f},{-half:g}L{length:.1f},{half:g}L0,{half:g}Z"


def _color(driver: Driver) -> str:
    return CLAIMED if driver.is_claimed else CHANCE


def _reach(answer: Drivers) -> float:
    limits = [driver.share.interval for driver in answer.drivers]
    return max([0.1, *(one.high for one in limits if one), *(one.share.value or 0.0 for one in answer.drivers)])


def _said(driver: Driver) -> str:
    limits = driver.share.interval
    return figure(driver.share.value, "share", margin=(limits.high - limits.low) / 2 if limits else None)


def _spoken(driver: Driver) -> str:
    limits = driver.share.interval
    between = f", between {limits.low:.0%} and {limits.high:.0%}" if limits else ""
    error = "beyond sampling error" if driver.is_claimed else "within sampling error"
    standing = "one of the key few" if driver.is_key else error
    return f"{driver.title}: {_said(driver)} of the explained variation{between}, {standing}"


CHART = Chart(id="drivers", answers="drivers", draw=draw, describe=describe)
