"""Metrics that are means over rows, shares among them: what is averaged, and what counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard import facts
from steelyard.declare import Choice, Metric, Sum
from steelyard.errors import QuestionError
from steelyard.measure.cells.cells import Product
from steelyard.measure.formula import ODDS, evaluate, names
from steelyard.stats.arrays import Floats

USUAL = ("first_contact_resolution", "resolution_rate", "csat_score", "handle_time")
"""Compared where nothing is asked for: the first that can be."""

_MEAN = re.compile(r"^(?P<top>[^/]+?) / (?P<count>[^/]+)$")
_WEIGHED = re.compile(rf"(?<!\w)(?:{ODDS}|\({ODDS} - 1\)) \* ")
"""What a sum may be multiplied with and stay one of rows."""


@dataclass(frozen=True)
class Mean:
    """A metric as the mean of something over the rows of a fact.

    Attributes:
        sums: name -> row-level sum. top: what is averaged, count: what counts; formulas linear in them.
        odds: of unidentified contacts to be returns, see `declare.Metric`.
    """

    fact: str
    sums: Mapping[str, Sum]
    top: str
    count: str
    odds: float = 1.0

    @property
    def counted(self) -> Sum:
        """The rows that count, before what is hidden of them is taken off."""
        return self.sums[names(self.count)[0]]

    def of(self, columns: Sequence[str], values: Floats) -> tuple[Floats, Floats]:
        """Totals and counts (...) from sums (..., columns)."""
        by_name = {name: values[..., place] for place, name in enumerate(columns)} | {ODDS: np.array(self.odds)}
        total, count = (np.nan_to_num(evaluate(formula, by_name)) for formula in (self.top, self.count))
        return np.broadcast_to(total, values.shape[:-1]), np.broadcast_to(count, values.shape[:-1])


def mean_of(metric: Metric) -> Mean:
    """The metric as a share or a mean.

    Raises:
        QuestionError: it is neither: a median, a total, or a ratio whose mix cannot be held equal row by row.
    """
    found = _parsed(metric, metric.mean or metric.formula, 1.0)
    if found is None or {entry.fact for entry in found.sums.values()} != {found.fact}:
        raise QuestionError(
            f"{metric.id} is neither a share nor a mean, so its mix cannot be held equal",
            next=f"Compare {', '.join(USUAL)}.",
        )
    return found


def worst_of(metric: Metric, odds: float) -> Mean | None:
    """The metric with what is unknown counted at its worst; None where nothing is unknown, or no mean says it.

    Args:
        odds: of unidentified contacts to be returns, at the most.
    """
    ends = [formula for formula in (*(metric.bounds or ())[:1], metric.formula) if formula]
    known = (formula for formula in ends if formula != metric.formula or ODDS in names(formula))
    return next(filter(None, (_parsed(metric, formula, odds) for formula in known)), None)


def _parsed(metric: Metric, formula: str, odds: float) -> Mean | None:
    """What is averaged, linear in plain sums, over what counts; None where the formula is no such thing."""
    found = _MEAN.match(formula)
    if found is None or re.search(r"minimum|maximum|[a-z_)] \* [a-z_(]", _WEIGHED.sub("", formula)):
        return None
    sums = {name: metric.sums[name] for name in names(formula) if name != ODDS}
    sums = {name: metric.sums[entry.usual] if isinstance(entry, Choice) else entry for name, entry in sums.items()}
    plain = {name: entry for name, entry in sums.items() if isinstance(entry, Sum)}
    base = plain.get(names(found["count"])[0])
    if base is None or len(plain) < len(sums) or (base.column and not _is_flag(base)):
        return None
    return Mean(base.fact, plain, found["top"], found["count"], odds)


def product_of(entry: Sum) -> Product:
    """A row-level sum as cells take it."""
    if entry.column and _is_flag(entry):
        return Product((), (*entry.where, entry.column), entry.unless, entry.known)
    return Product((entry.column,) if entry.column else (), entry.where, entry.unless, entry.known)


def _is_flag(entry: Sum) -> bool:
    columns = {column.name: column.type for column in facts.fact(entry.fact).columns}
    return columns.get(entry.column) == "boolean"
