"""What the rules need to know of the data as a whole: which ids are placeholders, whose topics and ends can be used.

A build of a part of the contacts takes the census of the whole. When it says something else than at the version
before, rows that nobody touched change, and the whole has to be built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from steelyard.facts.build import answers, measures, scales
from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true, known, number
from steelyard.facts.build.standins import DAY_S
from steelyard.facts.nobody import FILLERS, NOBODY

if TYPE_CHECKING:
    pass

PLACEHOLDER_LEAST = 30
PERSON_DAILY_MOST = 2
"""Contacts a day, over all the data's days, that no one customer makes."""

MONTH_S = 30 * DAY_S


TELLING = 3
"""Contacts of which a source must tell something later than its last start for it to be known to reach so far."""


@dataclass(frozen=True)
class Census:
    """What was found.

    Args:
        topics: topic -> family and its number. placeholders: customer_id, n. days: `on` of every day with contacts.
        isolated: channels whose topics no other channel uses.
    """

    topics: ir.Table
    placeholders: ir.Table
    days: ir.Table
    isolated: tuple[str, ...]


def take(context: Context, kept: ir.Table) -> Census:
    """Look over all contacts.

    Also leaves tmp_ends, tmp_several_answers, tmp_scales, tmp_sites, tmp_start, tmp_seen and tmp_notes in the engine.
    """
    contacts = kept.filter(kept.is_kept)
    placeholders = context.keep("tmp_placeholders", _placeholders(context, contacts))
    counts = context.keep("tmp_census", _counts(contacts, placeholders))
    topics = context.keep("tmp_topics", _topics(context, counts))
    isolated = _isolated_channels(context, counts, topics)
    context.keep("tmp_isolated", _names(isolated), {"channel": "string"})
    context.keep("tmp_sites", measures.sites(context))
    context.keep("tmp_ends", measures.ends(counts))
    days = context.keep("tmp_days", contacts.select("on").distinct())
    context.keep("tmp_start", _start(context, counts))
    context.keep("tmp_seen", _seen(contacts, counts))
    answers.find_replaced(context)
    scales.choose(context)
    _note(context, counts)
    return Census(topics, placeholders, days, isolated)


def _start(context: Context, counts: ir.Table) -> ir.Table:
    """When the data begin: as declared, else the first contact."""
    first = counts.aggregate(first_s=number(counts.opened_at.min()))
    declared_s = context.declared_start_s
    start_s = first.first_s if declared_s is None else ibis.literal(declared_s, "int64")
    return first.select(data_start_s=start_s)


def _seen(contacts: ir.Table, counts: ir.Table) -> ir.Table:
    """Source -> up to when it tells what became of its contacts: the last start, or replies and ends after it.

    What fewer than `TELLING` contacts tell of is taken for a slip of the pen: a single wrong date would make everything
    that is open look as if it had been watched until then.
    """
    starts = counts.group_by("source").aggregate(last_at=counts.last_at.max())
    told = contacts.select(
        source=contacts.source,
        told_at=ibis.greatest(
            *(contacts[name].fill_null(contacts.opened_at) for name in ("first_reply_at", "resolved_at", "ended_at"))
        ),
    ).join(starts, "source")
    later = told.filter(told.told_at > told.last_at)
    place = ibis.row_number().over(ibis.window(group_by="source", order_by=ibis.desc("told_at")))
    numbered = later.mutate(place=place)
    enough = numbered.filter(numbered.place == TELLING - 1).select(named="source", told_at="told_at")
    joined = starts.left_join(enough, starts.source == enough.named)
    return joined.select(source=joined.source, seen_s=number(joined.told_at.fill_null(joined.last_at)))


