"""Which scale of an instrument is read: answers on 1 to 5 and on good or bad are answers to two different questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from steelyard.facts.build import answers
from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true

if TYPE_CHECKING:
    pass

UNDATED = ibis.date("2000-01-01")
"""Where answers without any date stand: together, in a quarter of their own."""

_KEPT = {"instrument": "string", "quarter_on": "date", "main": "string", "latest": "string"}


def choose(context: Context) -> ir.Table:
    """Instrument and quarter -> `main`, the scale with most answers, and `latest`, that of the newest quarter.

    Kept as tmp_scales; the counts of all scales as tmp_scale_counts.
    """
    rows = described(answers.counting(context)).filter(lambda t: t.is_answered)
    counted = rows.group_by("instrument", "quarter_on", "scale").aggregate(n=rows.count())
    counts = context.keep("tmp_scale_counts", counted)
    most = ibis.row_number().over(group_by=["instrument", "quarter_on"], order_by=[counts.n.desc(), counts.scale])
    chosen = counts.mutate(place=most).filter(lambda t: t.place == 0)
    newest = ibis.row_number().over(group_by="instrument", order_by=chosen.quarter_on.desc())
    last = chosen.mutate(age=newest).filter(lambda t: t.age == 0).select(named="instrument", latest="scale")
    joined = chosen.inner_join(last, chosen.instrument == last.named)
    return context.keep("tmp_scales", joined.select("instrument", "quarter_on", "latest", main=joined.scale))


def chosen() -> ir.Table:
    """What `choose` keeps."""
    return ibis.table(_KEPT, name="tmp_scales")


def described(surveys: ir.Table) -> ir.Table:
    """Surveys with their scale in words, their quarter, and whether a valid score came back."""
    on = surveys.on.fill_null(surveys.answered_at.date()).fill_null(surveys.sent_at.date()).fill_null(UNDATED)
    is_answered = (surveys.scale_max > surveys.scale_min) & surveys.score.between(surveys.scale_min, surveys.scale_max)
    return surveys.mutate(
        is_answered=is_true(is_answered),
        scale=_text(surveys.scale_min) + "-" + _text(surveys.scale_max) + " " + surveys.better,
        quarter_on=on.truncate("Q").cast("date"),
    )


def _text(value: ir.Value) -> ir.Value:
    """A scale's end without trailing zeros: 5, or -0.5 in hundredths rounded."""
    whole = value.floor()
    return ibis.ifelse(value == whole, whole.cast("int64").cast("string"), value.round(2).cast("string"))
