"""A span's amount as a year's."""

from __future__ import annotations

from datetime import date

import pytest

from steelyard.analyses.periods.annualise import YEAR_DAYS, yearly
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Estimate, Interval

QUARTER = Span(date(2026, 4, 1), date(2026, 6, 30))


def test_an_amount_of_a_quarter_becomes_a_years() -> None:
    found = yearly(Estimate("x", "money", value=91.0, interval=Interval(45.5, 182.0), n=7), QUARTER)
    assert found.value == pytest.approx(YEAR_DAYS)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((YEAR_DAYS / 2, 2 * YEAR_DAYS))
    assert (found.metric, found.unit, found.n) == ("stake", "money", 7)


def test_what_is_not_known_stays_unknown() -> None:
    found = yearly(Estimate("x", "money", bounds=(0.0, 91.0)), QUARTER)
    assert (found.value, found.interval) == (None, None)
    assert found.bounds == pytest.approx((0.0, YEAR_DAYS))
