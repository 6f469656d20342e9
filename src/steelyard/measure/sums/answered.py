"""What an engine gives for an expression: compiled once, asked once for each version of the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from steelyard.measure.sums import queries
from steelyard.measure.sums.compiled import dated
from steelyard.store.asked import asked
from steelyard.store.snapshot import Snapshot

Expression = Callable[[date | None, date | None], Any]
"""Makes an Ibis expression of the rows from a first to a last day."""


def answered(
    snapshot: Snapshot,
    made_from: tuple[Any, ...],
    expression: Expression,
    from_on: date | None = None,
    to_on: date | None = None,
    *,
    keys: int = 0,
    groups: int = 1,
) -> dict[str, np.ndarray]:
    """Column -> values of an expression's rows, as kept with the version, or asked now.

    Args:
        made_from: all that the expression follows from beside the days, see `compiled`.
        expression: makes it, where its text is not known.
        keys, groups: after so many columns it is grouped by stand so many more, to be grouped by each of these alone.
    """
    dialect = snapshot.engine.dialect

    def compile(first_on: date | None, last_on: date | None) -> str:
        sql = queries.to_sql(expression(first_on, last_on), dialect)
        return queries.by_sets(sql, keys, groups, dialect) if groups > 1 else sql

    return asked(snapshot, dated((*made_from, keys, groups, dialect), compile, from_on, to_on))
