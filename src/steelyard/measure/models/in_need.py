"""Customers who may need a follow-up at the end of the data: which reasons hold of them, what is at stake, who rests.

Each reason is an expression over what was seen in the days before; all of them are asked in one query, and only those
who are listed leave the engine. Nothing after the horizon is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from steelyard import reasons, schema
from steelyard.declare import Reason
from steelyard.measure.missing import check_refused, is_met
from steelyard.measure.models import places, remark_asks
from steelyard.measure.models.remarks import reads_here
from steelyard.measure.models.seen import NUMBERS, TEXTS, Seen, count
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.measure.sums.compiled import compiled
from steelyard.schema import IBIS_TYPES
from steelyard.settings.model import Settings
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

FADED = 0.5
"""How much of the weight of a reason that fades is gone at the end of the window."""

KEPT = "held_of_customers"
"""What is read once and asked several times: all that holds, with what is known of each customer."""

LISTED, REFUSED, LEFT, RESTING = "listed", "do_not_contact", "left", "resting"
"""What becomes of a customer of whom a reason holds: shown; asked not to be contacted; left on the day of the newest
reason or later; contacted just now."""


def _whole(total: float) -> int:
    """A count that the engine summed; of no rows it is none."""
    return 0 if total != total else int(total)


@dataclass(frozen=True)
class Need:
    """Who may need a follow-up.

    Attributes:
        states: state -> customers of whom a reason holds; by_reason: reason -> those of them who could be listed.
        rows: columns of what holds of those who are listed, a row each: the customer's `rank` (0 first), `of` (the team
            that had it last), `value`, `priority`, and what `found` gives with `reason` and `weight`.
        valued, unknown: customers who could be listed whose value is known, and is not.
        middle: the median value a year of all customers of known value, at which the others are ranked.
        parts: columns by (of `places.PARTS`), within (the topic; empty of topics), part, reason, n: customers of whom
            a reason holds, by where it lies.
        base: columns by, reason, within, part, base: customers there of whom it could hold.
    """

    states: Mapping[str, int]
    by_reason: Mapping[str, int]
    rows: Mapping[str, np.ndarray]
    valued: int
    unknown: int
    middle: float | None
    parts: Mapping[str, np.ndarray]
    base: Mapping[str, np.ndarray]


def in_need(
    snapshot: Snapshot,
    settings: Settings,
    horizon: datetime,
    held: Mapping[str, Reason],
    most: int,
    team: str = "",
    spare: int = 0,
) -> Need:
    """Customers by the weight of their weightiest reason times value as it counts: the first, with all that holds.

    Args:
        held: the reasons these data can tell. team: only what is that team's.
        spare: so many more, of each team and in all, for those who drop out of the list later.
    """
    check_refused(snapshot, "in_need")
    seen = Seen(
        settings.followup, horizon, settings.assumptions.issue_max_days, settings.dimensions, has_steps(snapshot)
    )
    weights = {name: reasons.weight_of(entry, settings.followup) for name, entry in held.items()}
    given = ("in_need", horizon, settings.followup, settings.assumptions.issue_max_days, settings.dimensions)
    made_from = (*given, seen.has_steps, sorted(weights.items()), team)
    if any(entry.is_read for entry in held.values()):
        snapshot = remark_asks.told(snapshot, settings, seen.since, horizon)
    dialect = snapshot.engine.dialect
    select = compiled(
        (*made_from, KEPT, dialect), lambda: queries.to_sql(_joined(seen, _held(seen, held, weights, team)), dialect)
    )
    with snapshot.keeping(KEPT, select) as kept:
        counted = answered(kept, (*made_from, "counts"), lambda *_: _counts())
        known = answered(kept, (*made_from, "values"), lambda *_: _valued(seen))
        rows = answered(kept, (*made_from, "first", most, spare), lambda *_: _first(seen, most, spare))
        parts = answered(kept, (*made_from, "parts"), lambda *_: places.parts(_kept(), seen.has_steps))
    could = compiled(
        (*made_from, places.COULD, dialect), lambda: queries.to_sql(places.could(seen, held, team), dialect)
    )
    with snapshot.keeping(places.COULD, could) as kept:
        base = answered(kept, (*made_from, "base"), lambda *_: places.base(seen.has_steps))
    by_reason: dict[str, int] = {}
    states: dict[str, int] = {}
    for reason, state, n in zip(counted["reason"], counted["state"], counted["n"].tolist(), strict=True):
        if reason == "":
            states[state] = int(n)
        elif state == LISTED:
            by_reason[reason] = int(n)
    middle = float(known["middle"][0])
    return Need(
        states,
        by_reason,
        rows,
        _whole(known["valued"][0]),
        _whole(known["unknown"][0]),
        None if np.isnan(middle) else middle,
        parts,
        base,
    )


def has_steps(snapshot: Snapshot) -> bool:
    """Whether a source tells the steps of customers' ways."""
    return bool(snapshot.manifest.known.get("steps", {}).get("step"))


