"""Customers month by month: what they had lived through in the months before, and whether they left in this one.

A customer is at risk from the month after the first contact seen until the month of leaving. What happened counts for
the three months after its own month and for no earlier one, so that staying longer cannot pass for having had more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from steelyard.measure.missing import check_refused
from steelyard.measure.question import GROUPS, Question
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

MEMORY_MONTHS = 3
"""How long something counts after its month."""

MOST = 2
"""So many and more are one band."""

EVENTS = ("answered", "given_up", "unresolved", "transferred")
"""What may happen to a customer in a month, counted by contacts."""


@dataclass(frozen=True)
class Exposure:
    """Cells of customer-months.

    Attributes:
        x: (cells, events), how many of each in the three months before: 0, 1, 2 and more.
        month: (cells,), months since year 0.
        n, left: (groups, cells), customers at risk in the month, and of these who left in it.
    """

    x: Floats
    month: Floats
    n: Floats
    left: Floats


def exposure(
    snapshot: Snapshot,
    settings: Settings,
    where: Mapping[str, tuple[str, ...]],
    first_on: date,
    last_on: date,
) -> Exposure:
    """Cells of every month in full view: three months of memory before it, complete itself.

    Args:
        where: which contacts make a customer one of those followed, and count as lived through.
        first_on, last_on: the days the data hold.
    """
    check_refused(snapshot, "exposure")
    months = _month(first_on) + MEMORY_MONTHS + 1, _month(last_on) - 1
    made_from = ("exposure", where, months, settings.dimensions)
    seen = answered(snapshot, (*made_from, "lived"), lambda *_: _lived(_contacts(settings, where), months))
    spells = answered(snapshot, (*made_from, "spells"), lambda *_: _spells(_contacts(settings, where)))
    labels, n, left = _dense(seen)
    at_risk, leaving = _at_risk(spells, months)
    return _with_unexposed(labels, n, left, at_risk, leaving, months)


def _contacts(settings: Settings, where: Mapping[str, tuple[str, ...]]) -> Any:
    """customer_id, g, m its month, and one mark for each event; identified inbound contacts."""
    question = Question((), (), "", where, None, None, settings.dimensions)
    used = {"customer_id", "customer_group", "is_identified", "is_attempt", "is_contact", "is_abandoned"}
    rows = queries.asked(question, "contacts", used | {"is_resolved", "is_transferred"})
    rows = rows.filter(rows.is_identified, rows.is_attempt)
    marks = {
        "answered": rows.is_contact,
        "given_up": rows.is_abandoned,
        "unresolved": rows.is_contact & ~rows.is_resolved.fill_null(True),
        "transferred": rows.is_transferred,
    }
    month = rows.on.year().cast("int64") * 12 + rows.on.month().cast("int64") - 1
    counts = {name: mark.fill_null(False).cast("int64") for name, mark in marks.items()}
    return rows.select(customer_id=rows.customer_id, g=rows.customer_group.cast("int64"), m=month, **counts)


def _people(contacts: Any) -> Any:
    """customer_id, g, entered, gone: the months of the first contact and of leaving; -1 for those who stayed."""
    entered = contacts.group_by("customer_id").aggregate(g=contacts.g.min(), entered=contacts.m.min())
    churned = queries.first_churn()
    month = churned.churned_on.year().cast("int64") * 12 + churned.churned_on.month().cast("int64") - 1
    left = churned.select(leaver=churned.customer_id, gone=month)
    joined = entered.left_join(left, entered.customer_id == left.leaver)
    return joined.select("customer_id", "g", "entered", gone=joined.gone.fill_null(-1))


def _spells(contacts: Any) -> Any:
    """How many customers of a group entered and left in which months."""
    return _people(contacts).group_by("g", "entered", "gone").aggregate(n=lambda t: t.count())


def _lived(contacts: Any, months: tuple[int, int]) -> Any:
    """Customer-months with anything in their memory, by month, group and bands."""
    monthly = contacts.group_by("customer_id", "m").aggregate(**{name: contacts[name].sum() for name in EVENTS})
    shifted = [monthly.mutate(m=monthly.m + lag) for lag in range(1, MEMORY_MONTHS + 1)]
    remembered = shifted[0].union(*shifted[1:])
    summed = remembered.group_by("customer_id", "m").aggregate(**{name: remembered[name].sum() for name in EVENTS})
    summed = summed.filter(summed.m >= months[0], summed.m <= months[1])
    joined = summed.inner_join(_people(contacts), "customer_id")
    at_risk = joined.filter(joined.m > joined.entered, (joined.gone < 0) | (joined.m <= joined.gone))
    bands = {f"x{place}": ibis.least(at_risk[name], MOST) for place, name in enumerate(EVENTS)}
    rows = at_risk.mutate(**bands, is_leaving=(at_risk.m == at_risk.gone).cast("int64"))
    return rows.group_by("g", "m", *bands).aggregate(n=rows.count(), left=rows.is_leaving.sum())


def _dense(seen: Mapping[str, np.ndarray]) -> tuple[Floats, Floats, Floats]:
    """(cells, 1 + events), month and bands; (groups, cells) at risk; (groups, cells) who left."""
    columns = np.stack([np.asarray(seen[name], dtype=float) for name in _KEYS], axis=1)
    labels, cell = np.unique(columns, axis=0, return_inverse=True)
    place = (np.asarray(seen["g"], dtype=np.int64), np.asarray(cell).ravel())
    n, left = np.zeros((GROUPS, len(labels))), np.zeros((GROUPS, len(labels)))
    np.add.at(n, place, np.asarray(seen["n"], dtype=float))
    np.add.at(left, place, np.asarray(seen["left"], dtype=float))
    return labels, n, left


def _at_risk(spells: Mapping[str, np.ndarray], months: tuple[int, int]) -> tuple[Floats, Floats]:
    """(groups, months) customers at risk in every month, and of these who left in it."""
    group, entered, gone = (np.asarray(spells[name], dtype=np.int64) for name in ("g", "entered", "gone"))
    count = np.asarray(spells["n"], dtype=float)
    every = range(months[0], months[1] + 1)
    shape = (GROUPS, max(len(every), 0))
    at_risk, leaving = np.zeros(shape), np.zeros(shape)
    for place, month in enumerate(every):
        here = (entered < month) & ((gone < 0) | (gone >= month))
        np.add.at(at_risk[:, place], group[here], count[here])
        np.add.at(leaving[:, place], group[here & (gone == month)], count[here & (gone == month)])
    return at_risk, leaving


def _with_unexposed(
    labels: Floats, n: Floats, left: Floats, at_risk: Floats, leaving: Floats, months: tuple[int, int]
) -> Exposure:
    """The cells seen, and for every month the customers with nothing in their memory."""
    every = np.arange(months[0], months[1] + 1, dtype=float)
    is_of = labels[:, :1] == every
    plain = np.zeros((len(every), len(EVENTS)))
    return Exposure(
        np.concatenate([labels[:, 1:], plain]),
        np.concatenate([labels[:, 0], every]),
        np.concatenate([n, at_risk - n @ is_of], axis=1),
        np.concatenate([left, leaving - left @ is_of], axis=1),
    )


_KEYS = ("m", *(f"x{place}" for place in range(len(EVENTS))))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
