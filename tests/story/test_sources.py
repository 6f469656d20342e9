"""What follow-ups came from, month by month."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.story.test_helped import drawn

from steelyard.story.sources import came_from


def listed(n: int, at: datetime, reason: str, title: str, topic: str = "") -> list[Any]:
    told = {"reason": reason, "title": title, "said": "", "at": "2026-05-01", "topic": topic}
    return [drawn(100 + place, state="open", made_at=at, reasons=(told,)) for place in range(n)]


def test_the_commonest_reason_of_a_month_is_told_with_where_it_lay() -> None:
    may, june = datetime(2026, 5, 31, 21), datetime(2026, 5, 31, 23)
    promise = ("broken_promise", "a promise that was not kept")
    rows = [*listed(14, may, *promise, "late_delivery"), *listed(9, may, *promise, "billing")]
    rows += [*listed(20, may, "returned", "an issue that came back again and again"), *listed(4, june, *promise)]
    assert came_from(rows, "Europe/Lisbon") == (
        "Of 43 callbacks listed in May 2026, 23 came first from a promise that was not kept, 14 of them about late "
        "delivery.",
    )
    assert came_from([], "UTC") == ()
