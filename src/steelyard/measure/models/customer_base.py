"""The customer base: what customers are worth a year, how long they stay, and how often one leaving is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from steelyard import facts, schema
from steelyard.measure.missing import check_refused
from steelyard.measure.sums.answered import answered
from steelyard.schema import IBIS_TYPES
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Base:
    """What is known of the customers.

    Attributes:
        value: segment (None: of no segment) -> mean money a year of its customers; empty where no value is recorded.
        customers: segment -> how many of them have one.
        tenure: (T,), years 1, 2 ... as customer; present, lost: (T,), there at the beginning of the days asked, and of
            these gone a year later; empty where nobody knows since when customers are.
    """

    value: dict[str | None, float]
    customers: dict[str | None, int]
    tenure: Floats
    present: Floats
    lost: Floats


def base(snapshot: Snapshot, settings: Settings, since_on: date) -> Base:
    """The base, with those who left within a year of a day."""
    check_refused(snapshot, "base")
    known = snapshot.manifest.known
    value: dict[str | None, float] = {}
    count: dict[str | None, int] = {}
    if known.get("customers", {}).get("value_per_year"):
        found = answered(snapshot, ("values", settings.dimensions), lambda *_: _values(settings))
        value = dict(zip(found["segment"], found["value"].tolist(), strict=True))
        count = dict(zip(found["segment"], map(int, found["n"]), strict=True))
    tenure = _tenure(snapshot, settings, since_on) if known.get("customers", {}).get("since_on") else np.zeros((3, 0))
    return Base(value, count, *tenure)


def departures(
    snapshot: Snapshot, settings: Settings, from_on: date | None = None, to_on: date | None = None
) -> dict[str | None, float]:
    """Segment -> customers who left for each issue whose customer left: one leaving after two issues counts once."""
    check_refused(snapshot, "base")
    found = answered(snapshot, ("departures",), _departures, from_on, to_on)
    shares = found["left"].astype(float) / found["n"].astype(float)
    return dict(zip(found["segment"], shares.tolist(), strict=True))


def _values(settings: Settings) -> Any:
    """Customers with a value and its mean, by segment."""
    customers = _table("customers", settings)
    valued = customers.filter(customers.value_per_year.notnull())
    return valued.group_by("segment").aggregate(n=valued.count(), value=valued.value_per_year.mean())


def _departures(from_on: date | None, to_on: date | None) -> Any:
    """Issues whose customer left, and these customers, by segment."""
    fact = facts.fact("issues")
    rows: Any = ibis.table({column.name: IBIS_TYPES[column.type] for column in fact.columns}, name=fact.table)
    rows = rows.filter(rows.is_loyalty_mature & rows.is_churned.fill_null(False))
    rows = rows.filter(rows.on >= ibis.literal(from_on)) if from_on else rows
    rows = rows.filter(rows.on <= ibis.literal(to_on)) if to_on else rows
    return rows.group_by("segment").aggregate(n=rows.count(), left=rows.customer_id.nunique())


def _tenure(snapshot: Snapshot, settings: Settings, since_on: date) -> Floats:
    """(3, T): year of tenure on that day, customers there, and of these gone a year later."""
    made_from = ("tenure", settings.dimensions, since_on)
    found = answered(snapshot, made_from, lambda *_: _tenures(settings, since_on))
    return np.stack([np.asarray(found[name], dtype=float) for name in ("tenure", "n", "lost")])


def _tenures(settings: Settings, since_on: date) -> Any:
    customers, outcomes = _table("customers", settings), _table("outcomes", settings)
    churned = outcomes.filter(outcomes.kind == "churned").group_by("customer_id")
    gone = churned.aggregate(left_on=outcomes.on.min())
    joined = customers.left_join(gone, "customer_id")
    rows = joined.select(customers.since_on, gone.left_on)
    day, later = ibis.literal(since_on), ibis.literal(since_on + timedelta(days=round(YEAR_DAYS)))
    there = rows.filter((rows.since_on <= day) & (rows.left_on.isnull() | (rows.left_on > day)))
    days = day.delta(there.since_on, unit="day").cast("float64")
    tenured = there.mutate(tenure=((days / YEAR_DAYS).floor() + 1).cast("int64"))
    is_gone = (tenured.left_on <= later).fill_null(False).cast("int64")
    return tenured.group_by("tenure").aggregate(n=tenured.count(), lost=is_gone.sum()).order_by("tenure")


def _table(name: str, settings: Settings) -> Any:
    columns = schema.stored_columns(name, settings.dimensions)
    return ibis.table({column.name: IBIS_TYPES[column.type] for column in columns}, name=name)
