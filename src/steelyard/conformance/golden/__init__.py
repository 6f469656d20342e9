"""The golden data: a small service made of everything that engines have been seen to get wrong.

October 2023 to April 2024: a leap day, two changes of the clock in each of two zones, a year that ends on a Sunday.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from steelyard import schema
from steelyard.conformance.golden import around, clocks, crowds, links, steps, stories
from steelyard.conformance.golden.rows import Row, complete
from steelyard.settings.mapping import Source, TableMapping
from steelyard.settings.model import Assumptions, Settings

HORIZON = datetime(2024, 4, 30, 12)

SETTINGS = Settings(
    folder=Path("."),
    data=Path("."),
    name="golden",
    time_zone="Europe/Lisbon",
    sources=(
        Source("home", {}, (TableMapping("contacts", {}, dimensions={"brand": "brand"}),), invitations="all"),
        Source("away", {}, (), invitations="answers"),
    ),
    assumptions=Assumptions(
        hourly_cost=23.45,
        customer_hour_value=12.3,
        minutes_per_contact={"email": 7.5},
        cost_per_contact={"bot": 0.1, "phone": 0.2},
        loyalty_days=30,
        topic_values={"money": 1.7},
        placeholder_share=0.42,
    ),
    topic_families={"money": ("billing", "refund"), "goods": ("delivery", stories.ODD_TOPIC)},
)


def tables() -> Mapping[str, tuple[Row, ...]]:
    """Canonical table -> its rows, complete with what a load stores beside them."""
    contacts = [*stories.contacts(), *clocks.contacts(), *links.contacts(), *crowds.contacts()]
    given = {"contacts": contacts, **around.tables(contacts), **steps.tables(contacts)}
    return {name: tuple(complete(name, row) for row in rows) for name, rows in given.items()}


def known(rows: Mapping[str, tuple[Row, ...]]) -> dict[str, dict[str, int]]:
    """Canonical table -> column -> how many values are not missing."""
    return {
        name: {column.name: _held(table, column.name) for column in schema.stored_columns(name, SETTINGS.dimensions)}
        for name, table in rows.items()
    }


def _held(rows: tuple[Mapping[str, Any], ...], column: str) -> int:
    return sum(row.get(column) is not None for row in rows)
