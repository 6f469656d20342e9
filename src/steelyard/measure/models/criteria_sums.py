"""Points on each criterion of evaluations that enter means, summed by group of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from steelyard.measure.cells.cells import spread_over
from steelyard.measure.missing import check_refused
from steelyard.measure.question import GROUPS, Question, filters_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

REFUSED = "criteria_sums"
"""Under which name an engine that does not add them up alike refuses."""


def criteria_sums(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> tuple[tuple[str, ...], Floats]:
    """Names of criteria, and (G, criteria, 3): evaluations, their weights, and weights times the share of points."""
    check_refused(snapshot, REFUSED)
    plain = Question((), (), "", filters_of(where), dimensions=settings.dimensions)

    def of_days(first: date | None, last: date | None) -> Any:
        question = Question((), (), "", plain.where, first, last, plain.dimensions)
        rows = queries.asked(question, "evaluations", {"evaluation_id", "quality_share", "weight", "customer_group"})
        rows = rows.filter(rows.quality_share.notnull())
        kinds = {"evaluation_id": "string", "criterion": "string", "score": "float64", "max_score": "float64"}
        said = ibis.table(kinds, name="evaluations")
        said = said.filter(said.criterion.notnull() & (said.max_score > 0))
        joined = rows.join(said, rows.evaluation_id == said.evaluation_id)
        told = joined.select(
            criterion=said.criterion, g=rows.customer_group, w=rows.weight, v=said.score / said.max_score
        )
        return told.group_by("criterion", "g").aggregate(
            n=told.count().cast("float64"), w=told.w.sum(), v=(told.w * told.v).sum()
        )

    found = answered(snapshot, ("criteria sums", plain), of_days, from_on, to_on)
    names = tuple(sorted({str(name) for name in found["criterion"].tolist()}))
    place = np.array([names.index(str(name)) for name in found["criterion"].tolist()], dtype=np.int64)
    stacked = np.stack([np.nan_to_num(np.asarray(found[name], dtype=float)) for name in ("n", "w", "v")], axis=1)
    return names, np.swapaxes(spread_over(found["g"], place, stacked, len(names), GROUPS), 0, 1)
