"""Scores against the remarks beside them: do remarks beside the best score sound worse month after month?

The best score can be asked for, what the customer writes beside it less so. Only remarks beside it are compared: if
service changes, or who answers, there are more or fewer of them, and they sound as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import stdtr

from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings.diverging_metrics import LEAST_MONTHS, LEAST_POINTS, Key, shift
from steelyard.analyses.readings.signals import Signal, parts_of
from steelyard.measure.cells.cells import Cells
from steelyard.measure.cells.sentiment import MONTH, remarks
from steelyard.measure.estimates.replicates import Replicas
from steelyard.measure.question import CUSTOMERS, DAYS, ROWS
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.stratified_difference import slope_within
from steelyard.store import Snapshot

ID = "remarks"
LEAST_REMARKS = 100
"""Remarks beside the best score, without which a unit's are not compared."""

_TITLE = "Ratings against remarks"
_POINTS = {"score": 100.0, "tone": 50.0}
"""Points of 100 in one unit of either."""


def signals(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> dict[tuple[str, Key], list[Signal]]:
    """(kind of reading, unit) -> the signal of every unit, and of everything together."""
    chances = (CUSTOMERS, DAYS, ROWS)
    cells = remarks(
        snapshot, settings, by=dimensions, chances=chances, where=where, from_on=days.from_on, to_on=days.to_on
    )
    return {
        ("ratings", (dimension, unit)): [of_cells(cells, mine)]
        for dimension in ("", *dimensions)
        for unit, mine in parts_of(cells, dimension).items()
    }


def of_cells(cells: Cells, mine: Flags) -> Signal:
    """Whether scores rose over the months while remarks beside the best came to sound worse."""
    read = mine & (cells.total("remarks") > 0)
    count, spanned = float(cells.total("remarks")[read].sum()), np.unique(_months(cells)[read])
    if count < LEAST_REMARKS:
        return Signal(ID, "remarks", _TITLE, f"{count:,.0f} remarks beside the best score, {LEAST_REMARKS} are needed")
    if len(spanned) < LEAST_MONTHS:
        return Signal(ID, "remarks", _TITLE, f"{len(spanned)} months with remarks, {LEAST_MONTHS} are needed")
    length = float(spanned[-1] - spanned[0])
    rise, rise_p = _trend(cells, mine, "answers", "score")
    tone, tone_p = _trend(cells, read, "remarks", "tone")
    is_suspect = rise > 0 and rise_p < 0.05 and -tone * length >= LEAST_POINTS
    said = f"ratings moved by {shift(rise * length)} in {len(spanned)} months, remarks beside the best ones by "
    return Signal(ID, "remarks", _TITLE, said + shift(tone * length), tone_p, is_suspect)


def _months(cells: Cells) -> Floats:
    return np.array(cells.column(MONTH), dtype=float)


def _trend(cells: Cells, mine: Flags, count: str, total: str) -> tuple[float, float]:
    """Points a month of the mean, and how likely chance alone goes as far."""
    when = _months(cells)[mine]
    when = when - when.mean()

    def slope(sums: Floats) -> Floats:
        n, y = sums[..., 0], sums[..., 1]
        moments = (n, n * when, y, n * when**2, y * when)
        return slope_within(*(entry.sum(axis=-1, keepdims=True) for entry in moments)) * _POINTS[total]

    places = [cells.names.index(name) for name in (count, total)]
    groups = {chance: values[mine][..., places].transpose(1, 0, 2) for chance, values in cells.groups.items()}
    replicas = Replicas.over(groups)
    values = replicas.of(groups, slope)
    spread = replicas.spread(values)
    error = float(np.sqrt(spread.variance))
    return float(values[0]), float(2 * stdtr(spread.df, -abs(values[0]) / error)) if error > 0 else 1.0
