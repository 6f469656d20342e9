"""Splitting: is one piece of work counted as two contacts, the second opened right after the first was closed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtr

from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings.signals import Reading, Signal, parts_of
from steelyard.measure.cells.cells import Cells
from steelyard.measure.cells.contact_gaps import LATER, MINUTES, follow_ups
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags
from steelyard.store import Snapshot
from steelyard.theme import counted

SOON = 5
"""Minutes that count as right after."""

LEAST_PAIRS = 200
"""Pairs of contacts within a day a unit needs."""

LEAST_SOON = 20
MATERIAL = 0.2
"""A share of the same agent that is higher by less is not worth a question: who was free last may be free again."""

ASKS = "Check whether new contacts are opened for work that belongs to the one just closed, or customers are cut off."


def splitting(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> list[Reading]:
    """A reading of every unit, and of everything together."""
    cells = follow_ups(snapshot, settings, by=dimensions, where=where, from_on=days.from_on, to_on=days.to_on)
    return [
        _reading(cells, dimension, unit, mine)
        for dimension in ("", *dimensions)
        for unit, mine in parts_of(cells, dimension).items()
    ]


def _reading(cells: Cells, dimension: str, unit: str, mine: Flags) -> Reading:
    minutes = np.array(cells.column("minute"), dtype=int)
    totals = [
        tuple(float(cells.total(name)[mine & chosen].sum()) for name in ("n", "same_agent"))
        for chosen in (minutes < SOON, (minutes >= SOON) & (minutes < LATER), minutes == LATER)
    ]
    signals = (_soon(totals), _same(totals))
    return Reading("splitting", "The number of contacts", dimension, unit, signals, ASKS)


Totals = Sequence[tuple[float, ...]]


def _soon(totals: Totals) -> Signal:
    """More contacts opened within minutes of a closing than the rest of the hour leads to expect."""
    title = f"Opened within {SOON} minutes of a closing"
    (soon, _), (rest, _), (later, _) = totals
    if soon + rest + later < LEAST_PAIRS:
        return Signal(
            "soon",
            "instants",
            title,
            f"{counted(round(soon + rest + later), 'pairs')} of contacts in a day; at least {LEAST_PAIRS} are required",
        )
    share = SOON / (MINUTES - SOON)
    expected = rest * share
    error = float(np.sqrt(max(soon, 1) + max(rest, 1) * share**2))
    verb = "was" if round(soon) == 1 else "were"
    said = (
        f"{counted(round(soon), 'contacts')} {verb} opened within {SOON} minutes of a closing, where the rate in the "
        f"rest of the hour predicts {expected:,.0f}"
    )
    is_suspect = soon >= LEAST_SOON and soon > 2 * expected
    return Signal("soon", "instants", title, said, float(2 * ndtr(-abs(soon - expected) / error)), is_suspect)


def _same(totals: Totals) -> Signal:
    """More of them with the same agent than of those later in the hour, when much the same agents are at work."""
    title = "With the same agent"
    (soon, same), (later, usual), _ = totals
    if min(soon, later) < LEAST_SOON:
        few = f"{counted(round(min(soon, later)), 'contacts')}; at least {LEAST_SOON} are required"
        return Signal("same_agent", "agents", title, few)
    first, second, both = same / soon, usual / later, (same + usual) / (soon + later)
    error = float(np.sqrt(max(both * (1 - both), 0.25 / later) * (1 / soon + 1 / later)))
    said = f"{first:.0%} of those are with the same agent, against {second:.0%} of those later in the hour"
    return Signal(
        "same_agent", "agents", title, said, float(2 * ndtr(-abs(first - second) / error)), first > second + MATERIAL
    )
