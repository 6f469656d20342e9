"""Splitting: is one piece of work counted as two contacts, the second opened right after the first was closed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtr

from steelyard.analyses.signals import Reading, Signal
from steelyard.analyses.spans import Span
from steelyard.measure.cells import Cells
from steelyard.measure.follow_ups import LATER, MINUTES, follow_ups
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags
from steelyard.store import Snapshot

SOON = 5
"""Minutes that count as right after."""

LEAST_PAIRS = 200
"""Pairs of contacts within a day a unit needs."""

LEAST_SOON = 20
MOST_UNITS = 40
ASKS = "Is a new contact opened for work that belongs to the one just closed?"


def splitting(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> list[Reading]:
    """A reading of every unit, and of everything together."""
    readings = []
    for dimension in ("", *dimensions):
        by = (dimension,) if dimension else ()
        cells = follow_ups(snapshot, settings, by=by, where=where, from_on=days.from_on, to_on=days.to_on)
        names = np.array(cells.column(dimension) if dimension else [""] * len(cells.labels), dtype=object)
        units = sorted({name for name in names.tolist() if name is not None})[:MOST_UNITS] if dimension else [""]
        readings += [_reading(cells, dimension, unit, names == unit) for unit in units]
    return readings


def _reading(cells: Cells, dimension: str, unit: str, mine: Flags) -> Reading:
    minutes = np.array(cells.column("minute"), dtype=int)
    totals = [
        tuple(float(cells.total(name)[mine & chosen].sum()) for name in ("n", "same_agent"))
        for chosen in (minutes < SOON, (minutes >= SOON) & (minutes < LATER), minutes == LATER)
    ]
    signals = (_soon(totals), _same(totals))
    return Reading("splitting", "One issue counted as several", dimension, unit, signals, ASKS)


Totals = Sequence[tuple[float, ...]]


def _soon(totals: Totals) -> Signal:
    """More contacts opened within minutes of a closing than the rest of the hour leads to expect."""
    title = f"Contacts opened within {SOON} minutes of the last one's closing"
    (soon, _), (rest, _), (later, _) = totals
    if soon + rest + later < LEAST_PAIRS:
        return Signal("soon", "instants", title, f"{soon + rest + later:,.0f} pairs within a day, {LEAST_PAIRS} are needed")
    share = SOON / (MINUTES - SOON)
    expected = rest * share
    error = float(np.sqrt(max(soon, 1) + max(rest, 1) * share**2))
    said = f"{soon:,.0f} contacts, against {expected:,.0f} at the pace of the hour's rest"
    is_suspect = soon >= LEAST_SOON and soon > 2 * expected
    return Signal("soon", "instants", title, said, float(2 * ndtr(-abs(soon - expected) / error)), is_suspect)


def _same(totals: Totals) -> Signal:
    """More of them with the same agent than chance brings together on the same day."""
    title = "Whether those are opened by the same agent"
    (soon, same), (_, _), (later, usual) = totals
    if soon < LEAST_SOON or later < LEAST_PAIRS / 2:
        return Signal("same_agent", "agents", title, f"{soon:,.0f} contacts so soon, {LEAST_SOON} are needed")
    first, second, both = same / soon, usual / later, (same + usual) / (soon + later)
    error = float(np.sqrt(max(both * (1 - both), 0.25 / later) * (1 / soon + 1 / later)))
    said = f"{first:.0%} with the same agent, {second:.0%} of those opened an hour to a day later"
    return Signal("same_agent", "agents", title, said, float(2 * ndtr(-abs(first - second) / error)), first > second + 0.1)
