"""Contacts at awkward moments: clocks going forward and back, ends of months and years, parts of a second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from steelyard.conformance.golden.rows import Row, answered

CHANGES = {
    "home": (datetime(2023, 10, 29, 1), datetime(2024, 3, 31, 1)),
    "away": (datetime(2023, 11, 5, 6), datetime(2024, 3, 10, 7)),
}
"""Source -> when its clocks change, UTC."""

ENDS = (
    datetime(2023, 10, 31, 23, 59, 59),
    datetime(2023, 12, 31, 23, 59, 59, 999_999),
    datetime(2024, 1, 1),
    datetime(2024, 1, 31, 23, 30),
    datetime(2024, 2, 28, 23, 59, 59),
    datetime(2024, 2, 29),
    datetime(2024, 2, 29, 23, 59, 59),
    datetime(2024, 3, 1),
    datetime(2024, 3, 31, 22, 59, 59),
    datetime(2024, 3, 31, 23),
)
"""Last and first moments of months, among them two of one local day that UTC sets apart."""

FRACTIONS_US = (1, 499_999, 500_000, 999_999)


def contacts() -> Iterator[Row]:
    """Around every change of clocks, at every end, and with parts of a second that decide a return."""
    yield from _changes()
    for place, at in enumerate(ENDS):
        source = ("home", "away")[place % 2]
        yield answered(f"end-{place}", f"end customer {place // 2}", at, source=source, team="Clocks", agent_id="a2")
    yield from _fractions()


def _changes() -> Iterator[Row]:
    for source, instants in CHANGES.items():
        for place, change_at in enumerate(instants):
            for step in range(-26, 27, 4):
                at = change_at + timedelta(hours=step / 2, minutes=step % 3)
                name = f"dst-{source}-{place}-{step}"
                yield answered(name, f"dst {source} {step % 5}", at, source=source, team="Clocks", topic="delivery")


def _fractions() -> Iterator[Row]:
    """Pairs of which the second begins one return window after the first's end, but for a part of a second."""
    begun_at = datetime(2024, 1, 10, 9, 0, 0, 250_000)
    for place, part_us in enumerate(FRACTIONS_US):
        at = begun_at + timedelta(hours=place, microseconds=part_us)
        ended_at = at + timedelta(seconds=90, microseconds=part_us)
        again_at = ended_at.replace(microsecond=0) + timedelta(days=7, microseconds=FRACTIONS_US[-1 - place])
        customer = f"fraction {place}"
        yield answered(f"fraction-{place}-a", customer, at, ended_at=ended_at, resolved_at=ended_at, answered_at=at)
        yield answered(
            f"fraction-{place}-b", customer, again_at, answered_at=again_at + timedelta(microseconds=part_us)
        )
