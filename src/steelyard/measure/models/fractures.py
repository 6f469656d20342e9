"""What journeys hold that they would not if they worked: counted, and charged, in the engine; only sums come out.

Every inbound contact of an issue stands in its order. A fracture is a number of events on a contact; what the contact
cost is charged to it whole, or as far as it lies above similar contacts without any. Of one issue everything charged
is charged once more to the fracture that came first, so that sums over fractures hold nothing twice.

    found = series(snapshot, settings, asked, dimensions)    by week and part
    found = level(snapshot, settings, asked, dimensions)     by part and group of customers
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from steelyard import facts, schema
from steelyard.declare import Fracture
from steelyard.formats.raw import literal
from steelyard.fractures import fractures
from steelyard.measure.missing import check_refused, is_met
from steelyard.measure.models import step_counts
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.measure.sums.compiled import compiled
from steelyard.schema import IBIS_TYPES
from steelyard.settings.model import DeclaredFracture, Settings
from steelyard.store.asked import asked as answer_of
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

KEPT = "fractured_issues"
"""What is read once and asked several times: issues with what was charged in each."""

NONE = ""
"""The first fracture of an issue that holds none."""

_PLACES = 1000
"""More than there are kinds of fractures."""

WHOLE = ""
"""The dimension, and the part, of everything."""

_STORED = ("due_at", "kept_at", "promised")
_OF_FACT = ("wait_s", "hold_s", "handle_s", "wrap_s", "pending_s", "self_service_s", "replies", "transfers", "reopens")
_MONEY = ("cost", "seconds", "value")
"""What is charged: the provider's cost, the customer's time in seconds, and that time's value."""

PLAIN = (
    "issues", "contacts", "work_s", "cost", "technology_cost", "customer_s", "customer_cost", "churned", "mature",
    "unpriced", "untimed",
)  # fmt: skip
"""Sums of issues whatever they hold; work and contacts as far as they are known, and contacts whose cost,
and whose customer's time, is not: of that a fracture on them charges nothing."""


@dataclass(frozen=True)
class Walk:
    """Contacts of issues in their order, as a fracture counts on them.

    Args:
        end: the horizon, naive UTC. days: after its issue's start up to which a contact counts.
        used: columns of contacts that declared conditions read. dimensions: the workspace's own.
        named: id of a declared fracture -> steps that count as one; has_steps: there are any steps.
        of_contacts: each contact is a journey of its own, where nothing joins contacts.
    """

    end_at: datetime
    days: float
    used: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()
    has_steps: bool = False
    of_contacts: bool = False

    @property
    def end(self) -> Any:
        """The horizon in an expression."""
        return ibis.literal(self.end_at)

    @cached_property
    def rows(self) -> Any:
        """Inbound contacts, answered or given up, of identified issues.

        issue_id, at, place (0 first), has_next, before_channel, before_resolved, answers_before (by people); the
        fact's is_contact, is_abandoned, is_human, is_resolved, channel, family, cost and time; what is stored of
        promises.
        """
        stored, fact = self._stored(), self._fact("contacts")
        dated = stored.select("contact_id", *self._held(stored), at=stored.opened_at)
        if self.of_contacts:
            fact = fact.mutate(issue_id=fact.contact_id)
        inbound = fact.filter(fact.is_attempt, fact.issue_id.notnull())
        names = dict.fromkeys(("contact_id", "issue_id", "channel", "family", "is_contact", "is_abandoned", "is_human"))
        names |= dict.fromkeys(("is_resolved", *_OF_FACT, "work_s", "cost", "technology_cost"))
        names |= dict.fromkeys(("customer_s", "customer_cost"))
        rows = inbound.select(*names).inner_join(dated, "contact_id")
        begun = rows.mutate(begun_at=rows["at"].min().over(ibis.window(group_by="issue_id")))
        within = begun.filter(begun["at"] <= begun.begun_at + ibis.interval(seconds=round(self.days * 86_400)))
        order = [within["at"], within.contact_id]
        each = ibis.window(group_by="issue_id", order_by=order)
        so_far = ibis.cumulative_window(group_by="issue_id", order_by=order)
        is_answer = self.number(within.is_contact & within.is_human)
        told = within.mutate(
            before_channel=within.channel.lag().over(each),
            before_resolved=within.is_resolved.lag().over(each),
            has_next=within.contact_id.lead().over(each).notnull(),
            place=ibis.row_number().over(each),
            answers_before=is_answer.sum().over(so_far) - is_answer,
        )
        if not self.has_steps:
            return told
        dated = told.mutate(last_at=told.begun_at + ibis.interval(seconds=round(self.days * 86_400)))
        return step_counts.counted(dated, dict(self.named))

    def steps(self, name: str) -> Any:
        """How many steps of a kind, or of those a workspace declares under a name, a contact has."""
        return self.rows[step_counts.column(name)]

    def _held(self, stored: Any) -> list[str]:
        wanted = dict.fromkeys((*_STORED, *(name for name in self.used if name not in (*_OF_FACT, "channel"))))
        return [name for name in wanted if name in stored.columns]

    def _stored(self) -> Any:
        columns = schema.stored_columns("contacts", self.dimensions)
        return ibis.table({column.name: IBIS_TYPES[column.type] for column in columns}, name="contacts")

    def _fact(self, name: str) -> Any:
        definition = facts.fact(name)
        columns = {column.name: IBIS_TYPES[column.type] for column in definition.columns}
        return ibis.table({**columns, **dict.fromkeys(self.dimensions, "string")}, name=definition.table)

    def issues(self) -> Any:
        """The fact; of contacts alone what it would hold of them, of which nobody knows whose they are."""
        if not self.of_contacts:
            return self._fact("issues")
        rows = self._fact("contacts")
        nothing = {"is_churned": ibis.null("boolean"), "is_loyalty_mature": ibis.literal(False)}
        own = rows.filter(rows.is_attempt)
        return own.mutate(
            issue_id=own.contact_id, customer_id=ibis.null("string"), is_raised_mature=own.is_followed, **nothing
        )

    @staticmethod
    def number(flag: Any) -> Any:
        """1 where it holds, 0 where it does not or nobody knows."""
        return flag.fill_null(False).cast("float64")

    def declared(self, told: DeclaredFracture) -> Any:
        """How many of the steps it names a contact has, else 1, where a declared condition holds."""
        rows = self.rows
        times = self.steps(told.name) if told.steps else None
        flags = [rows[name].isin(values) for name, values in told.where.items()]
        flags += [rows[name] >= limit for name, limit in told.at_least.items()]
        flags += [rows[name] <= limit for name, limit in told.at_most.items()]
        if not flags:
            return times
        held = flags[0]
        for flag in flags[1:]:
            held = held & flag
        return self.number(held) if times is None else self.number(held) * times


