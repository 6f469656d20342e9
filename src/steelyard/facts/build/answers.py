"""Which answers count: of several by one customer to one invitation, the last, or the last within the follow-up.

Answers belong to one invitation where source, instrument, scale and contact are the same; where no contact is named,
where the customer and the instant of asking are. A known instant of asking that differs makes another invitation.
Where a source gives answers only and one instant of each, that is the answer's and says nothing of the asking.
"Other" instruments stand for any question, so that nothing tells that two answers are to the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true, join, number
from steelyard.facts.build.standins import ORIGIN

if TYPE_CHECKING:
    pass

_INVITATION = ("source", "instrument", "scale_min", "scale_max", "better", "has_contact", "who", "asked_at")
_KEPT = {
    "source": "string",
    "source_key": "string",
    "is_last": "boolean",
    "is_tied": "boolean",
    "next_s": "int64",
    "has_earlier": "boolean",
}


def find_replaced(context: Context) -> ir.Table:
    """Every answer to an invitation that has several, over all surveys; kept as tmp_several_answers.

    source, source_key. `is_last`: it counts. `is_tied`: no time tells it from the last, though the scores differ: there
    the highest id is the last. `next_s`: when the next one came, of one that was given before, in seconds since the
    origin; until then it was the last. `has_earlier`: it replaced such a one.
    """
    answers = _answers(context)
    several = answers.group_by(*_INVITATION).aggregate(n=answers.survey_id.nunique())
    rows = answers.semi_join(several.filter(several.n > 1), list(_INVITATION))
    order = [
        rows.moment.desc(), rows.version.desc(), rows.survey_id.length().desc(), rows.survey_id.desc(),
        rows.source_key.desc(),
    ]  # fmt: skip
    window = ibis.window(group_by=list(_INVITATION), order_by=order)
    seen = rows.mutate(
        place=ibis.row_number().over(window),
        last_id=rows.survey_id.first().over(window),
        last_moment=rows.moment.first().over(window),
        last_version=rows.version.first().over(window),
        last_score=rows.score.first().over(window),
    )
    answer = context.keep("tmp_answers_in_order", _in_order(seen))
    found = seen.inner_join(answer, [*_INVITATION, "survey_id"])
    is_last = found.survey_id == found.last_id
    is_same_time = (found.moment == found.last_moment) & (found.version == found.last_version)
    kept = found.select(
        "source",
        "source_key",
        "next_s",
        "has_earlier",
        is_last=is_last,
        is_tied=~is_last & is_same_time & (found.score != found.last_score),
    )
    return context.keep("tmp_several_answers", kept.select(*_KEPT))


def _in_order(rows: ir.Table) -> ir.Table:
    """Invitation and survey_id -> `next_s` and `has_earlier`; a survey of several questions is one answer."""
    whole = rows.group_by(*_INVITATION, "survey_id").aggregate(
        place=rows.place.min(), moment_s=number(rows.moment.max())
    )
    newest_first = ibis.window(group_by=list(_INVITATION), order_by=whole.place)
    later = whole.mutate(later_s=whole.moment_s.lag().over(newest_first))
    next_s = ibis.cases(((later.moment_s > 0) & (later.later_s > later.moment_s), later.later_s))
    told = later.mutate(next_s=next_s)
    before = ibis.window(group_by=list(_INVITATION), order_by=told.place, preceding=None, following=0)
    counted = told.next_s.count()
    earlier = counted.over(group_by=list(_INVITATION)) - counted.over(before)
    return told.mutate(has_earlier=earlier > 0).select(*_INVITATION, "survey_id", "next_s", "has_earlier")


def counting(context: Context) -> ir.Table:
    """Surveys without the answers that a later one replaced, see `find_replaced`."""
    several = ibis.table(_KEPT, name="tmp_several_answers")
    return context.canonical("surveys").anti_join(several.filter(~several.is_last), ["source", "source_key"])


def at_rest(context: Context) -> ir.Table:
    """Surveys that count at some follow-up, with `next_s` and `has_earlier`, see `find_replaced`."""
    several = ibis.table(_KEPT, name="tmp_several_answers")
    surveys, keys = context.canonical("surveys"), ["source", "source_key"]
    shown = surveys.anti_join(several.filter(~several.is_last & several.next_s.isnull()), keys)
    joined = join(shown, several.filter(several.is_last | several.next_s.notnull()), keys, ("next_s", "has_earlier"))
    return joined.mutate(has_earlier=is_true(joined.has_earlier))


def _answers(context: Context) -> ir.Table:
    """Answers that can be told to be to an invitation, with what says which one."""
    surveys = context.canonical("surveys")
    sources = context.settings.sources
    apart = tuple(source.name for source in sources if not source.fold_answers)
    full = tuple(source.name for source in sources if source.invitations == "all")
    answered = surveys.filter(surveys.score.notnull() & (surveys.instrument != "other"))
    answered = answered.filter(answered.source.notin(apart)) if apart else answered
    is_asking = is_true(answered.sent_at < answered.answered_at)
    is_asking = is_asking | answered.source.isin(full) if full else is_asking
    has_contact = answered.contact_id.notnull()
    asked_at = ibis.cases((is_asking | ~has_contact, answered.sent_at))
    is_tied = has_contact | (answered.customer_id.notnull() & answered.sent_at.notnull())
    return answered.filter(is_tied).mutate(
        has_contact=has_contact,
        who=answered.contact_id.fill_null(answered.customer_id),
        asked_at=asked_at.fill_null(ORIGIN),
        moment=ibis.coalesce(answered.answered_at, answered.sent_at, ibis.timestamp(str(ORIGIN))),
        version=answered.source_version.fill_null(""),
    )
