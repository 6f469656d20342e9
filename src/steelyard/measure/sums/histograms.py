"""The values a quantile is read from: in bins 1% wide where a part has many, one by one where it has few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from steelyard.declare import Quantile
from steelyard.measure.question import Question
from steelyard.measure.sums import grouping
from steelyard.measure.sums.decoding import decode
from steelyard.measure.sums.model import Bins, Part
from steelyard.stats.arrays import Integers
from steelyard.stats.sampling.quantiles import Counted, counted
from steelyard.store.engine import Engine

FEW = 2_000
"""Up to so many values of a part are read one by one."""

MOST = 100_000
"""And no more than so many values of all such parts together; the smallest parts first."""


@dataclass(frozen=True)
class Histogram:
    """Values by part.

    Attributes:
        parts: those that have any. rows: their bins, `rows.cell` being the place among the parts.
    """

    parts: tuple[Part, ...]
    rows: Bins

    @cached_property
    def values(self) -> Counted:
        """The values of every part, in order."""
        return counted_of(self.rows, len(self.parts))

    def bins(self, place: Mapping[Part, int]) -> Bins:
        """The rows with the parts' places in another order."""
        return replace(self.rows, cell=_places(self.parts, place)[self.rows.cell])


def counted_of(rows: Bins, cells: int) -> Counted:
    """The values of some cells in order; where some are still open, as Kaplan and Meier tell the rest."""
    return counted(rows.cell, rows.least, rows.most, rows.count, cells, is_open=rows.is_open)


def histogram(engine: Engine, question: Question, quantile: Quantile) -> Histogram:
    """The values of a quantile's rows; a second scan reads those of parts with few, where bins do not tell them."""
    wide = _histogram(engine, question, grouping.bins_query(question, quantile, dialect=engine.dialect))
    few = _few(wide)
    if not few.any():
        return wide
    sql = grouping.values_query(question, quantile, dialect=engine.dialect)
    chosen = {part: 1.0 for part, is_few in zip(wide.parts, few, strict=True) if is_few}
    single = _histogram(engine, question, grouping.with_cuts(sql, question, [chosen], dialect=engine.dialect))
    place = {part: index for index, part in enumerate(wide.parts)}
    kept = ~few[wide.rows.cell]
    columns = zip(_columns(wide.rows), _columns(single.bins(place)), strict=True)
    return Histogram(wide.parts, Bins(*(np.concatenate([one[kept], other]) for one, other in columns)))


def _few(wide: Histogram) -> np.ndarray:
    """(parts,), which of them have so few values that they are read, and a bin that does not give them by itself."""
    rows, total = wide.rows, wide.values.total
    order = np.argsort(total, kind="stable")
    within = np.zeros(len(total), dtype=bool)
    within[order] = np.cumsum(total[order]) <= MOST
    blurred = np.bincount(rows.cell, (rows.count > 2) & (rows.most > rows.least), len(total)) > 0
    return within & (total <= FEW) & blurred


def _histogram(engine: Engine, question: Question, sql: str) -> Histogram:
    result = engine.query(sql)
    parts, cell = decode([result[name] for name in grouping.part_columns(question)], len(result["s0"]))
    return Histogram(parts, Bins(cell, *(np.asarray(result[n], dtype=float) for n in ("least", "most", "s0", "o"))))


def _columns(rows: Bins) -> tuple[np.ndarray, ...]:
    return rows.cell, rows.least, rows.most, rows.count, rows.is_open


def _places(parts: tuple[Part, ...], place: Mapping[Part, int]) -> Integers:
    return np.array([place[part] for part in parts], dtype=np.int64)
