"""Contacts that belong together by the source's own word: cases, follow-ups, merges, outbound calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from steelyard.conformance.golden.rows import Row, answered, contact

START = datetime(2024, 1, 15, 8)


def day(number: float) -> datetime:
    """An instant so many days after these contacts begin."""
    return START + timedelta(days=number)


def contacts() -> Iterator[Row]:
    """Cases, follow-ups, merges and outbound contacts, right and wrong ones."""
    yield from _cases()
    yield from _followed()
    yield from _merged()
    yield from _outbound()


def _cases() -> Iterator[Row]:
    yield answered("case-1", "case customer", day(0), issue_id="CASE 7")
    yield answered("case-2", "other customer", day(20), issue_id="CASE 7", topic="refund", team="South", agent_id="a3")
    yield answered("case-3", None, day(60), issue_id="CASE 7", resolved=False)
    yield contact("case-4", "case customer", day(1), issue_id="CASE 8", direction="outbound", channel="phone")
    yield answered("case-5", "case customer", day(2), issue_id="CASE 8", channel="email")
    yield answered("case-6", "case customer", day(3), follows_id="case-5", topic="refund")


def _followed() -> Iterator[Row]:
    yield answered("follow-1", "follower", day(0))
    yield answered("follow-2", "follower", day(25), follows_id="follow-1")
    yield answered("follow-3", "follower", day(50), follows_id="follow-2", topic="delivery")
    yield answered("follow-4", None, day(51), follows_id="follow-3", team=None)
    yield answered("follow-5", "follower", day(52), follows_id="not in the data")
    yield answered("follow-6", "follower", day(53), follows_id="follow-7")
    yield answered("follow-7", "follower", day(54), follows_id="follow-7")
    yield answered("follow-8", None, day(10))
    yield answered("follow-9", None, day(40), follows_id="follow-8")


def _merged() -> Iterator[Row]:
    yield answered("parent-1", "merger", day(3), minutes=600)
    yield contact("child-1", "merger", day(2.5), channel="email", merged_into="parent-1", closure="merge")
    yield contact("child-2", "merger", day(2.5), channel="email", merged_into="child-1", closure="merge")
    yield contact("child-3", "merger", day(9), channel="chat", merged_into="parent-1", closure="merge")
    yield contact("child-4", "merger", day(30), channel="chat", merged_into="not in the data", closure="merge")
    yield contact("ring-1", "ring", day(5), channel="chat", merged_into="ring-2", closure="merge")
    yield contact("ring-2", "ring", day(6), channel="chat", merged_into="ring-1", closure="merge")
    yield contact("spam-1", "merger", day(1), excluded="spam")
    yield contact("date-1", "dated", datetime(2024, 2, 10), opened_at_is_date=True, merged_into="date-2")
    yield answered("date-2", "dated", datetime(2024, 2, 10, 15), minutes=30)


def _outbound() -> Iterator[Row]:
    work = {"channel": "phone", "handle_s": 120.0, "team": "South", "agent_id": "a3", "topic": "billing"}
    yield answered("asked-1", "called back", day(0), topic="billing")
    yield contact("out-1", "called back", day(1), direction="outbound", **work)
    yield contact("out-2", "called back", day(9), direction="outbound", **work)
    yield contact("out-3", "called back", day(2), direction="internal", **{**work, "topic": None})
    yield contact("out-4", "stranger", day(2), direction="outbound", **work)
    yield contact("out-5", None, day(2), direction="outbound", follows_id="asked-1", **work)
    yield contact("out-6", "called back", day(3), direction="outbound", **{**work, "topic": "delivery"})
