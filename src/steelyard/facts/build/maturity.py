"""What is known of each issue from its links alone: how it went on, whether it is old enough, whether it came back."""

from __future__ import annotations

import math

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import DAY_S, Context
from steelyard.facts.build.expressions import is_true
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


def judge(context: Context, rows: ir.Table, links: ir.Table, spans: ir.Table, outbound: ir.Table) -> ir.Table:
    """One row per issue with everything the links say of it, kept as tmp_issues.

    `return_day` counts whole days from the solution of the first answered contact (0: within a day). A reopening of
    that contact is a return on an unknown day: it stands on the last day of the window, or of what was followed.
    """
    inside = outbound.group_by("issue").aggregate(outbound=outbound.count())
    counted = spans.left_join(inside, "issue").select(*(spans[name] for name in spans.columns), inside.outbound)
    first = context.keep("tmp_firsts", _firsts(links))
    begin = rows.aggregate(data_start_s=rows.opened_s.min())
    joined = counted.left_join(first, counted.first_answered == first.contact).cross_join(begin)
    together = joined.select(
        *(counted[name] for name in counted.columns if name != "outbound"),
        *(first[name] for name in _FIRST),
        begin.data_start_s,
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
    window_s, horizon_s = context.window_s, context.horizon_s
    is_long = issues.contacts + issues.attempts > context.assumptions.issue_max_contacts
    is_left_censored = issues.start_s < issues.data_start_s + window_s
    is_counted = ~is_long & ~is_left_censored
    is_returned = is_true(issues.next_s - issues.first_solved_s <= window_s) | is_true(issues.is_reopened)
    is_returned_to_any = is_returned | is_true(issues.next_of_customer_s - issues.first_solved_s <= window_s)
    is_answered = issues.first_answered.notnull()
    credited = issues.first_answered if context.assumptions.credit == "first" else issues.last_answered
    follow_day = _days(issues.first_solved_s, ibis.literal(horizon_s, "int64"))
    return issues.select(
        "issue",
        "customer",
        "start_s",
        "contacts",
        "attempts",
        "outbound",
        "first_answered",
        "last_inbound",
        "own_case",
        credited=credited.fill_null(issues.issue),
        is_counted=is_counted,
        is_left_censored=is_left_censored,
        is_long=is_long,
        is_mature=is_counted & (issues.start_s <= horizon_s - 2 * window_s),
        is_first_mature=is_counted & is_true(issues.first_solved_s + window_s <= horizon_s),
        is_running=issues.solved_s + window_s > horizon_s,
        is_fixed_first=ibis.cases((is_answered, ~is_returned)),
        is_fixed_first_by_customer=ibis.cases((is_answered & issues.customer.notnull(), ~is_returned_to_any)),
        return_day=_return_day(context, issues, follow_day),
        follow_day=follow_day,
    )


def _return_day(context: Context, issues: ir.Table, follow_day: ir.Value) -> ir.Value:
    longest_s = round(context.assumptions.issue_max_days * DAY_S)
    is_seen = (issues.next_s - issues.first_solved_s <= longest_s) & (issues.next_s <= context.horizon_s)
    day = ibis.cases((is_seen, _days(issues.first_solved_s, issues.next_s)))
    last_day = max(math.ceil(context.assumptions.return_window_days) - 1, 0)
    reopened = ibis.cases((is_true(issues.is_reopened), ibis.least(follow_day, ibis.literal(last_day, "int64"))))
    return ibis.least(day.fill_null(reopened), reopened.fill_null(day))


def _days(start_s: ir.Value, end_s: ir.Value) -> ir.Value:
    """Whole days between two numbered instants, none where the second is earlier."""
    seconds = end_s - start_s
    return ibis.cases((seconds < 0, ibis.literal(0, "int64")), (seconds >= 0, seconds // DAY_S))
