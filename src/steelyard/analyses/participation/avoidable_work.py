"""Where a little help to the customer would pay most: what avoidable work goes with, by kind of issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.analyses.participation.matched_groups import (
    LEAST,
    LEAST_IN_ALL,
    Formula,
    Sums,
    TwoStates,
    estimate,
    figures,
)
from steelyard.analyses.participation.modes import Way
from steelyard.answers import Estimate
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.stratified_difference import Contrast


@dataclass(frozen=True)
class Help:
    """What the issues of one family cost more where customers did a kind of avoidable work.

    Args:
        family: topic family; spared: the work that help would spare.
        issues: a year, that had it.
        hours: of the customers' time a year, more than similar issues without it.
        provider: money a year the provider paid more; money: provider and customers together, the most help could save.
    """

    family: str
    way: str
    spared: str
    issues: float
    hours: Estimate
    provider: Estimate
    money: Estimate


def helps(two: TwoStates, way: Way, year: float) -> tuple[Help, ...]:
    """Every family in which enough issues had it, and enough alike did not.

    Args:
        year: by how much the days asked make a year.
    """
    supported = two.holds("costed", LEAST)
    found = []
    for family in sorted({str(name) for name in two.column("family") if name is not None}):
        chosen = supported & np.array([name == family for name in two.column("family")])
        if chosen.any() and two.total("n")[:, chosen].sum(axis=1).min() >= LEAST_IN_ALL:
            found.append(_help(two, way, family, chosen, year))
    return tuple(found)


def _help(two: TwoStates, way: Way, family: str, chosen: Flags, year: float) -> Help:
    timed, priced = (chosen & two.holds(name, LEAST) for name in ("timed", "time_costed"))
    values, spread = figures(two, _formula(chosen, timed, priced, year))
    n = int(two.total("n")[1][chosen].sum())

    def told(place: int, metric: str, unit: str) -> Estimate:
        figure = (values[place], spread.variance[place], spread.df[place])
        return estimate(two, metric, unit, *map(float, figure), n=n)

    return Help(
        family,
        way.id,
        way.spared,
        n * year,
        told(0, "customer_hours", "hours"),
        told(1, "provider_money", "money"),
        told(2, "help", "money"),
    )


def _formula(costed: Flags, timed: Flags, priced: Flags, year: float) -> Formula:
    def formula(sums: Sums) -> Floats:
        hours = _more(sums, "time", "timed", timed) / 3600
        provider = _more(sums, "cost", "costed", costed)
        customers = _more(sums, "time_cost", "time_costed", priced)
        return np.stack([hours, provider, provider + customers], axis=-1) * year

    return formula


def _more(sums: Sums, total: str, count: str, strata: Flags) -> Floats:
    """What all issues that had it took more than similar issues; nothing where it is not known."""
    n, y, every = (sums(name)[..., strata] for name in (count, total, "n"))
    contrast = Contrast(n[..., 1, :], y[..., 1, :], n[..., 0, :], y[..., 0, :])
    return np.asarray((every[..., 1, :] * contrast.by_stratum()).sum(axis=-1))


def largest(found: Sequence[Help]) -> tuple[Help, ...]:
    """Those beyond sampling error, the dearest first."""
    sure = [one for one in found if one.money.sign > 0]
    return tuple(sorted(sure, key=lambda one: -(one.money.value or 0.0)))
