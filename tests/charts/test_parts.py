"""Parts against the whole: in the order given, grey where chance explains the difference."""

from __future__ import annotations

import re
from dataclasses import replace

from charts.reading import drawn, words
from report import sample
from steelyard.charts.parts import describe, draw, measures
from steelyard.theme import LIGHT


def test_at_most_six_measures_of_both_sides() -> None:
    shown = measures(sample.scorecard())
    assert len(shown) == 6
    assert {line.side for line in shown} == {"customers", "resources"}


def test_parts_keep_their_order() -> None:
    found = [text for text in words(drawn(draw(sample.scorecard()))) if text.startswith("Site")]
    assert found == ["Site A", "Site B", "Site C"] * 6


def test_part_that_chance_explains_is_hollow_and_grey() -> None:
    one = replace(sample.scorecard(), lines=sample.CUSTOMERS[:1])
    svg = drawn(draw(one))
    assert len(re.findall(rf'fill="{LIGHT["value"]}"', svg)) == 2
    assert len(re.findall(rf'stroke="{LIGHT["unsure"]}" stroke-width="2" opacity', svg)) == 1


def test_long_names_are_cut_in_the_drawing_and_whole_in_words() -> None:
    name = "Customer care Nordics and Baltics"
    answer = replace(sample.scorecard(), parts=((name, sample.scorecard().parts[0][1]),))
    assert "Customer care…" in [text.replace(" …", "…") for text in words(drawn(draw(answer)))]
    assert name in describe(answer)
