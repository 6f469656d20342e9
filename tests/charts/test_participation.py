"""Who pays, as a picture: points where both sides stand, and the line where they cancel."""

from __future__ import annotations

from charts.reading import colors, drawn, words
from steelyard.charts.participation import CHART, _ends
from steelyard.theme import LIGHT
from view.participation_sample import participation, thin_participation


def test_every_point_is_named_and_coloured_by_its_outcome() -> None:
    svg = drawn(CHART.draw(participation(), 620, False))
    said = " ".join(words(svg))
    assert "all issues, over time: work moved" in said
    assert "begun by chat: dearer for both" in said
    assert {LIGHT["good"], LIGHT["bad"], LIGHT["unsure"]} <= colors(svg)


def test_narrow_names_without_outcomes() -> None:
    said = " ".join(words(drawn(CHART.draw(participation(), 330, True))))
    assert "all issues, over time" in said
    assert "dearer" not in said


def test_both_axes_hold_zero_and_every_end() -> None:
    across, up = _ends(participation().shifts, False)  # type: ignore[attr-defined]
    assert across[0] <= -1.75
    assert across[-1] >= 1.94
    assert up[0] <= -0.45
    assert up[-1] >= 0.63
    assert 0 in across
    assert 0 in up


def test_in_words_and_empty() -> None:
    assert "begun with the bot, over time: the provider +0.16 €" in CHART.describe(participation())
    assert CHART.describe(thin_participation()) == "Who carries the cost cannot be told."
