"""Since when: the month in which a series of monthly figures stepped up or down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from steelyard import measure
from steelyard.answers import Estimate
from steelyard.settings.model import Settings
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.store import Snapshot

LEAST_MONTHS = 2
"""Months needed on either side of a step."""

MOST_DOUBT = 3
"""A step is told where no more than so many months could be its first."""

_CHI_SQUARE = 3.84
"""95% of chi-square with one degree of freedom: how much worse a month may fit and still be possible."""


def monthly(
    snapshot: Snapshot, settings: Settings, metric: str, where: Mapping[str, Sequence[str]], first: date, last: date
) -> list[Estimate]:
    """One measure month by month as it is known: what is unknown widens every month alike and says nothing of when."""
    sums = measure.measure(snapshot, settings, [metric], period="month", where=where, from_on=first, to_on=last)
    known = tuple(replace(entry, bounds=None) for entry in sums.question.metrics)
    months = measure.estimates(replace(sums, question=replace(sums.question, metrics=known)))
    return sorted(months, key=lambda entry: entry.part["period"])


def onset(months: Sequence[Estimate], *, is_up: bool) -> str:
    """The first month of the one step that fits best, "Jan 2026" or "about Jan 2026"; empty where none stands out.

    One level before and one after are fitted to the log of the figures, weighted by their intervals, for every possible
    first month; the months whose fit is within chance of the best are those that could be it.

    Args:
        months: figures above zero by month in order; those without an interval are passed over.
        is_up: the direction looked for.

    Source:
        Hinkley (1970), Biometrika 57, 1-17: the likelihood of a change point in a sequence of normal variables.
    """
    known = [entry for entry in months if entry.value is not None and entry.value > 0 and entry.interval is not None]
    if len(known) < 2 * LEAST_MONTHS:
        return ""
    level = np.log([entry.value or 1.0 for entry in known])
    weight = np.array([_precision(entry) for entry in known])
    places = range(LEAST_MONTHS, len(known) - LEAST_MONTHS + 1)
    misfit = np.array([_misfit(level[:at], weight[:at]) + _misfit(level[at:], weight[at:]) for at in places])
    best = int(misfit.argmin())
    at = places[best]
    rose = _mean(level[at:], weight[at:]) > _mean(level[:at], weight[:at])
    possible = int((misfit <= misfit[best] + _CHI_SQUARE).sum())
    is_step = _misfit(level, weight) - misfit[best] > 2 * _CHI_SQUARE
    if not is_step or rose != is_up or possible > MOST_DOUBT:
        return ""
    name = f"{date.fromisoformat(known[at].part['period']):%b %Y}"
    return name if possible == 1 else f"about {name}"


def _precision(entry: Estimate) -> float:
    """One over the variance of the log, from the narrower side of the interval."""
    assert entry.value is not None
    assert entry.interval is not None
    ends = np.log([entry.value / max(entry.interval.low, 1e-9), entry.interval.high / entry.value])
    half = max(float(ends.min()), 1e-9)
    return float(t_quantile(np.inf) / half) ** 2


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float((values * weights).sum() / weights.sum())


def _misfit(values: np.ndarray, weights: np.ndarray) -> float:
    return float((weights * (values - _mean(values, weights)) ** 2).sum())
