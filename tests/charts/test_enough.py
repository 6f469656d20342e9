"""A panel a dose: bands, the line through them, its bend, and the rise that would pay."""

from __future__ import annotations

from dataclasses import replace

from charts.efforts import enough, thin_enough
from charts.reading import drawn, layers, rows, words
from steelyard.charts.enough import CHART, MOST_PANELS
from steelyard.theme import LIGHT


def test_one_panel_a_dose_and_grey_where_nothing_is_beyond_chance() -> None:
    shown = CHART.draw(enough())
    dots = rows(shown, "point")
    grey, known = LIGHT["unsure"], LIGHT["value"]
    assert len(shown["concat"]) == MOST_PANELS
    assert [dot["color"] for dot in dots] == [known] * 20 + [grey] * 20


def test_the_knee_is_shaded_over_its_interval() -> None:
    shown = CHART.draw(enough())
    (bend,) = rows(shown, "rect")
    dots = rows(shown, "point")[:10]
    assert dots[3]["dose"] < bend["low"] < dots[4]["dose"] < bend["high"] < dots[5]["dose"]


def test_the_rise_that_pays_stands_where_there_is_a_cost() -> None:
    dashed = [layer for layer in layers(CHART.draw(enough())) if layer["mark"].get("color") == LIGHT["cost"]]
    assert len(dashed) == 2
    for first, last in (layer["data"]["values"] for layer in dashed):
        assert first["dose"] < last["dose"]
        assert first["level"] < last["level"]


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
    assert said in ", ".join(words(drawn(CHART.draw(replace(answer, margins=(few,)), 330, True))))
