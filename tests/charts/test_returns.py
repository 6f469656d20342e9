"""The return curve: from zero, read at the window's end."""

from __future__ import annotations

from dataclasses import replace

from charts.reading import drawn, words
from report import sample
from steelyard.charts.returns import describe, draw


def test_window_is_marked_with_what_the_curve_reads() -> None:
    found = words(drawn(draw(sample.returns())))
    assert "26.1% back within 7 days" in found
    assert {"0%", "40%", "days after the solution"} <= set(found)


def test_window_beyond_the_data_is_not_read() -> None:
    answer = replace(sample.returns(), window_days=45)
    assert not any("back within" in text for text in words(drawn(draw(answer))))
    assert "return window" not in describe(answer)


def test_description_reads_window_and_end() -> None:
    assert describe(sample.returns()) == (
        "Curve of returns. By day 7, the end of the return window, 26.1% (25.5–26.7) have come back; "
        "By day 30, 37.8% (36.5–39.1) of issues have come back."
    )
