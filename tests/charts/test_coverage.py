"""Coverage: what is not known is an empty track that says so."""

from __future__ import annotations

from charts.reading import drawn, words
from report import sample
from steelyard.charts.coverage import bars, describe, draw


def test_bars_read_the_scorecard() -> None:
    assert [entry.value for _, _, entry in bars(sample.scorecard()) if entry] == [0.412, 0.12, 0.94]
    assert "41.2%" in words(drawn(draw(sample.scorecard())))


def test_unknown_is_said() -> None:
    thin = sample.thin_answers()[3]
    assert words(drawn(draw(thin))).count("not known") == 3  # type: ignore[arg-type]
    assert describe(thin).count("not known") == 3  # type: ignore[arg-type]
