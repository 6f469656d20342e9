"""A chart's marks, read back from the SVG it becomes."""

from __future__ import annotations

import re
from typing import Any

import vl_convert


def drawn(chart: Any) -> str:
    """The SVG text of a chart; Altair checks it against its schema on the way."""
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def words(svg: str) -> list[str]:
    """Every text on it, in order."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def size(svg: str) -> tuple[float, float]:
    """Width and height in pixels."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box
    return float(box[1]), float(box[2])


def colors(svg: str) -> set[str]:
    """Every colour used."""
    return set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg))
