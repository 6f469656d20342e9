"""Gives contacts, customers, topic families and source cases numbers, so that the links are found on integers.

Contacts are numbered in the order of (start, contact id): every later step orders by that one number, so ties are
broken the same way everywhere and the order of the input rows changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.census import Census
from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true, number
from steelyard.facts.build.merges import solved_at

FAMILIES_MOST = 1_048_576


@dataclass(frozen=True)
class Numbered:
    """The narrow tables everything is linked on.

    Args:
        ids: contact (number) with source, source_key, contact_id, customer_id and whether that is no placeholder.
        rows: contact, customer, family, case and follows as numbers, opened_s and solved_s, what kind it is.
    """

    ids: ir.Table
    rows: ir.Table


def number_contacts(context: Context, contacts: ir.Table, census: Census) -> Numbered:
    """Numbers everything; see the module."""
    ids = context.keep("tmp_ids", _ids(context, contacts.filter(contacts.is_kept), census.placeholders))
    rows = context.keep("tmp_rows", _rows(context, ids, census.topics, census.isolated))
    return Numbered(ids, rows)


def _ids(context: Context, contacts: ir.Table, placeholders: ir.Table) -> ir.Table:
    direction = contacts.direction.fill_null("inbound")
    order = [contacts.opened_at, contacts.contact_id, contacts.source, contacts.source_key]
    opened_on = contacts.opened_at.date()
    named = ("source", "source_key", "contact_id", "customer_id", "channel", "topic", "issue_id", "follows_id", "on")
    rows = contacts.select(
        *named,
        opened_on=opened_on,
        rank=ibis.row_number().over(group_by=opened_on, order_by=order) + 1,
        opened_s=number(contacts.opened_at),
        solved_s=number(solved_at(contacts)),
        is_inbound=direction == "inbound",
        is_answered=(direction == "inbound") & ~is_true(contacts.abandoned),
        is_reopened=is_true(contacts.reopens > 0),
    )
    days = _days(contacts.select(opened_on=opened_on))
    marked = placeholders.select("customer_id", is_placeholder=ibis.literal(True))
    joined = rows.inner_join(days, "opened_on").left_join(marked, rows.customer_id == marked.customer_id)
    identified = rows.customer_id.notnull() & marked.is_placeholder.isnull()
    kept = (rows[name] for name in rows.columns if name not in ("opened_on", "rank"))
    return joined.select(*kept, contact=days.before + rows["rank"], is_identified=identified)


def _days(contacts: ir.Table) -> ir.Table:
    """Day -> contacts begun before it: numbering day by day, a cluster needs no sort of everything in one place."""
    counts = contacts.group_by("opened_on").aggregate(n=contacts.count().cast("float64"))
    upto = ibis.window(order_by="opened_on", preceding=None, following=0)
    return counts.select("opened_on", before=(counts.n.sum().over(upto) - counts.n).cast("int64"))


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
