"""A panel a dose: bands, the line through them, its bend, and the rise that would pay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from charts.efforts import enough, thin_enough
from charts.reading import drawn, words
from steelyard.charts.enough import CHART, MOST_PANELS
from steelyard.theme import LIGHT


def marks(chart: Any, field: str) -> list[dict[str, Any]]:
    rows = [row for layer in chart.to_dict()["layer"] for row in layer["data"]["values"]]
    return [row for row in rows if field in row]


def test_one_panel_a_dose_and_grey_where_nothing_is_beyond_chance() -> None:
    dots = marks(CHART.draw(enough()), "path")
    colors = [dot["color"] for dot in dots]
    grey, known = LIGHT["unsure"], LIGHT["value"]
    assert len(dots) == 10 * MOST_PANELS
    assert colors == [known] * 20 + [grey] * 20


def test_the_knee_is_shaded_over_its_interval() -> None:
    bars = [row for row in marks(CHART.draw(enough()), "thickness") if row["color"] == LIGHT["value-soft"]]
    dots = marks(CHART.draw(enough()), "path")[:10]
    (bar,) = bars
    assert (
        dots[3]["x"] < bar["x"] - bar["thickness"] / 2 < dots[4]["x"] < bar["x"] + bar["thickness"] / 2 < dots[5]["x"]
    )


def test_the_rise_that_pays_stands_where_there_is_a_cost() -> None:
    rises = [row for row in marks(CHART.draw(enough()), "thickness") if row["color"] == LIGHT["cost"]]
    assert len(rises) == 2
    assert all(row["y"] > row["y2"] and row["x"] < row["x2"] for row in rises)


def test_words_are_beside_the_panels_and_read_aloud() -> None:
    for size in ((620, False), (330, True)):
        found = set(words(drawn(CHART.draw(enough(), *size))))
        assert {
            "Handling time, minutes",
            "Waiting time, minutes",
            "Replies",
            "dashed: the slope that would cover the cost",
        } <= found
        assert "value: −2.00 pt per minute, no bend" in found
        assert "value: +3.00 pt per minute, bends at 5.0" in found
    said = CHART.describe(enough())
    assert (
        "one more minute of handling is associated with +3.0 points (+2.0 to +4.0) of value, with a bend at 5.0" in said
    )
    assert CHART.describe(thin_enough()) == "No effort can be evaluated here."


def test_too_few_levels_is_said() -> None:
    answer = enough()
    only = tuple(entry for entry in answer.margins if entry.line.dose.id == "rating")
    few = replace(only[0], line=replace(only[0].line, bend_p=None))
    said = "retention: +0.20 pt per point, too few levels for a bend"
    assert said in words(drawn(CHART.draw(replace(answer, margins=(few,)), 330, True)))


def test_nothing_leaves_the_sheet() -> None:
    for width, is_narrow in ((620, False), (330, True)):
        for row in marks(CHART.draw(enough(), width, is_narrow), "x"):
            assert 0 <= row["x"] <= width
