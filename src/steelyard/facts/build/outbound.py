"""Places outbound and internal contacts inside issues: their hours and cost count there, outside they are overhead.

By the source's own case or follow-up link; else in the customer's latest issue of the same topic family (any family
where the contact has no topic) begun before it and not over: its last solution at most one return window ago.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import Context
from steelyard.facts.build.threads import thread_of


def place(context: Context, rows: ir.Table, links: ir.Table, spans: ir.Table) -> ir.Table:
    """contact, issue of those that lie inside one, kept as tmp_outbound.

    Args:
        links: inbound contacts with their issue.
        spans: issue, customer, thread, solved_s (the last solution).
    """
    outbound = rows.filter(~rows.is_inbound)
    linked = _by_link(outbound, links)
    thread = thread_of(outbound.customer, outbound.family)
    by_thread = outbound.filter(outbound.family.notnull()).mutate(key=thread)
    by_customer = outbound.filter(outbound.family.isnull()).mutate(key=outbound.customer)
    timed = ibis.union(
        _by_time(context, by_thread, spans.mutate(key=spans.thread)),
        _by_time(context, by_customer, spans.mutate(key=spans.customer)),
    )
    both = timed.anti_join(linked, "contact").union(linked)
    return context.keep("tmp_outbound", both)


def _by_link(outbound: ir.Table, links: ir.Table) -> ir.Table:
    target = outbound.own_case.fill_null(outbound.follows)
    named = outbound.mutate(target=target).filter(lambda t: t.target.notnull())
    inbound = links.select(target=links.contact, issue=links.issue)
    joined = named.inner_join(inbound, "target")
    return joined.select(named.contact, inbound.issue)


def _by_time(context: Context, outbound: ir.Table, spans: ir.Table) -> ir.Table:
    """The latest issue of the same key begun before, if it was not over."""
    nothing = ibis.null("int64")
    events = (
        outbound.filter(outbound.key.notnull())
        .select("contact", "key", "opened_s", issue=nothing)
        .union(
            spans.filter(spans.key.notnull()).select(
                contact=spans.issue, key=spans.key, opened_s=nothing, issue=spans.issue
            )
        )
    )
    upto = ibis.window(group_by="key", order_by="contact", preceding=None, following=0)
    latest = events.mutate(latest=events.issue.max().over(upto)).filter(lambda t: t.issue.isnull() & t.latest.notnull())
    ends = spans.select(latest=spans.issue, solved_s=spans.solved_s)
    joined = latest.inner_join(ends, "latest")
    open_still = joined.filter(joined.opened_s - joined.solved_s <= context.window_s)
    return open_still.select(contact=open_still.contact, issue=open_still.latest)
