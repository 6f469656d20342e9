"""How much the data hold month by month, so that a sliver at either end is not taken for a usual period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import numpy as np

from steelyard.analyses.periods import date_range
from steelyard.analyses.periods.date_range import Span
from steelyard.measure.missing import check_refused
from steelyard.store import Snapshot
from steelyard.store.asked import asked

TABLES = {"fact_contacts": "contacts", "fact_responses": "answers", "fact_evaluations": "evaluations"}
"""What the volume is counted in: the first of these that holds anything."""

USUAL = 0.5
"""A period of less than this part of the median one is a sliver."""

MONTH = 0.25
"""So is one of whose months any holds less than this part of the median month."""

STRAY = 0.05
"""Periods of less than this part of the largest do not enter the median."""


@dataclass(frozen=True)
class Volumes:
    """Rows by calendar month.

    Args:
        months: first day of each month that holds anything -> rows.
        unit: what is counted.
    """

    months: Mapping[date, int]
    unit: str = "contacts"

    def held(self, span: Span) -> int:
        """How many rows the calendar months of a span hold."""
        return sum(count for month, count in self.months.items() if span.from_on <= month <= span.to_on)

    def usual(self, period: str) -> float:
        """What a period of that length ("month", "quarter") usually holds: the median of those that are not stray."""
        sizes: dict[Span, int] = {}
        for month, count in self.months.items():
            span = date_range.span_of(month, period)
            sizes[span] = sizes.get(span, 0) + count
        most = max(sizes.values(), default=0)
        return median([size for size in sizes.values() if size >= STRAY * most]) if sizes else 0.0

    def is_usual(self, span: Span, period: str) -> bool:
        """Whether whole months hold as much as is usual: the span as a whole, and each of its months."""
        least = MONTH * self.usual("month")
        whole = self.held(span) >= USUAL * self.usual(period)
        return whole and all(self.months.get(month, 0) >= least for month in months_of(span))

    def latest(self, period: str, first_on: date, mature_on: date) -> tuple[Span | None, tuple[Span, ...]]:
        """The newest whole month or quarter between two dates that is usual, and the newer ones passed over."""
        passed: list[Span] = []
        span = date_range.latest_complete(period, first_on, mature_on)
        while span is not None:
            if self.is_usual(span, period):
                return span, tuple(passed)
            passed.append(span)
            span = date_range.latest_complete(period, first_on, span.from_on - timedelta(days=1))
        return None, ()


def months_of(span: Span) -> tuple[date, ...]:
    """The first days of the months a span touches."""
    found = [span.from_on.replace(day=1)]
    while (following := (found[-1] + timedelta(days=31)).replace(day=1)) <= span.to_on:
        found.append(following)
    return tuple(found)


def volumes(snapshot: Snapshot) -> Volumes:
    """The volumes of a version, kept with it once they were read."""
    check_refused(snapshot, "volumes")
    for table, unit in TABLES.items():
        if table in snapshot.manifest.tables:
            months = _months(snapshot, table)
            if months:
                return Volumes(months, unit)
    return Volumes({})


def _months(snapshot: Snapshot, table: str) -> dict[date, int]:
    number = 'CAST(12 * extract(year FROM "on") + extract(month FROM "on") - 1 AS INTEGER)'
    spoken = f'SELECT {number} AS month, count(*) AS held FROM {table} WHERE "on" IS NOT NULL GROUP BY 1 ORDER BY 1'
    found = {name: np.asarray(values, dtype=np.int64) for name, values in asked(snapshot, spoken).items()}
    return {
        date(month // 12, month % 12 + 1, 1): held
        for month, held in zip(found["month"].tolist(), found["held"].tolist(), strict=True)
    }
