"""Frozen results: a figure turned keeps what it says, with the other sign."""

from __future__ import annotations

import math

import pytest

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


@pytest.mark.parametrize(("low", "high", "side"), [(0.1, 0.4, 1), (-0.4, -0.1, -1), (-0.1, 0.4, 0), (0.0, 0.4, 0)])
def test_an_interval_lies_on_one_side_of_zero_or_on_none(low: float, high: float, side: int) -> None:
    assert Interval(low, high).side_of() == side
    assert Estimate("saved", "ln", value=0.2, interval=Interval(low, high)).sign == side
    assert Interval(low + 1, high + 1).side_of(1) == side


def test_without_an_interval_there_is_no_side_and_no_margin() -> None:
    assert (Estimate("saved", "ln", value=0.2).sign, Estimate("saved", "ln", value=0.2).margin) == (0, None)


def test_a_size_has_no_sign_and_its_limits_go_with_it() -> None:
    fall = Estimate("saved", "count", value=-2.0, interval=Interval(-5.0, 1.0)).sized()
    assert fall.interval is not None
    assert (fall.value, fall.interval.low, fall.interval.high) == (2.0, -1.0, 5.0)
    assert fall.sized() == fall


def test_a_change_of_ln_is_a_share_of_what_was_before() -> None:
    share = Estimate("cost", "ln", value=math.log(0.8), interval=Interval(math.log(0.75), math.log(0.9))).as_share()
    assert share.interval is not None
    assert (share.unit, share.value) == ("share", pytest.approx(-0.2))
    assert (share.interval.low, share.interval.high) == pytest.approx((-0.25, -0.1))
    assert share.margin == pytest.approx(0.075)
