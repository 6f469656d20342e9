"""Frozen results: a figure turned keeps what it says, with the other sign."""

from __future__ import annotations

from steelyard.answers import Estimate, Interval


def test_limits_change_places_when_a_figure_is_turned() -> None:
    given = Estimate("saved", "ln", value=0.2, interval=Interval(0.1, 0.4, method="jackknife"), bounds=(0.0, 0.5), n=40)
    turned = given.turned()
    assert turned.interval is not None
    assert (turned.value, turned.interval.low, turned.interval.high, turned.bounds) == (-0.2, -0.4, -0.1, (-0.5, 0.0))
    assert (turned.n, turned.interval.method) == (40, "jackknife")
    assert turned.turned() == given


def test_what_cannot_be_told_stays_untold() -> None:
    assert Estimate("saved", "ln").turned() == Estimate("saved", "ln")
