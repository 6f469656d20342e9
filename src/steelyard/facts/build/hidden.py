"""What contacts without a customer's id hide: returns that nobody sees, and issues that are the rest of another.

A contact that carries its id stands for `odds` similar contacts that do not (unidentified over identified; the same
month, channel and topic family; coarser where these are few). Of m contacts that could be linked with one by its
customer, each seen with chance 1 / (1 + odds), c are seen, and (-odds)^c is on average 1 where m is none, else 0. So

    issues    every first contact counts 1, every later one (-odds)^(contacts before it that it continues)
    resolved  every last contact marked solved counts 1, every earlier one (-odds)^(contacts that continue it)
    fixed     a first contact that was solved counts (-odds)^(contacts that continue it)

At rest an issue keeps how many contacts have one such neighbour and how many two (three hidden at once are passed
over), and the cell of its first return; the odds are joined when it is read, so that late contacts change only their
table.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import is_true

LEAST = 100
"""Contacts a cell needs for a share of its own."""

MOST = 1.0
"""A contact stands for so many others at most; what exceeds it in a channel falls on all contacts of the month."""

CELL = {"cell_month": "date", "cell_channel": "string", "cell_family": "string"}
ODDS = {**CELL, "odds": "float64"}
"""Column -> type of the table of odds: only cells with some."""

RESTING = {
    "links": "int64",
    **{
        f"{name}_{many}": "int64"
        for name in ("continued", "unfollowed", "solved", "marked", "looks_fixed")
        for many in (1, 2)
    },
    "returns": "int64",
    "return_month": "date",
    "return_channel": "string",
    "return_family": "string",
    "is_bot_first": "boolean",
}
"""Columns of an issue at rest that readers are not shown, with their types.

links: contacts that continue an earlier one by their customer alone; continued_1, _2: of these, the ones that continue
one and two. solved_1, _2: contacts marked solved that one, or two, continue; marked_1, _2: those with any mark.
unfollowed_1, _2: contacts that continue others and would look as if nobody came back if these were hidden, by how many
neighbours they have on both sides; looks_fixed_1, _2: those of them that look fixed at first contact. returns: of the
first answered contact within the window, up to three; then its first return's month, channel and family. is_bot_first:
no person took part in the issue's first contact.
"""

HIDDEN = (
    "hidden_return",
    "hidden_return_any",
    "hidden_contained",
    "unseen_return",
    "false_start",
    "false_unfollowed",
    "false_fixed",
    "hidden_resolved",
    "hidden_marked",
    "late_end",
    "hidden_contacts",
    "hidden_channels",
    "late_channels",
    "hidden_others_cost",
)
"""Columns that exist only for readers, see `facts.issues`."""

EXPECTED = ("expected_issue", "expected_fixed_first", "expected_resolved", "expected_marked")
"""Columns that exist only for readers: what an issue counts for in a sum of issues, with what is hidden taken off."""

OF_THE_FIRST = ("hidden_return", "hidden_return_any", "hidden_contained")
"""Of these, the ones that may count only once the window after the first answered contact's solution has passed."""


def neighbours(context: Context, links: ir.Table, spans: ir.Table) -> ir.Table:
    """Contacts of issues of several with how many they continue and how many continue them, kept as tmp_neighbours.

    Only links by the customer count, which a lost id severs: what the source links itself is never hidden. A contact
    continues answered ones; whoever called again continues, answered or not.
    """
    several = spans.filter(spans.contacts + spans.attempts > 1).select("issue", "first_answered")
    rows = links.inner_join(several, "issue").select(
        *(links[name] for name in ("contact", "issue", "is_answered", "opened_s", "solved_s")),
        is_first=links.contact == several.first_answered,
        is_by_customer=links.own_case.isnull() & links.follows.isnull(),
    )
    of_issue = {"group_by": "issue", "order_by": "contact"}
    of_kind = {"group_by": ["issue", "is_answered"], "order_by": "contact"}
    window_s = context.window_s

    def later(step: int) -> ir.Value:
        gap = rows.opened_s.lead(step).over(**of_issue) - rows.solved_s
        return is_true(rows.is_by_customer.lead(step).over(**of_issue) & (gap <= window_s)).cast("int64")

    def before(step: int) -> ir.Value:
        gap = rows.opened_s - rows.solved_s.lag(step).over(**of_kind)
        return is_true(rows.is_by_customer & rows.is_answered & (gap <= window_s)).cast("int64")

    counted = rows.select(
        "contact",
        "is_first",
        before=before(1) + before(2) + before(3),
        later=later(1) + later(2) + later(3),
        is_return=is_true(rows.is_first.lag().over(**of_issue)),
    )
    return context.keep("tmp_neighbours", counted)


