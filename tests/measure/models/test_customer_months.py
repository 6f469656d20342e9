"""Customer-months, against customers followed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard.measure.models.customer_months import EVENTS, Exposure, exposure
from steelyard.settings.model import Settings

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def contact(customer: str, month: int, **marks: Any) -> dict[str, Any]:
    usual = {"is_identified": True, "is_attempt": True, "is_contact": True, "is_resolved": True}
    group = int(customer[1:]) % 64
    return {"customer_id": customer, "customer_group": group, "on": date(2026, month, 5), **usual, **marks}


def lives(found: Exposure, group: int) -> dict[tuple[int, tuple[float, ...]], tuple[float, float]]:
    """(month, bands) -> at risk and left, of one group."""
    return {
        (int(month) % 12 + 1, tuple(x)): (found.n[group, cell], found.left[group, cell])
        for cell, (month, x) in enumerate(zip(found.month, found.x, strict=True))
        if found.n[group, cell]
    }


@pytest.fixture
def followed(snapshot: Any, settings: Callable[..., Settings]) -> Exposure:
    snapshot.put("contacts", [
        contact("c1", 2),
        contact("c1", 6, is_resolved=False),
        contact("c1", 6, is_contact=False, is_abandoned=True, is_resolved=None),
        contact("c2", 7),
        *(contact("c2", 8) for _ in range(3)),
        contact("c3", 8, is_identified=False),
    ])  # fmt: skip
    snapshot.engine.connection.execute(
        "INSERT INTO outcomes (customer_id, kind, \"on\") VALUES ('c1', 'churned', DATE '2026-08-09'), "
        "('c2', 'purchased', DATE '2026-09-09')"
    )
    return exposure(snapshot, settings(), {}, FIRST, LAST)


def test_what_happened_counts_in_the_three_months_after_it_and_in_none_before(followed: Exposure) -> None:
    nothing = (0.0,) * len(EVENTS)
    assert lives(followed, 1) == {
        (5, (1.0, 0.0, 0.0, 0.0)): (1, 0),
        (6, nothing): (1, 0),
        (7, (1.0, 1.0, 1.0, 0.0)): (1, 0),
        (8, (1.0, 1.0, 1.0, 0.0)): (1, 1),
    }


def test_many_are_one_band_and_who_stays_is_followed_to_the_last_complete_month(followed: Exposure) -> None:
    found = lives(followed, 2)
    assert sorted(month for month, _ in found) == [8, 9, 10, 11]
    assert found[9, (2.0, 0.0, 0.0, 0.0)] == (1, 0)
    assert followed.left.sum() == 1


def test_a_history_shorter_than_the_memory_holds_no_months(snapshot: Any, settings: Callable[..., Settings]) -> None:
    snapshot.put("contacts", [contact("c1", 2)])
    found = exposure(snapshot, settings(), {}, FIRST, date(2026, 4, 30))
    assert found.n.sum() == 0
