"""Which contacts are contacts: excluded ones are not; a merged one is part of the contact it was merged into.

The parent keeps the time of its first child. A contact merged into one that was already solved (the helpdesk does
not reopen it) is a return that would otherwise vanish: it stays a contact and follows the parent. A contact merged
into one that is not in the data, or round in a circle, stays a contact.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import AUTOMATIC, is_true

LONGEST_CHAIN = 10


def solved_at(contacts: ir.Table) -> ir.Value:
    """When a contact was solved: as marked, else its end unless automatic, else the last sign of work or its start."""
    is_automatic = is_true(contacts.closure.isin(AUTOMATIC))
    signs = (contacts.first_reply_at, contacts.answered_at, contacts.field_visit_at)
    worked = ibis.greatest(*(sign.fill_null(contacts.opened_at) for sign in signs))
    ended = ibis.cases((~is_automatic, contacts.ended_at))
    return ibis.greatest(ibis.coalesce(contacts.resolved_at, ended, worked), contacts.opened_at)


def keep(context: Context) -> ir.Table:
    """All stored contacts with corrected starts and `is_kept`, whether each is a contact: the view tmp_kept.

    A mark instead of a filter: an engine that misjudges how much a filter leaves joins the wrong way round.
    """
    contacts = context.canonical("contacts")
    marked = contacts.mutate(is_kept=contacts.excluded.isnull())
    if context.has("contacts", "merged_into"):
        marked = _merged(marked, _resolve(context), ibis.table(_START, name="tmp_starts"))
    return context.view("tmp_kept", marked)


def _merged(contacts: ir.Table, children: ir.Table, starts: ir.Table) -> ir.Table:
    """Dropped children marked, their starts given to their parents, and returns following theirs."""
    first = contacts.left_join(starts, contacts.contact_id == starts.target)
    moved = first.select(
        *(contacts[name] for name in contacts.columns if name not in _MOVED),
        **{name: ibis.ifelse(starts.target.notnull(), starts[f"first_{name}"], contacts[name]) for name in _MOVED},
    )
    joined = moved.left_join(children.select("source", "source_key", "target", "is_dropped"), ["source", "source_key"])
    return joined.mutate(
        is_kept=joined.is_kept & ~is_true(joined.is_dropped), follows_id=joined.follows_id.fill_null(joined.target)
    ).select(*contacts.columns)


def _resolve(context: Context) -> ir.Table:
    """Merged contacts with the contact each ended in, kept as tmp_children, and their parents' starts (tmp_starts)."""
    children = _follow(context, _children(context))
    contacts = context.canonical("contacts").filter(lambda t: t.excluded.isnull() & t.merged_into.isnull())
    parents = (
        contacts.mutate(solved_at=solved_at(contacts))
        .semi_join(children, contacts.contact_id == children.target)
        .group_by("contact_id")
        .aggregate(solved_at=_.solved_at.max(), parent_opened_at=_.opened_at.min())
    )
    found = children.inner_join(parents, children.target == parents.contact_id)
    judged = found.select(
        *(children[name] for name in children.columns),
        parents.parent_opened_at,
        is_dropped=children.opened_at <= parents.solved_at,
    )
    result = context.keep("tmp_children", judged.select(*_CHILD, "opened_at", "on", "hour", *_REST))
    context.keep("tmp_starts", _starts(result))
    return result


_CHILD = {
    "source": "string",
    "source_key": "string",
    "contact_id": "string",
    "target": "string",
    "is_dropped": "boolean",
}
_REST = ("opened_at_is_date", "parent_opened_at")
_MOVED = {"opened_at": "timestamp", "on": "date", "hour": "int64", "opened_at_is_date": "boolean"}
_START = {"target": "string", **{f"first_{name}": kind for name, kind in _MOVED.items()}}


def _children(context: Context) -> ir.Table:
    contacts = context.canonical("contacts")
    merged = contacts.filter(contacts.excluded.isnull() & contacts.merged_into.notnull())
    columns = ("source", "source_key", "contact_id", *_MOVED)
    return context.keep("tmp_merged_0", merged.select(*columns, target=merged.merged_into))


def _follow(context: Context, children: ir.Table) -> ir.Table:
    """Sends each child on while its target was itself merged; circles stay unresolved and find no parent."""
    for step in range(1, LONGEST_CHAIN + 1):
        via = children.group_by("contact_id").aggregate(onward=_.target.min()).view()
        if not context.count(children.semi_join(via, children.target == via.contact_id)):
            break
        joined = children.left_join(via, children.target == via.contact_id)
        onward = joined.select(
            *(children[name] for name in children.columns if name != "target"),
            target=via.onward.fill_null(children.target),
        )
        children = context.keep(f"tmp_merged_{step}", onward)
    return children


def _starts(children: ir.Table) -> ir.Table:
    """Parent -> the start of its first dropped child, where that was before its own."""
    earlier = children.filter(children.is_dropped & (children.opened_at < children.parent_opened_at))
    order = ibis.window(group_by="target", order_by=["opened_at", "contact_id", "source", "source_key"])
    first = earlier.mutate(rank=ibis.row_number().over(order)).filter(lambda t: t.rank == 0)
    return first.select("target", **{f"first_{name}": first[name] for name in _MOVED})
