"""The responses fact: survey invitations with the contact each is about, and the answer read on its own scale."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build import answers, scales
from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import group_of, half_of, is_true, join, number
from steelyard.facts.build.views import resting
from steelyard.facts.columns import DIMENSION_NAMES

_MOST_BOXES = 10
"""Steps of the longest scale that is read in boxes: 0 to 10."""


def about(context: Context, ids: ir.Table) -> ir.Table:
    """Survey (source, source_key) -> number of the contact it is about, kept as tmp_surveyed.

    By contact id; where none is named or it is not in the data, the customer's last answered contact before the
    invitation, if its solution was at most one return window ago.
    """
    surveys = answers.at_rest(context)
    by_contact = _by_contact(context, surveys, ids)
    rest = surveys.anti_join(by_contact, ["source", "source_key"])
    by_customer = _by_customer(context, rest, ids)
    return context.keep("tmp_surveyed", by_contact.union(by_customer))


def surveyed() -> ir.Table:
    """What `about` keeps."""
    return ibis.table({"source": "string", "source_key": "string", "contact": "int64"}, name="tmp_surveyed")


def numbers(context: Context, ids: ir.Table) -> ir.Table:
    """Contact id -> contact number; a merged contact's id leads to the one it is part of."""
    own = ids.group_by("contact_id").aggregate(contact=ids.contact.min())
    if not context.has("contacts", "merged_into"):
        return own
    schema = {"contact_id": "string", "target": "string", "is_dropped": "boolean"}
    children = ibis.table(schema, name="tmp_children")
    children = children.filter(children.is_dropped).group_by("contact_id").aggregate(target=children.target.min())
    parents = own.select(target=own.contact_id, contact=own.contact)
    merged = children.inner_join(parents, "target").select("contact_id", "contact")
    return own.union(merged.anti_join(own, "contact_id"))


def _by_contact(context: Context, surveys: ir.Table, ids: ir.Table) -> ir.Table:
    return surveys.inner_join(numbers(context, ids), "contact_id").select("source", "source_key", "contact")


def _by_customer(context: Context, surveys: ir.Table, ids: ir.Table) -> ir.Table:
    sent_s = number(surveys.sent_at.fill_null(surveys.answered_at))
    asked = surveys.filter(surveys.customer_id.notnull()).select("source", "source_key", "customer_id", sent_s=sent_s)
    answered = ids.filter(ids.is_identified & ids.is_answered)
    columns = {"customer_id": answered.customer_id, "contact": answered.contact, "solved_s": answered.solved_s}
    candidates = answered.select(**columns, opened_s=answered.opened_s)
    joined = asked.inner_join(candidates, "customer_id")
    before = joined.filter(joined.opened_s <= joined.sent_s)
    last = before.group_by("source", "source_key", "sent_s").aggregate(contact=before.contact.max())
    ends = candidates.select("contact", "solved_s")
    timed = last.inner_join(ends, "contact")
    return timed.filter(timed.sent_s - timed.solved_s <= context.window_s).select("source", "source_key", "contact")


def fact(context: Context, contacts: ir.Table) -> ir.Table:
    """One row per invitation of a known contact or customer, at rest."""
    links = surveyed()
    surveys = scored(context)
    found = contacts.semi_join(links, "contact")
    linked = join(surveys, links, ["source", "source_key"], ("contact",))
    linked = join(linked, _customer_groups(context, surveys), "customer_id", ("known_group",))
    joined = linked.left_join(found, "contact")
    names = (*DIMENSION_NAMES, *context.settings.dimensions)
    sent_s, answered_s = number(linked.sent_at), number(linked.answered_at)
    start_s = ibis.coalesce(found.start_s, sent_s, answered_s)
    rows = joined.select(
        *(linked[name] for name in _ANSWER),
        *(found[name] for name in ("contact_id", "issue_id", *names)),
        on=found.on.fill_null(linked.on).fill_null(linked.answered_at.date()),
        customer_id=found.customer_id.fill_null(linked.customer_id),
        customer_group=ibis.coalesce(found.customer_group, linked.known_group, group_of(linked.customer_id)),
        row_group=found.row_group.fill_null(group_of(linked.survey_id) + half_of(linked.survey_id)),
        is_linked=found.contact.notnull(),
        start_s=start_s,
        sent_s=sent_s - start_s,
        answer_s=answered_s - start_s,
        next_s=linked.next_s - start_s,
        has_earlier=linked.has_earlier,
    )
    return rows.filter(rows.is_linked | rows.customer_id.notnull()).select(*resting(context.settings, "responses"))


