"""Scores, and how the remarks beside the best of them sound, month by month: sums by cell, never remarks.

found = remarks(snapshot, settings, by=["site"], chances=("customers", "days", "rows"))
found.total("tone")                     (cells,)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from steelyard.measure.cells.cells import Cells, Product, Rows, cells_of, columns_of
from steelyard.measure.missing import check_refused
from steelyard.measure.question import Question, filters_of
from steelyard.measure.sums import queries
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot

MONTH = "month"
"""Months since year 0."""

_PRODUCTS = {
    "answers": Product(),
    "score": Product(("score_share",)),
    "remarks": Product(where=("is_top",), known=("sentiment",)),
    "tone": Product(("sentiment",), where=("is_top",)),
}
"""Answers and their scores from 0 to 1; of the best score those with a remark that was read, and its sound, -1 to 1."""


def remarks(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: Sequence[str] = (),
    chances: Sequence[str] = (),
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Cells:
    """Answers on the quality instrument by dimensions and MONTH, and by the groups of each chance.

    Args:
        by: dimensions of answers.
    """
    check_refused(snapshot, "remarks")
    filters = filters_of(where)
    question = Question((), (), "", filters, from_on, to_on, settings.dimensions)
    used = {*by, "is_quality", "score_share"} | columns_of(_PRODUCTS.values(), chances)
    rows = Rows(("remarks", sorted(used)), lambda question: _rated(question, used))
    keys = (*by, MONTH)
    return cells_of(snapshot, question, rows, keys, keys, _PRODUCTS, chances)


def _rated(question: Question, used: set[str]) -> Any:
    """Answers on the quality instrument with their month."""
    rows = queries.asked(question, "responses", used)
    rows = rows.filter(rows.is_quality.fill_null(False) & rows.score_share.notnull())
    return rows.mutate(**{MONTH: rows.on.year().cast("int64") * 12 + rows.on.month().cast("int64") - 1})
