"""What followed an issue: the customer's rating of it, and whether the customer left or bought."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import DAY_S, Context
from steelyard.facts.build.expressions import is_true
from steelyard.facts.build.responses import scored, surveyed


def rate(context: Context, placed: ir.Table) -> ir.Table:
    """issue, rating: the mean of its answers on the quality instrument, kept as tmp_rating."""
    answers = scored(context).filter(lambda t: t.is_quality).select("source", "source_key", "score_share")
    about = answers.inner_join(surveyed(), ["source", "source_key"]).select("contact", "score_share")
    issue_of = placed.filter(placed.issue.notnull()).select("contact", "issue")
    rated = about.inner_join(issue_of, "contact")
    return context.keep("tmp_rating", rated.group_by("issue").aggregate(rating=rated.score_share.mean()))


def leave(context: Context) -> ir.Table:
    """customer_id, churned_on: the first time each customer left, kept as tmp_churned."""
    churned = context.canonical("outcomes").filter(lambda t: t.kind == "churned")
    return context.keep("tmp_churned", churned.group_by("customer_id").aggregate(churned_on=churned.on.min()))


def buy(context: Context, ids: ir.Table, issues: ir.Table) -> ir.Table:
    """issue: those whose customer bought within the loyalty horizon after the first contact, kept as tmp_bought.

    Local dates are compared, so that outcomes whose time of day is not known count.
    """
    bought = context.canonical("outcomes").filter(lambda t: t.kind == "purchased").select("customer_id", bought_on="on")
    bought = bought.distinct()
    begun = ids.filter(ids.is_identified).semi_join(issues, ids.contact == issues.issue)
    begun = begun.select("customer_id", "on", issue=begun.contact)
    joined = begun.inner_join(bought, "customer_id")
    days = joined.bought_on.delta(joined.on, unit="day")
    within = joined.filter((days >= 0) & (days <= context.assumptions.loyalty_days))
    return context.keep("tmp_bought", within.select("issue").distinct().mutate(is_bought=True))


def collected(context: Context) -> frozenset[str]:
    """The kinds of outcome the data hold. One that never occurs is not collected: missing, not "none"."""
    outcomes = context.canonical("outcomes")
    return frozenset(context.query(outcomes.group_by("kind").aggregate(n=outcomes.count()))["kind"])


def loyalty(context: Context, rows: ir.Table, kinds: frozenset[str]) -> dict[str, ir.Value]:
    """Loyalty columns of issues that carry `customer`, `start_s`, `on`, `churned_on`, `is_bought`.

    Known once the horizon has passed, of identified customers who had not left before the issue.
    """
    days = context.assumptions.loyalty_days
    has_left_before = is_true(rows.churned_on < rows.on)
    has_passed = rows.start_s + round(days * DAY_S) <= context.horizon_s
    is_mature = rows.customer.notnull() & has_passed & ~has_left_before
    has_left = is_true(rows.churned_on.delta(rows.on, unit="day") <= days)
    has_bought = is_true(rows.is_bought)
    missing = ibis.null("boolean")
    return {
        "is_churned": ibis.cases((is_mature, has_left)) if "churned" in kinds else missing,
        "is_repurchased": ibis.cases((is_mature, has_bought)) if "purchased" in kinds else missing,
        "is_loyalty_mature": is_mature & rows.is_counted,
    }
