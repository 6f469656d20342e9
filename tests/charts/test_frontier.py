"""A panel a place, in their order; only what is beyond sampling error is coloured."""

from __future__ import annotations

from dataclasses import replace

from charts.reading import drawn, rows, words
from steelyard.charts.frontier import CHART, MOST_PANELS
from steelyard.theme import LIGHT
from view.frontier_sample import frontier


def test_every_month_is_a_dot_and_only_those_behind_are_coloured() -> None:
    dots = rows(CHART.draw(frontier()), "point")
    assert [dot["color"] for dot in dots] == [LIGHT["unsure"]] * 4 + [LIGHT["bad"]] * 4
    assert dots[0]["value"] > dots[4]["value"]


def test_words_are_beside_the_panels() -> None:
    for size in ((620, False), (330, True)):
        found = words(drawn(CHART.draw(frontier(), *size)))
        assert {"Braga", "Porto", "within sampling error", "100%"} <= set(found)
        said = " ".join(found)
        assert "Line at 100%: best practice" in said
        assert "dashed: what equal sites show by sampling error" in said
        assert "excess input 11% (6.0–16.0)" in found
        assert {"Apr 2026", "Jul 2026"} <= set(found)


def test_narrow_panels_stand_below_each_other() -> None:
    assert CHART.draw(frontier(), 330, True)["columns"] == 1
    assert CHART.draw(frontier(), 620, False)["columns"] == 2


def test_many_places_are_not_all_drawn_and_none_is_said() -> None:
    answer = frontier()
    many = replace(answer, places=tuple(replace(answer.places[0], name=f"P{number}") for number in range(20)))
    assert len(rows(CHART.draw(many), "point")) == 4 * MOST_PANELS
    assert f"the first {MOST_PANELS} of 20" in " ".join(words(drawn(CHART.draw(many))))
    assert "cannot be computed" in " ".join(words(drawn(CHART.draw(replace(answer, places=())))))


def test_described_place_by_place() -> None:
    said = CHART.describe(frontier())
    assert "Braga: 96 to 96 percent in 4 periods, within sampling error" in said
    assert "Porto: 82 to 82 percent in 4 periods, excess input 11% (6.0–16.0)" in said
    assert "cannot be computed" in CHART.describe(replace(frontier(), places=()))
