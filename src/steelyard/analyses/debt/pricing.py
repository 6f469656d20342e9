"""What a fracture costs every month beyond what there was before it, and how much is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from steelyard.analyses.debt.cells import Cells, Prices, Scope
from steelyard.analyses.debt.finding import is_up
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
        return _scaled(_beyond(x, expected, before, inside), scale * price.identified)

    left_weeks = inside & (held.total(scope, "mature") > 0)
    x, expected = held.total(scope, "churned"), held.expected(scope, "churned", "mature")
    left = _beyond(x, expected, before, left_weeks) if held.total(Scope(), "churned").sum() > 0 else UNKNOWN
    return Added(
        beyond("paid"),
        beyond("customer_s"),
        beyond("customer_cost"),
        beyond("contacts"),
        _scaled(left, price.identified),
        int(inside.sum()),
        int(left_weeks.sum()),
    )


def _beyond(x: Floats, expected: Floats, before: Flags, inside: Flags) -> Effect:
    chosen = before | inside
    return raised(x, np.where(chosen, expected, 0.0), inside)


def _scaled(effect: Effect, by: float) -> Effect:
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


@dataclass(frozen=True)
class Repayment:
    """What a repair did, from weeks before the fracture, between it and the repair, and since.

    Attributes:
        fell: the level since against that between, a week (below nought: it fell). left: since against before.
        share: of what there was that is gone; nan where nothing was.
        verdict: "repaid", "partly repaid", "not repaid" or "cannot tell". risen_at: the week it rose again in; -1 for
            none.
    """

    fell: Effect
    left: Effect
    share: float
    verdict: str
    risen_at: int = -1


LEAST_SINCE = 4
"""Weeks since a repair below which nothing is said of it."""

MOST_LEFT = 0.33
"""The largest share of it that may be left where it is called repaid."""


def repayment(x: Floats, expected: Floats, weeks: tuple[date, ...], since_on: date, repaid_on: date) -> Repayment:
    """Whether a repair repaid: interest after against before it, beside the other parts.

    It is repaid where it fell beyond sampling error, and where surely no more than a third of it is left; partly where
    it fell and something is surely left.
    """
    at = np.array(weeks, dtype="datetime64[D]")
    before = at < np.datetime64(since_on)
    between = (at >= np.datetime64(since_on)) & (at < np.datetime64(repaid_on))
    since = at >= np.datetime64(repaid_on)
    if min(between.sum(), since.sum()) < LEAST_SINCE or before.sum() < LEAST_SINCE:
        return Repayment(UNKNOWN, UNKNOWN, float("nan"), "cannot tell")
    risen = _risen(x, expected, before, since)
    settled = since & (np.arange(len(at)) < risen) if risen >= 0 else since
    fell = _rate(raised(x, np.where(between | settled, expected, 0.0), settled), expected[settled].sum())
    left = _rate(raised(x, np.where(before | settled, expected, 0.0), settled), expected[settled].sum())
    was = left.value - fell.value
    share = -fell.value / was if was > 0 else float("nan")
    if not is_up(Effect(-fell.value, fell.variance, fell.df), 0.025):
        verdict = "not repaid" if was > 0 and -fell.limits()[0] < 0.5 * was else "cannot tell"
    elif left.limits()[1] <= MOST_LEFT * was:
        verdict = "repaid"
    elif is_up(left, 0.025):
        verdict = "partly repaid"
    else:
        verdict = "cannot tell"
    return Repayment(fell, left, share, verdict, risen)


def _rate(effect: Effect, of: float) -> Effect:
    return _scaled(effect, 1 / of) if of > 0 else UNKNOWN


def _risen(x: Floats, expected: Floats, before: Flags, since: Flags) -> int:
    """The first of the newest weeks that lie above those right after the repair beyond chance; -1 where none do.

    Every possible beginning is looked at, and the clearest must be clear among all of them.
    """
    places = np.flatnonzero(since)
    begins = places[LEAST_SINCE : len(places) - LEAST_SINCE + 1]
    best, clearest = -1, 0.05 / max(len(begins), 1)
    for begin in begins:
        newer = since & (np.arange(len(x)) >= begin)
        calm = since & ~newer
        risen = raised(x, np.where(calm | newer, expected, 0.0), newer)
        beside = raised(x, np.where(before | newer, expected, 0.0), newer)
        p = _one_sided(risen)
        if p <= clearest and is_up(beside, 0.05):
            best, clearest = int(begin), p
    return best


def _one_sided(effect: Effect) -> float:
    return effect.p / 2 if effect.value > 0 and np.isfinite(effect.p) else 1.0
