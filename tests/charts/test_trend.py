"""Small lines: immature periods are dashed, gaps stay gaps in time, colours keep their meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from report import sample
from steelyard.analyses.scorecard.question import Line
from steelyard.answers import Estimate
from steelyard.charts.trend import describe, layers, reach, tone

LINE = sample.CUSTOMERS[0]


def test_immature_periods_are_dashed_in_the_panel() -> None:
    def dashed(line: Line) -> list[dict[str, object]]:
        found = [layer for layer in layers(line, "EUR") if "strokeDash" in layer["mark"]]
        return [row for layer in found for row in layer["data"]["values"]]

    assert len(dashed(LINE)) == 2
    mature = replace(LINE, trend=tuple(replace(entry, mature_share=1.0) for entry in LINE.trend))
    assert dashed(mature) == []
    assert describe(LINE).startswith("First contact resolution over 18 periods; 1 of them not yet mature: first ")
    assert "not yet mature" not in describe(mature)


def test_the_band_of_a_young_period_does_not_flatten_the_others() -> None:
    *mature, young = LINE.trend
    assert young.interval is not None
    wide = replace(young, interval=replace(young.interval, low=0.0, high=1.0))
    assert reach((*mature, wide)) == pytest.approx(reach(LINE.trend), abs=0.02)


def test_too_few_periods_draw_nothing() -> None:
    short = replace(LINE, trend=(LINE.trend[0], Estimate("first_contact_resolution", "share")))
    assert layers(short, "EUR") == []
    assert describe(short) == "First contact resolution: too few periods for a trend."


@pytest.mark.parametrize(
    ("line", "color"),
    [(LINE, "value"), (sample.RESOURCES[0], "cost"), (sample.CUSTOMERS[5], "customer"), (sample.CUSTOMERS[2], "value")],
)
def test_colours_mean_something(line: object, color: str) -> None:
    assert tone(line) == color  # type: ignore[arg-type]
