"""Rows of canonical tables as a load would store them."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from steelyard import schema

Row = dict[str, Any]

ZONES = {"home": ZoneInfo("Europe/Lisbon"), "away": ZoneInfo("America/New_York")}
"""Source -> the zone of its wall clocks."""


def contact(contact_id: str, customer_id: str | None, opened_at: datetime, **values: Any) -> Row:
    """A contact; what is not named is missing."""
    return {"contact_id": contact_id, "customer_id": customer_id, "opened_at": opened_at, **values}


def answered(contact_id: str, customer_id: str | None, opened_at: datetime, minutes: float = 10, **values: Any) -> Row:
    """A contact by telephone that a person took and marked solved."""
    ended_at = opened_at + timedelta(minutes=minutes)
    usual = {
        "channel": "phone",
        "topic": "billing",
        "team": "North",
        "agent_id": "a1",
        "handle_s": minutes * 60 - 30,
        "wait_s": 12.5,
        "ended_at": ended_at,
        "resolved_at": ended_at,
        "resolved": True,
    }
    return contact(contact_id, customer_id, opened_at, **{**usual, **values})


def complete(table: str, row: Row) -> Row:
    """A row with what a load stores beside the canonical columns."""
    full = {"source": "home", **row}
    full.setdefault("source_key", "\x1f".join(str(full.get(name)) for name in schema.table(table).key))
    for column in schema.table(table).columns:
        if column.type == "instant" and full.get(column.name) is not None:
            full.setdefault(f"{column.name}_is_date", False)
    return {**full, **_moment(table, full), **(_groups(full) if table == "contacts" else {})}


def _moment(table: str, row: Row) -> Row:
    time = schema.table(table).time
    value = row.get(time) if time else None
    if not isinstance(value, datetime):
        return {"on": value} if isinstance(value, date) else {}
    if row[f"{time}_is_date"]:
        return {"on": value.date()}
    wall = value.replace(tzinfo=UTC).astimezone(ZONES[row["source"]])
    return {"on": wall.date(), "hour": wall.hour}


def _groups(row: Row) -> Row:
    return {
        "customer_group": _group(row.get("customer_id") or row["contact_id"]),
        "row_group": _group(row["contact_id"]),
    }


def _group(text: str) -> int:
    return hashlib.md5(text.encode(), usedforsecurity=False).digest()[0] % 64
