"""What a measure did, as it is told: estimates with intervals, before and since, and how it went period by period."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from steelyard.analyses.initiative.answer import Measured, Moment
from steelyard.analyses.initiative.checks import short
from steelyard.analyses.initiative.chosen import unit_of
from steelyard.analyses.initiative.designs import Found, Layout, gaps_of
from steelyard.answers import Caveat, Estimate, Interval
from steelyard.declare import Metric
from steelyard.stats.arrays import Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.series import step

BLOCK = 4
"""Weeks of one moment."""

ENDLESS = ("cost", "effort")
"""Roles of what is spent: what is not recorded of it may have been any amount."""

NOT_RECORDED = Caveat("not_recorded", "How it changed hangs on what is not recorded.", "refusal")


def measured(one: Found, role: str, margin: float, estimators: tuple[str, str], *, is_sure: bool = False) -> Measured:
    """What one measure did, by both estimators and by before and after alone.

    Args:
        is_sure: by the rule of the verdict.
    """
    levels = [value if value == value else None for value in one.levels]
    effect = replace(told(one.metric, one.effect, one.n, estimators[0]), bounds=bounds_of(one))
    other = told(one.metric, one.other, one.n, estimators[1])
    alone = told(one.metric, one.alone, one.n, "before and after, no control")
    if one.is_open:
        effect, other, alone = (_hanging(each, role) for each in (effect, other, alone))
    return Measured(
        one.metric.id,
        short(one.metric.title),
        role,
        effect,
        other,
        alone,
        margin,
        (levels[0], levels[1]),
        (levels[2], levels[3]),
        is_open=one.is_open,
        is_sure=is_sure,
    )


def _hanging(effect: Estimate, role: str) -> Estimate:
    """No figure where it hangs on the unknown; the ends it could have, unless what was spent has no known end."""
    bounds = None if role in ENDLESS else effect.bounds
    return replace(effect, value=None, interval=None, bounds=bounds, caveats=(NOT_RECORDED,))


def bounds_of(one: Found) -> tuple[float, float] | None:
    """The effect with what is unknown counted worst and best; None where all is known."""
    values = [end.value for end in one.ends]
    return (min(values), max(values)) if values else None


def told(metric: Metric, effect: Effect, n: int, estimator: str, **part: str) -> Estimate:
    """An effect as an estimate."""
    low, high = effect.limits()
    interval = Interval(low, high, method=estimator)
    return Estimate(
        metric.id, unit_of(metric), {"estimator": estimator, **part}, effect.value, interval, n=n, n_unit=metric.n_unit
    )


def moments(held: Layout, metric: Metric) -> tuple[Moment, ...]:
    """The gap between treated and others in blocks of weeks from the beginning, less what it was before."""
    gaps, after, before = gaps_of(held, metric)
    ages = _ages(held)
    aligned = np.where(after | before, np.floor(ages / BLOCK), np.nan)
    found = []
    for at in np.unique(aligned[np.isfinite(aligned)]):
        chosen = (aligned == at) & np.isfinite(gaps)
        kept = chosen | (before & ~chosen)
        if not chosen.any(axis=1).all() or not (kept & ~chosen).any(axis=1).all():
            continue
        effect = step(np.where(kept, gaps, np.nan), chosen, held.shares)
        found.append(Moment(int(at) * BLOCK, told(metric, effect, int(chosen.sum()), "gap less the gap before")))
    return tuple(found)


def _ages(held: Layout) -> Floats:
    """(cohorts, weeks): whole weeks since the first one with it, negative before."""
    mondays = held.panel.weeks
    first = [start + timedelta(days=-start.weekday() % 7) for start in held.starts]
    return np.array([[(monday - day).days / 7 for monday in mondays] for day in first], dtype=float)
