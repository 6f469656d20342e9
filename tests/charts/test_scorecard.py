"""Small multiples: every measure with its figure and interval."""

from __future__ import annotations

from charts.reading import drawn, words
from report import sample
from steelyard.charts.scorecard import describe, draw


def test_every_measure_has_figure_and_interval() -> None:
    found = words(drawn(draw(sample.scorecard())))
    for line in sample.scorecard().lines:
        assert line.title in found
    assert {"64.1% (63.2–65.0)", "6:42 (6:39–6:45)", "38.60 € (37.90–39.30)"} <= set(found)


def test_refused_measure_says_so() -> None:
    assert "First contact resolution – cannot be said" in describe(sample.thin_answers()[3])  # type: ignore[arg-type]
