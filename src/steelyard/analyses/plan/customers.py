"""Customers drawn instead of those who serve them: what so many weeks show, and how a lot would part them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite, sqrt

import numpy as np
from scipy.special import ndtr

from steelyard.analyses.initiative.chosen import unit_of
from steelyard.analyses.initiative.designs import Layout, apart_before
from steelyard.analyses.initiative.panel import Panel, read, scaled
from steelyard.analyses.plan import wording
from steelyard.analyses.plan.answer import Horizon, Plan
from steelyard.answers import Evidence
from steelyard.declare import Metric
from steelyard.measure.estimates.evaluate import spread_of
from steelyard.measure.models import lots
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Lot
from steelyard.stats.arrays import Flags
from steelyard.stats.designs.sizes import detectable
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.store import Snapshot


@dataclass(frozen=True)
class Detected:
    """What half of all customers would show.

    Args:
        least: the least effect found four times in five. power: how likely the one worth having is found. None where
            that is not known.
    """

    least: float | None = None
    power: float | None = None


def planned(
    blank: Plan,
    snapshot: Snapshot,
    settings: Settings,
    metric: Metric,
    lot: Lot,
    days: tuple[date, date],
    lengths: Sequence[int],
) -> Plan:
    """The plan where customers are drawn: how long it takes, and how the lot parts what is known of them."""
    panel = read(*lots.drawn(snapshot, settings, lot), [metric.id], *days)
    found = [detected(panel, metric, weeks, blank.smallest) for weeks in lengths]
    horizons = tuple(
        Horizon(weeks, None, one.least, None, None, one.power) for weeks, one in zip(lengths, found, strict=True)
    )
    apart = apart_before(_halves(panel), metric) if {lots.TREATED, lots.CONTROL} <= {*panel.units} else None
    is_known = apart is not None and isfinite(apart.value) and isfinite(apart.p)
    answer = replace(
        blank,
        by="customers",
        metric=metric.id,
        unit=unit_of(metric),
        horizons=horizons,
        customers=lots.counts(snapshot, settings, lot),
        apart=apart.value if apart and is_known else None,
        apart_p=apart.p if apart and is_known else None,
    )
    return replace(
        answer,
        sentences=wording.of_customers(answer, metric),
        evidence=Evidence(grade="descriptive", would_change=wording.would_change_of_customers(answer)),
    )


def _halves(panel: Panel) -> Layout:
    """The two sides with all weeks before anything begins."""
    names = np.array(panel.units)
    treated, control = names == lots.TREATED, names == lots.CONTROL
    every = np.ones((len(panel.units), len(panel.weeks)), dtype=bool)
    return Layout(panel, treated, control, (treated,), (panel.weeks[-1],), every, ~every, np.ones(1), True, True)


def window(panel: Panel, first: int, weeks: int) -> Flags:
    """(units, weeks) flags of some weeks."""
    when = np.arange(len(panel.weeks))
    return np.broadcast_to((when >= first) & (when < first + weeks), (len(panel.units), len(panel.weeks)))


def detected(panel: Panel, metric: Metric, weeks: int, least: float) -> Detected:
    """What half of the customers would show in so many weeks: a half's figure has twice the variance of the whole."""
    groups = np.where(window(panel, len(panel.weeks) - weeks, weeks), 0, -1)
    figure = panel.figure(metric, groups, 1)
    held = figure.replicates[CUSTOMERS]
    whole = scaled(metric, figure.value)
    if not np.isfinite(whole).all():
        return Detected()
    spread = spread_of(whole[0], {CUSTOMERS: (scaled(metric, held.values[0])[0], held.present[0])})
    variance, df = 4 * float(spread.variance), float(spread.df)
    found = detectable(variance, df)
    if not isfinite(found):
        return Detected()
    return Detected(found, float(ndtr(least / sqrt(variance) - float(t_quantile(df, 0.95)))))
