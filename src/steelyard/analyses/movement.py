"""The joint movement of one part of the service: what it saved and what customers got, from the same groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from steelyard.analyses.attribution import Attribution
from steelyard.answers import Estimate, Interval
from steelyard.stats.fieller import fieller
from steelyard.stats.intervals import t_quantile
from steelyard.stats.quadrants import Joint, Outcome, correlation, outcomes

EFFICIENCY = ("pace", "capacity", "price", "technology", "field", "other", "contact_cost", "handled_cost")
"""What it costs: how fast a contact was handled, how much of the paid time was used, what that time and the rest cost,
and what handling issues in other ways (by bots, on other channels) took off it."""

CUSTOMERS = ("experience", "effectiveness", "onceness", "handled_value")
"""What customers got: how good it felt, how often it was solved, how few contacts it took, and what handling issues in
other ways gave or took."""

TOLERANCE = 0.005
"""A movement under half a percent counts as none."""

GOOD: frozenset[Outcome] = frozenset({"true_gain", "free_gain", "investment"})
"""Outcomes in which nobody loses what is not paid for."""

SURE = 0.95
"""The probability an outcome needs to be claimed."""

_V, _R, _I, _C, _H, _P, _M = range(7)


@dataclass(frozen=True)
class Movement:
    """How a part moved between two periods, or from one part to another, at a constant mix of issues.

    Args:
        part: empty for the whole.
        efficiency, customers, balance: changes of ln with interval; balance is their sum, the mix left out.
        joint: the two together.
        probabilities: of every named outcome; they add up to 1.
        outcome: the one that is claimed; empty where none reaches 95%.
        weight: its share of the issues.
        lost: money it would take to give customers what they lost, at the new balance; negative where they gained.
        saved: money a contact's lower cost saved; both of the later side's days.
        exchange: value lost for each hour saved by handling faster; without an interval where none exists.
    """

    part: str
    efficiency: Estimate
    customers: Estimate
    balance: Estimate
    joint: Joint
    probabilities: Mapping[Outcome, float]
    outcome: Outcome | None
    weight: float
    lost: Estimate
    saved: Estimate
    exchange: Estimate

    @property
    def is_good(self) -> bool | None:
        """Whether what is claimed is good; None where nothing moved or nothing is claimed."""
        return None if self.outcome in (None, "no_detectable_change") else self.outcome in GOOD

    @property
    def is_efficiency_claimed(self) -> bool:
        """Whether the cost of a contact moved beyond chance."""
        return _is_off_zero(self.efficiency)

    @property
    def is_customers_claimed(self) -> bool:
        """Whether what customers got moved beyond chance."""
        return _is_off_zero(self.customers)


def move(split: Attribution, part: str = "", weight: float = 1.0, level: float = SURE) -> Movement:
    """The movement of a split identity.

    Args:
        level: probability an outcome needs to be claimed; higher where many parts are looked at.
    """
    terms = [tuple(name for name in group if name in split.effects) for group in (EFFICIENCY, CUSTOMERS)]
    efficiency, customers = (split.effect(group) for group in terms)
    balance = split.effect((*terms[0], *terms[1]))
    joint = _joint(split, efficiency, customers, terms)
    probable = outcomes(joint, TOLERANCE)
    best = max(probable, key=lambda name: probable[name])
    cost = float(split.found.after[:, _M].sum())
    return Movement(
        part,
        replace(efficiency, metric="efficiency"),
        replace(customers, metric="customers"),
        balance,
        joint,
        probable,
        best if probable[best] >= level else None,
        weight,
        _money("lost", cost, customers.turned()),
        _money("saved", cost, efficiency),
        exchange(split),
    )


def exchange(split: Attribution) -> Estimate:
    """Value lost for each hour saved by handling faster, by Fieller's limits; no interval where none exists."""
    value, hours = float(split.found.after[:, _V].sum()), float(split.found.after[:, _H].sum())
    felt = ("experience", "effectiveness")
    effects = [split.effect(terms).value or 0.0 for terms in (felt, ("pace",))]
    spreads = [split.variance(terms) for terms in (felt, ("pace",), (*felt, "pace"))]
    variances, df = [variance for variance, _ in spreads], min(freedom for _, freedom in spreads)
    lost, saved = value * np.expm1(-effects[0]), hours * np.expm1(effects[1])
    slopes = -value * np.exp(-effects[0]), hours * np.exp(effects[1])
    cross = (variances[2] - variances[0] - variances[1]) / 2 * slopes[0] * slopes[1]
    limits = fieller(lost, saved, variances[0] * slopes[0] ** 2, variances[1] * slopes[1] ** 2, cross, df=df)
    estimate = Estimate("value_per_hour_saved", "number", n=split.effect(felt).n, n_unit="rated issues")
    if not limits.is_bounded:
        return estimate
    interval = Interval(float(limits.low), float(limits.high), SURE, "Fieller")
    return replace(estimate, value=float(lost / saved), interval=interval)


def _joint(split: Attribution, efficiency: Estimate, customers: Estimate, terms: list[tuple[str, ...]]) -> Joint:
    """Both with variances widened to what their degrees of freedom leave uncertain."""
    spreads = [split.variance(group) for group in (terms[0], terms[1], (*terms[0], *terms[1]))]
    wide = [variance * float(t_quantile(df) / t_quantile(np.inf)) ** 2 for variance, df in spreads]
    rho = correlation(wide[0], wide[1], wide[2])
    return Joint(efficiency.value or 0.0, customers.value or 0.0, np.array(wide[:2]), rho)


def _money(metric: str, cost: float, change: Estimate) -> Estimate:
    """What a change of ln is of a cost: cost x (e^change - 1)."""
    limits = change.interval
    return replace(
        change,
        metric=metric,
        unit="money",
        value=None if change.value is None else cost * float(np.expm1(change.value)),
        interval=None
        if limits is None
        else replace(limits, low=cost * float(np.expm1(limits.low)), high=cost * float(np.expm1(limits.high))),
    )


def _is_off_zero(estimate: Estimate) -> bool:
    return estimate.interval is not None and not estimate.interval.low <= 0 <= estimate.interval.high
