"""Which contacts are contacts: excluded ones are not; a merged one is part of the contact it was merged into.

The parent keeps the time of its first child, and what was booked on its children is booked on it: work, replies,
transfers, cost. Work left on a ticket that is no contact would be nobody's.

A contact merged into one that was already solved (the helpdesk does not reopen it) is a return that would otherwise
vanish: it stays a contact and follows the parent. A contact merged into one that is not in the data, or round in a
circle, stays a contact.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import AUTOMATIC, exact_sum, is_true

LONGEST_CHAIN = 10


def solved_at(contacts: ir.Table) -> ir.Value:
    """When a contact was solved: as marked, else its end unless automatic, else the last sign of work or its start."""
    is_automatic = is_true(contacts.closure.isin(AUTOMATIC))
    signs = (contacts.first_reply_at, contacts.answered_at, contacts.field_visit_at)
    worked = ibis.greatest(*(sign.fill_null(contacts.opened_at) for sign in signs))
    ended = ibis.cases((~is_automatic, contacts.ended_at))
    return ibis.greatest(ibis.coalesce(contacts.resolved_at, ended, worked), contacts.opened_at)


def keep(context: Context) -> ir.Table:
    """All stored contacts with corrected starts and work, and `is_kept`, whether each is a contact: the view tmp_kept.

    A mark instead of a filter: an engine that misjudges how much a filter leaves joins the wrong way round.
    """
    contacts = context.canonical("contacts")
    marked = contacts.mutate(is_kept=contacts.excluded.isnull())
    if context.has("contacts", "merged_into"):
        marked = _merged(marked, _resolve(context), ibis.table(_GIVEN, name="tmp_given"))
    return context.view("tmp_kept", marked)


def _merged(contacts: ir.Table, children: ir.Table, given: ir.Table) -> ir.Table:
    """Dropped children marked, their starts and work given to their parents, and returns following theirs."""
    first = contacts.left_join(given, contacts.contact_id == given.target)
    is_earlier = given.first_opened_at.notnull()
    moved = first.select(
        *(contacts[name] for name in contacts.columns if name not in {**_MOVED, **_WORK}),
        **{name: ibis.ifelse(is_earlier, given[f"first_{name}"], contacts[name]) for name in _MOVED},
        **{name: _added(contacts[name], given[f"sum_{name}"], kind) for name, kind in _WORK.items()},
    )
    joined = moved.left_join(children.select("source", "source_key", "target", "is_dropped"), ["source", "source_key"])
    return joined.mutate(
        is_kept=joined.is_kept & ~is_true(joined.is_dropped), follows_id=joined.follows_id.fill_null(joined.target)
    ).select(*contacts.columns)


def _added(own: ir.Value, more: ir.Value, kind: str) -> ir.Value:
    """A parent's own with its children's, of what is known; missing where neither is."""
    zero = ibis.literal(0, kind)
    return ibis.cases((own.notnull() | more.notnull(), own.fill_null(zero) + more.fill_null(zero)))


def _resolve(context: Context) -> ir.Table:
    """Merged contacts with the contact each ended in (tmp_children), and what their parents get of them (tmp_given)."""
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
    result = context.keep("tmp_children", judged.select(*_CHILD, "opened_at", "on", "hour", *_REST, *_WORK))
    context.keep("tmp_given", _given(result))
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
_WORK = {
    "handle_s": "float64",
    "wrap_s": "float64",
    "hold_s": "float64",
    "replies": "int64",
    "transfers": "int64",
    "cost": "float64",
}
"""What is booked on a contact and adds up; waiting side by side does not, and bots' seconds are nobody's work."""

_GIVEN = {
    "target": "string",
    **{f"first_{name}": kind for name, kind in _MOVED.items()},
    **{f"sum_{name}": kind for name, kind in _WORK.items()},
}


def _children(context: Context) -> ir.Table:
    contacts = context.canonical("contacts")
    merged = contacts.filter(contacts.excluded.isnull() & contacts.merged_into.notnull())
    columns = ("source", "source_key", "contact_id", *_MOVED)
    is_bot = is_true((merged.handled_by == "bot") | (merged.handled_by.isnull() & (merged.channel.lower() == "bot")))
    seconds = ("handle_s", "wrap_s", "hold_s")
    work = {name: ibis.cases((~is_bot, merged[name])) if name in seconds else merged[name] for name in _WORK}
    return context.keep("tmp_merged_0", merged.select(*columns, **work, target=merged.merged_into))


def _follow(context: Context, children: ir.Table) -> ir.Table:
    """Sends each child on while its target was itself merged; circles stay unresolved and find no parent."""
    for step in range(1, LONGEST_CHAIN + 1):
        via = children.group_by("contact_id").aggregate(onward=_.target.min()).view()
        if not context.holds(children.semi_join(via, children.target == via.contact_id)):
            break
        joined = children.left_join(via, children.target == via.contact_id)
        onward = joined.select(
            *(children[name] for name in children.columns if name != "target"),
            target=via.onward.fill_null(children.target),
        )
        children = context.keep(f"tmp_merged_{step}", onward)
    return children


def _given(children: ir.Table) -> ir.Table:
    """Parent -> the work of its dropped children, and the start of the first of them where that was before its own."""
    dropped = children.filter(children.is_dropped)
    work = dropped.group_by("target").aggregate(**{f"sum_{name}": exact_sum(dropped[name]) for name in _WORK})
    earlier = dropped.filter(dropped.opened_at < dropped.parent_opened_at)
    order = ibis.window(group_by="target", order_by=["opened_at", "contact_id", "source", "source_key"])
    first = earlier.mutate(rank=ibis.row_number().over(order)).filter(lambda t: t.rank == 0)
    starts = first.select(start_target="target", **{f"first_{name}": first[name] for name in _MOVED})
    joined = work.left_join(starts, work.target == starts.start_target)
    return joined.select(*_GIVEN).cast(_GIVEN)