def sums(rows: ir.Table) -> dict[str, ir.Value]:
    """What an issue of several keeps at rest.

    Args:
        rows: its contacts with the columns of `neighbours` beside their own.
    """
    is_solved, is_marked = is_true(rows.is_resolved), rows.is_resolved.notnull()
    is_later = rows.is_contact & (rows.before > 0)
    looks_fixed = is_later & ~is_true(rows.is_reopened) & ~is_true(rows.is_unsolved) & ~is_true(rows.is_open)
    degree = rows.before + rows.later
    found: dict[str, ir.Value] = {"links": rows.count(where=is_later)}
    for many in (1, 2):
        found[f"continued_{many}"] = rows.count(where=is_later & (rows.before == many))
        found[f"unfollowed_{many}"] = rows.count(where=is_later & (degree == many))
        found[f"solved_{many}"] = rows.count(where=rows.is_contact & is_solved & (rows.later == many))
        found[f"marked_{many}"] = rows.count(where=rows.is_contact & is_marked & (rows.later == many))
        found[f"looks_fixed_{many}"] = rows.count(where=looks_fixed & (degree == many))
    is_return = is_true(rows.is_return)
    return {
        **found,
        "returns": rows.later.max(where=is_true(rows.is_first)),
        "return_month": month_of(rows).max(where=is_return),
        "return_channel": rows.channel.max(where=is_return),
        "return_family": rows.family.max(where=is_return),
    }


def month_of(rows: ir.Table) -> ir.Value:
    """The first day of a row's local month."""
    return rows.on.truncate("M").cast("date")


def odds(contacts: ir.Table) -> ir.Table:
    """How many unidentified contacts each identified one stands for, by cell; cells without any are left out.

    Args:
        contacts: the contacts fact at rest, all of it.
    """
    rows = contacts.filter(contacts.is_attempt).select(
        **_cell(month_of(contacts), contacts.channel, contacts.family),
        nobody=contacts.is_unidentified.cast("float64"),
    )
    counts = rows.group_by(*CELL).aggregate(n=rows.count().cast("float64"), nobody=rows.nobody.sum())
    month, channel, family = CELL
    steps: tuple[tuple[str, ...], ...] = (tuple(CELL), (month, channel), (channel, family), (channel,))
    many = counts.n.sum().over(ibis.window())
    found = _ratio(many, counts.nobody.sum().over(ibis.window()))
    for step in reversed(steps):
        n, nobody = (counts[name].sum().over(group_by=list(step)) for name in ("n", "nobody"))
        found = ibis.ifelse(n >= LEAST, _ratio(n, nobody), found)
    channels = counts.group_by(month, channel).aggregate(n=counts.n.sum(), nobody=counts.nobody.sum())
    excess = ibis.greatest(2 * channels.nobody - channels.n, 0.0).sum()
    known = (channels.n - channels.nobody).sum()
    months = channels.group_by(every=channels[month]).aggregate(beyond=excess / ibis.greatest(known, 1.0))
    joined = counts.mutate(odds=found).inner_join(months, counts[month] == months.every)
    cells = joined.select(*CELL, odds=ibis.least(joined.odds + joined.beyond, MOST))
    return cells.filter(cells.odds > 0)


def nothing() -> ir.Value:
    """0 as every engine takes it for a number with a fraction."""
    return ibis.literal(0, "int8").cast("float64")


