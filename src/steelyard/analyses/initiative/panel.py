"""Figures by unit and week, from sums: weeks and units are pooled before a figure is formed of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from steelyard import measure
from steelyard.declare import Metric
from steelyard.measure.estimates.evaluate import Evaluator, Figure
from steelyard.measure.question import CUSTOMERS
from steelyard.measure.sums.model import Strata, Sums
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.store import Snapshot

ABSOLUTE = frozenset({"share", "score"})
"""Units whose change is a difference; of the others it is the log of the ratio."""


@dataclass(frozen=True)
class Panel:
    """Sums by unit and week.

    Attributes:
        units: by name, in order. weeks: their Mondays.
        unit, week: (cells,), where each cell of the sums belongs; -1 for contacts of no unit.
    """

    sums: Sums
    units: tuple[str, ...]
    weeks: tuple[date, ...]
    unit: Integers
    week: Integers
    _figures: dict[tuple[str, bytes, int, bool], Figure] = field(default_factory=dict, repr=False, compare=False)

    def figure(self, metric: Metric, groups: Integers, count: int, *, is_plain: bool = False) -> Figure:
        """A measure of groups of cells.

        Args:
            groups: (units, weeks), the group of each; -1 for none. count: how many groups there are.
            is_plain: its values and what they rest on alone, without what customers left out would make of them.
        """
        key = (metric.id, groups.tobytes(), count, is_plain)
        if key not in self._figures:
            self._figures[key] = self._formed(metric, groups, count, is_plain)
        return self._figures[key]

    def _formed(self, metric: Metric, groups: Integers, count: int, is_plain: bool) -> Figure:
        key = (groups.tobytes(), count, is_plain)
        if key not in self._evaluators:
            held = self.unit >= 0
            codes = np.where(held, groups[np.where(held, self.unit, 0), self.week], -1)
            pooled = _pooled(self._plain if is_plain else self.sums, codes, count)
            self._evaluators[key] = Evaluator(pooled, pools=[0] * count)
        return self._evaluators[key].figure(metric)

    @cached_property
    def _evaluators(self) -> dict[tuple[bytes, int, bool], Evaluator]:
        """Sums that were pooled once, for all measures."""
        return {}

    @cached_property
    def _plain(self) -> Sums:
        """The sums with all customers as one group."""
        groups = {
            chance: {atom: values.sum(axis=-1, keepdims=True) for atom, values in atoms.items()}
            for chance, atoms in self.sums.groups.items()
        }
        strata = {
            entry: {chance: replace(rows, group=np.zeros_like(rows.group)) for chance, rows in by_chance.items()}
            for entry, by_chance in self.sums.strata.items()
        }
        return replace(self.sums, groups=groups, strata=strata)


def read(
    snapshot: Snapshot, settings: Settings, dimension: str, metrics: Sequence[str], from_on: date, to_on: date
) -> Panel:
    """The panel of whole weeks from a Monday to a Sunday."""
    sums = measure.measure(
        snapshot,
        settings,
        metrics,
        by=[dimension],
        period="week",
        from_on=from_on,
        to_on=to_on,
        chances=(CUSTOMERS,),
    )
    units = tuple(sorted({part[0] for part in sums.parts if part[0] is not None}))
    weeks = tuple(from_on + timedelta(days=7 * at) for at in range(((to_on - from_on).days + 1) // 7))
    rows: Mapping[str | None, int] = {name: place for place, name in enumerate(units)}
    columns = {f"{day}": place for place, day in enumerate(weeks)}
    unit = np.array([rows.get(part[0], -1) for part in sums.parts], dtype=np.int64)
    week = np.array([columns[str(part[-1])] for part in sums.parts], dtype=np.int64)
    return Panel(sums, units, weeks, unit, week)


def scaled(metric: Metric, values: Floats) -> Floats:
    """Values on the scale their changes are told on: as they are, or ln; nan where there is none."""
    if metric.unit in ABSOLUTE:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(values)
    return np.where(np.isfinite(found), found, np.nan)


def by_week(panel: Panel, metric: Metric, arms: Sequence[Flags], end: int = 0) -> tuple[Floats, Floats]:
    """A measure of each arm in each week (arms, weeks), on the scale of its changes, and what it rests on.

    Args:
        arms: (units,) flags each. end: 0 for the measure, 1 and 2 for the least and the most it could be.
    """
    weeks = len(panel.weeks)
    groups = np.full((len(panel.units), weeks), -1)
    for place, flags in enumerate(arms):
        groups[flags] = place * weeks + np.arange(weeks)
    figure = panel.figure(metric, groups, len(arms) * weeks, is_plain=True)
    shape = (len(arms), weeks)
    return scaled(metric, figure.values[end]).reshape(shape), figure.n.reshape(shape)


def by_unit(panel: Panel, metric: Metric, sides: Sequence[Flags], end: int = 0) -> Floats:
    """A measure of each unit over some weeks (units, sides), on the scale of its changes.

    Args:
        sides: (units, weeks) flags each, of which no two hold the same week of a unit. end: see `by_week`.
    """
    count = len(panel.units)
    groups = np.full((count, len(panel.weeks)), -1)
    for place, flags in enumerate(sides):
        groups = np.where(flags, place * count + np.arange(count)[:, None], groups)
    figure = panel.figure(metric, groups, len(sides) * count, is_plain=True)
    return scaled(metric, figure.values[end]).reshape(len(sides), count).T


def _pooled(sums: Sums, codes: Integers, count: int) -> Sums:
    """The sums of groups of cells: of a cell with -1 nothing is kept."""
    kept = codes >= 0
    groups = {
        chance: {atom: _added(values[kept], codes[kept], count) for atom, values in atoms.items()}
        for chance, atoms in sums.groups.items()
    }
    strata = {
        entry: {chance: _moved(rows, codes) for chance, rows in by_chance.items()}
        for entry, by_chance in sums.strata.items()
    }
    parts = tuple((str(place), *("" for _ in sums.question.keys[1:])) for place in range(count))
    return replace(sums, parts=parts, groups=groups, strata=strata)


def _added(values: Floats, codes: Integers, count: int) -> Floats:
    found = np.zeros((count, *values.shape[1:]))
    order = np.argsort(codes, kind="stable")
    held, firsts = np.unique(codes[order], return_index=True)
    if len(held):
        found[held] = np.add.reduceat(values[order], firsts, axis=0)
    return found


def _moved(rows: Strata, codes: Integers) -> Strata:
    cells = codes[rows.cell]
    kept = cells >= 0
    return Strata(rows.labels, cells[kept], rows.stratum[kept], rows.group[kept], rows.values[kept])
