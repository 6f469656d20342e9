"""The issues fact: the first contact's row, the sums over all contacts of the issue, and what the links say of it.

Most issues have one contact: they are that contact. Only the others are added up.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from steelyard.facts.build import adding, hidden
from steelyard.facts.build.adding import CREDITED, SUMS
from steelyard.facts.build.consequences import known_by_now
from steelyard.facts.build.contacts import columns
from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import by_name, is_true
from steelyard.facts.build.measures import STATES
from steelyard.facts.build.placing import is_root, is_shared
from steelyard.facts.build.views import IDENTITY, resting

LINKED = (
    "is_long",
    "contacts",
    "attempts",
    "outbound",
    "is_returned",
    "is_returned_to_any",
    "start_s",
    "solved_s",
    "first_solved_s",
    "next_s",
    "is_first_reopened",
)
_NEAR = {name: kind for name, kind in hidden.RESTING.items() if not name.startswith("is_")}
_RATED = ("rated_s", "rerated_s", "last_rated_s", "first_rating", "second_rating")
_CHANGED = {*SUMS, *CREDITED, "handled_by", "is_resolved"}


@dataclass(frozen=True)
class After:
    """What followed the issues: tmp_rating, tmp_churned, tmp_bought."""

    rating: ir.Table
    churned: ir.Table
    bought: ir.Table


def fact(context: Context, contacts: ir.Table, issues: ir.Table, neighbours: ir.Table, after: After) -> ir.Table:
    """One row per issue at rest, from tmp_contacts, tmp_issues and tmp_neighbours, and what followed."""
    first = contacts.filter(is_root(contacts))
    sums = _sums(contacts.filter(is_shared(contacts)), neighbours)
    joined = (
        first.inner_join(issues.select("issue", *LINKED), "issue")
        .left_join(sums, "issue")
        .left_join(after.rating, "issue")
        .left_join(after.bought, "issue")
        .left_join(after.churned, first.customer_id == after.churned.customer_id)
    )
    total = {name: sums[f"sum_{name}"].fill_null(first[name]) for name in SUMS}
    is_several = sums.issue.notnull()
    own = {name: ibis.ifelse(is_several, sums[f"credited_{name}"], first[name]) for name in CREDITED}
    rows = joined.select(
        *(first[name] for name in (*columns(context, "contacts"), *IDENTITY) if name not in _CHANGED),
        *(issues[name] for name in LINKED),
        **total,
        **own,
        handled_by=sums.handled_by.fill_null(first.handled_by),
        channels=sums.channels.fill_null(ibis.ifelse(first.channel.notnull(), 1, 0)).cast("int64").nullif(0),
        mark=ibis.ifelse(is_several, sums.mark, first.is_resolved),
        is_human_inside=sums.is_human.fill_null(first.is_human),
        is_bot_started=first.bot_took_part,
        is_begun_answered=first.is_contact,
        first_ended_s=ibis.ifelse(is_several, sums.first_ended_s, first.ended_s),
        **{
            adding.first(name): is_true(ibis.ifelse(is_several, sums[adding.first(name)], first[name]))
            for name in STATES
        },
        is_bot_first=first.bot_took_part & ~first.is_human,
        **{name: sums[name].fill_null(0) if kind == "int64" else sums[name] for name, kind in _NEAR.items()},
        others_work_s=sums.others_work_s.fill_null(first.work_s * 0),
        others_cost=sums.others_cost.fill_null(first.cost * 0),
        rating=after.rating.rating,
        **{name: after.rating[name] for name in _RATED},
        is_bought=known_by_now(context, issues.start_s, after.bought.is_bought),
        churned_on=known_by_now(context, issues.start_s, after.churned.churned_on),
    )
    return _concluded(context, rows).select(*resting(context.settings, "issues"))


def _concluded(context: Context, rows: ir.Table) -> ir.Table:
    """What follows from several columns.

    Fixed at first contact: the first answered contact was not marked unsolved and is not open still, and nobody came
    back. Where nothing tells either of it (`is_first_untold`) that nobody came back stands alone.
    """
    is_alone = rows.is_bot_started & ~is_true(rows.is_human_inside) & rows.is_begun_answered
    is_ended = ~rows.is_first_unsolved & ~rows.is_first_open
    is_fixed = ibis.cases((rows.is_returned.notnull(), is_ended & ~rows.is_returned))
    is_left = ibis.cases((rows.is_returned_to_any.notnull(), is_ended & ~rows.is_returned_to_any))
    value = by_name(rows.family, dict(context.assumptions.topic_values)).fill_null(1.0)
    return rows.mutate(
        is_unanswered=rows.contacts == 0,
        is_fixed_first=is_fixed,
        is_fixed_first_by_customer=is_left,
        is_contained=is_alone & is_true(is_fixed),
        value_weight=value,
        is_rated=rows.rating.notnull(),
    )


def _sums(shared: ir.Table, neighbours: ir.Table) -> ir.Table:
    """What the contacts of each issue of several add up to."""
    rows = adding.told(shared.left_join(neighbours, "contact").drop("contact_right"))
    return rows.group_by("issue").aggregate(**adding.totals(rows))
