"""Round numbers that enclose, and marks at their pixel."""

from __future__ import annotations

import pytest

from charts.reading import drawn, size, words
from steelyard.charts.paper import Paper, ticks


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


def test_marks_lie_where_they_were_put() -> None:
    paper = Paper(200, 100)
    text = paper.texts([{"x": 40, "y": 30, "color": "ink", "text": "here"}])
    line = paper.lines([{"x": 10, "y": 20, "x2": 60, "y2": 20, "color": "bad", "thickness": 3}])
    svg = drawn(paper.finish(text, line))
    assert size(svg) == (200, 100)
    assert words(svg) == ["here"]
    assert "translate(40,34)" in svg  # 4 down from the middle to the baseline
    assert 'translate(10,20)" x2="50" y2="0"' in svg
    assert 'stroke="#b3261e" stroke-width="3"' in svg
