"""How well the list finds customers who are known to be in need, beside a ranking by rating alone and a random draw."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from steelyard.analyses.list.answer import Today
from steelyard.measure.models.seen import Seen
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import figure
from steelyard.wording import listed


@dataclass(frozen=True)
class Judged:
    """Customers in need among those listed.

    Args:
        listed, found: customers on the list, and those of them in need; silent: of these who never answered a survey.
        rated, by_rating: customers a ranking by the newest rating alone gives, and those of them in need.
        at_random: expected number in need among as many customers as are listed, drawn from all with a contact in the
            window.
        in_need: customers in need in all.
        values: what those in need are worth a year, on the list, by rating, and at random (expected); customers of
            unknown value count nothing. currency: of it.
    """

    listed: int
    found: int
    silent: int
    rated: int
    by_rating: int
    at_random: float
    in_need: int
    values: tuple[float, float, float]
    currency: str = ""

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        first = (
            f"Of the {self.listed} customers listed {self.found} are really in need, {self.silent} of them silent "
            "(they never answered a survey)"
        )
        other = f"the {self.rated} lowest ratings hold {self.by_rating}, {self.listed} at random {self.at_random:.1f}"
        worth = listed([figure(value, "money", currency=self.currency) for value in self.values])
        return f"{first}; {other}. The customers in need so found are worth {worth} a year."


def judge(
    snapshot: Snapshot, settings: Settings, answer: Today, needy: Collection[str], silent: Collection[str]
) -> Judged:
    """The list against the truth.

    Args:
        needy: ids of the customers in need; silent: those of them who never answered a survey.
    """
    horizon = snapshot.manifest.horizon
    assert horizon is not None
    seen = Seen(settings.followup, horizon, settings.assumptions.issue_max_days, settings.dimensions)
    shown = {item.customer_id for item in answer.items}
    rated = _lowest_rated(snapshot, seen, len(shown))
    everybody = _met(snapshot, seen)
    wanted = set(needy)
    worth = _values_of(snapshot, seen)

    def value(found: Collection[str]) -> float:
        return sum(worth.get(who, 0.0) for who in wanted.intersection(found))

    share = len(shown) / max(len(everybody), 1)
    return Judged(
        listed=len(shown),
        found=len(shown & wanted),
        silent=len(shown & set(silent)),
        rated=len(rated),
        by_rating=len(set(rated) & wanted),
        at_random=len(everybody & wanted) * share,
        in_need=len(wanted),
        values=(value(shown), value(rated), value(everybody) * share),
        currency=settings.currency,
    )


def _lowest_rated(snapshot: Snapshot, seen: Seen, most: int) -> list[str]:
    """The customers with the lowest newest rating in the window, as many as asked."""

    def lowest(*_: Any) -> Any:
        rows = seen.answers
        return rows.order_by(rows.share, rows["at"].desc(), rows.customer_id).limit(most).select("customer_id")

    made_from = ("in_need", seen.horizon, seen.settings, seen.dimensions, "lowest", most)
    return [str(who) for who in answered(snapshot, made_from, lowest)["customer_id"]]


def _met(snapshot: Snapshot, seen: Seen) -> frozenset[str]:
    """The customers with a contact or an attempt in the window."""
    made_from = ("in_need", seen.horizon, seen.settings, seen.issue_days, seen.dimensions, "met")
    rows = answered(snapshot, made_from, lambda *_: seen.issues.select("customer_id").distinct())
    return frozenset(map(str, rows["customer_id"]))


def _values_of(snapshot: Snapshot, seen: Seen) -> dict[str, float]:
    """Customer -> money a year, of those with a contact in the window."""

    def known(*_: Any) -> Any:
        return seen.values.semi_join(seen.issues, "customer_id")

    made_from = ("in_need", seen.horizon, seen.settings, seen.issue_days, seen.dimensions, "values of")
    rows = answered(snapshot, made_from, known)
    return dict(zip(map(str, rows["customer_id"]), rows["value"].tolist(), strict=True))
