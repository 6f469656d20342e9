"""Scores against comments: does the sentiment of comments next to top scores fall month after month?

The top score can be asked for, the comment next to it less so. Only comments next to top scores are compared: if the
service or the respondents change, there are more or fewer of them, with the same sentiment as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import stdtr

from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings.diverging_metrics import LEAST_MONTHS, LEAST_POINTS, Key, few_months, shift
from steelyard.analyses.readings.signals import Signal, parts_of
from steelyard.measure.cells.cells import Cells
from steelyard.measure.cells.sentiment import MONTH, remarks
from steelyard.measure.estimates.replicates import Replicas
from steelyard.measure.question import CUSTOMERS, DAYS, ROWS
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.stratified_difference import slope_within
from steelyard.store import Snapshot
from steelyard.theme import counted

ID = "remarks"
LEAST_REMARKS = 100
"""Comments next to the top score that a unit needs."""

_TITLE = "Ratings against comments"
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
    """Whether scores rose over the months while the sentiment next to the top ones fell."""
    read = mine & (cells.total("remarks") > 0)
    count, spanned = float(cells.total("remarks")[read].sum()), np.unique(_months(cells)[read])
    if count < LEAST_REMARKS:
        return Signal(ID, "remarks", _TITLE, _few(round(count)))
    if len(spanned) < LEAST_MONTHS:
        return Signal(ID, "remarks", _TITLE, few_months(len(spanned), "comments"))
    length = float(spanned[-1] - spanned[0])
    rise, rise_p = _trend(cells, mine, "answers", "score")
    tone, tone_p = _trend(cells, read, "remarks", "tone")
    is_suspect = rise > 0 and rise_p < 0.05 and -tone * length >= LEAST_POINTS
    said = f"ratings changed by {shift(rise * length)} over {len(spanned)} months, sentiment next to top scores by "
    return Signal(ID, "remarks", _TITLE, said + shift(tone * length), tone_p, is_suspect)


def _few(count: int) -> str:
    return f"{counted(count, 'comments')} next to the top score; at least {LEAST_REMARKS} are required"


def _months(cells: Cells) -> Floats:
    return np.array(cells.column(MONTH), dtype=float)


def _trend(cells: Cells, mine: Flags, count: str, total: str) -> tuple[float, float]:
    """Points a month of the mean, and the p-value."""
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
