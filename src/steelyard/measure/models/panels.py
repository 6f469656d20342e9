"""Sums by unit and period as they lie in the table `panel`: who was treated since when, and what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from steelyard import schema
from steelyard.measure.models.periods import places
from steelyard.measure.sums.answered import answered
from steelyard.schema import IBIS_TYPES
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.store import Snapshot
from steelyard.store.lazily import ibis

TABLE = "panel"


@dataclass(frozen=True)
class Measure:
    """One measure of a panel.

    Attributes:
        amounts, sizes: (units, periods); nan where the sum is not known.
        better: "high" or "low"; empty where the panel does not say, or says both.
        is_stated: somebody has a row of it.
    """

    amounts: Floats
    sizes: Floats
    better: str = ""

    @property
    def means(self) -> Floats:
        """(units, periods): the sums by what they are divided by; nan where unknown."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.sizes > 0, self.amounts / self.sizes, np.nan)


@dataclass(frozen=True)
class Sums:
    """A panel.

    Attributes:
        units, periods: by name, in order.
        measures: name -> what was measured.
        assigned, eligible: (units,), 1 or 0; nan where nothing says it.
        begins: (units,), place of the period in which it begins; -1 where nothing says so, or it never does.
        reached: (units, periods), shares; nan where nothing says it.
        has_begins: some unit's beginning is stated. unread: periods of which nobody knows where they stand.
    """

    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    measures: dict[str, Measure] = field(default_factory=dict)
    assigned: Floats = field(default_factory=lambda: np.empty(0))
    eligible: Floats = field(default_factory=lambda: np.empty(0))
    begins: Integers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    reached: Floats = field(default_factory=lambda: np.empty((0, 0)))
    has_begins: bool = False
    unread: tuple[str, ...] = ()

    def place(self, period: str) -> int | None:
        """Where a period as people write it stands: the first one not before it; None where it cannot be read."""
        order = places((*self.periods, period))
        if order is None:
            return None
        return sum(order[known] < order[period] for known in self.periods)

    def kept(self, flags: Flags) -> Sums:
        """Some of the units."""
        chosen = np.flatnonzero(flags)
        return Sums(
            tuple(self.units[at] for at in chosen),
            self.periods,
            {name: Measure(one.amounts[chosen], one.sizes[chosen], one.better) for name, one in self.measures.items()},
            self.assigned[chosen],
            self.eligible[chosen],
            self.begins[chosen],
            self.reached[chosen],
            self.has_begins,
        )


def read(snapshot: Snapshot) -> Sums:
    """The panel of a version; one without units where it has none."""
    if TABLE not in snapshot.manifest.tables:
        return Sums()
    rows = answered(snapshot, ("panel of sums",), lambda *_: _summed())
    order = places(map(str, rows["period"]))
    if order is None:
        found = [text for text in map(str, rows["period"]) if places([text]) is None]
        return Sums(unread=tuple(dict.fromkeys(found or map(str, rows["period"])))[:3])
    return _panel(rows, order)


def _summed() -> Any:
    """One row for each measure of a unit in a period; several rows of one are added up."""
    columns = {column.name: IBIS_TYPES[column.type] for column in schema.table(TABLE).columns}
    rows = ibis.table(columns, name=TABLE)
    flag = {name: rows[name].cast("float64").max() for name in ("assigned", "eligible")}
    known = rows.amount.notnull()
    return rows.group_by(["unit_id", "period", "measure"]).aggregate(
        amount=rows.amount.sum().fill_null(0.0),
        known=known.cast("float64").sum(),
        size=ibis.cases((known, rows.size.fill_null(1.0))).sum().fill_null(0.0),
        least=rows.better.min().fill_null(""),
        most=rows.better.max().fill_null(""),
        begins=rows.begins.min().fill_null(""),
        assigned=flag["assigned"].fill_null(-1.0),
        eligible=flag["eligible"].fill_null(-1.0),
        reached=rows.reached.mean().fill_null(-1.0),
    )


def _panel(rows: dict[str, np.ndarray], order: dict[str, int]) -> Sums:
    periods = tuple(sorted(order, key=lambda text: order[text]))
    units = tuple(sorted({str(unit) for unit in rows["unit_id"]}))
    unit = _codes(rows["unit_id"], units)
    period = _codes(rows["period"], periods)
    shape = (len(units), len(periods))
    reached = np.full(shape, np.nan)
    told = rows["reached"] >= 0
    reached[unit[told], period[told]] = rows["reached"][told]
    measures = {}
    for name in sorted({str(one) for one in rows["measure"]}):
        own = (rows["measure"] == name) & (rows["known"] > 0)
        amounts, sizes = np.full(shape, np.nan), np.zeros(shape)
        amounts[unit[own], period[own]] = rows["amount"][own]
        sizes[unit[own], period[own]] = rows["size"][own]
        stated = {*rows["least"][rows["measure"] == name], *rows["most"][rows["measure"] == name]} - {""}
        measures[name] = Measure(amounts, sizes, stated.pop() if len(stated) == 1 else "")
    begins, has_begins = _begins(rows, unit, periods, order, len(units))
    flags = [_by_unit(rows[name], unit, len(units)) for name in ("assigned", "eligible")]
    return Sums(units, periods, measures, flags[0], flags[1], begins, reached, has_begins)


def _codes(values: np.ndarray, names: Sequence[str]) -> Integers:
    places_of = {name: place for place, name in enumerate(names)}
    return np.array([places_of[str(value)] for value in values], dtype=np.int64)


def _by_unit(values: np.ndarray, unit: Integers, count: int) -> Floats:
    """(units,): the largest of what its rows say; nan where none says anything."""
    found = np.full(count, -1.0)
    np.maximum.at(found, unit, values)
    return np.where(found >= 0, found, np.nan)


def _begins(
    rows: dict[str, np.ndarray], unit: Integers, periods: Sequence[str], order: dict[str, int], count: int
) -> tuple[Integers, bool]:
    """(units,): place of the period each begins in; a beginning that is no period, such as 0, is none."""
    found = np.full(count, -1, dtype=np.int64)
    held = sorted(order.values())
    for place, text in zip(unit, map(str, rows["begins"]), strict=True):
        read_as = places((*periods, text)) if text else None
        if read_as is not None and held[0] <= read_as[text] <= held[-1]:
            found[place] = sum(at < read_as[text] for at in held)
    return found, bool((found >= 0).any())
