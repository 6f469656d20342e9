"""Spans of local days: which are complete and mature, and what people call them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from steelyard.errors import QuestionError, did_you_mean

PERIODS = ("day", "week", "month", "quarter")
_MONTHS = {"month": 1, "quarter": 3}
_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Span:
    """Local days, both ends included."""

    from_on: date
    to_on: date

    @property
    def label(self) -> str:
        """As people say it: "Sep 2026", "Jul–Sep 2026", "3 Jul–18 Sep 2026"."""
        first, last = self.from_on, self.to_on
        if first == last:
            return _day(first, True)
        if first.day == 1 and (last + timedelta(days=1)).day == 1:
            if (first.year, first.month) == (last.year, last.month):
                return f"{first:%b %Y}"
            return f"{first:%b}{'' if first.year == last.year else first.strftime(' %Y')}–{last:%b %Y}"
        return f"{_day(first, first.year != last.year)}–{_day(last, True)}"


def span_of(day: date, period: str) -> Span:
    """The day, week (from Monday), month or quarter a date lies in."""
    check_period(period)
    if period in _DAYS:
        first = day if period == "day" else day - timedelta(days=day.weekday())
        return Span(first, first + timedelta(days=_DAYS[period] - 1))
    months = _MONTHS[period]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(first, _add_months(first, months) - timedelta(days=1))


def before(span: Span) -> Span:
    """The span of the same length right before: as many whole months, else as many days."""
    last = span.from_on - timedelta(days=1)
    if span.from_on.day == 1 and (span.to_on + timedelta(days=1)).day == 1:
        months = 12 * (span.to_on.year - span.from_on.year) + span.to_on.month - span.from_on.month + 1
        return Span(_add_months(span.from_on, -months), last)
    return Span(span.from_on - (span.to_on - span.from_on) - timedelta(days=1), last)


def year_before(span: Span) -> Span:
    """The same days a year earlier."""
    if span.from_on.day == 1 and (span.to_on + timedelta(days=1)).day == 1:
        return Span(
            _add_months(span.from_on, -12),
            _add_months(span.to_on + timedelta(days=1), -12) - timedelta(days=1),
        )
    return Span(span.from_on - timedelta(days=364), span.to_on - timedelta(days=364))


def mature_until(horizon: datetime, window_days: float, time_zone: str) -> date:
    """The last local date whose issues are all mature: begun two return windows before the horizon (naive UTC)."""
    edge = horizon.replace(tzinfo=ZoneInfo("UTC")) - timedelta(days=2 * window_days)
    return edge.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=1)


def days_since_end(span: Span, horizon: datetime, time_zone: str) -> int:
    """Whole days from the end of a span's last local day to the horizon (naive UTC); negative where it lies inside."""
    midnight = datetime.combine(span.to_on + timedelta(days=1), time(), ZoneInfo(time_zone))
    return (horizon.replace(tzinfo=ZoneInfo("UTC")) - midnight).days


def day_before(horizon: datetime, time_zone: str) -> date:
    """The local day that ends at, or in which lies, the instant right before the horizon (naive UTC)."""
    edge = horizon.replace(tzinfo=ZoneInfo("UTC")) - timedelta(microseconds=1)
    return edge.astimezone(ZoneInfo(time_zone)).date()


def latest_complete(period: str, first_on: date, mature_on: date) -> Span | None:
    """The newest whole period that lies between two dates; None where there is none."""
    span = span_of(mature_on, period)
    if span.to_on > mature_on:
        span = span_of(span.from_on - timedelta(days=1), period)
    return span if span.from_on >= first_on else None


def check_period(period: str) -> None:
    """QuestionError where it is not a period."""
    if period not in PERIODS:
        raise QuestionError(f"there is no period called {period!r}", next=did_you_mean(period, PERIODS))


def _day(day: date, with_year: bool) -> str:
    return f"{day.day} {day:%b %Y}" if with_year else f"{day.day} {day:%b}"


def _add_months(day: date, months: int) -> date:
    place = 12 * day.year + day.month - 1 + months
    return date(place // 12, place % 12 + 1, day.day)
