"""Customers drawn by lot: which side each is on, from a seed, as one dimension more.

Nothing is stored of it: the side follows from the id and the seed, in the engine as here. Customers without an id, and
those who were erased, whose id is another since, are on neither side.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from steelyard import facts
from steelyard.facts.build.expressions import md5
from steelyard.measure.missing import check_refused
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Lot
from steelyard.store import Snapshot
from steelyard.store.lazily import ibis

TREATED, CONTROL = "treated", "control"
ERASED = "erased-"
"""What ids of customers begin with who were erased."""

_DIGITS = 8


def side_of(lot: Lot, customer_id: str) -> str:
    """The side of a customer, by the id as the store has it."""
    digest = hashlib.md5(f"{_salt(lot)}{customer_id}".encode(), usedforsecurity=False).hexdigest()
    return TREATED if digest[:_DIGITS] < _limit(lot) else CONTROL


def name_of(lot: Lot) -> str:
    """What the dimension is called in sums."""
    return f"lot_{lot.seed}_{_limit(lot)}"


def drawn(snapshot: Snapshot, settings: Settings, lot: Lot) -> tuple[Snapshot, Settings, str]:
    """The version with customers' sides as one dimension more: with it, the settings that know it, and its name."""
    name, found = name_of(lot), snapshot
    for fact in facts.names():
        table = facts.fact(fact).table
        if table not in snapshot.manifest.tables:
            continue
        rows = queries.table(fact, settings.dimensions)
        sided = rows.mutate(**{name: _side(rows, lot)})
        found = found.beside(table, queries.to_sql(sided, snapshot.engine.dialect))
    engine = replace(settings.engine, dimensions=(*settings.engine.dimensions, name))
    return found, replace(settings, engine=engine), name


def counts(snapshot: Snapshot, settings: Settings, lot: Lot) -> tuple[int, int]:
    """How many customers of the data are treated, and how many are not."""
    check_refused(snapshot, "lots")
    seen = answered(snapshot, ("lots", lot), lambda *_: _counted(settings, lot))
    by_side = {str(side): int(n) for side, n in zip(seen["side"], seen["n"], strict=True)}
    return by_side.get(TREATED, 0), by_side.get(CONTROL, 0)


def counts_by(snapshot: Snapshot, settings: Settings, dimension: str) -> dict[str, int]:
    """How many customers of the data have each value of a dimension."""
    check_refused(snapshot, "lots")
    seen = answered(snapshot, ("sides", dimension, settings.dimensions), lambda *_: _sides(settings, dimension))
    return {str(side): int(n) for side, n in zip(seen["side"], seen["n"], strict=True)}


def crossing(snapshot: Snapshot, settings: Settings, dimension: str) -> tuple[int, int]:
    """Of a dimension that says for what customers were drawn: customers, and those of them with several values."""
    check_refused(snapshot, "lots")
    seen = answered(snapshot, ("crossing", dimension, settings.dimensions), lambda *_: _crossed(settings, dimension))
    return int(seen["customers"][0] or 0), int(seen["crossing"][0] or 0)


def _salt(lot: Lot) -> str:
    return f"lot {lot.seed}:"


def _limit(lot: Lot) -> str:
    return f"{round(lot.share * 16**_DIGITS):08x}"


def _side(rows: Any, lot: Lot) -> Any:
    digest = md5(ibis.literal(_salt(lot)) + rows.customer_id)
    is_drawn = rows.customer_id.notnull() & (rows.customer_id.substr(0, len(ERASED)) != ERASED)
    side = ibis.ifelse(digest.substr(0, _DIGITS) < _limit(lot), TREATED, CONTROL)
    return ibis.ifelse(is_drawn, side, ibis.null("string"))


def _counted(settings: Settings, lot: Lot) -> Any:
    rows = queries.table("contacts", settings.dimensions)
    rows = rows.filter(rows.is_contact)
    sided = rows.select("customer_id", side=_side(rows, lot))
    return sided.filter(sided.side.notnull()).group_by("side").aggregate(n=sided.customer_id.nunique())


def _sides(settings: Settings, dimension: str) -> Any:
    rows = queries.table("contacts", settings.dimensions)
    rows = rows.filter(rows.is_contact & rows.customer_id.notnull() & rows[dimension].notnull())
    return rows.group_by(side=rows[dimension]).aggregate(n=rows.customer_id.nunique())


def _crossed(settings: Settings, dimension: str) -> Any:
    rows = queries.table("contacts", settings.dimensions)
    rows = rows.filter(rows.is_contact & rows.customer_id.notnull() & rows[dimension].notnull())
    each = rows.group_by("customer_id").aggregate(sides=rows[dimension].nunique())
    return each.aggregate(customers=each.count(), crossing=(each.sides > 1).cast("int64").sum())
