"""What followed an issue: the customer's rating of it, and whether the customer left or bought."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true, join, number
from steelyard.facts.build.responses import scored, surveyed
from steelyard.facts.build.views import loyalty_s


def rate(context: Context, placed: ir.Table) -> ir.Table:
    """issue, rating, rated_s: the mean of its answers on the quality instrument and the instant of the first.

    Beside them how it came about: rerated_s and last_rated_s, when the second and the last answer came; first_rating
    and second_rating, the rating until then. Kept as tmp_rating; instants are missing where any answer has none.
    """
    answers = scored(context).filter(lambda t: t.is_quality)
    answers = answers.select("source", "source_key", "score_share", "next_s", rated_s=number(answers.answered_at))
    about = answers.inner_join(surveyed(), ["source", "source_key"]).drop("source", "source_key")
    issue_of = placed.filter(placed.issue.notnull()).select("contact", "issue")
    rated = context.keep("tmp_rated", about.inner_join(issue_of, "contact").drop("contact"))
    is_dated = rated.rated_s.count() == rated.count()
    whole = rated.group_by("issue").aggregate(
        rating=rated.score_share.mean(where=rated.next_s.isnull()),
        rated_s=ibis.cases((is_dated, rated.rated_s.min())),
        last_s=ibis.cases((is_dated, rated.rated_s.max())),
    )
    return context.keep("tmp_rating", _with_steps(rated, whole))


def _with_steps(rated: ir.Table, whole: ir.Table) -> ir.Table:
    """The ratings of issues with what they were before later answers came."""
    several = rated.semi_join(whole.filter(whole.last_s > whole.rated_s), "issue")
    moments = several.select("issue", moment_s="rated_s").distinct()
    given = several.inner_join(moments, "issue")
    given = given.filter((given.rated_s <= given.moment_s) & ~is_true(given.next_s <= given.moment_s))
    then = given.group_by("issue", "moment_s").aggregate(then=given.score_share.mean())
    place = ibis.row_number().over(group_by="issue", order_by=then.moment_s)
    steps = then.mutate(place=place)
    by_issue = steps.group_by("issue").aggregate(
        first_rating=steps.then.max(where=steps.place == 0),
        second_rating=steps.then.max(where=steps.place == 1),
        rerated_s=steps.moment_s.max(where=steps.place == 1),
        last_rated_s=steps.moment_s.max(),
    )
    names = ("first_rating", "second_rating", "rerated_s", "last_rated_s")
    return join(whole.drop("last_s"), by_issue, "issue", names)


def first_churn(outcomes: ir.Table) -> ir.Table:
    """customer_id, churned_on: the first time each customer left."""
    churned = outcomes.filter(outcomes.kind == "churned")
    return churned.group_by("customer_id").aggregate(churned_on=churned.on.min())


def leave(context: Context) -> ir.Table:
    """What `first_churn` says, kept as tmp_churned."""
    return context.keep("tmp_churned", first_churn(context.canonical("outcomes")))


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
    return frozenset(context.decide(outcomes.select(name="kind").distinct(), "listed"))


def known_by_now(context: Context, start_s: ir.Value, value: ir.Value) -> ir.Value:
    """What followed an issue, told once its loyalty horizon has passed."""
    return ibis.cases((start_s <= ibis.literal(context.horizon_s, "int64") - loyalty_s(context.settings), value))
