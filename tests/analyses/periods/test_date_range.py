"""Spans: calendar periods, what lies before them, and their names."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.date_range import Span
from steelyard.errors import QuestionError

DAYS = st.dates(date(2000, 1, 5), date(2099, 12, 1))


@pytest.mark.parametrize(
    ("span", "label"),
    [
        (Span(date(2026, 9, 1), date(2026, 9, 30)), "Sep 2026"),
        (Span(date(2026, 7, 1), date(2026, 9, 30)), "Jul–Sep 2026"),
        (Span(date(2025, 12, 1), date(2026, 2, 28)), "Dec 2025–Feb 2026"),
        (Span(date(2026, 7, 3), date(2026, 9, 18)), "3 Jul–18 Sep 2026"),
        (Span(date(2025, 7, 3), date(2026, 9, 18)), "3 Jul 2025–18 Sep 2026"),
        (Span(date(2026, 7, 3), date(2026, 7, 3)), "3 Jul 2026"),
    ],
)
def test_spans_are_called_what_people_call_them(span: Span, label: str) -> None:
    assert span.label == label


@given(DAYS, st.sampled_from(date_range.PERIODS))
def test_a_day_lies_in_its_period_and_the_one_before_touches_it(day: date, period: str) -> None:
    span = date_range.span_of(day, period)
    earlier = date_range.before(span)
    assert span.from_on <= day <= span.to_on
    assert earlier.to_on + timedelta(days=1) == span.from_on
    assert earlier == date_range.span_of(earlier.to_on, period)


@given(DAYS, st.sampled_from(("month", "quarter")))
def test_a_year_before_is_the_same_calendar_period(day: date, period: str) -> None:
    span = date_range.span_of(day, period)
    earlier = date_range.year_before(span)
    assert (earlier.from_on.year, earlier.from_on.month) == (span.from_on.year - 1, span.from_on.month)
    assert earlier == date_range.span_of(earlier.from_on, period)


def test_odd_spans_are_compared_with_as_many_days_on_the_same_weekdays() -> None:
    span = Span(date(2026, 7, 6), date(2026, 7, 19))
    assert date_range.before(span) == Span(date(2026, 6, 22), date(2026, 7, 5))
    assert date_range.year_before(span).from_on.weekday() == span.from_on.weekday()


def test_maturity_ends_two_windows_before_the_horizon_in_local_days() -> None:
    horizon = datetime(2026, 9, 30, 23, 30)
    assert date_range.mature_until(horizon, 7, "UTC") == date(2026, 9, 15)
    assert date_range.mature_until(horizon, 7, "Asia/Tokyo") == date(2026, 9, 16)


def test_only_whole_and_mature_periods_count() -> None:
    first, mature = date(2026, 1, 1), date(2026, 9, 15)
    assert date_range.latest_complete("quarter", first, mature) == Span(date(2026, 4, 1), date(2026, 6, 30))
    assert date_range.latest_complete("month", first, mature) == Span(date(2026, 8, 1), date(2026, 8, 31))
    assert date_range.latest_complete("month", first, date(2026, 8, 31)) == Span(date(2026, 8, 1), date(2026, 8, 31))
    assert date_range.latest_complete("quarter", date(2026, 4, 2), mature) is None


def test_an_unknown_period_is_refused_with_a_hint() -> None:
    with pytest.raises(QuestionError, match="Did you mean quarter"):
        date_range.span_of(date(2026, 1, 1), "quarters")
