"""What every picture is made of: Vega-Lite as plain values, in one configuration, over rows with fields and tooltips.

A picture is a specification that reports render, notebooks show through Altair and pages hand to the browser. Marks lie
where a field says; only what stands beside the plot (names, figures in a column) has its place in pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

from steelyard.theme import FONT, LIGHT

Row = dict[str, Any]
Spec = dict[str, Any]
Margins = tuple[float, float, float, float]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TEXT_PX, SMALL_PX = 13, 12
MINUS_LABELS = "replace(datum.label, '-', '−')"
"""An axis's labels with a minus sign that is one."""

CONFIG: Spec = {
    "aria": False,
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "concat": {"spacing": 24},
    "title": {
        "anchor": "start", "frame": "group", "fontSize": TEXT_PX, "fontWeight": 600, "color": LIGHT["ink"],
        "subtitleFontSize": SMALL_PX, "subtitleColor": LIGHT["ink-2"], "subtitlePadding": 4, "offset": 8,
    },
    "axis": {
        "domain": False, "ticks": False, "labelFlush": False, "labelPadding": 6, "gridWidth": 1,
        "labelColor": LIGHT["ink-3"], "labelFontSize": SMALL_PX, "gridColor": LIGHT["line"],
        "titleColor": LIGHT["ink-2"], "titleFontSize": SMALL_PX, "titleFontWeight": "normal",
    },
    "text": {"fontSize": TEXT_PX, "color": LIGHT["ink"]},
}  # fmt: skip


def picture(layers: Sequence[Spec], width: float, height: float, margins: Margins = (0, 0, 0, 0), **more: Any) -> Spec:
    """Layers as one picture of exactly that size.

    Nothing is sized by the width of a font, which differs between machines: what stands beside the plot gets its room
    from `margins`: pixels kept free at the top, right, bottom and left.
    """
    top, right, bottom, left = margins
    return {
        "$schema": SCHEMA,
        "layer": list(layers),
        "width": width - left - right,
        "height": height - top - bottom,
        "padding": {"top": top, "right": right, "bottom": bottom, "left": left},
        "autosize": {"type": "none"},
        "config": CONFIG,
        **more,
    }


def small_multiples(panels: Sequence[Spec], columns: int) -> Spec:
    """Panels beside and below each other, each with a scale of its own."""
    return {
        "$schema": SCHEMA,
        "concat": list(panels),
        "columns": columns,
        "padding": {"top": 6, "right": 2, "bottom": 4, "left": 2},
        "bounds": "full",
        "config": CONFIG,
    }


def panel(
    layers: Sequence[Spec],
    width: float,
    height: float,
    title: str,
    under: str | Sequence[str] = "",
    tone: str = "ink-2",
    left: float = 0.0,
) -> Spec:
    """A panel with its title, begun so many pixels left of the plot, and what is said below that."""
    said = {"text": title, "limit": width + left, "subtitle": under, "subtitleColor": LIGHT[tone], "dx": -left}
    return {"layer": list(layers), "width": width, "height": height, "title": said}


def empty(words: str, width: float) -> Spec:
    """What stands where nothing can be drawn."""
    text = layer("text", [{"text": words}], {"text": nominal("text"), "x": at(0)}, align="left", color=LIGHT["ink-3"])
    return picture([text], width, 40)


def layer(mark: str, values: Iterable[Row], encoding: Mapping[str, Any], **options: Any) -> Spec:
    """Marks over rows; a row's `color` is the name of a token."""
    painted = [{**row, "color": LIGHT[row["color"]]} if "color" in row else row for row in values]
    return {"data": {"values": painted}, "mark": {"type": mark, **options}, "encoding": dict(encoding)}


def number(field: str, **more: Any) -> Spec:
    """A field on a scale."""
    return {"field": field, "type": "quantitative", **more}


def nominal(field: str, **more: Any) -> Spec:
    """A field of names, or of texts to print."""
    return {"field": field, "type": "nominal", **more}


def ordered(field: str, **more: Any) -> Spec:
    """A field of names in the order of the rows."""
    return {"field": field, "type": "ordinal", "sort": None, **more}


def own(field: str = "color") -> Spec:
    """The field's own values: no scale, no legend."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def at(pixels: float) -> Spec:
    """The same place for all rows, in pixels."""
    return {"value": pixels}


def tooltip(**titles: str) -> list[Spec]:
    """What a reader sees who points at a mark: field -> title."""
    return [nominal(field, title=title) for field, title in titles.items()]


def rule(axis: str, value: float, color: str, *, dash: Sequence[float] = (), width: float = 1) -> Spec:
    """A line across the plot at a value of "x" or "y"."""
    options = {"strokeDash": list(dash)} if dash else {}
    return layer("rule", [{axis: value}], {axis: number(axis)}, color=LIGHT[color], strokeWidth=width, **options)


def names_on(values: Sequence[Row], encoding: Mapping[str, Any], **options: Any) -> list[Spec]:
    """Small words that stay readable on lines: below them the same words with a rim of the card's colour."""
    rim = {**options, "stroke": LIGHT["card"], "strokeWidth": 4, "strokeJoin": "round", "color": LIGHT["card"]}
    bare = {name: value for name, value in encoding.items() if name != "color"}
    return [
        layer("text", values, bare, fontSize=SMALL_PX, **rim),
        layer("text", values, encoding, fontSize=SMALL_PX, **options),
    ]


def names_beside(values: Sequence[Row], encoding: Mapping[str, Any], gap: float, **options: Any) -> list[Spec]:
    """Names beside their marks, so many pixels off, at the right of those whose `side` is 1, else at the left."""
    placed = {**encoding, "color": own()}
    return [
        found
        for side, align in ((1, "left"), (-1, "right"))
        for found in names_on(
            [{**row, "color": "ink"} for row in values if row["side"] == side],
            placed,
            align=align,
            dx=gap * side,
            **options,
        )
    ]


def key(text: str | Sequence[str], width: float) -> Spec:
    """What stands small above a picture: what its marks mean."""
    return {"text": text, "fontSize": SMALL_PX, "fontWeight": "normal", "color": LIGHT["ink-2"], "limit": width}


def scale(low: float, high: float, **more: Any) -> Spec:
    """A linear scale that ends where it is told."""
    return {"domain": [low, high], "nice": False, "zero": False, **more}


def axis(title: str | None, values: Sequence[float] | None = None, **more: Any) -> Spec:
    """An axis with ticks at those values."""
    found = {"title": title, "labelExpr": MINUS_LABELS, **more}
    return found if values is None else {**found, "values": list(values)}


def ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round numbers (steps of 1, 2 or 5) that enclose [low, high]."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / count))
    step = next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= count)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def spread(rows: Sequence[Row], x: str, y: str, near: float, gap: float) -> list[Row]:
    """The rows with `label_y`: their y, moved up as far as names that stand near each other need.

    Args:
        near: how close in x names would touch; gap: how far apart in y they have to be, both on the fields' scales.
    """
    placed: list[Row] = []
    for row in sorted(rows, key=lambda entry: float(entry[y])):
        height = float(row[y])
        taken = sorted(float(other["label_y"]) for other in placed if abs(other[x] - row[x]) < near)
        for other in taken:
            if abs(other - height) < gap:
                height = other + gap
        placed.append({**row, "label_y": height})
    return placed
