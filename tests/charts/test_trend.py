"""Small lines: immature periods are dashed, gaps stay gaps in time, colours keep their meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charts.reading import drawn
from report import sample
from steelyard.answers import Estimate
from steelyard.charts.trend import Box, _points, describe, sparkline, tone

LINE = sample.CUSTOMERS[0]


def test_immature_periods_are_dashed() -> None:
    assert "stroke-dasharray" in drawn(sparkline(LINE))
    mature = replace(LINE, trend=tuple(replace(entry, mature_share=1.0) for entry in LINE.trend))
    assert "stroke-dasharray" not in drawn(sparkline(mature))
    assert describe(LINE).startswith("First contact resolution over 18 periods; 1 of them not yet mature: first ")
    assert "not yet mature" not in describe(mature)


def test_the_band_of_a_young_period_does_not_flatten_the_others() -> None:
    *mature, young = LINE.trend
    assert young.interval is not None
    wide = replace(young, interval=replace(young.interval, low=0.0, high=1.0))
    before, after = (_points(trend, Box(0, 0, 90, 20)) for trend in (LINE.trend, (*mature, wide)))
    assert [point.y for point in after] == pytest.approx([point.y for point in before], abs=1.0)
    assert (after[-1].high, after[-1].low) == (0.0, 20.0)


def test_too_few_periods_draw_nothing() -> None:
    short = replace(LINE, trend=(LINE.trend[0], Estimate("first_contact_resolution", "share")))
    assert "stroke=" not in drawn(sparkline(short))
    assert describe(short) == "First contact resolution: too few periods for a trend."


@pytest.mark.parametrize(
    ("line", "color"),
    [(LINE, "value"), (sample.RESOURCES[0], "cost"), (sample.CUSTOMERS[5], "customer"), (sample.CUSTOMERS[2], "value")],
)
def test_colours_mean_something(line: object, color: str) -> None:
    assert tone(line) == color  # type: ignore[arg-type]
