"""Compares what two engines add up for every shipped measure: sums, strata, quantiles' bins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from steelyard import facts, measure, metrics
from steelyard.conformance.equality import differing
from steelyard.conformance.golden import SETTINGS
from steelyard.conformance.golden.stories import ODD_TEXTS
from steelyard.conformance.outcome import PARTS, REFUSED, Difference
from steelyard.conformance.world import World
from steelyard.declare import Metric, Quantile, StratifiedSum, Sum
from steelyard.errors import EngineError, QuestionError
from steelyard.measure.question import atoms_of
from steelyard.measure.sums.model import Atom, Bins, Strata, Sums

COUNTED = {"boolean", "count"}
"""Types of columns whose sums must agree to the last digit."""


@dataclass(frozen=True)
class Asked:
    """A question that both engines are asked about every measure."""

    said: str
    options: Mapping[str, Any] = field(default_factory=dict)


ASKED = (
    Asked("whole"),
    Asked("by team and month", {"by": ("team",), "period": "month"}),
    Asked(
        "some channels by segment and week",
        {"by": ("segment",), "period": "week", "where": {"channel": ("phone", "(none)", *ODD_TEXTS)}},
    ),
    Asked(
        "ten days by brand and day",
        {"by": ("brand",), "period": "day", "from_on": date(2024, 2, 24), "to_on": date(2024, 3, 4)},
    ),
)


def compare(expected: World, found: World) -> tuple[int, list[Difference]]:
    """How many values were compared, and the measures that differ. What an engine refused is not asked again."""
    count = 0
    differences: list[Difference] = []
    names = metrics.names()
    for asked in ASKED:
        compared, differing_here = _compare_asked(expected, found, asked, names)
        count += compared
        differences += differing_here
        refused = {entry.subject for entry in differing_here if entry.found.startswith(REFUSED)}
        names = tuple(name for name in names if name not in refused)
    return count, differences


def _compare_asked(expected: World, found: World, asked: Asked, names: Sequence[str]) -> tuple[int, list[Difference]]:
    """All measures at once; half of them at a time, down to one, where the engine refuses that."""
    if not names:
        return 0, []
    try:
        one = expected.once((asked.said, tuple(names)), lambda world: _sums(world, asked, names))
    except QuestionError:
        return 0, []
    try:
        return _compare_sums(one, _sums(found, asked, names), asked)
    except EngineError as error:
        if len(names) == 1:
            return 0, [Difference(names[0], asked.said, "a figure", f"{REFUSED}: {error.what}", metrics=(names[0],))]
    middle = len(names) // 2
    left, right = (_compare_asked(expected, found, asked, half) for half in (names[:middle], names[middle:]))
    return left[0] + right[0], left[1] + right[1]


def _sums(world: World, asked: Asked, names: Sequence[str]) -> Sums:
    return measure.measure(world, SETTINGS, names, **asked.options)


def _compare_sums(one: Sums, other: Sums, asked: Asked) -> tuple[int, list[Difference]]:
    if one.parts != other.parts:
        lone = sorted(map(str, set(one.parts) ^ set(other.parts)))
        sizes = (f"{len(one.parts)} parts", f"{len(other.parts)} parts")
        every = tuple(metric.id for metric in one.question.asked)
        return 0, [Difference(PARTS, f"{asked.said}, {lone[0]}", sizes[0], sizes[1], len(lone), every)]
    count, wrong = _wrong(one, other)
    found = []
    for metric in one.question.asked:
        touched = [wrong[entry] for entry in _entries(metric) if entry in wrong]
        if touched:
            place, pair, size = touched[0]
            found.append(Difference(metric.id, f"{asked.said}{place}", *pair, size, (metric.id,)))
    return count, found


Entry = Atom | StratifiedSum
Wrong = dict[Entry, tuple[str, tuple[str, str], int]]


def _entries(metric: Metric) -> tuple[Entry, ...]:
    """Everything a measure takes from the engine."""
    strata = (entry for entry in metric.sums.values() if isinstance(entry, StratifiedSum))
    return (*atoms_of(metric), *strata, *((metric.quantile,) if metric.quantile else ()))


def reads(metric: Metric) -> frozenset[tuple[str, str]]:
    """Fact and column of everything a measure adds up, counts or chooses rows by."""
    found: set[tuple[str, str]] = set()
    for entry in _entries(metric):
        if isinstance(entry, StratifiedSum):
            sums: tuple[Sum | Quantile, ...] = (entry.count, entry.total, entry.answers)
            found |= {(sum_.fact, name) for sum_ in sums for name in entry.strata}
        else:
            sums = (entry,)
        for one in sums:
            known = one.known if isinstance(one, Sum) else ()
            found |= {(one.fact, name) for name in (one.column, *one.where, *one.unless, *known)}
    return frozenset(found)


def _wrong(one: Sums, other: Sums) -> tuple[int, Wrong]:
    """How many values there are, and of each sum that differs where it does so first, both values, and how often."""
    count = 0
    wrong: Wrong = {}
    for entry, label, pair, is_exact in _aligned(one, other):
        places = differing(*pair, is_exact=is_exact)
        count += pair[0].size
        if len(places):
            at = np.unravel_index(places[0], pair[0].shape)
            values = (str(pair[0][at]), str(pair[1][at]))
            wrong.setdefault(entry, (label(at), values, len(places)))
    return count, wrong


Aligned = tuple[Entry, Callable[[tuple[Any, ...]], str], tuple[np.ndarray, np.ndarray], bool]


def _aligned(one: Sums, other: Sums) -> Iterator[Aligned]:
    """Each sum with how to say a place in it, its values on both engines, and whether those are counts."""
    for chance, atoms in one.groups.items():
        for atom, values in atoms.items():
            yield atom, _of_group(one, chance), (values, other.groups[chance][atom]), _is_counted(atom)
    for entry, by_chance in one.strata.items():
        for chance, rows in by_chance.items():
            yield entry, *_joined(_strata(one, rows), _strata(other, other.strata[entry][chance])), False
    for quantile, held in one.bins.items():
        yield quantile, *_joined(_bins(one, held), _bins(other, other.bins[quantile])), False


def _is_counted(atom: Atom) -> bool:
    """Whether a sum counts: rows, flags, or whole numbers."""
    if isinstance(atom, Quantile) or not atom.column:
        return True
    types = {column.name: column.type for column in facts.fact(atom.fact).columns}
    return types[atom.column] in COUNTED


def _of_group(sums: Sums, chance: str) -> Callable[[tuple[Any, ...]], str]:
    return lambda at: f"{_part(sums.parts[at[0]])}, group {at[1]} of {chance}"


def _part(part: Sequence[str | None]) -> str:
    return "".join(f", {name}" for name in part)


Sparse = dict[tuple[str, ...], tuple[float, ...]]


def _strata(sums: Sums, rows: Strata) -> Sparse:
    columns = zip(rows.cell.tolist(), rows.stratum.tolist(), rows.group.tolist(), rows.values.tolist(), strict=True)
    found: Sparse = {}
    for cell, stratum, group, values in columns:
        key = (*map(str, (*sums.parts[cell], *rows.labels[stratum])), str(group))
        found[key] = tuple(one + other for one, other in zip(found.get(key, (0.0,) * 3), values, strict=True))
    return found


def _bins(sums: Sums, held: Bins) -> Sparse:
    """By part and smallest value of a bin: its greatest value, and how many it holds."""
    columns = zip(*(values.tolist() for values in (held.cell, held.least, held.most, held.count)), strict=True)
    return {(*map(str, sums.parts[cell]), f"{least:.12g}"): (most, count) for cell, least, most, count in columns}


def _joined(one: Sparse, other: Sparse) -> tuple[Callable[[tuple[Any, ...]], str], tuple[np.ndarray, np.ndarray]]:
    """Rows of both in one order, absent ones as zeros, and how to say which one a place is."""
    keys = sorted({*one, *other})
    width = len(next(iter({**one, **other}.values()), (0.0,)))
    nothing = (0.0,) * width
    pair = tuple(np.array([rows.get(key, nothing) for key in keys]).reshape(-1, width) for rows in (one, other))
    return lambda at: _part(keys[at[0]]), (pair[0], pair[1])
