"""The steelyard: poise, brackets and ghost lie where their figures are, and the change has a bracket of its own."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest

from charts.reading import drawn, layers, rows, words
from report import sample
from steelyard.analyses.balance.question import Balance
from steelyard.charts.balance import describe, draw
from steelyard.theme import LIGHT


def brackets(picture: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows(picture, "rule", "name")}


def test_poise_and_ghost_hang_at_their_figures() -> None:
    shown = draw(sample.balance())
    found = brackets(shown)
    assert found["now"]["value"] == pytest.approx(23.6)
    assert found["before"]["value"] == pytest.approx(25.4)
    scales = [layer["encoding"]["x"]["scale"]["domain"] for layer in layers(shown) if "name" in str(layer["data"])]
    low, high = scales[0]
    assert all(scale == scales[0] for scale in scales)
    assert low < found["now"]["low"] < found["before"]["high"] < high
    assert {"23.6 now (23.1 to 24.2)", "25.4 in Apr–Jun 2026 (24.9 to 25.9)"} <= set(words(drawn(shown)))


@pytest.mark.parametrize(("change", "color"), [(-0.07, LIGHT["bad"]), (-0.01, LIGHT["unsure"]), (0.12, LIGHT["good"])])
def test_the_change_has_a_bracket_that_leaves_the_period_before_out_where_it_is_claimed(
    change: float, color: str
) -> None:
    answer = replace(sample.balance(), change=sample.estimate("balance", "ln", change, 0.03))
    found = brackets(draw(answer))
    bracket, before = found["change"], found["before"]["value"]
    assert bracket["value"] == pytest.approx(before * math.exp(change))
    assert bracket["low"] == pytest.approx(before * math.exp(change - 0.03))
    assert (bracket["low"] <= before <= bracket["high"]) == (color == LIGHT["unsure"])
    assert bracket["color"] == color


def test_pan_and_resources_are_named() -> None:
    found = words(drawn(draw(sample.balance())))
    assert "41,200 issues’ worth of value" in found
    assert "52,900 issues · 86.2% solved · felt 0.90" in found
    assert {"Provider 1.75 M €", "Customers’ own time 618,000 €"} <= set(found)


def test_bars_are_in_proportion() -> None:
    provider, customers = rows(draw(sample.balance()), "bar")
    assert provider["end"] == pytest.approx(1_745_800, rel=0.01)
    assert customers["start"] == provider["end"]
    assert customers["end"] - customers["start"] == pytest.approx(618_300, rel=0.01)


def test_words_stay_on_the_sheet_on_a_phone() -> None:
    svg = drawn(draw(sample.balance(), 330, True))
    assert {"23.6 now", "25.4 before"} <= set(words(svg))
    places = [float(x) for x in re.findall(r"<text[^>]*?translate\((-?[\d.]+),", svg)]
    assert all(0 <= place <= 330 for place in places)


def test_without_customers_time_only_the_provider_is_drawn() -> None:
    svg = drawn(draw(replace(sample.balance(), customer_cost=None)))
    assert LIGHT["customer"] not in svg
    assert "customers’ own time" not in describe(replace(sample.balance(), customer_cost=None))


def test_empty_beam_says_so() -> None:
    empty = Balance("balance", "The balance")
    assert {"The balance cannot be said", "The value cannot be said", "What it took is not known"} <= set(
        words(drawn(draw(empty)))
    )
    assert describe(empty) == "The balance cannot be said; the beam is empty."


def test_description_holds_every_figure() -> None:
    told = describe(sample.balance())
    assert told.startswith("The balance stands at 23.6 per 1,000 €, 95 percent interval 23.1 to 24.2; before: 25.4")
    assert "change: −7.1% (−8.8 to −5.3)" in told
    assert "provider 1.75 M €" in told
