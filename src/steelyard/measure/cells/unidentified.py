"""How many contacts carry no customer's id, over some days and month by month.

What they hide is corrected for wherever issues are counted (`facts.build.hidden`). Two things are left to a question:
over `assumptions.unidentified_max_share` nothing that rests on returns is said, and where their share differs between
months, months are held equal by what cannot be corrected row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from steelyard.answers import Caveat, Missing
from steelyard.measure.missing import check_refused
from steelyard.measure.question import Question
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot

FEW = 0.01
"""Up to this share nothing needs to be said."""

UNEVEN = 0.02
"""Months whose shares lie further apart are held equal."""

LEAST = 100
"""Contacts a month needs to be set beside others."""


@dataclass(frozen=True)
class Unidentified:
    """Inbound contacts in no issue: without a customer's id and without a link of the source's own.

    Args:
        share: of all inbound contacts; apart: by how much the months' shares differ at the most; limit: the share over
            which nothing rests on returns.
    """

    share: float
    apart: float
    limit: float

    @property
    def is_too_many(self) -> bool:
        """Whether no figure may rest on returns."""
        return self.share > self.limit

    @property
    def is_uneven(self) -> bool:
        """Whether months must be held equal by what is not corrected."""
        return self.apart > UNEVEN

    def missing(self, question: str, title: str) -> Missing | None:
        """Why a question that rests on returns has no answer; None where it may have one."""
        if not self.is_too_many:
            return None
        share, limit = f"{self.share:.0%}", f"{self.limit:.0%}"
        reason = f"{share} of contacts have no customer id; above {limit} no figure on returns is given."
        return Missing(question, title, reason, "identify more customers: contacts.customer_id")

    def caveat(self, text: str) -> tuple[Caveat, ...]:
        """What is or is not corrected, where there is anything to correct.

        Args:
            text: follows "3% of contacts have no customer id; ".
        """
        if not self.share > FEW:
            return ()
        return (Caveat("unidentified", f"{self.share:.0%} of contacts have no customer id; {text}"),)


CORRECTED = "figures are corrected for the returns they may hide"


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
    filters = {name: tuple(values) for name, values in (where or {}).items()}
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
