"""The waterfall's steps join up, and nothing within sampling error has a direction's colour."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from charts.reading import drawn, rows, words
from report import sample
from steelyard.charts.change import describe, draw
from steelyard.theme import LIGHT


def test_steps_join_and_end_at_the_total() -> None:
    steps = rows(draw(sample.change()), "bar")
    *factors, total = steps
    assert factors[0]["start"] == 0
    for earlier, later in pairwise(factors):
        assert later["start"] == pytest.approx(earlier["end"])
    assert factors[-1]["end"] == pytest.approx(total["end"])
    assert total["start"] == 0
    assert {row["title"] for row in steps if row["color"] == LIGHT["unsure"]} == {"Capacity", "Price"}
    assert all(row["low"] < row["end"] < row["high"] for row in steps)


def test_figures_carry_signs_and_intervals() -> None:
    found = words(drawn(draw(sample.change())))
    assert {"−3.1", "+7.4", "−7.1", "−9.0 to −5.2", "Mix of issues"} <= set(found)


def test_narrow_keeps_names_and_figures() -> None:
    found = words(drawn(draw(sample.change(), 330, True)))
    assert {"Effectiveness", "−4.0", "All together"} <= set(found)
    assert "−9.0 to −5.2" not in found


def test_description_tells_claims_from_chance() -> None:
    told = describe(sample.change())
    assert "Onceness −6.2" in told
    assert "within sampling error: Capacity, Price" in told
    assert "all together −7.1, 95 percent interval −9.0 to −5.2." in told
    assert describe(replace(sample.change(), terms=(), total=None)) == "What moved the balance cannot be said."


def test_without_a_balance_each_factor_stands_alone() -> None:
    alone = replace(sample.change(), total=None)
    assert {row["start"] for row in rows(draw(alone), "bar")} == {0.0}
    assert "All together" not in words(drawn(draw(alone)))
    assert "all together" not in describe(alone)