def tellable(snapshot: Snapshot, settings: Settings) -> tuple[dict[str, Fracture], dict[str, Fracture]]:
    """The fractures these data can tell, and those they cannot, each in the causal order."""
    told: tuple[dict[str, Fracture], dict[str, Fracture]] = ({}, {})
    for name, fracture in fractures(settings).items():
        lacks = any(not any(_is_there(snapshot, settings, way) for way in need.split("|")) for need in fracture.needs)
        named = next((one.steps for one in settings.fractures if one.name == name), ())
        lacks = lacks or (bool(named) and not set(named) - set(absent_steps(snapshot, settings)))
        told[lacks][name] = fracture
    return told


def absent_steps(snapshot: Snapshot, settings: Settings) -> tuple[str, ...]:
    """Steps that declared fractures name and the data do not hold, where they hold any."""
    named = tuple(dict.fromkeys(step for told in settings.fractures for step in told.steps))
    if not named or not is_met(snapshot, settings, "steps.step"):
        return ()
    listed = ", ".join(map(literal, named))
    held = answer_of(snapshot, f"SELECT DISTINCT step FROM steps WHERE step IN ({listed}) ORDER BY step")
    return tuple(step for step in named if step not in held["step"].tolist())


def _is_there(snapshot: Snapshot, settings: Settings, way: str) -> bool:
    is_own = way.removeprefix("contacts.") in settings.dimensions
    return is_own or is_met(snapshot, settings, way)


@dataclass(frozen=True)
class Asked:
    """What is read once for several questions of one answer.

    Args:
        snapshot: with the issues kept beside its tables. names: of the fractures, in order. dimensions: that part.
    """

    snapshot: Snapshot
    names: tuple[str, ...]
    dimensions: tuple[str, ...]
    made_from: tuple[Any, ...]


