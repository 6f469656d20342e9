"""A debt with its price: what it adds a month beyond the weeks before it began, with the interval of each amount."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from steelyard.analyses.debt import wording
from steelyard.analyses.debt.answer import Debt, Since
from steelyard.analyses.debt.cells import Scope
from steelyard.analyses.debt.data import Data
from steelyard.analyses.debt.finding import Found, has_surge, is_up, kinds_of, observed
from steelyard.analyses.debt.lines import worth_of
from steelyard.analyses.debt.pricing import MONTH_WEEKS, Added, added, newest, together
from steelyard.answers import Estimate, Interval
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.stretch import LEAST_LONG, raised


def priced(data: Data, found: Found) -> Debt:
    """A stretch as a debt, with what it costs."""
    held, stretch = data.held, found.stretch
    low, high = found.begins
    weeks = held.weeks
    since = Since(weeks[stretch.begin], weeks[low] - timedelta(days=6), weeks[high] + timedelta(days=6))
    before = np.arange(len(weeks)) < stretch.begin
    inside = stretch.inside(len(weeks))
    x, expected = observed(held, found.scope, found.measure)
    goes_on = not _is_over(x, expected, before, inside)
    if goes_on:
        inside = ~before
    until = None if goes_on else weeks[stretch.end - 1] + timedelta(days=6)
    rise = rise_of(x, expected, before, stretch.inside(len(weeks)), found.measure.id)
    told = amounts(data, found.scope, has_surge(found), before, inside, goes_on)
    return Debt(
        id=debt_id(found.measure.id, found.scope.by, found.scope.part),
        fracture=found.measure.id,
        title=wording.debt_title(data.title(found.measure.id), found.scope),
        by=found.scope.by,
        part=found.scope.part,
        since=since,
        until=until,
        rise=rise,
        p=found.p,
        also=found.also,
        topics=kinds_of(held, found),
        **told,
    )


def _is_over(x: Floats, expected: Floats, before: Flags, inside: Flags) -> bool:
    """Whether it surely fell, and nothing shows that some is left; the newest weeks alone do not tell."""
    after = ~inside & ~before
    if after.sum() < LEAST_LONG:
        return False
    fell = raised(x, np.where(before, 0.0, expected), inside)
    left = raised(x, np.where(inside, 0.0, expected), after)
    return is_up(fell, 0.025) and not is_up(left, 0.025)


def debt_id(fracture: str, by: str, part: str) -> str:
    """By which a debt is known again."""
    return f"{fracture}@{by}={part}" if by else fracture


def rise_of(x: np.ndarray, expected: np.ndarray, before: Flags, inside: Flags, metric: str) -> Estimate:
    effect = raised(x, np.where(before | inside, expected, 0.0), inside)
    level = x[before].sum() / expected[before].sum() if expected[before].sum() > 0 else 0.0
    return estimate(effect, 1 / (level * expected[inside].sum()) if level > 0 else float("nan"), metric, "share")


def amounts(data: Data, scope: Scope, surge: bool, before: Flags, inside: Flags, goes_on: bool) -> dict[str, Any]:
    """What it costs a month while it lasts, what in the newest weeks, and in all."""
    all_of_it = added(data.held, data.price, scope, surge, before, inside)
    latest = added(data.held, data.price, scope, surge, before, inside & newest(data.held)) if goes_on else None
    loyal = data.loyal or float("nan")
    lost = estimate(all_of_it.left, loyal * MONTH_WEEKS / max(all_of_it.left_weeks, 1), "lost", "number")
    lost_told = lost if lost.value is not None else None
    months = max(all_of_it.months, 1e-9)
    interest = _interest(all_of_it)
    monthly = _known(interest, 1 / months, "interest", "money")
    if surely_fell(monthly):
        return {
            **dict.fromkeys(_MASKED),
            "fell": monthly,
            "lost": lost_told,
            "lost_value": worth_of(lost_told, data.kept),
        }
    now = _known(_interest(latest), 1 / max(latest.months, 1e-9), "now", "money") if latest else None
    return {
        "cost": _known(all_of_it.cost, 1 / months, "cost", "money"),
        "time": _known(all_of_it.time_s, 1 / 3600 / months, "time", "hours"),
        "time_value": _known(all_of_it.time_value, 1 / months, "time_value", "money"),
        "contacts": _known(all_of_it.contacts, 1 / months, "contacts", "count"),
        "interest": monthly,
        "now": None if surely_fell(now) else now,
        "lost": lost_told,
        "lost_value": worth_of(lost_told, data.kept),
        "total": _known(interest, 1.0, "total", "money"),
    }


_MASKED = ("cost", "time", "time_value", "contacts", "interest", "now", "total")
"""What is read from all work of a part, and says nothing of a debt where that fell for another reason."""


def surely_fell(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.interval is not None and estimate.interval.high < 0


def _interest(found: Added) -> Effect:
    return together(found.cost, found.time_value)


def _known(effect: Effect, scale: float, metric: str, unit: str) -> Estimate | None:
    found = estimate(effect, scale, metric, unit)
    return found if found.value is not None else None


def estimate(effect: Effect, scale: float, metric: str, unit: str) -> Estimate:
    low, high = effect.limits()
    interval = Interval(low * scale, high * scale, method="weeks beside the other parts", chances=("weeks",))
    return Estimate(metric, unit, {}, effect.value * scale, interval)
