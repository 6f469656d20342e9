"""Segments that rest on one agent or day, merged into their parents, so that leaving a group out empties none.

A segment that has issues, value or cost on both sides, but on one of them only in one group, has no ratio without that
group: nobody can say how it would have moved with other agents or on other days. It is merged, once on the full sample,
with its like: first across the ways of one kind of issue, then across kinds. Never across bots and people, nor across
the parts that are looked at. What is left so has no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from steelyard.measure.models.sides import WAYS, Identity
from steelyard.measure.sums.model import relabel
from steelyard.metrics.factors import ISSUES
from steelyard.stats.arrays import Flags, Floats, Integers

ALL = "(all)"
"""The name of a merged segment's dimension."""

Names = list[tuple[str, ...]]

_NEEDED = slice(0, 11)
"""V, R, I, C, H, P, M and the parts of M: what logs are taken of where a segment has it on both sides."""


def sturdy(found: Identity) -> Identity:
    """The identity with segments merged until no group left out empties one; as far as that is possible."""
    whole, names = replace(found, at_odds=()), list(found.segments)
    for rename in _renamings(found):
        fragile = _fragile(whole)
        if not fragile.any():
            break
        new = dict(zip(whole.segments, rename(whole, fragile), strict=True))
        whole, names = _named(whole, list(new.values())), [new[name] for name in names]
    if whole.segments == found.segments:
        return found
    return replace(whole, at_odds=tuple(_named(other, names) for other in found.at_odds))


def together(found: Identity, key: str) -> Identity:
    """The identity with the values of a dimension told apart no more."""
    return _named(found, _parents(found, found.keys.index(key)))


def _parents(found: Identity, place: int) -> Names:
    return [(*segment[:place], ALL, *segment[place + 1 :]) for segment in found.segments]


def _renamings(found: Identity) -> Iterator[Callable[[Identity, Flags], Names]]:
    """What is tried in turn: fragile segments and then what is like them merged, across one dimension after another."""
    for place in _order(found):
        yield partial(_merged, place)
        yield partial(_joining, place)
    yield _joined


def _merged(place: int, found: Identity, fragile: Flags) -> Names:
    """Fragile segments named by their parent."""
    parents = _parents(found, place)
    return [new if is_new else old for old, new, is_new in zip(found.segments, parents, fragile, strict=True)]


def _joining(place: int, found: Identity, fragile: Flags) -> Names:
    """Their siblings named like those that are fragile still."""
    weak = {segment for segment, is_weak in zip(found.segments, fragile, strict=True) if is_weak}
    return [new if new in weak else old for old, new in zip(found.segments, _parents(found, place), strict=True)]


def _joined(found: Identity, fragile: Flags) -> Names:
    """What is left fragile named like the smallest sturdy segment of the same parts and of the same bots or people."""
    fixed = [place for place, key in enumerate(found.keys) if key == "handled_by" or key in found.kept]
    alike = [tuple(segment[place] for place in fixed) for segment in found.segments]
    sizes = (found.before[:, ISSUES] + found.after[:, ISSUES]).tolist()
    names = list(found.segments)
    for place in np.flatnonzero(fragile):
        others = [at for at, kind in enumerate(alike) if kind == alike[place] and not fragile[at] and sizes[at]]
        if others:
            names[place] = found.segments[min(others, key=lambda at: sizes[at])]
    return names


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


def _named(found: Identity, names: Names) -> Identity:
    """The identity with its segments under other names, equal names merged."""
    if tuple(names) == found.segments:
        return found
    known: dict[tuple[str | None, ...], int] = {}
    place = relabel(names, known)
    return replace(
        found,
        segments=tuple(tuple(str(part) for part in name) for name in known),
        before=_summed(found.before, place),
        after=_summed(found.after, place),
        replicates={
            chance: (_summed(before, place), _summed(after, place), present)
            for chance, (before, after, present) in found.replicates.items()
        },
        answers=_summed(found.answers, place),
        at_odds=tuple(_named(other, names) for other in found.at_odds),
    )


def _summed(values: Floats, place: Integers) -> Floats:
    """(..., K', Q): rows of (..., K, Q) with the same place added up."""
    order = np.argsort(place, kind="stable")
    first = np.flatnonzero(np.diff(place[order], prepend=-1))
    held = np.diff(first, append=len(place))
    found = values[..., order[first], :]
    for nth in range(1, int(held.max(initial=0))):
        more = np.flatnonzero(held > nth)
        found[..., more, :] += values[..., order[first[more] + nth], :]
    return found
