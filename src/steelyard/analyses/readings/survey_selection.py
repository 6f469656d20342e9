"""Ratings: who is asked for one, and whether the answers still distinguish customers who came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from steelyard.analyses.evidence.wording import points
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings.signals import Reading, Signal, parts_of, surest
from steelyard.measure.cells.cells import Cells
from steelyard.measure.cells.sensitivity import over_range
from steelyard.measure.cells.survey_invitations import by_return, invitations
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.surveys.selection import Selection, pooled, selection
from steelyard.store import Snapshot
from steelyard.theme import counted

LEAST_ASKED = 30
"""Invitations a unit needs."""

LEAST_KIND = 30
"""Contacts a channel needs of either state."""

LEAST_ANSWERED = 15
"""Answers a unit needs of customers who came back, and of those who did not."""

MATERIAL = float(np.log(1.25))
"""A selection smaller than odds of 1.25 to 1 is not worth a question."""

ASKS = "Check whether customers are asked for a rating, or for the top score, depending on how their contact went."


def ratings(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
    *,
    sees_returns: bool = True,
) -> list[Reading]:
    """A reading of the ratings of every unit, and of everything together, before diverging measures are added.

    Args:
        sees_returns: whether enough contacts carry an id to see who came back; else only marks of solution tell.
    """
    ranged = over_range(snapshot, settings) if sees_returns else (snapshot,)
    every = [_read(one, settings, dimensions, days, where, sees_returns=sees_returns) for one in ranged]
    return [
        replace(same[0], signals=tuple(map(surest, zip(*(reading.signals for reading in same), strict=True))))
        for same in zip(*every, strict=True)
    ]


def _read(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
    *,
    sees_returns: bool,
) -> list[Reading]:
    cells = invitations(snapshot, settings, by=dimensions, where=where, from_on=days.from_on, to_on=days.to_on)
    found = [_reading(cells, "", "", {"": np.ones(len(cells.labels), dtype=bool)}, sees_returns)]
    for dimension in dimensions:
        masks = parts_of(cells, dimension)
        found += [_reading(cells, dimension, unit, masks, sees_returns) for unit in sorted(masks)]
    return found


def _reading(cells: Cells, dimension: str, unit: str, masks: Mapping[str, Flags], sees_returns: bool) -> Reading:
    marks = _selected(cells, masks[unit], "is_resolved", 1)
    signals: tuple[Signal, ...] = (marks,)
    if sees_returns:
        signals = (_selected(cells, masks[unit], "has_returned", 0), marks, _flat(cells, unit, masks))
    return Reading("ratings", "Customers' ratings", dimension, unit, signals, ASKS)


_LOOKS = {
    "has_returned": (
        "asked_returned",
        "Invitations by whether customers came back",
        ("customers who did not come back", "those who did"),
    ),
    "is_resolved": (
        "asked_marked",
        "Invitations by whether marked solved",
        ("customers whose contact was marked solved", "the others"),
    ),
}


def _selected(cells: Cells, mine: Flags, state: str, good: int) -> Signal:
    """Whether a good contact is asked about more often, within channels."""
    name, title, who = _LOOKS[state]
    counts = _by_kind(cells, mine, state, good)
    asked = float(counts[..., 0].sum())
    parts = selection(counts[0, :, 0], counts[0, :, 1], counts[1, :, 0], counts[1, :, 1])
    usable = (counts.sum(axis=-1) >= LEAST_KIND).all(axis=0)
    found = pooled(parts, usable) if usable.any() and 0 < asked < counts.sum() else Selection(_NONE, _NONE)
    if asked < LEAST_ASKED or np.isnan(found.log_odds_ratio):
        return Signal(name, "invitations", title, _few(round(asked)))
    shares = [float(side[usable, 0].sum() / side[usable].sum()) for side in counts]
    said = f"{shares[0]:.0%} of {who[0]} were asked for a rating, against {shares[1]:.0%} of {who[1]}"
    ratio = float(found.log_odds_ratio)
    return Signal(name, "invitations", title, said, float(found.p), ratio > MATERIAL and shares[0] > shares[1])


def _few(asked: int) -> str:
    return f"{counted(asked, 'invitations')}: too few, or no contacts to compare them with"


_NONE = np.array(np.nan)


def _by_kind(cells: Cells, mine: Flags, state: str, good: int) -> Floats:
    """(good and bad, channels, asked and not), first contacts of issues alone where they are known."""
    channels = cells.column("channel")
    kinds = sorted({str(name) for name in channels})
    kind = np.array([kinds.index(str(name)) for name in channels], dtype=np.int64)
    first = np.array([value == 1 for value in cells.column("is_first")], dtype=bool)
    usable = mine & (first if first.any() else np.ones_like(mine))
    result = np.zeros((2, len(kinds), 2))
    for place, value in enumerate((good, 1 - good)):
        n, asked = (_in_state(cells, name, state, value) for name in ("n", "asked"))
        np.add.at(result[place], kind[usable], np.stack([asked, n - asked], axis=1)[usable])
    return np.maximum(result, 0.0)


def _in_state(cells: Cells, name: str, state: str, value: int) -> Floats:
    """(cells,), a sum of the contacts in a state."""
    if state == "has_returned":
        return by_return(cells, name, value)
    return np.where([held == value for held in cells.column(state)], cells.total(name), 0.0)


def _flat(cells: Cells, unit: str, masks: Mapping[str, Flags]) -> Signal:
    """Whether customers who came back rate almost as well as the others, unlike elsewhere."""
    title = "Ratings of those who came back"
    others = [_gap(cells, mask) for name, mask in masks.items() if name != unit]
    gap, variance, sides = _gap(cells, masks[unit])
    known = [(value, error) for value, error, _ in others if not np.isnan(value)]
    if np.isnan(gap) or not known:
        return Signal("flat", "answers", title, "too few answers of customers who came back, or no other unit")
    weights = np.array([1 / error for _, error in known])
    elsewhere = float(weights @ [value for value, _ in known] / weights.sum())
    z = (elsewhere - gap) / float(np.sqrt(variance + 1 / weights.sum()))
    said = (
        f"customers who came back rate {100 * sides[1]:.0f} of 100 and the others {100 * sides[0]:.0f}, a gap of "
        f"{points(f'{100 * gap:.0f}')} against {100 * elsewhere:.0f} elsewhere"
    )
    return Signal("flat", "answers", title, said, float(2 * ndtr(-abs(z))), z > 0 and gap < elsewhere / 2)


def _gap(cells: Cells, mine: Flags) -> tuple[float, float, tuple[float, float]]:
    """Mean rating of those who did not come back less that of those who did, its variance, and both means."""
    means, variance = [], 0.0
    for state in (0, 1):
        n, total, square = (
            float(by_return(cells, name, state)[mine].sum()) for name in ("answered", "score", "square")
        )
        if n < LEAST_ANSWERED:
            return np.nan, np.nan, (np.nan, np.nan)
        mean = total / n
        means.append(mean)
        variance += max(square / n - mean**2, 0.25 / n) / (n - 1)
    return means[0] - means[1], variance, (means[0], means[1])
