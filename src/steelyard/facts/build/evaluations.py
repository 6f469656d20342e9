"""The evaluations fact: the criteria of one evaluation added up."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import divide, group_of, half_of, is_true
from steelyard.facts.build.responses import numbers
from steelyard.facts.build.views import resting
from steelyard.facts.columns import DIMENSION_NAMES

_SUMMED = {
    "source": "string",
    "evaluation_id": "string",
    "contact_id": "string",
    "on": "date",
    "rubric": "string",
    "points_share": "float64",
    "quality_share": "float64",
    "weight": "float64",
    "weighted_share": "float64",
    "is_failed": "boolean",
    "contact": "int64",
}

_CARRIED = (
    "source",
    "evaluation_id",
    "rubric",
    "points_share",
    "quality_share",
    "weight",
    "weighted_share",
    "is_failed",
)


def add_up(context: Context, ids: ir.Table) -> ir.Table:
    """One row per evaluation with its share of points and the number of its contact, kept as tmp_evaluated.

    Only those drawn at random, or of which nobody says why they were picked, and scored by a person have a quality.
    Where an evaluation has both criteria and a total, the criteria count. A critical criterion of no points fails it.
    """
    rows = context.canonical("evaluations")
    has_criteria = rows.criterion.notnull().any().over(group_by=["source", "evaluation_id"])
    used = rows.mutate(has_criteria=has_criteria).filter(lambda t: t.criterion.notnull() | ~t.has_criteria)
    is_failed = is_true(used.critical & (used.score <= 0))
    summed = used.group_by("source", "evaluation_id", "contact_id").aggregate(
        on=used.on.min(),
        rubric=used.rubric.min(),
        share=divide(used.score.sum(), used.max_score.sum()),
        is_failed=is_failed.any(),
        purpose=used.purpose.min(),
        chance=used.chance.min(),
        scorer=used.scorer.min(),
    )
    found = numbers(context, ids)
    joined = summed.left_join(found, "contact_id")
    share = ibis.ifelse(summed.is_failed, ibis.literal(0.0), summed.share)
    is_drawn = (summed.purpose.fill_null("random") == "random") & (summed.scorer.fill_null("person") == "person")
    quality = ibis.cases((is_drawn, share))
    weight = ibis.cases(
        (quality.notnull(), ibis.ifelse(is_true(summed.chance > 0), 1 / summed.chance, ibis.literal(1.0)))
    )
    result = joined.select(
        *(summed[name] for name in ("source", "evaluation_id", "contact_id", "on", "rubric", "is_failed")),
        found.contact,
        points_share=share,
        quality_share=quality,
        weight=weight,
        weighted_share=quality * weight,
    )
    return context.keep("tmp_evaluated", result.select(*_SUMMED))


def fact(context: Context, contacts: ir.Table) -> ir.Table:
    """One row per evaluation at rest, on its contact's day; on its own where the contact is not in the data."""
    rows = ibis.table(_SUMMED, name="tmp_evaluated")
    found = contacts.semi_join(rows, "contact")
    joined = rows.left_join(found, "contact")
    own_group = group_of(rows.evaluation_id)
    names = ("contact_id", "issue_id", "customer_id", *DIMENSION_NAMES, *context.settings.dimensions)
    result = joined.select(
        *(rows[name] for name in _CARRIED),
        *(found[name] for name in names),
        source_key=_key(rows),
        on=found.on.fill_null(rows.on),
        customer_group=found.customer_group.fill_null(own_group),
        row_group=found.row_group.fill_null(own_group + half_of(rows.evaluation_id)),
    )
    return result.select(*resting(context.settings, "evaluations"))


def _key(rows: ir.Table) -> ir.Value:
    """Evaluation and contact in one text; the length tells where the first ends."""
    return rows.evaluation_id.length().cast("string") + ":" + rows.evaluation_id + rows.contact_id
