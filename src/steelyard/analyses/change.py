"""What moved the balance, between two periods or two parts?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Term:
    """One factor's part of the change of ln balance.

    Args:
        factor: experience, effectiveness, onceness, pace, capacity, price, contact_cost (segments without hours),
            field, technology, mix.
        effect: in ln units with its interval; 100 x effect is about percent.
        before, after: the factor's own level, where it has one.
        is_claimed: its interval excludes zero.
        parts: segment -> its share of this term, largest first, where the change is split over a dimension.
    """

    factor: str
    effect: Estimate
    before: Estimate | None = None
    after: Estimate | None = None
    is_claimed: bool = False
    parts: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True)
class Change(Answer):
    """The balance's change split without remainder: total = sum of the terms.

    Args:
        total: change of ln balance with interval.
        terms: in the order of the identity, mix last.
        before, after: the two balances.
        label_before, label_after: what is compared, as people say it.
    """

    total: Estimate | None = None
    terms: tuple[Term, ...] = ()
    before: Estimate | None = None
    after: Estimate | None = None
    label_before: str = ""
    label_after: str = ""
