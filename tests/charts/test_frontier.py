"""A panel a place, in their order; only what is beyond sampling error is coloured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from charts.reading import drawn, words
from steelyard.charts.frontier import CHART, MOST_PANELS
from steelyard.theme import LIGHT
from view.frontier_sample import frontier


def marks(chart: Any, field: str) -> list[dict[str, Any]]:
    rows = [row for layer in chart.to_dict()["layer"] for row in layer["data"]["values"]]
    return [row for row in rows if field in row]


def test_every_month_is_a_dot_and_only_those_behind_are_coloured() -> None:
    dots = marks(CHART.draw(frontier()), "path")
    assert [dot["color"] for dot in dots] == [LIGHT["unsure"]] * 4 + [LIGHT["bad"]] * 4
    assert [dot["x"] for dot in dots[:4]] == sorted(dot["x"] for dot in dots[:4])
    assert max(dot["x"] for dot in dots[:4]) < min(dot["x"] for dot in dots[4:])
    assert dots[0]["y"] < dots[4]["y"]


def test_words_are_beside_the_panels() -> None:
    for size in ((620, False), (330, True)):
        found = words(drawn(CHART.draw(frontier(), *size)))
        wanted = {"Braga", "Porto", "within sampling error", "best practice", "equal sites (sampling error)", "100%"}
        assert wanted <= set(found)
        assert "excess input 11% (6.0–16.0)" in found
        assert {"Apr 2026", "Jul 2026"} <= set(found)


def test_narrow_panels_stand_below_each_other() -> None:
    dots = marks(CHART.draw(frontier(), 330, True), "path")
    assert max(dot["y"] for dot in dots[:4]) < min(dot["y"] for dot in dots[4:])
    assert all(0 <= dot["x"] <= 330 for dot in dots)


def test_many_places_are_not_all_drawn_and_none_is_said() -> None:
    answer = frontier()
    many = replace(answer, places=tuple(replace(answer.places[0], name=f"P{number}") for number in range(20)))
    assert len(marks(CHART.draw(many), "path")) == 4 * MOST_PANELS
    assert f"the first {MOST_PANELS} of 20" in " ".join(words(drawn(CHART.draw(many))))
    assert "cannot be computed" in " ".join(words(drawn(CHART.draw(replace(answer, places=())))))


def test_described_place_by_place() -> None:
    said = CHART.describe(frontier())
    assert "Braga: 96 to 96 percent in 4 periods, within sampling error" in said
    assert "Porto: 82 to 82 percent in 4 periods, excess input 11% (6.0–16.0)" in said
    assert "cannot be computed" in CHART.describe(replace(frontier(), places=()))
