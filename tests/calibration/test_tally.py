"""Counting worlds."""

from __future__ import annotations

import pytest
from calibration.tally import Tally, is_above, is_below, limits

from steelyard.answers import Caveat, Estimate, Interval


def estimate(value: float | None, low: float = 0, high: float = 0, *caveats: Caveat) -> Estimate:
    interval = None if value is None else Interval(low, high, 0.95, "made up", ("customers",))
    return Estimate("handle_time", "seconds", value=value, interval=interval, caveats=caveats)


def test_worlds_are_counted_where_they_lie() -> None:
    tally = Tally(10.0)
    for low, high in ((9, 11), (10, 12), (11, 12), (8, 9)):
        tally.add(estimate((low + high) / 2, low, high))
    assert (tally.figures, tally.covered, tally.under, tally.over) == (4, 2, 1, 1)
    assert tally.summary()["bias"] == pytest.approx(0.25)


def test_refusals_are_no_figures() -> None:
    tally = Tally(10.0)
    tally.add(estimate(None, 0, 0, Caveat("too_few", "3 are too few for a number", "refusal")))
    assert (tally.figures, dict(tally.refused)) == (0, {"too_few": 1})


def test_limits_are_those_of_a_share_of_worlds() -> None:
    """Clopper and Pearson's limits of 950 of 1,000, from a table."""
    assert limits(950, 1_000) == pytest.approx((0.9346, 0.9626), abs=1e-4)


def test_what_chance_allows() -> None:
    assert is_below(1_850, 2_000, 0.95)
    assert not is_below(1_880, 2_000, 0.95)
    assert is_above(1_999, 2_000, 0.985)
    assert not is_above(1_980, 2_000, 0.985)
