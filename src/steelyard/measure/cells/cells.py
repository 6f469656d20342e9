"""Compressed cells: sums of products of columns by strata and group, from which models are fitted without rows.

found = cells(snapshot, settings, "issues", ["family", Band("rating", (0.25, 0.5, 0.75))],
              {"n": Product(), "churned": Product(("is_churned",), known=("is_churned",))})
found.total("churned")                  (cells,)
found.groups["customers"]               (cells, groups, products)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any

import numpy as np

from steelyard.declare import Sum
from steelyard.measure.missing import check_refused
from steelyard.measure.question import CUSTOMERS, Question, dimensions_of, filters_of, groups_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.measure.sums.decoding import coded, distinct
from steelyard.measure.sums.run import group_codes
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats, Integers
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

Label = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Product:
    """A number summed over rows: the product of its columns, 1 without any.

    Args:
        columns: numeric or boolean; a row where one is missing does not count.
        where, unless, known: flags a row must have, must not have, and columns that must not be missing.
    """

    columns: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Band:
    """A column cut into bands at one edge or more: 0 up to and including the first, and so on; None where missing.

    A boolean is 0 or 1: `Band("is_resolved", (0.5,))` tells both apart.
    """

    column: str
    edges: tuple[float, ...]


@dataclass(frozen=True)
class Cells:
    """What was summed.

    Attributes:
        keys: what the labels hold, in order: dimensions, and the columns of bands.
        labels: the cells, in no particular order; a dimension's value or a band's number.
        names: the products.
        whole: (cells, products).
        groups: chance -> (cells, groups, products), which add up to the whole.
    """

    keys: tuple[str, ...]
    labels: tuple[Label, ...]
    names: tuple[str, ...]
    whole: Floats
    groups: Mapping[str, Floats] = field(default_factory=dict)

    def total(self, name: str) -> Floats:
        """(cells,) of one product."""
        return self.whole[:, self.names.index(name)]

    def column(self, key: str) -> list[str | int | None]:
        """The value of one key in every cell."""
        place = self.keys.index(key)
        return [label[place] for label in self.labels]


@dataclass(frozen=True)
class Rows:
    """An expression that is made only where its query was not compiled before.

    Args:
        made_from: what it follows from beside the question, see `compiled`.
        make: takes the question, whose days may stand for others.
    """

    made_from: tuple[Any, ...]
    make: Callable[[Question], Any]


def cells(
    snapshot: Snapshot,
    settings: Settings,
    fact: str,
    by: Sequence[str | Band],
    products: Mapping[str, Product],
    *,
    chances: Sequence[str] = (CUSTOMERS,),
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Cells:
    """Sums by cell, and by cell and group of each chance, in one scan of one fact.

    The result grows with the cells asked, never with the rows: cells x groups at the most.

    Args:
        by: dimensions and bands of the fact; a dimension the fact lacks is one cell.
        chances: "customers", "days", "agents", "rows"; none for the whole alone.

    Raises:
        QuestionError: a filter the fact does not know, which would otherwise leave everything in.
    """
    check_refused(snapshot, "cells")
    readings = snapshot.readings if fact == "issues" else None
    if readings is not None:
        every: Any = readings

        def of_all(products: Mapping[str, Product]) -> Cells:
            return cells(
                every.snapshot, settings, fact, by, products, chances=chances, where=where, from_on=from_on, to_on=to_on
            )

        asked = (list(chances), filters_of(where), from_on, to_on)
        found: Cells | None = every.cells(snapshot.place, asked, by, products, of_all)
        if found is not None:
            return found
    filters = filters_of(where)
    known = dimensions_of(fact, settings.dimensions)
    question = Question((), (), "", filters, from_on, to_on, settings.dimensions)
    usable = [entry for entry in by if not isinstance(entry, str) or entry in known]
    used = {entry if isinstance(entry, str) else entry.column for entry in usable}
    used |= columns_of(products.values(), chances)
    rows = Rows(("rows", fact, sorted(used)), lambda question: queries.asked(question, fact, used))
    return cells_of(snapshot, question, rows, by, usable, products, chances)


def columns_of(products: Iterable[Product], chances: Sequence[str]) -> set[str]:
    """The columns that products and groups are made of."""
    used = {name for one in products for name in (*one.columns, *one.where, *one.unless, *one.known)}
    return used | {name for chance in chances for name in queries.GROUP_COLUMNS.get(chance, ())}


def cells_of(
    snapshot: Snapshot,
    question: Question,
    rows: Rows,
    by: Sequence[str | Band],
    usable: Sequence[str | Band],
    products: Mapping[str, Product],
    chances: Sequence[str],
) -> Cells:
    """Cells of an expression's rows; `usable` are those of `by` it has."""
    keys = tuple(entry if isinstance(entry, str) else entry.column for entry in by)
    wanted = list(products.values())
    plain = replace(question, from_on=None, to_on=None)

    def summed(from_on: date | None, to_on: date | None) -> Any:
        asked = rows.make(replace(plain, from_on=from_on, to_on=to_on))
        return _summed(asked, plain.period, usable, wanted, chances)

    result = answered(
        snapshot,
        ("cells", rows.made_from, plain, list(usable), wanted, list(chances)),
        summed,
        question.from_on,
        question.to_on,
        keys=len(usable),
        groups=len(chances),
    )
    labels, cell = _labels(result, by, usable)
    values = np.stack(
        [np.nan_to_num(np.asarray(result[f"s{place}"], dtype=float)) for place in range(len(products))], axis=1
    )
    groups = {
        chance: spread_over(result[f"g{place}"], cell, values, len(labels), groups_of(chance))
        for place, chance in enumerate(chances)
    }
    whole = (
        groups[chances[0]].sum(axis=1)
        if chances
        else spread_over(np.zeros(len(cell)), cell, values, len(labels), 1)[:, 0]
    )
    return Cells(keys, labels, tuple(products), whole, groups)


