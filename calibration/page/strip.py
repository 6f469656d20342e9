"""Rows of dots against a band, in the report's look, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from steelyard.charts.canvas import SMALL_PX, TEXT_PX, picture
from steelyard.theme import LIGHT, TOKENS

WIDTH_PX, ROW_PX, NAMES_PX = 760, 18, 300
MARGINS_PX = (34, 18, 46, NAMES_PX)

_DARK_COLORS = "".join(
    f'[fill="{token.light}"]{{fill:{token.dark}}}[stroke="{token.light}"]{{stroke:{token.dark}}}' for token in TOKENS
)
_DARK = f"@media (prefers-color-scheme:dark){{{_DARK_COLORS}}}"
"""Turns the light colours a picture is drawn with into the dark ones where its reader's screen is dark."""


@dataclass(frozen=True)
class Dot:
    """One dot on the row of that name, with limits where it has some; colours are names of tokens."""

    row: str
    key: str
    value: float
    low: float | None = None
    high: float | None = None


def strip(
    dots: Sequence[Dot],
    colors: dict[str, str],
    *,
    reach: tuple[float, float],
    band: tuple[float, float],
    label: str,
    marks: Sequence[Dot] = (),
    form: str = "%",
) -> str:
    """A row for each name, a dot for each entry, a legend above.

    Args:
        colors: key -> token, in the order of the legend.
        reach: ends of the axis; what lies beyond is drawn at its end.
        band: shaded.
        marks: short upright lines, for what a dot is held against; a row may have one and no dot.
    """
    names = list(dict.fromkeys(dot.row for dot in (*marks, *dots)))
    y = alt.Y("row:N", sort=names, title=None, axis=alt.Axis(labelLimit=NAMES_PX, labelFontSize=TEXT_PX))
    scale = alt.Scale(domain=list(reach), nice=False, clamp=True)
    axis = alt.Axis(format=form, tickCount=8)
    x, low = (alt.X(f"{name}:Q", title=label, axis=axis, scale=scale) for name in ("value", "low"))
    own = alt.Color("color:N", scale=None, legend=None)
    base = alt.Chart(_rows([_value(dot, colors) for dot in dots])).encode(y=y, color=own)
    shade = alt.Chart(_rows([{"low": band[0], "high": band[1]}]))
    layers = [
        shade.mark_rect(color=LIGHT["value-soft"]).encode(x=low, x2="high:Q"),
        base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, opacity=0.5).encode(x=low, x2="high:Q"),
        base.mark_circle(size=52, opacity=0.95).encode(x=x),
    ]
    if marks:
        held = alt.Chart(_rows([_value(dot, colors) for dot in marks])).mark_tick(thickness=2, size=14)
        layers.append(held.encode(x=x, y=y, color=own))
    height = ROW_PX * len(names) + MARGINS_PX[0] + MARGINS_PX[2]
    drawn = alt.layer(*layers, *_legend(colors)).to_dict()
    spec = {**drawn, **picture(drawn["layer"], WIDTH_PX, height, MARGINS_PX), "background": LIGHT["card"]}
    return vl_convert.vegalite_to_svg(spec).replace("><", f"><style>{_DARK}</style><", 1)


def _rows(values: list[dict[str, Any]]) -> Any:
    return alt.Data(values=values)


def _value(dot: Dot, colors: dict[str, str]) -> dict[str, Any]:
    return {
        "row": dot.row,
        "value": round(dot.value, 5),
        "low": None if dot.low is None else round(dot.low, 5),
        "high": None if dot.high is None else round(dot.high, 5),
        "color": LIGHT[colors[dot.key]],
    }


def _legend(colors: dict[str, str]) -> list[Any]:
    """A dot and a word for each colour, above the plot."""
    layers, place = [], 4.0
    for key, token in colors.items():
        one = alt.Chart(_rows([{"text": key}])).encode(y=alt.value(-14))
        layers.append(one.mark_circle(size=52, opacity=0.95, color=LIGHT[token]).encode(x=alt.value(place)))
        words = one.mark_text(align="left", baseline="middle", fontSize=SMALL_PX, color=LIGHT["ink-2"])
        layers.append(words.encode(x=alt.value(place + 9), text="text:N"))
        place += 34 + 7 * len(key)
    return layers
