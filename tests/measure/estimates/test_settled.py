"""A mean that open contacts could move is that within the follow-up, of all that is set side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard import measure, metrics
from steelyard.analyses.compare.mean_metrics import mean_of
from steelyard.settings.model import Settings

MEAN = metrics.metric("resolution_time")


def contact(place: int, team: str, solved_s: float | None, watched_s: float) -> dict[str, Any]:
    row = {"on": date(2026, 3, 1 + place % 28), "team": team, "is_contact": True, "is_attempt": True}
    groups = {"customer_group": place % 64, "row_group": place % 128}
    seconds = {"resolution_s": solved_s, "resolution_watched_s": solved_s or watched_s}
    return {**row, **groups, **seconds, "resolution_within_s": min(solved_s or watched_s, 600.0)}


@pytest.fixture
def half_open(snapshot: Any) -> Any:
    """300 contacts of A are solved in 100 s; of B's, half are, and the others are open for 1,000 s."""
    own = [contact(place, "A", 100.0, 100.0) for place in range(300)]
    other = [contact(place, "B", 100.0 if place % 2 else None, 1_000.0) for place in range(300)]
    snapshot.put("contacts", own + other)
    return snapshot


def test_where_one_part_needs_it_all_take_it(half_open: Any, settings: Callable[..., Settings]) -> None:
    sums = measure.measure(half_open, settings(), ["resolution_time"], by=["team"])
    found, reasons = measure.settled(MEAN, sums)
    assert "mean within the follow-up" in reasons[0]
    mean = mean_of(found)
    assert {entry.column for entry in mean.sums.values()} == {"resolution_within_s", ""}
    assert {entry.column for entry in mean_of(MEAN).sums.values()} == {"resolution_s", ""}


def test_where_nothing_is_open_it_stays(half_open: Any, settings: Callable[..., Settings]) -> None:
    sums = measure.measure(half_open, settings(), ["resolution_time"], where={"team": ["A"]})
    assert measure.settled(MEAN, sums) == (MEAN, ())
