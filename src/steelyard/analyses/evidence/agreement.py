"""How far evaluators agree: on the whole score, and on each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from steelyard.answers import Caveat, Estimate, Interval
from steelyard.measure.models.evaluated import DOUBLES, Evaluated
from steelyard.stats.agreement.intraclass import intraclass
from steelyard.stats.agreement.krippendorff import Alpha, Level, alpha, kappa
from steelyard.stats.arrays import Flags, Floats

Agreed = Literal["alike", "tentative", "unlike", "cannot_tell"]

USE, TENTATIVE = 0.8, 0.667
"""Krippendorff's limits: from the first on scores may be used, below the second nothing is compared."""

FEWEST, LEAST = 10, 30
"""Contacts scored twice for any figure, and for one that decides."""

GOLD = "gold"
"""The evaluator of known scores."""

MOST_STEPS = 12
"""Points that differ more are read as a scale, fewer as an order."""


@dataclass(frozen=True)
class OfCriterion:
    """Agreement on one criterion."""

    alpha: Estimate
    equal: float | None
    agreed: Agreed
    is_unlike: bool
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """Agreement on the whole score and by criterion."""

    total: Estimate
    icc: Estimate
    agreed: Agreed
    doubles: int
    criteria: Mapping[str, OfCriterion]


def is_double(found: Evaluated) -> Flags:
    """Evaluations that count where evaluators are held against each other: by somebody, and not knowing the other's."""
    is_blind = np.isin(found.purposes, ["", *DOUBLES])
    is_known = np.isin(found.evaluators, ["", GOLD])
    return np.asarray(is_blind & ~is_known & (found.scorers != "model"))


def agreement(found: Evaluated) -> Agreement:
    """Of people's evaluations, each contact once for each evaluator."""
    rows = found.kept(_first_of_each(found, is_double(found)))
    total = alpha(rows.contacts, rows.total, "interval")
    of_total = estimate_of("agreement", {}, total)
    judged = intraclass(rows.contacts, rows.evaluators, rows.total)
    icc = _as_estimate("intraclass", {}, judged.value, judged.low, judged.high, judged.units, "jackknife, atanh scale")
    criteria = {name: _criterion(name, rows, rows.points[:, place]) for place, name in enumerate(rows.criteria)}
    return Agreement(of_total, icc, agreed_of(of_total), total.units, criteria)


def agreed_of(estimate: Estimate) -> Agreed:
    """What an alpha allows."""
    if estimate.value is None or estimate.n < LEAST:
        return "cannot_tell"
    return "alike" if estimate.value >= USE else "tentative" if estimate.value >= TENTATIVE else "unlike"


def _first_of_each(found: Evaluated, rows: Flags) -> Flags:
    """Of several scorings of a contact by one evaluator the first alone."""
    keys = np.char.add(np.char.add(found.contacts, "\x1f"), found.evaluators)
    order = np.lexsort((found.ids, np.nan_to_num(found.day, nan=0.0)))
    kept = np.zeros(len(found), dtype=bool)
    chosen = order[rows[order]]
    _, first = np.unique(keys[chosen], return_index=True)
    kept[chosen[first]] = True
    return kept


def _criterion(name: str, rows: Evaluated, points: Floats) -> OfCriterion:
    level: Level = "interval" if len(np.unique(points[np.isfinite(points)])) > MOST_STEPS else "ordinal"
    is_pass = len(np.unique(points[np.isfinite(points)])) == 2
    found = alpha(rows.contacts, points, level)
    estimate = estimate_of("agreement", {"criterion": name}, found)
    agreed = agreed_of(estimate)
    is_unlike = agreed == "unlike" and estimate.interval is not None and estimate.interval.high < TENTATIVE
    equal = found.agreed if found.units >= FEWEST and level == "ordinal" else None
    told = kappa(rows.contacts, points) if is_pass and found.units >= FEWEST else float("nan")
    return OfCriterion(estimate, equal, agreed, is_unlike, told if np.isfinite(told) else None)


def estimate_of(metric: str, part: Mapping[str, str], found: Alpha) -> Estimate:
    return _as_estimate(metric, part, found.value, found.low, found.high, found.units, "jackknife, log scale")


def _as_estimate(
    metric: str, part: Mapping[str, str], value: float, low: float, high: float, units: int, method: str
) -> Estimate:
    unit = "contacts scored by two evaluators"
    if units < FEWEST or not np.isfinite(value):
        why = (
            f"only {units} contacts were scored by two evaluators; at least {FEWEST} are required"
            if units < FEWEST
            else "every score is the same, so that agreement cannot be told from chance"
        )
        if units == 1:
            why = why.replace("only 1 contacts were", "only one contact was")
        return Estimate(metric, "number", part, n=units, n_unit=unit, caveats=(Caveat("few_doubles", why, "refusal"),))
    is_known = np.isfinite(low) and np.isfinite(high)
    interval = Interval(low, high, method=method, chances=("contacts",)) if is_known else None
    return Estimate(metric, "number", part, value, interval, n=units, n_unit=unit)
