"""What a fracture costs every month beyond what there was before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.analyses.debt.cells import Cells, Prices, Scope
from steelyard.analyses.periods.annualise import YEAR_DAYS
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.stretch import raised

MONTH_WEEKS = YEAR_DAYS / 12 / 7
NOW_WEEKS = 13
"""The newest weeks, which "now" is read from."""

UNKNOWN = Effect(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Added:
    """What there is beyond what there was before, summed over some weeks.

    Attributes:
        cost: the provider's, at one price of work. time_s: the customers', in seconds; time_value: in money.
        contacts: more of them. left: issues more whose customer left, of those whose loyalty horizon has passed.
        weeks: how many; left_weeks: of these with such issues.
    """

    cost: Effect
    time_s: Effect
    time_value: Effect
    contacts: Effect
    left: Effect
    weeks: int
    left_weeks: int

    @property
    def months(self) -> float:
        """How long that is."""
        return self.weeks / MONTH_WEEKS


def added(held: Cells, price: Prices, scope: Scope, is_surge: bool, before: Flags, inside: Flags) -> Added:
    """Beyond the weeks before, for the cases there were; of a surge for the further cases, too.

    Args:
        is_surge: the number of issues counts as part of it.
        before: weeks it is held against. inside: weeks that are summed.
    """

    def beyond(name: str, of: str = "issues", scale: float = 1.0) -> Effect:
        if name not in held.sums or not held.total(Scope(), name).sum() > 0:
            return UNKNOWN
        x = held.total(scope, name)
        expected = held.rest(scope, name).sum(axis=0) if is_surge else held.expected(scope, name, of)
        return scaled(_beyond(x, expected, before, inside), scale * price.identified)

    left_weeks = inside & (held.total(scope, "mature") > 0)
    x, expected = held.total(scope, "churned"), held.expected(scope, "churned", "mature")
    left = _beyond(x, expected, before, left_weeks) if held.total(Scope(), "churned").sum() > 0 else UNKNOWN
    return Added(
        beyond("paid"),
        beyond("customer_s"),
        beyond("customer_cost"),
        beyond("contacts"),
        scaled(left, price.identified),
        int(inside.sum()),
        int(left_weeks.sum()),
    )


def _beyond(x: Floats, expected: Floats, before: Flags, inside: Flags) -> Effect:
    chosen = before | inside
    return raised(x, np.where(chosen, expected, 0.0), inside)


def scaled(effect: Effect, by: float) -> Effect:
    return Effect(effect.value * by, effect.variance * by**2, effect.df)


def together(one: Effect, other: Effect) -> Effect:
    """The sum of two effects that move together."""
    if not np.isfinite(other.value):
        return one
    if not np.isfinite(one.value):
        return other
    error = one.error + other.error
    return Effect(one.value + other.value, error**2, min(one.df, other.df))


def newest(held: Cells) -> Flags:
    """(weeks,), those "now" is read from."""
    return np.arange(len(held.weeks)) >= len(held.weeks) - NOW_WEEKS