@contextmanager
def reading(
    snapshot: Snapshot,
    settings: Settings,
    held: Mapping[str, Fracture],
    dimensions: Sequence[str],
    from_on: date,
    to_on: date,
    days: float,
    *,
    of_contacts: bool = False,
) -> Iterator[Asked]:
    """Issues begun from a first to a last day with what they hold, kept while it is open.

    Args:
        held: fractures to count. dimensions: of issues, to part by. days: up to which an issue's contacts count.
        of_contacts: each contact is an issue of its own.
    """
    check_refused(snapshot, "fractures")
    horizon = snapshot.manifest.horizon
    assert horizon is not None
    used = tuple(dict.fromkeys(name for told in settings.fractures for name in told.columns))
    named = tuple((told.name, told.steps) for told in settings.fractures if told.steps and told.name in held)
    has_steps = any(need.startswith("steps.") for entry in held.values() for need in entry.needs)
    walk = Walk(horizon, days, used, settings.dimensions, named, has_steps, of_contacts)
    given = [(name, entry.place, entry.charge, entry.cost, entry.minutes) for name, entry in held.items()]
    hour = settings.assumptions.customer_hour_value
    of = (tuple(given), settings.fractures, settings.dimensions, hour, tuple(dimensions))
    made_from: tuple[Any, ...] = ("fractures", horizon, days, *of, has_steps, of_contacts, from_on, to_on)
    dialect = snapshot.engine.dialect
    select = compiled(
        (*made_from, KEPT, dialect),
        lambda: queries.to_sql(_issues(walk, held, tuple(dimensions), from_on, to_on, hour), dialect),
    )
    with snapshot.keeping(KEPT, select) as kept:
        yield Asked(kept, tuple(held), tuple(dimensions), made_from)


def series(asked: Asked) -> dict[str, np.ndarray]:
    """Columns by (dimension), part, kind (the topic), week (its Monday), and sums: of `PLAIN`, and n_, cost_ and value_
    of every fracture."""
    keys = ("kind", "week")
    return answered(asked.snapshot, (*asked.made_from, "series"), lambda *_: _by_part(asked, keys, _of_series(asked)))


def level(asked: Asked, from_on: date, to_on: date) -> dict[str, np.ndarray]:
    """Columns by (dimension), part, customer_group, and every sum, of issues begun in those days."""
    made_from = (*asked.made_from, "level", from_on, to_on)
    return answered(
        asked.snapshot,
        made_from,
        lambda *_: _by_part(asked, ("customer_group",), _of_level(asked), (from_on, to_on)),
    )


def customers(asked: Asked, from_on: date, to_on: date) -> dict[str, np.ndarray]:
    """Columns by (dimension), part, and who_ of every fracture: different customers it happened to in those days."""
    counted = {f"who_{name}": (f"n_{name}", "customer_id") for name in asked.names}
    made_from = (*asked.made_from, "customers", from_on, to_on)
    return answered(asked.snapshot, made_from, lambda *_: _distinct(asked, counted, (from_on, to_on)))


def _issues(
    walk: Walk,
    held: Mapping[str, Fracture],
    dimensions: tuple[str, ...],
    from_on: date,
    to_on: date,
    hour: float | None,
) -> Any:
    """Issues with their dimensions and sums: of each fracture events and what they cost, what is charged once, and
    which fracture came first."""
    charged = _charged(walk, held, hour)
    sums = charged.group_by("issue_id").aggregate(**_summed(charged, held))
    fact = walk.issues()
    days = fact.filter(fact.is_raised_mature, fact.on >= ibis.literal(from_on), fact.on <= ibis.literal(to_on))
    known = {name: days[name] for name in dimensions}
    left = walk.number(days.is_churned) * walk.number(days.is_loyalty_mature)
    stratum = {"of_segment": days.segment, "of_family": days.family}
    told = days.select(
        "issue_id",
        "on",
        "customer_id",
        "customer_group",
        kind=days.topic,
        week=days.on.truncate("W").cast("date"),
        **known,
        **stratum,
        churned=left,
        mature=walk.number(days.is_loyalty_mature),
    )
    return _with_expected(told.inner_join(sums, "issue_id"))


def _with_expected(rows: Any) -> Any:
    """With the share of similar issues without a fracture whose customer left, where their horizon has passed."""
    alike = ibis.window(group_by=["of_segment", "of_family"])
    is_clean = (rows["first"] == NONE).cast("float64")
    left = (is_clean * rows.churned).sum().over(alike)
    there = (is_clean * rows.mature).sum().over(alike)
    return rows.mutate(expected_left=ibis.ifelse(there >= 20, left / there, ibis.null("float64")) * rows.mature)


