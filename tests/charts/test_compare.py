"""The funnel names who is told apart, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charts.comparison import NAMES, comparison
from charts.reading import colors, drawn, rows, size, words
from steelyard.charts.compare import describe, draw
from steelyard.theme import LIGHT


@pytest.mark.parametrize(("width", "is_narrow"), [(620, False), (900, False), (330, True)])
def test_who_is_told_apart_is_named(width: float, is_narrow: bool) -> None:
    picture = drawn(draw(comparison(), width, is_narrow))
    found = words(picture)
    assert {"Faro Phone", "Porto Digital"} <= set(found)
    assert not {"Braga Digital", "Braga Phone", "Faro Digital", "Porto Phone"} & set(found)
    assert "Issues of each" in found
    assert {LIGHT["good"], LIGHT["bad"], LIGHT["unsure"]} <= colors(picture)
    assert size(picture)[0] == width


def test_nobody_has_a_direction_where_chance_made_it() -> None:
    picture = drawn(draw(comparison((0.75, 0.751, 0.749, 0.75, 0.752, 0.75))))
    assert not {LIGHT["good"], LIGHT["bad"]} & colors(picture)
    assert not set(NAMES) & set(words(picture))


def test_names_do_not_lie_on_each_other() -> None:
    crowd = comparison((0.60, 0.61, 0.60, 0.90, 0.61, 0.90))
    named = {row["name"]: row for row in rows(draw(crowd), "text", "label_y")}
    assert named
    for one in named.values():
        assert all(
            abs(one["label_y"] - other["label_y"]) > 0.009 or abs(one["n"] - other["n"]) > 0.3 * one["n"]
            for other in named.values()
            if other is not one
        )


def test_in_words() -> None:
    told = describe(comparison())
    assert told.startswith("Funnel of 6 teams around 75")
    assert "Porto Digital worse, −1" in told
    assert "4 not distinguished" in told
    empty = replace(comparison(), units=(), funnel=None)
    assert describe(empty) == "Nothing is shown of single units."
    assert words(drawn(draw(empty))) == ["Nothing is shown of single units"]
