"""Pictures for the page: a chart as inline SVG that follows the page's theme, once or once for each width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import vl_convert
from markupsafe import Markup

from steelyard.answers import Answer
from steelyard.declare import Chart
from steelyard.theme import LIGHT
from steelyard.view.table import Table

_ROOT = re.compile(r"<svg[^>]*?\bviewBox=\"([^\"]*)\"[^>]*>")
_ROLES = re.compile(r' (?:role|aria-[a-z]+|class)="[^"]*"')


@dataclass(frozen=True)
class Picture:
    """One figure of the page.

    Args:
        wide: the drawing; narrow: another for a phone, empty where the first serves it too.
        description: what is drawn, in words.
        tables: the same content as tables.
    """

    id: str
    wide: Markup
    narrow: Markup
    description: str
    tables: tuple[Table, ...]


def picture(
    chart: Chart, answer: Answer, tables: Iterable[Table], width: float, narrow_width: float | None = None
) -> Picture:
    """Draw an answer: for both widths, or once as narrow as a phone where no second width is given."""
    if narrow_width is None:
        wide, narrow = svg(chart.draw(answer, width, True)), Markup()
    else:
        wide, narrow = (svg(chart.draw(answer, *size)) for size in ((width, False), (narrow_width, True)))
    return Picture(chart.id, wide, narrow, chart.describe(answer), tuple(tables))


def svg(specification: Mapping[str, Any]) -> Markup:
    """A picture as an SVG element that scales to its place, silent to readers: its words stand beside it."""
    drawn = _ROLES.sub("", vl_convert.vegalite_to_svg(dict(specification)))
    return Markup(_ROOT.sub(r'<svg viewBox="\1" aria-hidden="true" focusable="false">', drawn, count=1))


def theme_rules() -> str:
    """Style rules that turn the light colours charts are drawn with into the page's tokens."""
    return "".join(
        f'svg [fill="{color}"]{{fill:var(--{name})}}svg [stroke="{color}"]{{stroke:var(--{name})}}'
        for name, color in LIGHT.items()
    )
