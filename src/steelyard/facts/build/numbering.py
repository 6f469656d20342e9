"""Gives contacts, customers, topic families and source cases numbers, so that the links are found on integers.

Contacts are numbered in the order of (start, contact id): every later step orders by that one number, so ties are
broken the same way everywhere and the order of the input rows changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true, number
from steelyard.facts.build.merges import solved_at

PLACEHOLDER_LEAST = 30
VOCABULARY_LEAST = 30
FAMILIES_MOST = 1_048_576


@dataclass(frozen=True)
class Numbered:
    """The narrow tables everything is linked on.

    Args:
        ids: contact (number) with source, source_key, contact_id, customer_id and whether that is no placeholder.
        rows: contact, customer, family, case and follows as numbers, opened_s and solved_s, what kind it is.
        topics: topic -> family and its number.
    """

    ids: ir.Table
    rows: ir.Table
    topics: ir.Table


def number_contacts(context: Context, contacts: ir.Table) -> Numbered:
    """Numbers everything; see the module."""
    contacts = contacts.filter(contacts.is_kept)
    topics = context.keep("tmp_topics", _topics(context, contacts))
    placeholders = context.keep("tmp_placeholders", _placeholders(context, contacts))
    ids = context.keep("tmp_ids", _ids(context, contacts, placeholders))
    isolated = _isolated_channels(context, ids, topics)
    context.keep("tmp_isolated", _names(context, isolated), {"channel": "string"})
    rows = context.keep("tmp_rows", _rows(context, ids, topics, isolated))
    return Numbered(ids, rows, topics)


def _topics(context: Context, contacts: ir.Table) -> ir.Table:
    families = {topic: family for family, topics in context.settings.topic_families.items() for topic in topics}
    topics = contacts.filter(contacts.topic.notnull()).select("topic").distinct()
    named = topics.mutate(family=topics.topic.substitute(families) if families else topics.topic)
    return named.mutate(family_number=ibis.dense_rank().over(order_by="family").cast("int64"))


def _placeholders(context: Context, contacts: ir.Table) -> ir.Table:
    """Customer ids on more contacts than any one customer makes."""
    counts = contacts.group_by("customer_id").aggregate(n=_.count())
    everything = contacts.aggregate(contacts=_.count())
    share = context.assumptions.placeholder_share
    joined = counts.filter(counts.customer_id.notnull()).cross_join(everything)
    limit = ibis.greatest(joined.contacts * ibis.literal(share, "float64"), ibis.literal(PLACEHOLDER_LEAST, "float64"))
    return joined.filter(joined.n > limit).select("customer_id")


def _ids(context: Context, contacts: ir.Table, placeholders: ir.Table) -> ir.Table:
    direction = contacts.direction.fill_null("inbound")
    order = [contacts.opened_at, contacts.contact_id, contacts.source, contacts.source_key]
    named = ("source", "source_key", "contact_id", "customer_id", "channel", "topic", "issue_id", "follows_id", "on")
    rows = contacts.select(
        *named,
        contact=ibis.row_number().over(order_by=order) + 1,
        opened_s=number(contacts.opened_at),
        solved_s=number(solved_at(contacts)),
        is_inbound=direction == "inbound",
        is_answered=(direction == "inbound") & ~is_true(contacts.abandoned),
        is_reopened=is_true(contacts.reopens > 0),
    )
    marked = placeholders.mutate(is_placeholder=True)
    joined = rows.left_join(marked, "customer_id")
    identified = rows.customer_id.notnull() & marked.is_placeholder.isnull()
    return joined.select(*(rows[name] for name in rows.columns), is_identified=identified)


def _isolated_channels(context: Context, ids: ir.Table, topics: ir.Table) -> tuple[str, ...]:
    """Channels whose topic families no other channel uses: their topics cannot tell issues apart across channels.

    Judged only on channels with enough contacts; a small one may miss the others' topics by chance.
    """
    if context.assumptions.chain_by == "customer":
        return ()
    rows = ids.filter(ids.is_inbound & ids.is_identified & ids.channel.notnull()).inner_join(topics, "topic")
    return isolated(context.query(rows.group_by("channel", "family").aggregate(n=rows.count())))


def isolated(counts: Mapping[str, Any]) -> tuple[str, ...]:
    """Of contacts by channel and family, the channels that share no family with another."""
    words: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for channel, family, n in zip(counts["channel"], counts["family"], counts["n"], strict=True):
        words.setdefault(channel, set()).add(family)
        sizes[channel] = sizes.get(channel, 0) + int(n)
    large = [channel for channel in sorted(words) if sizes[channel] >= VOCABULARY_LEAST]
    others = {channel: set().union(*(words[other] for other in large if other != channel)) for channel in large}
    return tuple(channel for channel in large if len(large) > 1 and not words[channel] & others[channel])


def _names(context: Context, names: tuple[str, ...]) -> str:
    quoted = " UNION ALL ".join("SELECT '" + name.replace("'", "''") + "' AS channel" for name in names)
    return quoted or "SELECT channel FROM tmp_ids WHERE 1 = 0"


def _rows(context: Context, ids: ir.Table, topics: ir.Table, isolated: tuple[str, ...]) -> ir.Table:
    """The numbers alone. A case is numbered by its first inbound contact, a customer by the first contact at all."""
    joined = ids.left_join(topics, "topic")
    by_customer = context.assumptions.chain_by == "customer"
    family = ibis.literal(0, "int64") if by_customer else topics.family_number
    if isolated:
        family = ibis.cases((~is_true(ids.channel.isin(isolated)), family))
    rows = joined.select(*(ids[name] for name in ids.columns), family=family)
    customer = rows.contact.min().over(group_by="customer_id")
    numbers = rows.mutate(customer=ibis.cases((rows.is_identified, customer)), **_case(context, rows))
    if context.has("contacts", "follows_id") or context.has("contacts", "merged_into"):
        numbers = _followed(numbers)
    else:
        numbers = numbers.mutate(follows=ibis.null("int64"))
    columns = ("contact", "customer", "family", "own_case", "follows", "opened_s", "solved_s")
    return numbers.select(*columns, "is_inbound", "is_answered", "is_reopened")


def _case(context: Context, rows: ir.Table) -> dict[str, ir.Value]:
    if not context.has("contacts", "issue_id"):
        return {"own_case": ibis.null("int64")}
    first = rows.contact.min(where=rows.is_inbound).over(group_by="issue_id")
    return {"own_case": ibis.cases((rows.issue_id.notnull(), first))}


def _followed(rows: ir.Table) -> ir.Table:
    """The number of the contact this one follows: an earlier inbound one, of no other case of the source's own.

    A contact that continues a case follows the case, whatever else it names.
    """
    inbound = rows.filter(rows.is_inbound)
    targets = inbound.group_by(target_id=inbound.contact_id).aggregate(
        target=inbound.contact.min(), target_case=inbound.own_case.min()
    )
    joined = rows.left_join(targets, rows.follows_id == targets.target_id)
    is_elsewhere = is_true(rows.own_case != targets.target_case) | is_true(rows.own_case != rows.contact)
    follows = ibis.cases((is_true(targets.target < rows.contact) & ~is_elsewhere, targets.target))
    return joined.select(*(rows[name] for name in rows.columns), follows=follows)
