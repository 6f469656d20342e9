"""Round numbers that enclose, names that keep apart, and marks where their fields say."""

from __future__ import annotations

from itertools import pairwise

import pytest

from charts.reading import drawn, size, words
from steelyard.charts.canvas import layer, nominal, number, own, picture, scale, spread, ticks
from steelyard.theme import LIGHT


@pytest.mark.parametrize(
    ("low", "high", "count", "found"),
    [
        (18.9, 27.8, 6, [18, 20, 22, 24, 26, 28]),
        (0, 0.391, 4, [0, 0.1, 0.2, 0.3, 0.4]),
        (-14.2, 0, 5, [-15, -10, -5, 0]),
        (3, 3, 4, [3]),
    ],
)
def test_ticks(low: float, high: float, count: int, found: list[float]) -> None:
    assert ticks(low, high, count)[0] <= low
    assert ticks(low, high, count)[-1] >= high
    assert ticks(low, high, count) == pytest.approx(found)


def test_marks_lie_where_their_fields_say() -> None:
    across = {"scale": scale(0, 100), "axis": None}
    row = {"x": 20, "x2": 60, "y": 50, "text": "here", "color": "bad"}
    ends = {"x": number("x", **across), "x2": {"field": "x2"}, "y": number("y", **across), "color": own()}
    said = {"x": number("x", **across), "y": number("y", **across), "text": nominal("text")}
    svg = drawn(picture([layer("rule", [row], ends), layer("text", [row], said)], 200, 100))
    assert size(svg) == (200, 100)
    assert words(svg) == ["here"]
    assert 'translate(40,50)" x2="80" y2="0"' in svg
    assert f'stroke="{LIGHT["bad"]}"' in svg


def test_names_near_each_other_keep_apart_and_others_stay() -> None:
    rows = [{"x": 1.0, "y": 5.0}, {"x": 1.2, "y": 5.1}, {"x": 1.1, "y": 5.05}, {"x": 9.0, "y": 5.1}]
    placed = spread(rows, "x", "y", near=2, gap=1)
    near = sorted(row["label_y"] for row in placed if row["x"] < 2)
    assert all(later - earlier >= 1 for earlier, later in pairwise(near))
    assert next(row for row in placed if row["x"] == 9.0)["label_y"] == 5.1