def _counts(contacts: ir.Table, placeholders: ir.Table) -> ir.Table:
    """How many contacts there are of each kind, and since when: all that is asked of the whole, from one scan."""
    of_all = placeholders.select(placeholder="customer_id")
    marked = contacts.left_join(of_all, contacts.customer_id == of_all.placeholder)
    return marked.group_by(
        source=marked.source,
        channel=marked.channel,
        topic=marked.topic,
        is_inbound=marked.direction.fill_null("inbound") == "inbound",
        is_nameless=marked.customer_id.isnull(),
        is_placeholder=marked.placeholder.notnull(),
        is_answered=~is_true(marked.abandoned),
        is_ended=known(marked.ended_at, marked.resolved_at, marked.closure),
        is_marked=marked.resolved.notnull(),
        tells_giving_up=marked.abandoned.notnull(),
        begun=number(marked.opened_at) // MONTH_S,
    ).aggregate(
        n=marked.count(),
        opened_at=marked.opened_at.min(),
        last_at=marked.opened_at.max(),
        replied=marked.first_reply_at.count(),
        solved=marked.resolved_at.count(),
        closed=marked.ended_at.count(),
    )


def _topics(context: Context, counts: ir.Table) -> ir.Table:
    families = {topic: family for family, topics in context.settings.topic_families.items() for topic in topics}
    topics = counts.filter(counts.topic.notnull()).select("topic").distinct()
    named = topics.mutate(family=topics.topic.substitute(families) if families else topics.topic)
    return named.mutate(family_number=ibis.dense_rank().over(order_by="family").cast("int64"))


def _placeholders(context: Context, contacts: ir.Table) -> ir.Table:
    """Customer ids that are no customer: on many contacts, and called so or on more than one person can make.

    Many contacts alone are a customer who comes back. An id that says that it is nobody's is a placeholder on any two.
    """
    counts = contacts.group_by("customer_id").aggregate(n=_.count())
    everything = contacts.aggregate(contacts=_.count(), days=_.on.nunique())
    share = context.assumptions.placeholder_share
    joined = counts.filter(counts.customer_id.notnull()).cross_join(everything)
    limit = ibis.greatest(joined.contacts * ibis.literal(share, "float64"), ibis.literal(PLACEHOLDER_LEAST, "float64"))
    text = joined.customer_id.strip().lower()
    is_impossible = joined.n > PERSON_DAILY_MOST * joined.days
    is_many = (joined.n > limit) & (is_impossible | _is_filler(text))
    is_nobody = text.isin(NOBODY) & (joined.n > 1)
    return joined.filter(is_many | is_nobody).select("customer_id", "n")


def _is_filler(text: ir.Value) -> ir.BooleanValue:
    """One sign over and over (0000, 999999, xxx), or what systems write where they have no id."""
    is_one_sign = (text.length() >= 4) & (text.replace(text.substr(0, 1), "") == "")
    return is_one_sign | text.isin(FILLERS)


def _isolated_channels(context: Context, counts: ir.Table, topics: ir.Table) -> tuple[str, ...]:
    """Channels whose topic families no other channel uses: their topics cannot tell issues apart across channels."""
    if context.assumptions.chain_by == "customer":
        return ()
    is_known = counts.channel.notnull() & ~counts.is_nameless & ~counts.is_placeholder
    rows = counts.filter(counts.is_inbound & is_known).inner_join(topics, "topic")
    counted = rows.group_by("channel", "family").aggregate(n=rows.n.sum())
    return tuple(context.decide(counted, "isolated"))


def _names(names: tuple[str, ...]) -> str:
    quoted = " UNION ALL ".join("SELECT '" + name.replace("'", "''") + "' AS channel" for name in names)
    return quoted or "SELECT topic AS channel FROM tmp_topics WHERE 1 = 0"


def _note(context: Context, counts: ir.Table) -> None:
    """Keeps what is worth telling beside the facts, as tmp_notes: one row."""
    marks = {
        "contacts": ibis.literal(True),
        "inbound": counts.is_inbound,
        "nameless": counts.is_inbound & counts.is_nameless,
        "placeholder": counts.is_placeholder,
        "called": counts.is_inbound & counts.is_placeholder,
    }
    sums = counts.aggregate(**{name: counts.n.sum(where=mark).fill_null(0) for name, mark in marks.items()})
    stored = context.canonical("contacts").aggregate(stored=_.count())
    asked = answers.counting(context).aggregate(surveys=_.count())
    context.keep("tmp_notes", sums.cross_join(stored).cross_join(asked))
