"""Pictures for the page: a chart drawn twice, wide and narrow, as inline SVG that follows the page's theme."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
        wide, narrow: the two drawings; the page shows the one that fits.
        description: what is drawn, in words.
        tables: the same content as tables.
    """

    id: str
    wide: Markup
    narrow: Markup
    description: str
    tables: tuple[Table, ...]


def picture(chart: Chart, answer: Answer, tables: Iterable[Table], width: float, narrow_width: float = 330) -> Picture:
    """Draw an answer for both widths."""
    wide, narrow = (svg(chart.draw(answer, *size)) for size in ((width, False), (narrow_width, True)))
    return Picture(chart.id, wide, narrow, chart.describe(answer), tuple(tables))


def svg(chart: Any) -> Markup:
    """An Altair chart as an SVG element that scales to its place, silent to readers: its words stand beside it."""
    drawn = _ROLES.sub("", vl_convert.vegalite_to_svg(chart.to_dict(validate=False)))
    return Markup(_ROOT.sub(r'<svg viewBox="\1" aria-hidden="true" focusable="false">', drawn, count=1))


def theme_rules() -> str:
    """Style rules that turn the light colours charts are drawn with into the page's tokens."""
    return "".join(
        f'svg [fill="{color}"]{{fill:var(--{name})}}svg [stroke="{color}"]{{stroke:var(--{name})}}'
        for name, color in LIGHT.items()
    )
