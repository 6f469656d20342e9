"""The days a part of a question covers."""

from dataclasses import replace
from datetime import date

from steelyard.measure.question import Question
from steelyard.measure.sums.model import Sums, merge, take
from steelyard.measure.sums.queries import EPOCH
from steelyard.measure.sums.spans import Days, days_of

FIRST, LAST = date(2026, 1, 10), date(2026, 3, 5)


def test_a_question_without_days_says_none() -> None:
    assert days_of(Question(()), [()]) == (None,)


def test_a_span_is_counted_from_the_same_day_wherever_it_begins() -> None:
    assert days_of(Question((), from_on=FIRST, to_on=LAST), [()]) == (Days(EPOCH, FIRST, LAST),)


def test_periods_are_counted_from_their_own_first_day_and_cut_at_the_span() -> None:
    asked = Question((), period="month", from_on=FIRST, to_on=LAST)
    january, march = days_of(asked, [("2026-01-01",), ("2026-03-01",)])
    assert january == Days(date(2026, 1, 1), FIRST, date(2026, 1, 31))
    assert march == Days(date(2026, 3, 1), date(2026, 3, 1), LAST)
    (quarter,) = days_of(replace(asked, period="quarter", from_on=None, to_on=None), [("2025-10-01",)])
    assert quarter == Days(date(2025, 10, 1), date(2025, 10, 1), date(2025, 12, 31))
    (week,) = days_of(replace(asked, period="week", from_on=None, to_on=None), [("2026-02-02",)])
    assert week == Days(date(2026, 2, 2), date(2026, 2, 2), date(2026, 2, 8))


def test_each_part_keeps_its_own_days_when_sums_are_merged_and_taken() -> None:
    asked = Question((), period="quarter")
    one, other = Days(EPOCH, FIRST, LAST), Days(EPOCH, LAST, LAST)
    late = Sums(asked, (("late",),), {}, spans=(one,))
    early = Sums(asked, (("early",),), {}, spans=(other,))
    both = merge(late, early)
    assert dict(zip(both.parts, both.spans, strict=True)) == {("late",): one, ("early",): other}
    assert take(both, [1]).spans == (one,)
    assert merge(late, replace(late, spans=(other,))).spans == (None,)
