"""What every picture is drawn on: one Altair configuration, and marks placed by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Literal

import altair as alt

from steelyard.theme import FONT, LIGHT

Row = dict[str, Any]
Side = Literal["left", "center", "right"]
TEXT_PX, SMALL_PX = 13, 12


def finish(chart: Any, width: float, height: float, margins: tuple[float, float, float, float] = (0, 0, 0, 0)) -> Any:
    """The chart at exactly that size, in the one configuration all pictures share.

    A second `configure_*` call would overwrite what an earlier one set, so there is only this one. Nothing is sized by
    the width of a font, which differs between machines: what stands beside the plot gets its room from `margins`.

    Args:
        margins: pixels kept free at the top, right, bottom and left of the plot.
    """
    top, right, bottom, left = margins
    return chart.properties(width=width - left - right, height=height - top - bottom).configure(
        aria=False,
        background="transparent",
        font=FONT,
        padding={"top": top, "right": right, "bottom": bottom, "left": left},
        autosize=alt.AutoSizeParams(type="none"),
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            domain=False,
            ticks=False,
            labelColor=LIGHT["ink-3"],
            labelFontSize=SMALL_PX,
            labelFlush=False,
            labelPadding=6,
            titleColor=LIGHT["ink-2"],
            titleFontSize=SMALL_PX,
            titleFontWeight="normal",
            gridColor=LIGHT["line"],
            gridWidth=1,
        ),
        text=alt.MarkConfig(fontSize=TEXT_PX, color=LIGHT["ink"]),
    )


def rows(values: Sequence[Row]) -> Any:
    """Rows as Altair data, without pandas."""
    return alt.Data(values=list(values))


def ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round numbers (steps of 1, 2 or 5) that enclose [low, high]."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / count))
    step = next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= count)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


@dataclass(frozen=True)
class Paper:
    """A sheet on which marks are placed by pixel, (0, 0) at the top left. Colours are names of tokens."""

    width: float
    height: float

    def lines(self, values: Sequence[Row], *, dash: Sequence[float] = ()) -> Any:
        """Straight lines from (x, y) to (x2, y2) with `color` and `thickness`."""
        mark = self._base(values).mark_rule(strokeCap="round", strokeDash=list(dash) or alt.Undefined)
        return mark.encode(
            x2="x2:Q", y2="y2:Q", color=_own("color:N"), strokeWidth=_own("thickness:Q", alt.StrokeWidth)
        )

    def shapes(self, values: Sequence[Row], *, is_filled: bool = True, dash: Sequence[float] = ()) -> Any:
        """SVG paths drawn around (x, y) in pixels, filled or outlined with `color`."""
        mark = self._base(values).mark_point(
            filled=is_filled,
            size=4,
            opacity=1,
            strokeWidth=0 if is_filled else 2,
            strokeDash=list(dash) or alt.Undefined,
        )
        return mark.encode(shape=_own("path:N", alt.Shape), color=_own("color:N"))

    def texts(
        self,
        values: Sequence[Row],
        *,
        align: Side = "center",
        size: float = TEXT_PX,
        is_strong: bool = False,
    ) -> Any:
        """Words at (x, y), turned by `angle` degrees."""
        mark = self._base([{"angle": 0, **value} for value in values]).mark_text(
            align=align, baseline="middle", fontSize=size, fontWeight=600 if is_strong else 400
        )
        return mark.encode(text="text:N", color=_own("color:N"), angle=_own("angle:Q", alt.Angle))

    def names(self, values: Sequence[Row], *, align: Side = "left", is_strong: bool = False) -> list[Any]:
        """Small words that stay readable on top of lines: below them the same words with a rim of the card's colour."""
        below = [
            {"angle": 0, "x": value["x"], "y": value["y"], "rim": value["text"], "color": "card"} for value in values
        ]
        weight = 600 if is_strong else 400
        rim = self._base(below).mark_text(
            align=align, baseline="middle", fontSize=SMALL_PX, fontWeight=weight, strokeWidth=4, strokeJoin="round"
        )
        drawn = rim.encode(text="rim:N", color=_own("color:N"), stroke=_own("color:N", alt.Stroke))
        return [drawn, self.texts(values, align=align, size=SMALL_PX, is_strong=is_strong)]

    def finish(self, *layers: Any) -> Any:
        """The layers as one chart of exactly this size."""
        return finish(alt.layer(*layers), self.width, self.height)

    def _base(self, values: Sequence[Row]) -> Any:
        painted = [{**_rounded(value), "color": LIGHT[value["color"]]} for value in values]
        return alt.Chart(rows(painted)).encode(
            x=alt.X("x:Q").scale(domain=[0, self.width], nice=False).axis(None),
            y=alt.Y("y:Q").scale(domain=[self.height, 0], nice=False).axis(None),
        )


def _rounded(row: Row) -> Row:
    """Pixels to hundredths: finer places only make the file larger."""
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in row.items()}


def _own(field: str, channel: Any = alt.Color) -> Any:
    """The field's own values: no scale, no legend."""
    return channel(field, scale=None, legend=None) if channel is not alt.Angle else channel(field, scale=None)