def tellable(snapshot: Snapshot, settings: Settings) -> tuple[dict[str, Reason], dict[str, Reason]]:
    """The reasons these data can tell, and those they cannot."""
    told: tuple[dict[str, Reason], dict[str, Reason]] = ({}, {})
    for name, reason in reasons.reasons().items():
        lacks = any(not any(is_met(snapshot, settings, way) for way in need.split("|")) for need in reason.needs)
        told[lacks or (reason.is_read and not reads_here(snapshot))][name] = reason
    return told


def refusing(snapshot: Snapshot, settings: Settings) -> list[str]:
    """Customers who asked not to be contacted."""
    if not is_met(snapshot, settings, "customers.do_not_contact"):
        return []
    found = answered(snapshot, ("in_need", settings.dimensions, "refusing"), lambda *_: _refusing(settings))
    return [str(who) for who in found["customer_id"]]


def _refusing(settings: Settings) -> Any:
    stored = schema.stored_columns("customers", settings.dimensions)
    rows = ibis.table({column.name: IBIS_TYPES[column.type] for column in stored}, name="customers")
    return rows.filter(rows.do_not_contact.fill_null(False)).select("customer_id").distinct()


def without_customer(snapshot: Snapshot, settings: Settings, horizon: datetime) -> tuple[int, int]:
    """Inbound contacts of the window without a known customer, who cannot be listed, and all of them."""
    seen = Seen(settings.followup, horizon, settings.assumptions.issue_max_days, settings.dimensions)
    made_from = ("in_need", horizon, settings.followup.window_days, "unidentified")
    found = answered(snapshot, made_from, lambda *_: _unidentified(seen))
    return _whole(found["unidentified"][0]), _whole(found["n"][0])


def _unidentified(seen: Seen) -> Any:
    rows = seen.fact("contacts")
    days = rows.filter(rows.on > ibis.literal(seen.since.date()), rows.on <= ibis.literal(seen.horizon.date()))
    inbound = days.filter(days.is_attempt)
    return inbound.aggregate(unidentified=count(~inbound.is_identified), n=inbound.count())


def _held(seen: Seen, held: Mapping[str, Reason], weights: Mapping[str, float], team: str) -> Any:
    """All that holds: `found`, with reason and weight; of each customer and reason the newest."""
    parts = [
        _weighed(seen, reason.find(seen), float(weights[name]), reason).mutate(reason=ibis.literal(name))
        for name, reason in held.items()
    ]
    rows = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    order = [rows["at"].desc(), rows.issue_id.desc()]
    rows = rows.mutate(place=ibis.row_number().over(group_by=["customer_id", "reason"], order_by=order))
    rows = rows.filter(rows.place == 0).drop("place")
    return rows.filter(rows.team == team) if team else rows


def _weighed(seen: Seen, rows: Any, weight: float, reason: Reason) -> Any:
    """What holds with its weight; of a reason that fades half is gone at the end of the window, by whole days."""
    if not reason.fades:
        return rows.mutate(weight=ibis.literal(weight))
    days = ibis.literal(seen.horizon).delta(rows["at"], unit="second") // 86_400
    days = ibis.greatest(ibis.least(days, ibis.literal(seen.settings.window_days)), ibis.literal(0)).cast("float64")
    return rows.mutate(weight=weight - days * ibis.literal(FADED * weight / seen.settings.window_days))


