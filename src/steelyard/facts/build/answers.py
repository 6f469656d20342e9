"""Which answers count: of several by one customer to one invitation, the last.

Answers belong to one invitation where source, instrument, scale and contact are the same; where no contact is named,
where the customer and the instant of asking are. A known instant of asking that differs makes another invitation.
Where a source gives answers only and one instant of each, that is the answer's and says nothing of the asking.
"Other" instruments stand for any question, so that nothing tells that two answers are to the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import ORIGIN, Context
from steelyard.facts.build.expressions import is_true

if TYPE_CHECKING:
    from steelyard.store.engine import Engine

_INVITATION = ("source", "instrument", "scale_min", "scale_max", "better", "has_contact", "who", "asked_at")
_KEPT = {"source": "string", "source_key": "string", "is_tied": "boolean"}


def find_replaced(context: Context) -> ir.Table:
    """source, source_key of answers that a later one replaced, over all surveys; kept as tmp_replaced_answers.

    `is_tied` marks those that no time tells from the last, though the scores differ: there the highest id is the last.
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
        last_id=rows.survey_id.first().over(window),
        last_moment=rows.moment.first().over(window),
        last_version=rows.version.first().over(window),
        last_score=rows.score.first().over(window),
    )
    earlier = seen.filter(seen.survey_id != seen.last_id)
    is_same_time = (earlier.moment == earlier.last_moment) & (earlier.version == earlier.last_version)
    found = earlier.select("source", "source_key", is_tied=is_same_time & (earlier.score != earlier.last_score))
    return context.keep("tmp_replaced_answers", found)


def counting(context: Context) -> ir.Table:
    """Surveys without the answers that a later one replaced, see `find_replaced`."""
    gone = ibis.table(_KEPT, name="tmp_replaced_answers")
    return context.canonical("surveys").anti_join(gone, ["source", "source_key"])


def counted(engine: Engine) -> dict[str, dict[str, int]]:
    """Source -> how many answers a later one `replaced`, and how many of these no time told from the last (`tied`)."""
    sql = (
        "SELECT source, COUNT(*) AS n, SUM(CASE WHEN is_tied THEN 1 ELSE 0 END) AS tied "
        "FROM tmp_replaced_answers GROUP BY source ORDER BY source"
    )
    rows = engine.query(sql)
    listed = zip(rows["source"], rows["n"], rows["tied"], strict=True)
    return {str(source): {"replaced": int(n), "tied": int(tied)} for source, n, tied in listed}


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