def _charged(walk: Walk, held: Mapping[str, Fracture], hour: float | None) -> Any:
    """Contacts with n_ of each fracture, cost_, seconds_ and value_ charged to it, and what is charged once."""
    rows = walk.rows
    counts = {f"n_{name}": entry.count(walk) for name, entry in held.items()}
    rows = rows.mutate(**counts) if counts else rows
    every = [rows[name] for name in counts]
    is_clean = ibis.literal(True)
    for count in every:
        is_clean = is_clean & (count == 0)
    rows = rows.mutate(is_clean=is_clean & rows.is_contact.fill_null(False))
    alike = ibis.window(group_by=[rows.family, rows.channel, rows.is_human])
    sources = {"cost": rows.cost, "seconds": rows.customer_s, "value": rows.customer_cost}
    usual = {
        f"usual_{name}": ibis.ifelse(rows.is_clean, given, None).mean().over(alike) for name, given in sources.items()
    }
    rows = rows.mutate(**usual)
    whole = {name: ibis.coalesce(given, 0.0) for name, given in _named(rows).items()}
    beyond = {name: ibis.coalesce(given - rows[f"usual_{name}"], 0.0) for name, given in _named(rows).items()}
    is_spare = rows.is_abandoned.fill_null(False) | (rows.answers_before > 0) | ~rows.is_human.fill_null(False)
    told: dict[str, Any] = {}
    once = {name: ibis.literal(0.0) for name in _MONEY}
    for name, entry in held.items():
        count = rows[f"n_{name}"]
        for money in _MONEY:
            is_whole = is_spare if entry.charge == "contact" else ibis.literal(False)
            charge = ibis.ifelse(is_whole, whole[money], beyond[money])
            told[f"{money}_{name}"] = ibis.ifelse(count > 0, _declared(entry, money, count, charge, hour), 0.0)
    for money in _MONEY:
        once[money] = _once(rows, held, money, told)
    firsts = [(rows[f"n_{name}"] > 0, rows.place * _PLACES + at) for at, name in enumerate(held)]
    first = ibis.cases(*firsts, else_=ibis.null("int64")) if firsts else ibis.null("int64")
    return rows.mutate(**told, **{f"once_{money}": once[money] for money in _MONEY}, came=first)


def _named(rows: Any) -> dict[str, Any]:
    return {"cost": rows.cost, "seconds": rows.customer_s, "value": rows.customer_cost}


def _declared(entry: Fracture, money: str, count: Any, charge: Any, hour: float | None) -> Any:
    """What one contact's events are charged: as declared, else as the data say."""
    if money == "cost" and entry.cost is not None:
        return count * entry.cost
    if money == "seconds" and entry.minutes is not None:
        return count * (60.0 * entry.minutes)
    if money == "value" and entry.minutes is not None:
        return count * (entry.minutes / 60 * (hour or 0.0))
    return charge


def _once(rows: Any, held: Mapping[str, Fracture], money: str, told: Mapping[str, Any]) -> Any:
    """The largest charge of a contact: what two fractures on it share is not added up."""
    given = [ibis.ifelse(rows[f"n_{name}"] > 0, told[f"{money}_{name}"], ibis.null("float64")) for name in held]
    if not given:
        return ibis.literal(0.0)
    return ibis.coalesce(given[0] if len(given) == 1 else ibis.greatest(*_filled(given)), 0.0)


def _filled(given: Sequence[Any]) -> list[Any]:
    """Every charge with the others' in its place where it does not hold, so that the largest is of those that do."""
    return [ibis.coalesce(one, *[other for other in given if other is not one]) for one in given]


def _summed(rows: Any, held: Mapping[str, Fracture]) -> dict[str, Any]:
    """By issue: what is plain, what each fracture holds, what is charged once, and the first fracture."""
    found: dict[str, Any] = {
        "contacts": rows.is_contact.cast("float64").sum(),
        "unpriced": (rows.is_contact & rows.cost.isnull()).cast("float64").sum(),
        "untimed": (rows.is_contact & rows.customer_s.isnull()).cast("float64").sum(),
        "work_s": rows.work_s.sum(),
        "cost": rows.cost.sum(),
        "technology_cost": rows.technology_cost.sum(),
        "customer_s": rows.customer_s.sum(),
        "customer_cost": rows.customer_cost.sum(),
    }
    for name in held:
        found[f"n_{name}"] = rows[f"n_{name}"].sum()
        found |= {f"{money}_{name}": rows[f"{money}_{name}"].sum() for money in _MONEY}
    found |= {f"once_{money}": rows[f"once_{money}"].sum() for money in _MONEY}
    came = rows.came.min() % _PLACES
    firsts = [(came == at, ibis.literal(name)) for at, name in enumerate(held)]
    found["first"] = ibis.cases(*firsts, else_=ibis.literal(NONE)) if firsts else ibis.literal(NONE)
    return found


