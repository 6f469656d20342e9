"""Metrics that are means over rows, shares among them: what is averaged, and what counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard import facts
from steelyard.declare import Choice, Metric, Sum
from steelyard.errors import QuestionError
from steelyard.measure.cells import Product
from steelyard.measure.formula import evaluate, names
from steelyard.stats.arrays import Floats

USUAL = ("first_contact_resolution", "resolution_rate", "csat_score", "handle_time")
"""Compared where nothing is asked for: the first that can be."""

_FLOOR = re.compile(r"maximum\((.+), 0\)")
_MEAN = re.compile(r"^(?P<top>[^/]+?) / (?P<count>\w+)$")


@dataclass(frozen=True)
class Mean:
    """A metric as the mean of something over the rows of a fact.

    Attributes:
        sums: name -> row-level sum. top: what is averaged, a formula linear in them. count: the sum that counts.
    """

    fact: str
    sums: Mapping[str, Sum]
    top: str
    count: str

    def of(self, names: Sequence[str], values: Floats) -> tuple[Floats, Floats]:
        """Totals and counts (...) from sums (..., names)."""
        by_name = {name: values[..., place] for place, name in enumerate(names)}
        total = np.nan_to_num(evaluate(self.top, by_name))
        return np.broadcast_to(total, values.shape[:-1]), by_name[self.count]


def mean_of(metric: Metric) -> Mean:
    """The metric as a share or a mean.

    Raises:
        QuestionError: it is neither: a median, a total, or a ratio whose mix cannot be held equal row by row.
    """
    found = _parsed(metric, metric.formula)
    if found is None or {entry.fact for entry in found.sums.values()} != {found.fact}:
        raise QuestionError(
            f"{metric.id} is neither a share nor a mean, so its mix cannot be held equal",
            next=f"Compare {', '.join(USUAL)}.",
        )
    return found


def worst_of(metric: Metric) -> Mean | None:
    """The metric with what is unknown counted at its worst; None where nothing is unknown, or no mean says it."""
    lowest = _FLOOR.sub(r"\1", metric.bounds[0]) if metric.bounds else metric.formula
    return None if lowest == metric.formula else _parsed(metric, lowest)


def _parsed(metric: Metric, formula: str) -> Mean | None:
    """What is averaged, linear in plain sums, over what counts; None where the formula is no such thing."""
    found = _MEAN.match(formula)
    if found is None or re.search(r"minimum|maximum|[a-z_)] \* [a-z_(]", found["top"]):
        return None
    sums = {name: metric.sums[name] for name in names(formula)}
    sums = {name: metric.sums[entry.usual] if isinstance(entry, Choice) else entry for name, entry in sums.items()}
    plain = {name: entry for name, entry in sums.items() if isinstance(entry, Sum)}
    base = plain.get(found["count"])
    if base is None or len(plain) < len(sums) or (base.column and not _is_flag(base)):
        return None
    return Mean(base.fact, plain, found["top"], found["count"])


def product_of(entry: Sum) -> Product:
    """A row-level sum as cells take it."""
    if entry.column and _is_flag(entry):
        return Product((), (*entry.where, entry.column), entry.unless, entry.known)
    return Product((entry.column,) if entry.column else (), entry.where, entry.unless, entry.known)


def _is_flag(entry: Sum) -> bool:
    columns = {column.name: column.type for column in facts.fact(entry.fact).columns}
    return columns.get(entry.column) == "boolean"