def _customer_groups(context: Context, surveys: ir.Table) -> ir.Table:
    named = context.canonical("contacts").semi_join(surveys, "customer_id")
    return named.group_by("customer_id").aggregate(known_group=named.customer_group.min())


_ANSWER = (
    "source",
    "source_key",
    "survey_id",
    "instrument",
    "scale",
    "is_sent",
    "is_answered",
    "is_csat",
    "is_ces",
    "is_nps",
    "is_quality",
    "is_csat_left_out",
    "is_ces_left_out",
    "is_quality_left_out",
    "is_earlier_scale",
    "score_share",
    "sentiment",
    "is_top",
    "is_top_two",
    "is_promoter",
    "is_detractor",
    "is_easy",
    "is_difficult",
)


def scored(context: Context) -> ir.Table:
    """Surveys with their answers read: rescaled by scale and direction, and by the boxes of each instrument.

    An answer on another scale than the one chosen for its instrument and quarter (see `scales`) is none of its.
    """
    raw = scales.described(answers.at_rest(context))
    raw = join(raw, scales.chosen(), ["instrument", "quarter_on"], ("main", "latest"))
    full = tuple(source.name for source in context.settings.sources if source.invitations == "all")
    is_sent = ibis.cases((raw.source.isin(full), ibis.literal(True))) if full else ibis.null("boolean")
    good = ibis.ifelse(raw.better == "low", raw.scale_max - raw.score, raw.score - raw.scale_min)
    surveys = raw.mutate(
        is_sent=is_sent,
        above=ibis.cases((raw.is_answered, good)),
        steps=raw.scale_max - raw.scale_min,
    )
    is_answered, is_read = surveys.is_answered, is_true(surveys.scale == surveys.main)
    rated = {
        "csat": surveys.instrument == "csat",
        "ces": surveys.instrument == "ces",
        "quality": surveys.instrument == context.assumptions.quality_instrument,
    }
    below = surveys.steps - surveys.above
    is_five, is_seven = surveys.steps == 4, surveys.steps == 6
    is_ces = is_answered & rated["ces"] & is_read
    is_nps = is_answered & (surveys.instrument == "nps") & (surveys.scale_min == 0) & (surveys.scale_max == 10)
    is_nps = is_nps & (surveys.better == "high")
    effort = ((is_ces & is_seven), (is_ces & is_five))
    return surveys.mutate(
        is_csat=is_answered & rated["csat"] & is_read,
        is_ces=is_ces,
        is_nps=is_nps,
        is_quality=is_answered & rated["quality"] & is_read,
        **{f"is_{name}_left_out": is_answered & flag & ~is_read for name, flag in rated.items()},
        is_earlier_scale=is_answered & is_read & (surveys.main != surveys.latest),
        score_share=surveys.above / surveys.steps,
        is_top=below <= 0,
        is_top_two=ibis.cases(
            (surveys.steps < 3, below <= 0),
            (surveys.steps <= _MOST_BOXES, below <= 1),
        ),
        is_promoter=ibis.cases((is_nps, surveys.score >= 9)),
        is_detractor=ibis.cases((is_nps, surveys.score <= 6)),
        is_easy=ibis.cases((effort[0], below <= 2), (effort[1], below <= 1)),
        is_difficult=ibis.cases((effort[0], surveys.above <= 2), (effort[1], surveys.above <= 1)),
    )
