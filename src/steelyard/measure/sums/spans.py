"""Which days each part of a question covers: a total grows with them, see `measure.estimates.totals`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from steelyard.measure.question import Question
from steelyard.measure.sums.queries import EPOCH

_MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Days:
    """The days of a part, and from which one on its groups of days are counted."""

    counted_from: date
    first: date
    last: date


def days_of(question: Question, parts: Sequence[tuple[str | None, ...]]) -> tuple[Days | None, ...]:
    """The days of every part; None where the question does not say them."""
    if question.period:
        return tuple(_of_period(question, str(part[-1])) for part in parts)
    if question.from_on is None or question.to_on is None:
        return (None,) * len(parts)
    return (Days(EPOCH, question.from_on, question.to_on),) * len(parts)


def _of_period(question: Question, name: str) -> Days:
    begins = date.fromisoformat(name[:10])
    last = _next(begins, question.period) - timedelta(days=1)
    return Days(begins, max(begins, question.from_on or begins), min(last, question.to_on or last))


def _next(begins: date, period: str) -> date:
    if period in _MONTHS:
        month = begins.month - 1 + _MONTHS[period]
        return date(begins.year + month // 12, month % 12 + 1, 1)
    return begins + timedelta(days=7 if period == "week" else 1)
