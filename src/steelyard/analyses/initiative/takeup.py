"""Whom an initiative in fact reached: the share of issues, of those treated and of the others, before and since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from steelyard import measure
from steelyard.analyses.initiative.answer import TakeUp
from steelyard.analyses.initiative.designs import Layout
from steelyard.answers import Estimate, Interval
from steelyard.measure.estimates.evaluate import spread_of
from steelyard.measure.question import CUSTOMERS, ISSUES
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.stats.designs.effect import Effect
from steelyard.store import Snapshot


def take_up(
    snapshot: Snapshot,
    settings: Settings,
    held: Layout,
    dimension: str,
    reached: str,
    values: Sequence[str],
    to_on: date,
) -> TakeUp:
    """The shares, from sums by unit, week and what says who was reached.

    Args:
        dimension: what units are values of. reached, values: of issues that were reached.
    """
    panel = held.panel
    sums = measure.measure(
        snapshot,
        settings,
        ["contacts_per_issue"],
        by=[dimension, reached],
        period="week",
        from_on=panel.weeks[0],
        to_on=to_on,
        chances=(CUSTOMERS,),
    )
    rows = {name: place for place, name in enumerate(panel.units)}
    columns = {f"{day}": place for place, day in enumerate(panel.weeks)}
    counts = sums.groups[CUSTOMERS][ISSUES]
    found = np.zeros((2, 4, counts.shape[1]))
    first = held.cohorts[0]
    for part, row in zip(sums.parts, counts, strict=True):
        unit, week = rows.get(part[0] or ""), columns.get(str(part[-1]))
        if unit is None or week is None:
            continue
        side = 0 if first[unit] else 2 if held.control[unit] else None
        when = 0 if held.before[unit, week] else 1 if held.after[unit, week] else None
        if side is None or when is None:
            continue
        found[0, side + when] += row
        if part[1] in values:
            found[1, side + when] += row
    return _told(found)


def _told(found: Floats) -> TakeUp:
    whole = found.sum(axis=2)
    present = found[0].sum(axis=0) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = whole[1] / whole[0]
        left = whole[:, :, None] - found
        without = left[1] / left[0]

    def told(weights: Sequence[float]) -> Estimate:
        sign = np.array(weights, dtype=float)
        used = sign != 0
        value = np.asarray(sign[used] @ shares[used])
        n = int(whole[0, used].sum())
        if not np.isfinite(value):
            return Estimate("reached", "share", n=n, n_unit="issues")
        spread = spread_of(value, {CUSTOMERS: (sign[used] @ without[used], present)})
        low, high = Effect(float(value), float(spread.variance), float(spread.df)).limits()
        interval = Interval(low, high, method="jackknife")
        return Estimate("reached", "share", {}, float(value), interval, n=n, n_unit="issues")

    return TakeUp(told((0, 1, 0, 0)), told((0, 0, 0, 1)), told((1, 0, 0, 0)), told((-1, 1, 1, -1)))
