"""The contacts fact: measured and priced contacts with their place in an issue."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard import facts
from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import half_of
from steelyard.facts.build.ledger import costed
from steelyard.facts.build.measures import AWAITED, STATES
from steelyard.facts.build.views import STATED, resting


def columns(context: Context, fact: str) -> tuple[str, ...]:
    """The columns of a fact that are at rest as readers see them, in order, the workspace's dimensions last."""
    declared = (column.name for column in facts.fact(fact).columns)
    return (*(name for name in declared if name not in STATED.get(fact, ())), *context.settings.dimensions)


def describe(context: Context, rows: ir.Table, placed: ir.Table, rates: ir.Table) -> ir.Table:
    """Contacts with every column of the fact, their number and their part in the issue, kept as tmp_contacts.

    Every fact reads them, so they are joined and priced once.

    Args:
        rows: measured contacts.
        placed, rates: tmp_placed, tmp_rates.
    """
    joined = rows.inner_join(placed, ["source", "source_key"])
    roles = tuple(name for name in placed.columns if name not in ("source", "source_key"))
    linked = joined.select(
        *(rows[name] for name in rows.columns if name != "issue_id"), *(placed[name] for name in roles)
    )
    full = costed(context, linked, rates)
    described = full.mutate(
        issue_id=ibis.cases((full.issue.notnull(), full.issue_name.fill_null(full.contact_id))),
        customer_id=ibis.cases((full.is_identified, full.customer_id)),
        customer_group=ibis.ifelse(full.is_identified, full.customer_group, full.row_group),
        row_group=full.row_group + half_of(full.contact_id),
        is_unidentified=full.is_attempt & full.issue.isnull(),
        hour=full.hour_name,
    )
    beside = ("bot_took_part", *STATES, *AWAITED.values(), "start_s", "ended_s", "source", "source_key")
    return context.keep(
        "tmp_contacts", described.select(*dict.fromkeys((*columns(context, "contacts"), *roles, *beside)))
    )


def fact(context: Context, contacts: ir.Table) -> ir.Table:
    """One row per contact at rest, from tmp_contacts."""
    return contacts.select(*resting(context.settings, "contacts"))
