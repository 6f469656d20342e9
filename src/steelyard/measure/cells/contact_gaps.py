"""How soon after a contact was closed the same customer's next one was opened: counts by minutes, never contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from steelyard.measure.cells.cells import Cells, Product, Rows, cells_of
from steelyard.measure.missing import check_refused
from steelyard.measure.question import Question, filters_of
from steelyard.measure.sums import queries
from steelyard.settings.model import Settings
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

MINUTES = 60
"""Minutes that are told apart; LATER is the bin of all later ones within a day."""
LATER = MINUTES
DAY_S = 86_400

_INSTANTS = {
    "contact_id": "string",
    "opened_at": "timestamp",
    "ended_at": "timestamp",
    "opened_at_is_date": "boolean",
    "ended_at_is_date": "boolean",
}


def follow_ups(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Cells:
    """Pairs of a customer's consecutive contacts with people, by dimensions of the first and minutes between them.

    The last key of the cells is the minute; pairs further apart than a day are left out.
    """
    check_refused(snapshot, "follow_ups")
    filters = filters_of(where)
    question = Question((), (), "", filters, from_on, to_on, settings.dimensions)
    rows = Rows(("follow-ups", tuple(by)), lambda question: _pairs(question, by))
    keys = (*by, "minute")
    products = {"n": Product(), "same_agent": Product(("same",))}
    return cells_of(snapshot, question, rows, keys, keys, products, ())


def _pairs(question: Question, by: Sequence[str]) -> Any:
    """One row for each pair: the dimensions of its first contact, minutes apart, and whether one agent had both."""
    used = {"contact_id", "customer_id", "agent_id", "is_contact", "is_human", "is_identified", *by}
    rows = queries.asked(question, "contacts", used)
    rows = rows.filter(rows.is_contact & rows.is_human.fill_null(False) & rows.is_identified)
    rows = rows.inner_join(_instants(), "contact_id")
    order: dict[str, Any] = {"group_by": "customer_id", "order_by": ["opened_at", "contact_id"]}
    rows = rows.mutate(
        next_at=rows.opened_at.lead().over(**order),
        same=(rows.agent_id == rows.agent_id.lead().over(**order)).fill_null(False).cast("float64"),
    )
    rows = rows.mutate(apart_s=rows.next_at.delta(rows.ended_at, unit="second").cast("float64"))
    rows = rows.filter((rows.apart_s >= 0) & (rows.apart_s <= DAY_S))
    minute = (rows.apart_s / 60).floor().cast("int64")
    return rows.mutate(minute=(minute >= MINUTES).ifelse(LATER, minute))


def _instants() -> Any:
    """One row a contact whose times of day are known."""
    raw = ibis.table(_INSTANTS, name="contacts")
    lost = raw.opened_at_is_date.fill_null(False) | raw.ended_at_is_date.fill_null(False)
    raw = raw.filter(~lost & raw.ended_at.notnull())
    return raw.group_by("contact_id").aggregate(opened_at=raw.opened_at.min(), ended_at=raw.ended_at.min())
