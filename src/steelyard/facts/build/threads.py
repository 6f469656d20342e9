"""Chains contacts into issues: which issue each inbound contact belongs to.

1. A *thread* is what one customer has to say on one topic family. A contact without a topic (or from a channel whose
   topics no other channel uses) joins by customer alone: it takes the family the customer spoke of last within the
   same stretch of contacts, else the next one.
2. Within a thread, ordered by number, a contact begun within the return window of the solution of the contact before
   it continues the *run* (inclusive); any other begins one. So does a contact with a link of the source's own.
3. A run longer than `issue_max_days` is cut: it ends that many days after its first contact, and so on.
4. Links of the source (its own case, a contact followed) join runs into issues; they win over chaining and are never
   cut. An issue carries the number of its first contact.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true, join, known
from steelyard.facts.build.numbering import FAMILIES_MOST
from steelyard.facts.build.standins import DAY_S

NO_FAMILY = -1


def link(context: Context, rows: ir.Table) -> ir.Table:
    """The inbound contacts that belong to an issue, with `thread` and `issue`, kept as tmp_links."""
    filled = _fill(context, _placed(context, rows))
    runs = context.keep("tmp_runs", _runs(context, filled))
    links = context.keep("tmp_links", _join_runs(context, _cut(context, runs)))
    context.drop(runs)
    return links


def _placed(context: Context, rows: ir.Table) -> ir.Table:
    """Inbound contacts of a known customer, or with a link of the source's own, or followed by one that has."""
    inbound = rows.filter(rows.is_inbound)
    is_tied = known(inbound.customer, inbound.own_case, inbound.follows)
    if not follows_are_known(context):
        return inbound.filter(is_tied)
    followed = inbound.filter(inbound.follows.notnull()).select(contact=inbound.follows).distinct()
    rest = inbound.filter(~is_tied).semi_join(followed, "contact")
    return inbound.filter(is_tied).union(rest)


def follows_are_known(context: Context) -> bool:
    """Whether any contact may follow another: told so, or merged into one already solved."""
    return context.has("contacts", "follows_id") or context.has("contacts", "merged_into")


def thread_of(customer: ir.Value, family: ir.Value) -> ir.Value:
    """One 64-bit number for a customer's topic family."""
    return customer * FAMILIES_MOST + family + 1


def _fill(context: Context, rows: ir.Table) -> ir.Table:
    """Gives contacts without a comparable topic the family of their neighbours."""
    named = rows.filter(rows.customer.notnull())
    told = named.aggregate(marked=named.count(where=named.family.isnull()), n=named.count())
    missing = context.decide(told, "share")
    if missing == "none":
        return rows
    if missing == "all":
        return rows.mutate(family=ibis.literal(NO_FAMILY, "int64"))
    by_customer = {"group_by": "customer", "order_by": "contact"}
    gap = rows.opened_s - rows.solved_s.lag().over(**by_customer)
    begins = rows.mutate(is_start=(gap > context.window_s).fill_null(True))
    upto = ibis.window(**by_customer, preceding=None, following=0)
    stretched = begins.mutate(stretch=begins.contact.max(where=begins.is_start).over(upto))
    within = {"group_by": ["customer", "stretch"], "order_by": "contact"}
    coded = stretched.mutate(coded=stretched.contact * FAMILIES_MOST + stretched.family)
    before = coded.coded.max().over(ibis.window(**within, preceding=None, following=0)) % FAMILIES_MOST
    after = coded.coded.min().over(ibis.window(**within)) % FAMILIES_MOST
    family = ibis.coalesce(coded.family, before, after, ibis.literal(NO_FAMILY, "int64"))
    return coded.select(*(name for name in rows.columns if name != "family"), family=family)


def _runs(context: Context, rows: ir.Table) -> ir.Table:
    threaded = rows.mutate(thread=ibis.coalesce(thread_of(rows.customer, rows.family), -rows.contact))
    order = {"group_by": "thread", "order_by": "contact"}
    gap = threaded.opened_s - threaded.solved_s.lag().over(**order)
    is_linked = threaded.own_case.notnull() | threaded.follows.notnull()
    marked = threaded.mutate(is_start=(gap > context.window_s).fill_null(True) | is_linked)
    upto = ibis.window(**order, preceding=None, following=0)
    columns = (
        "contact",
        "customer",
        "thread",
        "own_case",
        "follows",
        "opened_s",
        "solved_s",
        "is_answered",
        "is_reopened",
    )
    return marked.select(*columns, run=marked.contact.max(where=marked.is_start).over(upto))


def _cut(context: Context, runs: ir.Table) -> ir.Table:
    """Cuts the runs that last too long, over those runs only, as often as the longest needs."""
    most_s = round(context.assumptions.issue_max_days * DAY_S)
    spans = runs.group_by("run").aggregate(span_s=_.opened_s.max() - _.opened_s.min())
    long = runs.semi_join(spans.filter(spans.span_s > most_s), "run").select("contact", "run", "opened_s")
    rest, step = context.keep("tmp_rest_0", long), 0
    if not context.holds(rest):
        return runs
    pieces = []
    while context.holds(rest):
        step += 1
        first_s = rest.opened_s.min().over(group_by="run")
        marked = rest.mutate(is_late=rest.opened_s - first_s > most_s)
        onward = marked.contact.min(where=marked.is_late).over(group_by="run")
        divided = context.keep(f"tmp_cut_{step}", marked.mutate(onward=onward))
        pieces.append(divided.filter(~divided.is_late).select("contact", cut_run=divided.run))
        late = divided.filter(divided.is_late).select("contact", "opened_s", run=divided.onward)
        rest = context.keep(f"tmp_rest_{step}", late.select("contact", "run", "opened_s"))
    whole = context.keep("tmp_cuts", ibis.union(*pieces) if len(pieces) > 1 else pieces[0])
    joined = runs.left_join(whole, "contact")
    return joined.select(*(runs[name] for name in runs.columns if name != "run"), run=whole.cut_run.fill_null(runs.run))


def _join_runs(context: Context, runs: ir.Table) -> ir.Table:
    """Follows the source's own links from run to run, always to an earlier one, to the first."""
    if not (context.has("contacts", "issue_id") or follows_are_known(context)):
        return runs.mutate(issue=runs.run).drop("run")
    runs = context.keep("tmp_cut_runs", runs)
    in_case = ibis.cases((runs.own_case != runs.contact, runs.own_case))
    parents = runs.filter(runs.run == runs.contact).mutate(parent=in_case.fill_null(runs.follows))
    parents = parents.filter(parents.parent.notnull()).select("run", "parent")
    targets = runs.select(target=runs.contact, up=runs.run)
    joined = parents.inner_join(targets, parents.parent == targets.target)
    up = context.keep("tmp_up_0", joined.select(parents.run, targets.up))
    for step in range(1, 64):
        onward = up.view()
        if not context.holds(up.semi_join(onward, up.up == onward.run)):
            break
        higher = up.left_join(onward, up.up == onward.run).select(up.run, up=onward.up.fill_null(up.up))
        up = context.keep(f"tmp_up_{step}", higher)
    return join(runs, up, "run", ("up",)).mutate(issue=lambda t: t.up.fill_null(t.run)).drop("up", "run")


def is_plain(links: ir.Table) -> ir.BooleanValue:
    """Whether a contact begins an issue by chaining alone, not by a link of the source's own."""
    return (links.issue == links.contact) & links.own_case.isnull() & ~is_true(links.follows.notnull())