def _ratio(n: ir.Value, nobody: ir.Value) -> ir.Value:
    return ibis.least(nobody / ibis.greatest(n - nobody, 1.0), MOST)


def _cell(month: ir.Value, channel: ir.Value, family: ir.Value) -> dict[str, ir.Value]:
    return dict(zip(CELL, (month, channel.fill_null(""), family.fill_null("")), strict=True))


def shown(rows: ir.Table, table: ir.Table | None) -> ir.Table:
    """Issues with the columns of HIDDEN.

    Args:
        rows: issues at rest.
        table: the odds; None where every contact carries an id.
    """
    if table is None:
        return rows.mutate(**dict.fromkeys(HIDDEN, nothing()))
    own = table.select(*(table[name].name(f"own_{name}") for name in CELL), own_odds="odds")
    back = table.select(*(table[name].name(f"back_{name}") for name in CELL), back_odds="odds")
    celled = rows.mutate(
        **{f"at_{name}": value for name, value in _cell(month_of(rows), rows.channel, rows.family).items()},
        **{
            f"re_{name}": value
            for name, value in _cell(rows.return_month, rows.return_channel, rows.return_family).items()
        },
    )
    joined = celled.left_join(own, [celled[f"at_{name}"] == own[f"own_{name}"] for name in CELL]).left_join(
        back, [celled[f"re_{name}"] == back[f"back_{name}"] for name in CELL]
    )
    first, again = joined.own_odds.fill_null(0.0), joined.back_odds.fill_null(0.0)
    return joined.select(*(joined[name] for name in rows.columns), **_expected(joined, first, again))


def _expected(rows: ir.Table, first: ir.Value, again: ir.Value) -> dict[str, ir.Value]:
    """The columns of HIDDEN from the odds of the issue's own cell and of its first return's."""
    none = nothing()

    def alternating(name: str, odds: ir.Value) -> ir.Value:
        return rows[f"{name}_1"] * odds - rows[f"{name}_2"] * odds * odds

    by_returns = ibis.cases((rows.returns == 1, again), (rows.returns == 2, -again * again), else_=none)
    is_solved = ~rows.is_first_reopened & ~is_true(rows.is_first_unsolved) & ~is_true(rows.is_first_open)
    unseen = ibis.cases((is_true(rows.is_returned), by_returns), else_=none)
    hidden = ibis.cases((is_solved, unseen), else_=none)
    elsewhere = is_solved & is_true(~rows.is_fixed_first_by_customer) & (rows.returns == 0)
    repeated = ibis.greatest(rows.contacts + rows.attempts - rows.channels, 0)
    return {
        "hidden_return": hidden,
        "hidden_return_any": ibis.cases((elsewhere, first), else_=hidden),
        "hidden_contained": ibis.cases((rows.is_bot_started & rows.is_bot_first, hidden), else_=none),
        "unseen_return": unseen,
        "false_start": alternating("continued", first),
        "false_unfollowed": alternating("unfollowed", first),
        "false_fixed": alternating("looks_fixed", first),
        "hidden_resolved": alternating("solved", again),
        "hidden_marked": alternating("marked", again),
        "late_end": ibis.cases((rows.links > 0, again), else_=none),
        "hidden_contacts": rows.links * again,
        "hidden_channels": ibis.cases((rows.links > 0, repeated * first), else_=none),
        "late_channels": ibis.cases((rows.links > 0, (rows.channels - 1) * again), else_=none),
        "hidden_others_cost": (rows.others_cost * again).fill_null(0.0),
    }


def expected(rows: ir.Table) -> dict[str, ir.Value]:
    """The columns of EXPECTED, from an issue's marks and what is hidden of them as they stand at the follow-up."""
    is_resolved = rows.is_resolved.fill_null(False).cast("float64")
    return {
        "expected_issue": 1.0 - rows.false_start,
        "expected_fixed_first": rows.is_fixed_first.cast("float64") - rows.false_fixed - rows.hidden_return,
        "expected_resolved": is_resolved - rows.hidden_resolved,
        "expected_marked": rows.is_resolved.notnull().cast("float64") - rows.hidden_marked,
    }