def _joined(seen: Seen, held: Any) -> Any:
    """What holds, with the weight of the customer's weightiest reason, newest_at, value a year and state beside it."""
    people = held.group_by("customer_id").aggregate(whole=held.weight.max(), newest_at=held["at"].max())
    customers = seen.stored("customers")
    refused = customers.group_by("customer_id").aggregate(is_refused=customers.do_not_contact.cast("int8").max())
    outcomes = seen.outcomes
    churned = outcomes.filter(outcomes.kind == "churned")
    left = churned.group_by("customer_id").aggregate(left_at=churned["at"].max())
    joined = people
    for other in (refused, left, seen.outbound, seen.values):
        name = next(column for column in other.columns if column != "customer_id")
        joined = joined.left_join(other, "customer_id").select(*joined.columns, name)
    rests = (joined.outbound_at > ibis.literal(seen.before(seen.settings.quiet_days))).fill_null(False)
    state = ibis.cases(
        ((joined.is_refused == 1).fill_null(False), ibis.literal(REFUSED)),
        ((joined.left_at.date() >= joined.newest_at.date()).fill_null(False), ibis.literal(LEFT)),
        (rests, ibis.literal(RESTING)),
        else_=ibis.literal(LISTED),
    )
    told = joined.select("customer_id", "whole", "newest_at", "value", state=state)
    return seen.with_step(held.inner_join(told, "customer_id")).select(*_KEPT_COLUMNS)


_KEPT_COLUMNS = {
    "customer_id": "string",
    "at": "timestamp",
    **dict.fromkeys(NUMBERS, "float64"),
    **dict.fromkeys(TEXTS, "string"),
    "step": "string",
    "reason": "string",
    "weight": "float64",
    "whole": "float64",
    "newest_at": "timestamp",
    "value": "float64",
    "state": "string",
}


def _kept() -> Any:
    return ibis.table(_KEPT_COLUMNS, name=KEPT)


def _people() -> Any:
    """Every customer of whom a reason holds, once."""
    rows = _kept()
    return rows.group_by("customer_id").aggregate(
        **{name: rows[name].max() for name in ("whole", "newest_at", "value", "state")}
    )


def _counts() -> Any:
    people, rows = _people(), _kept()
    whole = people.group_by("state").aggregate(n=people.count())
    whole = whole.select(reason=ibis.literal(""), state=whole.state, n=whole.n)
    split = rows.group_by("reason", "state").aggregate(n=rows.count())
    return whole.union(split.select("reason", "state", "n"))


def _valued(seen: Seen) -> Any:
    people = _people()
    people = people.filter(people.state == LISTED)
    known = people.aggregate(valued=count(people.value.notnull()), unknown=count(people.value.isnull()))
    return known.cross_join(seen.values.aggregate(middle=seen.values.value.median().cast("float64")))


def _first(seen: Seen, most: int, spare: int) -> Any:
    """The first customers with all that holds of them, within what each team can do in a day; and some to spare."""
    rows, people = _kept(), _people()
    people = people.filter(people.state == LISTED)
    newest = rows.filter(rows.team.notnull())
    order = [newest["at"].desc(), newest.reason]
    newest = newest.mutate(place=ibis.row_number().over(group_by="customer_id", order_by=order))
    teams = newest.filter(newest.place == 0).select("customer_id", of=newest.team)
    middle = seen.values.aggregate(middle=seen.values.value.median().cast("float64"))
    ranked = people.left_join(teams, "customer_id").select(*people.columns, "of").cross_join(middle)
    worth = ibis.greatest(ibis.coalesce(ranked.value, ranked.middle, ibis.literal(1.0)), ibis.literal(0.0))
    ranked = ranked.mutate(priority=ranked.whole * _counted(worth, seen.settings.value_power))
    capacities = seen.settings.capacity_of
    if capacities:
        ranked = ranked.mutate(nth=ibis.row_number().over(group_by="of", order_by=_order(ranked)))
        cases = [(ranked.of == name, ibis.literal(most_of + spare)) for name, most_of in capacities.items()]
        ranked = ranked.filter(ranked.nth < ibis.cases(*cases, else_=ibis.literal(most + spare)))
    placed = ranked.mutate(rank=ibis.row_number().over(order_by=_order(ranked)))
    chosen = placed.filter(placed["rank"] < most + spare).select("customer_id", "rank", "of", "priority")
    found = rows.inner_join(chosen, "customer_id").drop("whole", "newest_at", "state")
    return found.order_by("rank", found.weight.desc(), "reason")


def _counted(worth: Any, power: float) -> Any:
    """Value as it counts in the rank."""
    if power == 1:
        return worth
    return worth.sqrt() if power == 0.5 else worth.pow(ibis.literal(power)) if power else ibis.literal(1.0)


def _order(ranked: Any) -> list[Any]:
    return [ranked.priority.desc(), ranked.whole.desc(), ranked.newest_at.desc(), ranked.customer_id]
