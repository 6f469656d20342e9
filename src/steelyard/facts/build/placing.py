"""Brings the links back to the contacts they were found on."""

from __future__ import annotations

import ibis.expr.types as ir

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true
from steelyard.facts.build.numbering import Numbered


def place(context: Context, numbered: Numbered, links: ir.Table, outbound: ir.Table, issues: ir.Table) -> ir.Table:
    """One row per contact, kept as tmp_placed: its identity, its issue and its part in it.

    `issue_name` is the issue's id where that is not the contact's own; `is_shared` marks issues of several contacts.
    """
    names = context.keep("tmp_names", _names(numbered.ids, issues))
    members = links.select("contact", "issue").union(outbound.select("contact", "issue"))
    parts = issues.select(
        "issue",
        "credited",
        "first_answered",
        "last_inbound",
        is_shared=issues.contacts + issues.attempts + issues.outbound > 1,
    )
    joined = members.inner_join(parts, "issue").left_join(names, "issue")
    roles = joined.select(
        members.contact,
        members.issue,
        names.issue_name,
        parts.is_shared,
        is_credited=members.contact == parts.credited,
        is_first_answered=members.contact == parts.first_answered,
        is_last=members.contact == parts.last_inbound,
    )
    ids = numbered.ids
    placed = ids.left_join(roles, "contact").select(
        ids.source,
        ids.source_key,
        ids.contact,
        ids.is_identified,
        ids.solved_s,
        *(roles[name] for name in roles.columns if name != "contact"),
    )
    result = context.keep("tmp_placed", placed)
    context.drop(names)
    return result


def _names(ids: ir.Table, issues: ir.Table) -> ir.Table:
    """The ids of issues that are not simply the id of their only contact."""
    is_several = issues.contacts + issues.attempts + issues.outbound > 1
    several = issues.filter(is_several | issues.own_case.notnull()).select("issue", "own_case")
    first = ids.select(issue=ids.contact, first_id=ids.contact_id)
    case = ids.select(own_case=ids.contact, case_id=ids.issue_id)
    joined = several.inner_join(first, "issue").left_join(case, several.own_case == case.own_case)
    return joined.select(several.issue, issue_name=case.case_id.fill_null(first.first_id))


def is_shared(placed: ir.Table) -> ir.BooleanValue:
    """Whether a contact belongs to an issue of several contacts."""
    return is_true(placed.is_shared)


def is_root(placed: ir.Table) -> ir.BooleanValue:
    """Whether a contact begins its issue."""
    return is_true(placed.issue == placed.contact)
