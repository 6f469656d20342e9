"""A picture's marks, read back from its specification and from the SVG it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import altair
import vl_convert


def drawn(picture: dict[str, Any]) -> str:
    """The SVG text of a picture; Altair checks it against the grammar's schema on the way."""
    altair.Chart.from_dict(picture)
    return str(vl_convert.vegalite_to_svg(picture))


def layers(picture: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every layer of marks, of panels too, in order."""
    for inside in (*picture.get("concat", ()), *picture.get("layer", ())):
        if "mark" in inside:
            yield inside
        else:
            yield from layers(inside)


def rows(picture: dict[str, Any], mark: str, field: str = "") -> list[dict[str, Any]]:
    """The rows of all layers of a kind of mark that have a field."""
    found = [layer for layer in layers(picture) if layer["mark"]["type"] == mark]
    return [row for layer in found for row in layer["data"]["values"] if not field or field in row]


def pointed_at(picture: dict[str, Any]) -> set[str]:
    """The fields that tooltips show."""
    return {entry["field"] for layer in layers(picture) for entry in layer["encoding"].get("tooltip", ())}


def words(svg: str) -> list[str]:
    """Every line of text on it, in order."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    return [line for text in texts for line in re.findall(r"(?:^|>)([^<>]+)", text)]


def size(svg: str) -> tuple[float, float]:
    """Width and height in pixels."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box
    return float(box[1]), float(box[2])


def colors(svg: str) -> set[str]:
    """Every colour used."""
    return set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg))
