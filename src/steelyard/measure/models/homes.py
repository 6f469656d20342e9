"""Customers by where they were served before an initiative began, for what carries no such place itself.

A bot's session belongs to no site or team. An initiative that sends the contacts of a site to a bot takes them out of
the site's figures, and what is left is another group of issues. A customer's home does not move with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from steelyard import facts
from steelyard.measure.missing import check_refused
from steelyard.measure.question import dimensions_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.lazily import ibis

PLACES = ("site", "team")
"""Dimensions a customer may have a home of."""

MOST_MOVED = 0.02
"""By how much the share of issues that carry no place may change: by more, the place loses or gains issues itself."""

LEAST_LOYAL = 0.6
"""Share of their contacts that customers must have at home: of fewer, home says little of where they are treated."""


@dataclass(frozen=True)
class Home:
    """How well homes tell where customers are served.

    Attributes:
        loyal: share of identified contacts since it began, of those that carry a place, at the customer's home.
        known: share of identified issues since it began whose customer has one.
        placeless: share of all issues before and since that carry no place themselves.
    """

    loyal: float
    known: float
    placeless: tuple[float, float]

    @property
    def is_needed(self) -> bool:
        """Issues went where there is no place, so that the place does not stand for those treated."""
        return abs(self.placeless[1] - self.placeless[0]) > MOST_MOVED

    @property
    def is_telling(self) -> bool:
        """Most contacts of customers are at home."""
        return self.loyal >= LEAST_LOYAL and self.known > 0.5


def name_of(dimension: str, begun_on: date) -> str:
    """What the dimension is called in sums; the day is part of it, since homes follow from it."""
    return f"home_{dimension}_{begun_on:%Y%m%d}"


def looked(snapshot: Snapshot, settings: Settings, dimension: str, begun_on: date) -> Home:
    """How well homes would tell."""
    check_refused(snapshot, "homes")
    made_from = ("homes", dimension, begun_on, settings.dimensions)
    found = answered(snapshot, made_from, lambda *_: _counts(settings, dimension, begun_on))
    seen = {name: float(values[0] or 0.0) for name, values in found.items()}

    def share(part: str, whole: str) -> float:
        return seen[part] / seen[whole] if seen[whole] else 0.0

    placeless = share("placeless_before", "issues_before"), share("placeless", "issues")
    return Home(share("at_home", "placed"), share("homed", "identified"), placeless)


def at_home(snapshot: Snapshot, settings: Settings, dimension: str, begun_on: date) -> tuple[Snapshot, Settings, str]:
    """The version with customers' homes as one dimension more: with it, the settings that know it, and its name."""
    name = name_of(dimension, begun_on)
    dialect = snapshot.engine.dialect
    found = snapshot
    homes = _homes(settings, dimension, begun_on)
    for fact in facts.names():
        table = facts.fact(fact).table
        if table not in snapshot.manifest.tables or dimension not in dimensions_of(fact):
            continue
        rows = queries.table(fact, settings.dimensions)
        joined = rows.left_join(homes, rows.customer_id == homes.home_of)
        select = joined.select([rows[column] for column in rows.columns], **{name: homes.home})
        found = found.beside(table, queries.to_sql(select, dialect))
    engine = replace(settings.engine, dimensions=(*settings.engine.dimensions, name))
    return found, replace(settings, engine=engine), name


def _homes(settings: Settings, dimension: str, begun_on: date) -> Any:
    """home_of, home: customer -> the place of most of their contacts before it began, the first by name of equals."""
    rows = queries.table("contacts", settings.dimensions)
    before = rows.filter(rows.customer_id.notnull() & rows[dimension].notnull() & (rows.on < ibis.literal(begun_on)))
    counted = before.group_by(home_of=before.customer_id, home=before[dimension]).aggregate(n=before.count())
    first = ibis.row_number().over(
        ibis.window(group_by=counted.home_of, order_by=[counted.n.desc(), counted.home.asc()])
    )
    ranked = counted.mutate(place=first)
    return ranked.filter(ranked.place == 0).select("home_of", "home")


def _counts(settings: Settings, dimension: str, begun_on: date) -> Any:
    """One row: contacts since with a place and of these at home, issues since with a customer and a home, and so on."""
    homes = _homes(settings, dimension, begun_on)
    since = ibis.literal(begun_on)
    contacts = queries.table("contacts", settings.dimensions)
    contacts = contacts.filter(contacts.customer_id.notnull() & contacts[dimension].notnull() & (contacts.on >= since))
    with_home = contacts.inner_join(homes, contacts.customer_id == homes.home_of)
    issues = queries.table("issues", settings.dimensions)
    issues = issues.filter(issues.is_counted.fill_null(False))
    beside = issues.left_join(homes, issues.customer_id == homes.home_of)
    is_since = beside.on >= since
    placed = with_home.aggregate(
        placed=with_home.count().cast("float64"),
        at_home=(with_home[dimension] == with_home.home).cast("float64").sum(),
    )
    told = beside.aggregate(
        issues=is_since.cast("float64").sum(),
        issues_before=(~is_since).cast("float64").sum(),
        placeless=(is_since & beside[dimension].isnull()).cast("float64").sum(),
        placeless_before=(~is_since & beside[dimension].isnull()).cast("float64").sum(),
        identified=(is_since & beside.customer_id.notnull()).cast("float64").sum(),
        homed=(is_since & beside.home.notnull()).cast("float64").sum(),
    )
    return placed.cross_join(told)
