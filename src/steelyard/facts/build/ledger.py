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

from steelyard.facts.build.context import Context
from steelyard.facts.build.expressions import by_name, divide, is_true, total
from steelyard.facts.build.standins import MOVED_FROM, MOVED_TO

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
    if not context.holds(within):
        return before
    is_moved = (within.on >= entries.from_on) & (within.on <= entries.to_on)
    part = context.keep("tmp_ledger_part", entries.semi_join(within, is_moved))
    rates = _spread(context, contacts.filter(_days_of(context, contacts, part)), part)
    return context.keep("tmp_rates", before.anti_join(within, "on").union(rates.semi_join(within, "on")))


def _entries(context: Context, days: ir.Table) -> ir.Table:
    """The ledger; those of its rows in whose days nobody called are kept as tmp_ledger_remainder."""
    costs = context.keep("tmp_ledger", _costs(context))
    is_open = (days.on >= costs.from_on) & (days.on <= costs.to_on)
    context.keep("tmp_ledger_remainder", costs.anti_join(days, is_open))
    return costs


def _spread(context: Context, contacts: ir.Table, entries: ir.Table) -> ir.Table:
    cells = context.keep("tmp_cells", _cells(_located(contacts)))
    carriers = context.keep("tmp_carriers", _carriers(cells))
    demands = context.keep("tmp_demands", _demands(entries))
    shares = context.keep("tmp_shares", _shares(demands, carriers))
    return _rates(context.keep("tmp_pairs", _pairs(shares, carriers)))


def _days_of(context: Context, contacts: ir.Table, costs: ir.Table) -> ir.BooleanValue:
    """Whether a contact lies between the first and the last day of some ledger rows; as literals, to skip files."""
    bounds = costs.aggregate(first=costs.from_on.min(), last=costs.to_on.max())
    if not context.decide(bounds, "moved"):
        return ibis.literal(False)
    return contacts.on.between(ibis.date(str(MOVED_FROM)), ibis.date(str(MOVED_TO)))


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


def _costs(context: Context) -> ir.Table:
    costs = context.canonical("costs")
    kind = costs.kind.fill_null("other").substitute({"premises": "technology"})
    return costs.select("from_on", "to_on", "team", "channel", "amount", "hours", kind=kind)


def _carriers(cells: ir.Table) -> ir.Table:
    """Each cell four times: under its team and channel, under either alone, and under none."""
    keys = [
        cells.mutate(team_key=_key(cells.cell_team, by_team), channel_key=_key(cells.cell_channel, by_channel))
        for by_team, by_channel in _LEVELS.values()
    ]
    return keys[0].union(*keys[1:])


_LEVELS = {1: (True, True), 2: (True, False), 3: (False, True), 4: (False, False)}
"""How near a cell is to an entry, the nearest first -> whether team, and channel, are the same."""

_ANY = "*"


def _key(name: ir.Value, is_given: bool) -> ir.Value:
    """A name to join by; whatever it is where it is not given, or missing."""
    return (ibis.literal("=") + name).fill_null(_ANY) if is_given else ibis.literal(_ANY)


def _demands(costs: ir.Table) -> ir.Table:
    """The ledger by days, team and channel, with the amounts of each kind and the hours; numbered."""
    amounts = {kind: costs.amount.sum(where=costs.kind == kind) for kind in KINDS if kind != "hours"}
    demands = costs.group_by(*_ASKED).aggregate(**amounts, hours=costs.hours.sum())
    return demands.mutate(demand=ibis.row_number().over(order_by=list(_ASKED)))


_ASKED = ("from_on", "to_on", "team", "channel")


def _shares(demands: ir.Table, carriers: ir.Table) -> ir.Table:
    """What is asked of cells of the same days and key: of the nearest key any cell has in those days."""
    daily = _daily(demands.select("demand", *_ASKED), carriers)
    asked = [
        daily.select(
            "demand",
            "on",
            level=ibis.literal(level, "int64"),
            team_key=_key(daily.team, by_team),
            channel_key=_key(daily.channel, by_channel),
        )
        for level, (by_team, by_channel) in _LEVELS.items()
    ]
    met = asked[0].union(*asked[1:]).semi_join(carriers, ["on", *_KEYS])
    nearest = met.group_by("demand").aggregate(level=met.level.min())
    found = demands.inner_join(nearest, "demand")
    keyed = found.mutate(
        team_key=ibis.cases((found.level <= 2, _key(found.team, True)), else_=_ANY),
        channel_key=ibis.cases((found.level.isin((1, 3)), _key(found.channel, True)), else_=_ANY),
    )
    shares = keyed.group_by("from_on", "to_on", *_KEYS).aggregate(**{kind: keyed[kind].sum() for kind in KINDS})
    return shares.mutate(share=ibis.row_number().over(order_by=["from_on", "to_on", *_KEYS]))


_KEYS = ("team_key", "channel_key")


def _daily(spans: ir.Table, carriers: ir.Table) -> ir.Table:
    """A row for each day of a span on which there were contacts."""
    days = carriers.select("on").distinct()
    return spans.inner_join(days, (days.on >= spans.from_on) & (days.on <= spans.to_on))


def _pairs(shares: ir.Table, carriers: ir.Table) -> ir.Table:
    """Shares of the ledger with the cells that carry them, weighed by what carries them together."""
    pairs = _daily(shares, carriers).inner_join(carriers, ["on", *_KEYS])
    names = ("micros", "known_count", "unknown_count", "answered_count", "all_count")
    totals = {f"total_{name}": pairs[name].sum().over(group_by="share") for name in names}
    return pairs.select(*CELL, *KINDS, **totals)


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
    rates = {f"{kind}_{way}": ways[way](pairs[kind]) for kind in KINDS for way in WAYS}
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