def _of_series(asked: Asked) -> tuple[str, ...]:
    each = [f"{kind}_{name}" for name in asked.names for kind in ("n", "cost", "value")]
    return (*PLAIN[1:], *each)


def _of_level(asked: Asked) -> tuple[str, ...]:
    each = [f"{kind}_{name}" for name in asked.names for kind in ("n", *_MONEY)]
    return (*PLAIN[1:], *each, *(f"once_{money}" for money in _MONEY))


def _by_part(asked: Asked, keys: Sequence[str], sums: Sequence[str], days: tuple[date, date] | None = None) -> Any:
    """Sums by one dimension at a time; with a span of days, what is charged once by the first fracture, too."""
    rows = _kept(asked)
    if days:
        rows = rows.filter(rows.on >= ibis.literal(days[0]), rows.on <= ibis.literal(days[1]))
    found = []
    for name in (WHOLE, *asked.dimensions):
        part = rows[name] if name else ibis.literal(WHOLE)
        lying = rows.filter(rows[name].notnull()) if name else rows
        totals = {one: lying[one].sum() for one in sums}
        totals["issues"] = lying.count().cast("float64")
        if days:
            totals |= _attributed(lying, asked.names)
        split = lying.group_by(part=part, **{key: lying[key] for key in keys}).aggregate(**totals)
        found.append(split.select(by=ibis.literal(name), **{one: split[one] for one in split.columns}))
    return found[0].union(*found[1:]) if len(found) > 1 else found[0]


def _attributed(rows: Any, names: Sequence[str]) -> dict[str, Any]:
    """Of issues each fracture came first in: what is charged once; of those it is in: their number and who left."""
    found: dict[str, Any] = {}
    for name in names:
        is_first = rows["first"] == name
        found |= {f"net_{money}_{name}": ibis.ifelse(is_first, rows[f"once_{money}"], 0.0).sum() for money in _MONEY}
        is_in = rows[f"n_{name}"] > 0
        known = is_in & rows.expected_left.notnull() & (rows.mature > 0)
        found[f"issues_{name}"] = is_in.cast("float64").sum()
        found[f"told_{name}"] = known.cast("float64").sum()
        found[f"left_{name}"] = ibis.ifelse(known, rows.churned, 0.0).sum()
        found[f"expected_{name}"] = ibis.ifelse(known, rows.expected_left, 0.0).sum()
        is_charged = is_first & rows.expected_left.notnull() & (rows.mature > 0)
        found[f"net_told_{name}"] = is_charged.cast("float64").sum()
        found[f"net_left_{name}"] = ibis.ifelse(is_charged, rows.churned - rows.expected_left, 0.0).sum()
    return found


def _distinct(asked: Asked, counted: Mapping[str, tuple[str, str]], days: tuple[date, date]) -> Any:
    rows = _kept(asked)
    rows = rows.filter(rows.on >= ibis.literal(days[0]), rows.on <= ibis.literal(days[1]))
    found = []
    for name in (WHOLE, *asked.dimensions):
        part = rows[name] if name else ibis.literal(WHOLE)
        lying = rows.filter(rows[name].notnull()) if name else rows
        totals = {one: lying[who].nunique(where=lying[flag] > 0) for one, (flag, who) in counted.items()}
        split = lying.group_by(part=part).aggregate(**totals)
        found.append(split.select(by=ibis.literal(name), **{one: split[one] for one in split.columns}))
    return found[0].union(*found[1:]) if len(found) > 1 else found[0]


def _kept(asked: Asked) -> Any:
    texts = ("issue_id", "customer_id", "kind", *asked.dimensions, "first")
    numbers = (*PLAIN[1:], "expected_left", *(f"once_{money}" for money in _MONEY))
    numbers += tuple(f"{kind}_{name}" for name in asked.names for kind in ("n", *_MONEY))
    columns = {**dict.fromkeys(texts, "string"), "on": "date", "week": "date", "customer_group": "int64"}
    return ibis.table({**columns, **dict.fromkeys(numbers, "float64")}, name=KEPT)


def whole_weeks(first_on: date, last_on: date) -> tuple[date, date]:
    """The first Monday and the last Sunday of some days."""
    return (
        first_on + timedelta(days=-first_on.weekday() % 7),
        last_on - timedelta(days=(last_on.weekday() + 1) % 7),
    )
