"""What is known of each issue from its links alone: how it went on, and whether it came back."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true
from steelyard.facts.build.standins import DAY_S
from steelyard.facts.build.threads import is_plain


def span(context: Context, links: ir.Table) -> ir.Table:
    """One row per issue: its first, first answered, last answered and last inbound contact, kept as tmp_spans."""
    answered, is_first = links.is_answered, links.contact == links.issue
    spans = links.group_by("issue").aggregate(
        customer=links.customer.min(where=is_first),
        thread=links.thread.min(where=is_first),
        start_s=links.opened_s.min(),
        solved_s=links.solved_s.max(),
        contacts=links.count(where=answered),
        attempts=links.count(where=~answered),
        first_answered=links.contact.min(where=answered),
        last_answered=links.contact.max(where=answered),
        last_inbound=links.contact.max(),
        own_case=links.own_case.min(),
    )
    return context.keep("tmp_spans", spans)


def judge(context: Context, links: ir.Table, spans: ir.Table, outbound: ir.Table) -> ir.Table:
    """One row per issue with everything the links say of it, kept as tmp_issues.

    `next_s` is the first return after the solution of the first answered contact, as long as an issue may last.
    """
    inside = outbound.group_by("issue").aggregate(outbound=outbound.count())
    counted = spans.left_join(inside, "issue").select(*(spans[name] for name in spans.columns), inside.outbound)
    first = context.keep("tmp_firsts", _firsts(links))
    joined = counted.left_join(first, counted.first_answered == first.contact)
    together = joined.select(
        *(counted[name] for name in counted.columns if name != "outbound"),
        *(first[name] for name in _FIRST),
        outbound=counted.outbound.fill_null(0),
    )
    issues = context.keep("tmp_issues", _judged(context, together))
    context.drop(first)
    return issues


_FIRST = ("first_solved_s", "next_s", "next_of_customer_s", "is_reopened")


def _firsts(links: ir.Table) -> ir.Table:
    """Answered contacts with the next inbound contact that would be a return to them.

    That is the next of the same issue, or the next issue that chaining alone begins on the same thread: a later issue
    of the source's own is none.
    """
    next_in_issue = links.opened_s.lead().over(group_by="issue", order_by="contact")
    next_of_customer = links.opened_s.lead().over(group_by="customer", order_by="contact")
    following = ibis.window(group_by="thread", order_by="contact", rows=(1, None))
    next_plain = ibis.cases((is_plain(links), links.opened_s)).min().over(following)
    marked = links.select(
        "contact",
        "is_answered",
        "is_reopened",
        first_solved_s=links.solved_s,
        next_s=ibis.least(next_in_issue.fill_null(next_plain), next_plain.fill_null(next_in_issue)),
        next_of_customer_s=ibis.cases((links.customer.notnull(), next_of_customer)),
    )
    return marked.filter(marked.is_answered).drop("is_answered")


def _judged(context: Context, issues: ir.Table) -> ir.Table:
    window_s = context.window_s
    is_long = issues.contacts + issues.attempts > context.assumptions.issue_max_contacts
    is_returned = is_true(issues.next_s - issues.first_solved_s <= window_s) | is_true(issues.is_reopened)
    is_returned_to_any = is_returned | is_true(issues.next_of_customer_s - issues.first_solved_s <= window_s)
    is_answered = issues.first_answered.notnull()
    credited = issues.first_answered if context.assumptions.credit == "first" else issues.last_answered
    longest_s = round(context.assumptions.issue_max_days * DAY_S)
    return issues.select(
        "issue",
        "start_s",
        "solved_s",
        "first_solved_s",
        "contacts",
        "attempts",
        "outbound",
        "first_answered",
        "last_inbound",
        "own_case",
        credited=credited.fill_null(issues.issue),
        is_long=is_long,
        is_returned=ibis.cases((is_answered, is_returned)),
        is_returned_to_any=ibis.cases((is_answered & issues.customer.notnull(), is_returned_to_any)),
        next_s=ibis.cases((issues.next_s - issues.first_solved_s <= longest_s, issues.next_s)),
        is_first_reopened=is_true(issues.is_reopened),
    )
