"""The customer system: who the customers are, and when they left, bought, renewed or complained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from steelyard.simulate.centre.clock import DAY_S, spell_dates
from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.reactions import OUTCOMES
from steelyard.simulate.centre.world import FIRST_CUSTOMER, World
from steelyard.simulate.files.partfile import CsvFile
from steelyard.simulate.files.spelling import name_rows

CUSTOMERS_NAME = "crm_customers.csv"
CUSTOMERS_HEADER = ("Customer ID", "Segment", "Customer since", "Value per year EUR")
EVENTS_NAME = "crm_events.csv"
EVENTS_HEADER = ("Customer ID", "Event", "Date", "Amount EUR")
_ROWS_AT_ONCE = 50_000


def write_customers(world: World, folder: Path) -> CsvFile:
    """One row per customer, whether or not they ever got in touch."""
    file = CsvFile(folder / CUSTOMERS_NAME, CUSTOMERS_HEADER)
    segments = [segment.name for segment in world.scenario.segments]
    for rows in _slices(len(world.customers["site"])):
        part = {name: values[rows] for name, values in world.customers.items()}
        numbers = np.arange(rows.start, rows.start + len(part["site"])) + FIRST_CUSTOMER
        since = spell_dates((part["since_day"].astype(np.int64) + world.first_day) * DAY_S)
        values = [f"{value:.2f}" for value in part["value"].tolist()]
        file.write([numbers.tolist(), name_rows(segments, part["segment"]), since, values])
    return file


def write_events(world: World, outcomes: Columns, folder: Path) -> CsvFile:
    """One row per outcome, by local date; complaints carry no amount."""
    file = CsvFile(folder / EVENTS_NAME, EVENTS_HEADER)
    for rows in _slices(len(outcomes["customer"])):
        part = {name: values[rows] for name, values in outcomes.items()}
        amounts = [f"{amount:.2f}" if amount else "" for amount in part["amount"].tolist()]
        dates = spell_dates(world.clock.to_local(part["at"]))
        kinds = name_rows(list(OUTCOMES), part["kind"])
        file.write([(part["customer"] + FIRST_CUSTOMER).tolist(), kinds, dates, amounts])
    return file


def _slices(count: int) -> Iterator[slice]:
    """Positions 0 to count in pieces that bound the memory of spelling."""
    return (slice(start, start + _ROWS_AT_ONCE) for start in range(0, count, _ROWS_AT_ONCE))
