"""Segments that rest on one agent or day, merged into their parents, so that leaving a group out empties none.

A segment that has issues, value or cost on both sides, but on one of them only in one group, has no ratio without that
group: nobody can say how it would have moved with other agents or on other days. It is merged, once on the full sample,
with its like: first across the ways of one kind of issue, then across kinds. Never across bots and people, nor across
the parts that are looked at. What is left so has no interval.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from steelyard.measure.models.sides import WAYS, Identity
from steelyard.measure.sums.model import relabel
from steelyard.metrics.factors import ISSUES
from steelyard.stats.arrays import Flags, Floats, Integers

ALL = "(all)"
"""The name of a merged segment's dimension."""

_NEEDED = slice(0, 11)
"""V, R, I, C, H, P, M and the parts of M: what logs are taken of where a segment has it on both sides."""


def sturdy(found: Identity) -> Identity:
    """The identity with segments merged until no group left out empties one; as far as that is possible."""
    for place in _order(found):
        fragile = _fragile(found)
        if not fragile.any():
            return found
        parents = [(*segment[:place], ALL, *segment[place + 1 :]) for segment in found.segments]
        found = _renamed(found, fragile, parents)
        weak = {segment for segment, is_weak in zip(found.segments, _fragile(found), strict=True) if is_weak}
        parents = [(*segment[:place], ALL, *segment[place + 1 :]) for segment in found.segments]
        found = _renamed(found, np.array([parent in weak for parent in parents]), parents)
    return _joined(found)


def together(found: Identity, key: str) -> Identity:
    """The identity with the values of a dimension told apart no more."""
    place = found.keys.index(key)
    parents = [(*segment[:place], ALL, *segment[place + 1 :]) for segment in found.segments]
    return _renamed(found, np.ones(len(found.segments), dtype=bool), parents)


def _joined(found: Identity) -> Identity:
    """What is left fragile named like the smallest sturdy segment of the same parts and of the same bots or people."""
    fragile = _fragile(found)
    fixed = [place for place, key in enumerate(found.keys) if key == "handled_by" or key in found.kept]
    alike = [tuple(segment[place] for place in fixed) for segment in found.segments]
    sizes = (found.before[:, ISSUES] + found.after[:, ISSUES]).tolist()
    names = list(found.segments)
    for place in np.flatnonzero(fragile):
        others = [at for at, kind in enumerate(alike) if kind == alike[place] and not fragile[at]]
        if others:
            names[place] = found.segments[min(others, key=lambda at: sizes[at])]
    return _renamed(found, fragile, names)


def _order(found: Identity) -> Iterator[int]:
    """The dimensions merged across, ways before what makes the mix, the last asked first among ways."""
    free = [place for place, key in enumerate(found.keys) if key != "handled_by" and key not in found.kept]
    yield from (place for place in reversed(free) if found.keys[place] in WAYS)
    yield from (place for place in free if found.keys[place] not in WAYS)


def _fragile(found: Identity) -> Flags:
    """(K,): whether something held on both sides is gone without one group, nothing unknown counted as solved."""
    if found.has_open:
        return _emptied(found) | _emptied(found.filled(0.0, 0.0))
    return _emptied(found)


def _emptied(found: Identity) -> Flags:
    smooth = (found.before > 0) & (found.after > 0)
    emptied = np.zeros(smooth.shape, dtype=bool)
    for before, after, present in found.replicates.values():
        if present.sum() > 1:
            emptied |= np.asarray((before[present] <= 0) | (after[present] <= 0)).any(axis=0)
    return np.asarray((smooth & emptied)[:, _NEEDED].any(axis=-1))


def _renamed(found: Identity, chosen: Flags, parents: list[tuple[str, ...]]) -> Identity:
    """The identity with some segments named by their parent, equal names merged."""
    if not chosen.any():
        return found
    names: dict[tuple[str | None, ...], int] = {}
    wanted = [new if is_new else old for old, new, is_new in zip(found.segments, parents, chosen, strict=True)]
    place = relabel(wanted, names)
    return replace(
        found,
        segments=tuple(tuple(str(part) for part in name) for name in names),
        before=_summed(found.before, place),
        after=_summed(found.after, place),
        replicates={
            chance: (_summed(before, place), _summed(after, place), present)
            for chance, (before, after, present) in found.replicates.items()
        },
        answers=_summed(found.answers, place),
        at_odds=tuple(_renamed(other, chosen, parents) for other in found.at_odds),
    )


def _summed(values: Floats, place: Integers) -> Floats:
    """(..., K', Q): rows of (..., K, Q) with the same place added up."""
    order = np.argsort(place, kind="stable")
    first = np.flatnonzero(np.diff(place[order], prepend=-1))
    return np.asarray(np.add.reduceat(values[..., order, :], first, axis=-2))
