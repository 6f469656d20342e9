"""Spreads the ledger over the contacts it served, and prices what no ledger covers.

A row of `costs` goes to all contacts of its days, team and channel, mature or not: by seconds of handling; by count
where none has any. A contact whose handling is unknown among others whose is known weighs as much as their mean:
missing is not zero. Where a row's cell has no contacts it goes to the next coarser one: team and channel, team,
channel, all. What meets no contact at all in its days is kept as tmp_ledger_remainder: idle.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir
import numpy as np

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import by_name, divide, is_true, total

KINDS = ("labour", "technology", "field", "other", "hours")
WAYS = ("second", "unknown", "answered", "any")
CELL = ("on", "cell_team", "cell_channel")
COLUMNS = {"on": "date", "cell_team": "string", "cell_channel": "string"} | {
    f"{kind}_{way}": "float64" for kind in KINDS for way in WAYS
}
"""Column -> type of the rates."""


def spread(context: Context, contacts: ir.Table, days: ir.Table) -> ir.Table:
    """Rates per (day, team, channel), kept as tmp_rates: kind x way of weighing.

    Args:
        contacts: measured contacts, all of them.
        days: every day with contacts, as `on`.
    """
    return context.keep("tmp_rates", _spread(context, contacts, _entries(context, days)))


def respread(context: Context, contacts: ir.Table, days: ir.Table, moved: str, stored: str) -> ir.Table:
    """The same where the rates of most days are known; those themselves where no day's changed.

    Args:
        moved: table of days, `on`, whose entries or contacts changed, with all other days of these entries.
        stored: table with the rates before.
    """
    entries, before = _entries(context, days), ibis.table(COLUMNS, name=stored)
    within = ibis.table({"on": "date"}, name=moved)
    if not context.count(within):
        return before
    is_moved = (within.on >= entries.from_on) & (within.on <= entries.to_on)
    part = context.keep("tmp_ledger_part", entries.semi_join(within, is_moved))
    rates = _spread(context, contacts.filter(_days_of(context, contacts, part)), part)
    return context.keep("tmp_rates", before.anti_join(within, "on").union(rates.semi_join(within, "on")))


def _entries(context: Context, days: ir.Table) -> ir.Table:
    """The ledger, numbered; those of its rows in whose days nobody called are kept as tmp_ledger_remainder."""
    costs = context.keep("tmp_ledger", _numbered(context))
    is_open = (days.on >= costs.from_on) & (days.on <= costs.to_on)
    context.keep("tmp_ledger_remainder", costs.anti_join(days, is_open).drop("entry"))
    return costs


def _spread(context: Context, contacts: ir.Table, entries: ir.Table) -> ir.Table:
    cells = context.keep("tmp_cells", _cells(_located(contacts)))
    return _rates(context.keep("tmp_pairs", _pairs(entries, cells)))


def _days_of(context: Context, contacts: ir.Table, costs: ir.Table) -> ir.BooleanValue:
    """Whether a contact lies between the first and the last day of some ledger rows; as literals, to skip files."""
    bounds = context.query(costs.aggregate(first=costs.from_on.min(), last=costs.to_on.max()))
    first, last = bounds["first"][0], bounds["last"][0]
    if np.isnat(first) or np.isnat(last):
        return ibis.literal(False)
    return contacts.on.between(ibis.date(str(first)[:10]), ibis.date(str(last)[:10]))


def costed(context: Context, contacts: ir.Table, rates: ir.Table) -> ir.Table:
    """Contacts with what they cost, by kind, and the paid time that falls on them."""
    located = _located(contacts)
    joined = located.left_join(rates, list(CELL))
    priced = joined.select(
        *(located[name] for name in located.columns),
        **{f"spread_{kind}": _share(located, rates, kind) for kind in KINDS},
    ).drop("cell_team", "cell_channel")
    hourly = priced.hourly_cost.fill_null(ibis.literal(context.assumptions.hourly_cost, "float64"))
    per_contact = by_name(priced.channel, dict(context.assumptions.cost_per_contact))
    money = priced.mutate(
        labour_cost=priced.spread_labour.fill_null(hourly * priced.work_s / 3600),
        technology_cost=total(priced.spread_technology, per_contact),
        field_cost=priced.spread_field,
        other_cost=total(priced.spread_other, priced.cost),
        paid_s=priced.spread_hours * 3600,
    )
    rate = ibis.literal(context.assumptions.customer_hour_value, "float64")
    return money.mutate(
        cost=total(money.labour_cost, money.technology_cost, money.field_cost, money.other_cost),
        customer_cost=money.customer_s / 3600 * rate,
    )


def _located(contacts: ir.Table) -> ir.Table:
    return contacts.mutate(cell_team=contacts.team.fill_null(""), cell_channel=contacts.channel.fill_null(""))


def _cells(contacts: ir.Table) -> ir.Table:
    """What every cell can carry; in whole microseconds, whose sum is the same in whatever order they are added."""
    is_known = (contacts.work_s > 0) & ~contacts.is_abandoned
    return contacts.group_by(*CELL).aggregate(
        micros=(contacts.work_s * 1e6).round().cast("int64").sum().fill_null(0),
        known_count=contacts.count(where=is_true(is_known)),
        unknown_count=contacts.count(where=contacts.work_s.isnull()),
        answered_count=contacts.count(where=~contacts.is_abandoned),
        all_count=contacts.count(),
    )


def _numbered(context: Context) -> ir.Table:
    costs = context.canonical("costs")
    kind = costs.kind.fill_null("other").substitute({"premises": "technology"})
    order = ["from_on", "to_on", "team", "channel", "kind", "amount", "source", "source_key"]
    rows = costs.mutate(entry=ibis.row_number().over(order_by=order))
    return rows.select("entry", "from_on", "to_on", "team", "channel", "amount", "hours", kind=kind)


def _pairs(costs: ir.Table, cells: ir.Table) -> ir.Table:
    """Ledger entries with the cells that carry them, weighed by what carries them together."""
    inside = costs.inner_join(cells, (cells.on >= costs.from_on) & (cells.on <= costs.to_on))
    is_team = costs.team.isnull() | (costs.team == cells.cell_team)
    is_channel = costs.channel.isnull() | (costs.channel == cells.cell_channel)
    level = ibis.cases((is_team & is_channel, 1), (is_team, 2), (is_channel, 3), else_=4)
    found = inside.select(
        costs.entry, costs.kind, costs.amount, costs.hours, *(cells[name] for name in cells.columns), level=level
    )
    nearest = found.mutate(finest=found.level.min().over(group_by="entry")).filter(lambda t: t.level == t.finest)
    names = ("micros", "known_count", "unknown_count", "answered_count", "all_count")
    return nearest.mutate(**{f"total_{name}": nearest[name].sum().over(group_by="entry") for name in names})


def _rates(pairs: ir.Table) -> ir.Table:
    total_s = pairs.total_micros.cast("float64") / 1e6
    mean_s = divide(total_s, pairs.total_known_count).fill_null(0.0)
    weight_s = total_s + pairs.total_unknown_count * mean_s
    by_time = total_s > 0
    by_answers = ~by_time & (pairs.total_answered_count > 0)
    by_count = ~by_time & ~by_answers
    ways: dict[str, Callable[[ir.Value], ir.Value]] = {
        "second": lambda amount: ibis.cases((by_time, divide(amount, weight_s))),
        "unknown": lambda amount: ibis.cases((by_time, divide(amount * mean_s, weight_s))),
        "answered": lambda amount: ibis.cases((by_answers, divide(amount, pairs.total_answered_count))),
        "any": lambda amount: ibis.cases((by_count, divide(amount, pairs.total_all_count))),
    }
    amounts = {kind: ibis.cases((pairs.kind == kind, pairs.amount)) for kind in KINDS if kind != "hours"}
    amounts["hours"] = pairs.hours
    rates = {f"{kind}_{way}": ways[way](amount) for kind, amount in amounts.items() for way in WAYS}
    rated = pairs.select(*CELL, **rates)
    return rated.group_by(*CELL).aggregate(**{name: rated[name].sum() for name in rates}).cast(COLUMNS).select(*COLUMNS)


def _share(contacts: ir.Table, rates: ir.Table, kind: str) -> ir.Value:
    """What falls on one contact; missing where no entry of this kind touches its cell."""
    is_answered = ~contacts.is_abandoned
    return total(
        contacts.work_s * rates[f"{kind}_second"],
        ibis.cases((contacts.work_s.isnull(), rates[f"{kind}_unknown"])),
        ibis.ifelse(is_answered, rates[f"{kind}_answered"], rates[f"{kind}_answered"] * 0),
        rates[f"{kind}_any"],
    )
