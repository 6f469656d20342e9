"""Each theme has its point, its interval and what it is compared with."""

from __future__ import annotations

import pytest

from charts.reading import drawn, rows, size, words
from charts.writing import thin_words
from charts.writing import words as written
from steelyard.charts.words import NOTHING, describe, draw


@pytest.mark.parametrize(("width", "is_narrow"), [(620, False), (330, True)])
def test_every_theme_has_its_figure_and_what_it_is_compared_with(width: float, is_narrow: bool) -> None:
    made = draw(written(), width, is_narrow)
    assert {"agent rushed", "handled · Porto Digital (against others)", "1.7%"} <= set(words(drawn(made)))
    here = rows(made, "point")
    assert {(row["share"], row["other"]) for row in here} == {(0.017, 0.0), (0.017, 0.064)}
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows(made, "rule"))
    assert size(drawn(made))[0] == width


def test_in_words() -> None:
    told = describe(written())
    assert "“agent rushed”, everywhere: written by 1.7% (1.2–2.5), 0.0% in the days before" in told
    assert "6.4% of others on the same topics" in told
    assert describe(thin_words()) == f"{NOTHING}."
