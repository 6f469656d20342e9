"""Bars tell what is beyond sampling error, and the key few are marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charts.driving import drivers
from charts.reading import colors, drawn, rows, size, words
from steelyard.charts.drivers import KEY, describe, draw
from steelyard.theme import LIGHT


@pytest.mark.parametrize(("width", "is_narrow"), [(620, False), (900, False), (330, True)])
def test_every_measure_has_its_bar_and_figure(width: float, is_narrow: bool) -> None:
    picture = drawn(draw(drivers(), width, is_narrow))
    assert {f"{KEY}Waiting time", "Transfers", "62%", "31%", "7.0%"} <= set(words(picture))
    assert "key few · grey: within sampling error" in " ".join(words(picture))
    assert {LIGHT["value"], LIGHT["unsure"]} <= colors(picture)
    assert size(picture)[0] == width


def test_longer_bars_carry_more_and_only_the_key_few_are_marked() -> None:
    bars = rows(draw(drivers()), "bar")
    shares = [row["share"] for row in bars]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] / shares[1] == pytest.approx(2, abs=0.01)
    assert [row["color"] for row in bars] == [LIGHT["value"], LIGHT["value"], LIGHT["unsure"]]
    assert [row["name"].startswith(KEY) for row in bars] == [True, False, False]


def test_in_words() -> None:
    told = describe(drivers())
    assert "Waiting time: 62% of the explained variation, between 50% and 74%, one of the key few" in told
    assert "Handling time: 7.0% of the explained variation, between 0% and 16%, within sampling error" in told
    empty = replace(drivers(), drivers=())
    assert describe(empty) == "No measure can be tested."
    assert words(drawn(draw(empty))) == ["No measure can be tested"]