def _summed(
    rows: Any, period: str, by: Sequence[str | Band], products: Sequence[Product], chances: Sequence[str]
) -> Any:
    """Sums by the cells, and by the groups of all chances together."""
    keys = {f"c{place}": _key(rows, entry) for place, entry in enumerate(by)}
    keys |= {f"g{place}": queries.group_of(rows, period, chance) for place, chance in enumerate(chances)}
    rows = rows.mutate(**keys)
    sums = {f"s{place}": _sum(rows, product) for place, product in enumerate(products)}
    return rows.group_by(*keys).aggregate(**sums) if keys else rows.aggregate(**sums)


def _key(rows: Any, entry: str | Band) -> Any:
    if isinstance(entry, str):
        return rows[entry]
    column = rows[entry.column].cast("float64")
    above = [(column > edge).cast("int64") for edge in entry.edges]
    return reduce(lambda left, right: left + right, above)


def _sum(rows: Any, product: Product) -> Any:
    condition = queries.qualifies(rows, Sum("", "", product.where, product.unless, (*product.known, *product.columns)))
    factors = [rows[name].cast("float64") for name in product.columns]
    value = reduce(lambda left, right: left * right, factors) if factors else ibis.literal(1.0, "float64")
    if condition is not None:
        return condition.ifelse(value, ibis.null("float64")).sum()
    return value.sum() if factors else rows.count().cast("float64")


def _labels(
    result: Mapping[str, np.ndarray], by: Sequence[str | Band], usable: Sequence[str | Band]
) -> tuple[tuple[Label, ...], Integers]:
    """The different cells, and which of them each row of the result is."""
    length = len(next(iter(result.values())))
    cell, values = np.zeros(length, dtype=np.int64), []
    for entry in by:
        known, code = _coded(result[f"c{usable.index(entry)}"]) if entry in usable else ([None], np.zeros_like(cell))
        values.append((known, code))
        _, cell = distinct(cell * max(len(known), 1) + code)
    first, _ = distinct(cell)
    labels = zip(*([known[place] for place in code[first].tolist()] for known, code in values), strict=True)
    return tuple(labels) if values else ((),) * min(length, 1), cell


def _coded(column: np.ndarray) -> tuple[list[str | int | None], Integers]:
    """The different values of a key, and which of them each row has."""
    if column.dtype == object:
        return coded(column.tolist())
    numbers, code = np.unique(column, return_inverse=True)
    return [None if number != number else int(number) for number in numbers.tolist()], code.astype(np.int64)


def spread_over(group: np.ndarray, cell: Integers, values: Floats, cells: int, width: int) -> Floats:
    """(cells, groups, products) of the rows that belong to a chance."""
    held = group != np.array(None) if group.dtype == object else ~np.isnan(group.astype(float))
    slot = cell[held] * width + group_codes(group[held])
    summed = [np.bincount(slot, column, cells * width) for column in values[held].T]
    dense = np.array(summed, dtype=float).reshape(values.shape[1], cells, width)
    return np.ascontiguousarray(np.moveaxis(dense, 0, -1))
