"""How many contacts carry no customer's id, over some days and month by month.

What they hide is corrected for wherever issues are counted (`facts.build.hidden`). Two things are left to a question:
over `assumptions.unidentified_max_share` nothing that rests on returns is said, and where their share differs between
months, months are held equal by what cannot be corrected row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from steelyard.measure.missing import Unidentified, check_refused
from steelyard.measure.question import Question, filters_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot

LEAST = 100
"""Contacts a month needs to be set beside others."""


def unidentified(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Unidentified:
    """The share of the contacts asked, one scan.

    Raises:
        QuestionError: a filter contacts do not know.
    """
    check_refused(snapshot, "unidentified")
    filters = filters_of(where)
    plain = Question((), (), "", filters, dimensions=settings.dimensions)

    def months(first_on: date | None, last_on: date | None) -> Any:
        return _months(replace(plain, from_on=first_on, to_on=last_on))

    found = answered(snapshot, ("unidentified", plain), months, from_on, to_on)
    n, without = (np.asarray(found[name], dtype=float) for name in ("n", "nobody"))
    shares = (without / np.maximum(n, 1.0))[n >= LEAST]
    apart = float(np.ptp(shares)) if len(shares) else 0.0
    share = float(without.sum() / max(n.sum(), 1.0))
    return Unidentified(share, apart, settings.assumptions.unidentified_max_share)


def _months(question: Question) -> Any:
    """Inbound contacts, and of these the ones without a customer, by month."""
    rows = queries.asked(question, "contacts", {"is_attempt", "is_unidentified"})
    rows = rows.filter(rows.is_attempt)
    nobody = rows.is_unidentified.fill_null(False).cast("float64").sum()
    month = rows.on.truncate("M").cast("date")
    return rows.group_by(m=month).aggregate(n=rows.count().cast("float64"), nobody=nobody)
