"""How soon the next contact was opened, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from steelyard.measure.cells.contact_gaps import LATER, follow_ups
from steelyard.settings.model import Settings

START = datetime(2026, 5, 4, 9)


def hold(snapshot: Any, rows: list[tuple[str, str, str, float, float]]) -> None:
    """Contacts: id, customer, agent, opened and ended in minutes after nine."""
    own = {"on": date(2026, 5, 4), "is_contact": True, "is_human": True, "is_identified": True, "team": "T"}
    contacts = [{**own, "contact_id": name, "customer_id": who, "agent_id": agent} for name, who, agent, _, _ in rows]
    snapshot.put("contacts", contacts)
    for name, _, _, opened, ended in rows:
        instants = (name, START + timedelta(minutes=opened), START + timedelta(minutes=ended))
        sql = "INSERT INTO contacts (contact_id, opened_at, ended_at) VALUES (?, ?, ?)"
        snapshot.engine.connection.execute(sql, instants)


def test_pairs_by_minute_and_agent(snapshot: Any, settings: Callable[..., Settings]) -> None:
    rows = [
        ("1", "k", "a", 0, 5),
        ("2", "k", "a", 6.5, 10),
        ("3", "k", "b", 130, 140),
        ("4", "k", "b", 2_000, 2_010),
        ("5", "other", "a", 11, 12),
    ]
    hold(snapshot, rows)
    found = follow_ups(snapshot, settings(), by=["team"])
    sums = {label: row.tolist() for label, row in zip(found.labels, found.whole, strict=True)}
    assert sums == {("T", 1): [1, 1], ("T", LATER): [1, 0]}, "pairs over a day apart are no pairs"


def test_overlapping_contacts_are_no_pair(snapshot: Any, settings: Callable[..., Settings]) -> None:
    hold(snapshot, [("1", "k", "a", 0, 30), ("2", "k", "a", 10, 20)])
    assert follow_ups(snapshot, settings()).labels == ()


def test_lost_times_of_day_are_left_out(snapshot: Any, settings: Callable[..., Settings]) -> None:
    hold(snapshot, [("1", "k", "a", 0, 5), ("2", "k", "a", 7, 8)])
    snapshot.engine.connection.execute("UPDATE contacts SET opened_at_is_date = true WHERE contact_id = '2'")
    assert follow_ups(snapshot, settings()).labels == ()
