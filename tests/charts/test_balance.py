"""The steelyard: poise, bracket and ghost lie where their figures are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from charts.reading import drawn, words
from report import sample
from steelyard.analyses.balance.question import Balance
from steelyard.charts.balance import describe, draw
from steelyard.theme import LIGHT


def middle(svg: str, text: str) -> float:
    """The x of a text."""
    found = re.search(r"<text[^>]*?translate\(([\d.]+),[\d.]+\)[^<]*>" + re.escape(text) + "<", svg)
    assert found, text
    return float(found[1])


def test_poise_lies_between_its_ticks() -> None:
    svg = drawn(draw(sample.balance()))
    assert middle(svg, "22") < middle(svg, "23.6") < middle(svg, "24") < middle(svg, "25.4 before (24.9 to 25.9)")
    assert "now 23.1 to 24.2" in words(svg)


def test_pan_and_resources_are_named() -> None:
    found = words(drawn(draw(sample.balance())))
    assert "41,200 issues’ worth of value" in found
    assert "52,900 issues · 86.2% solved · felt 0.90" in found
    assert {"Provider 1.75 M €", "Customers’ own time 618,000 €"} <= set(found)


def test_bars_are_in_proportion() -> None:
    svg = drawn(draw(sample.balance()))
    lengths = [float(length) for length in re.findall(r'd="M0,0L([\d.]+),0L[\d.]+,16L0,16Z"', svg)]
    assert lengths[0] / lengths[1] == pytest.approx(1_745_800 / 618_300, rel=0.01)


@pytest.mark.parametrize(("change", "falls"), [(-0.07, 1), (-0.01, 0), (0.12, -1)])
def test_beam_tilts_only_where_the_change_is_sure(change: float, falls: int) -> None:
    answer = replace(sample.balance(), change=sample.estimate("balance", "ln", change, 0.03))
    beam = re.search(
        r'<line transform="translate\([\d.]+,([\d.]+)\)" x2="[\d.]+" y2="(-?[\d.]+)"[^>]*stroke-width="3"',
        drawn(draw(answer)),
    )
    assert beam
    drop = float(beam[2])
    assert (drop > 1) - (drop < -1) == falls


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
    assert "provider 1.75 M €" in told
