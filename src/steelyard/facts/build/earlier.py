"""Issues as they stood before a later contact of theirs began: what reading them within a follow-up needs.

At rest an issue is the sum of all its contacts. Each of them that begins later than the least follow-up after the
issue's start ends a state of it: one row, beside the facts, with what the contacts before it add up to, from the start
of the last of these (`from_s`) up to its own (`until_s`), in seconds since the issue's start. Within a follow-up an
issue is its state of that moment; where there is none, it is the whole.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard import facts, schema
from steelyard.facts.build import adding, hidden
from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true
from steelyard.facts.build.measures import STATES
from steelyard.facts.build.placing import is_shared

MOST = 1000
"""Contacts of an issue, inbound or not, that can each end a state; later ones belong to it in any case."""

_COUNTS = ("contacts", "attempts", "outbound", "channels")
_SUMMED = (*_COUNTS, *adding.SUMS, *adding.CREDITED, "handled_by", "others_work_s", "others_cost")
_AT_REST = {
    "mark": "boolean",
    "solved_s": "int64",
    **{name: kind for name, kind in hidden.RESTING.items() if not name.startswith("is_")},
}
_OF_THE_FIRST = (
    "first_solved_s",
    "next_s",
    "first_ended_s",
    "is_returned",
    "is_fixed_first",
    "is_fixed_first_by_customer",
)
"""Columns of an issue that are missing as long as nobody answered."""

_STATES_OF_THE_FIRST = ("is_first_reopened", *map(adding.first, STATES))
"""Columns of an issue that are false as long as nobody answered."""


def _moving() -> dict[str, str]:
    """Column -> type of an issue at rest that another contact changes."""
    declared = {column.name: schema.IBIS_TYPES[column.type] for column in facts.fact("issues").columns}
    return {**{name: declared[name] for name in _SUMMED}, **_AT_REST}


def columns() -> dict[str, str]:
    """Column -> type of the states, in order.

    source, source_key: of the contact that ends one. issue_source, issue_key, on, customer_group: of the
    issue's first contact. is_alone: nobody but a bot took part. The rest as of an issue.
    """
    names = dict.fromkeys(("source", "source_key", "issue_source", "issue_key"), "string")
    keys = {**names, "on": "date", "customer_group": "int64", "from_s": "int64", "until_s": "int64"}
    return {**keys, "is_alone": "boolean", **_moving()}


def late(context: Context, ids: ir.Table, placed: ir.Table, issues: ir.Table, least_s: int) -> ir.Table:
    """Contacts that end a state, with how long it lasted, kept as tmp_late.

    Those after which an issue has more contacts than one may have end none: what it is then, it stays.

    Args:
        least_s: the least follow-up.
    """
    started = ids.select("contact", "opened_s", "is_inbound")
    joined = (
        placed.filter(is_shared(placed))
        .inner_join(started, "contact")
        .inner_join(issues.select("issue", begun_s="start_s"), "issue")
    )
    aged = joined.select(
        "source",
        "source_key",
        "contact",
        "issue",
        until_s=joined.opened_s - joined.begun_s,
        inbound=joined.is_inbound.cast("float64"),
    )
    order = {"group_by": "issue", "order_by": "contact"}
    upto = ibis.window(**order, preceding=None, following=0)
    ordered = aged.mutate(
        from_s=aged.until_s.lag().over(**order),
        before=aged.inbound.sum().over(upto) - aged.inbound,
        nth=ibis.row_number().over(**order),
    )
    ends = (ordered.until_s > least_s) & (ordered.until_s > ordered.from_s) & (ordered.nth < MOST)
    found = ordered.filter(ends & (ordered.before <= context.assumptions.issue_max_contacts))
    return context.keep("tmp_late", found.drop("inbound", "before", "nth"))


def states(context: Context, contacts: ir.Table, late: ir.Table, neighbours: ir.Table) -> ir.Table:
    """One row per state, from tmp_contacts, tmp_late and tmp_neighbours."""
    rows = adding.told(_members(context, contacts, late, neighbours))
    is_first = rows.contact == rows.root
    total = rows.group_by("issue").aggregate(
        **adding.totals(rows),
        contacts=rows.count(where=rows.is_contact),
        attempts=rows.count(where=rows.is_attempt & ~rows.is_contact),
        outbound=rows.count(where=~rows.is_attempt),
        solved_s=rows.solved_s.max(where=rows.is_attempt),
        is_begun_alone=(is_first & rows.bot_took_part & rows.is_contact).any(),
        issue_source=rows.source.max(where=is_first),
        issue_key=rows.source_key.max(where=is_first),
        on=rows.on.max(where=is_first),
        customer_group=rows.customer_group.max(where=is_first),
    )
    joined = late.inner_join(total, late.contact == total.issue)
    named = {name: f"sum_{name}" for name in adding.SUMS} | {name: f"credited_{name}" for name in adding.CREDITED}
    own = {name: total[named.get(name, name)] for name in _moving()} | {"channels": total.channels.nullif(0)}
    given = {name: late[name] for name in ("source", "source_key", "from_s", "until_s")}
    given |= {name: total[name] for name in ("issue_source", "issue_key", "on", "customer_group")}
    given |= {"is_alone": is_true(total.is_begun_alone & ~is_true(total.is_human)), **own}
    return joined.select(**{name: given[name].cast(kind) for name, kind in columns().items()})


def _members(context: Context, contacts: ir.Table, late: ir.Table, neighbours: ir.Table) -> ir.Table:
    """The contacts of every state, `issue` the contact that ends it and `root` the first, in their parts then."""
    ends = late.select(ends="contact", root="issue")
    joined = contacts.inner_join(ends, [contacts.issue == ends.root, contacts.contact < ends.ends])
    rows = joined.mutate(issue=joined.ends).left_join(neighbours, "contact").drop("contact_right")
    state = {"group_by": "issue"}
    inbound, answered = (ibis.cases((flag, rows.contact)) for flag in (rows.is_attempt, rows.is_contact))
    credited = answered.min() if context.assumptions.credit == "first" else answered.max()
    to_come = ibis.window(group_by="issue", order_by="contact", preceding=0, following=None)
    later = rows.is_attempt.cast("float64").sum().over(to_come).cast("int64") - 1
    return rows.mutate(
        is_last=rows.contact == inbound.max().over(**state),
        is_credited=rows.contact == credited.over(**state).fill_null(rows.root),
        later=ibis.least(rows.later, later),
    )


def as_of(rest: ir.Table, states: ir.Table, within_s: int) -> ir.Table:
    """Issues at rest as they stood so many seconds after their start.

    Args:
        states: the table of states.
    """
    moment = ibis.literal(within_s, "int64")
    then = states.filter((states.from_s <= moment) & (states.until_s > moment))
    then = then.select(
        "issue_source", "issue_key", **{f"then_{name}": then[name] for name in ("until_s", "is_alone", *_moving())}
    )
    joined = rest.left_join(then, [rest.source == then.issue_source, rest.source_key == then.issue_key])
    is_earlier = then.then_until_s.notnull()
    is_unanswered = is_true(then.then_contacts == 0)
    shown = {name: ibis.ifelse(is_earlier, then[f"then_{name}"], rest[name]) for name in _moving()}
    shown |= {name: ibis.cases((~is_unanswered, rest[name])) for name in _OF_THE_FIRST}
    shown |= {name: ~is_unanswered & rest[name] for name in _STATES_OF_THE_FIRST}
    shown["is_long"] = ~is_earlier & rest.is_long
    shown["is_unanswered"] = is_unanswered | rest.is_unanswered
    shown["is_contained"] = ibis.ifelse(
        is_earlier, then.then_is_alone & is_true(shown["is_fixed_first"]), rest.is_contained
    )
    return joined.select(**{name: shown.get(name, rest[name]) for name in rest.columns})
