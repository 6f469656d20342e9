"""Contacts made by rule: one customer with thousands, a placeholder on thousands, chains of every length."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from steelyard.conformance.golden.rows import Row, answered, contact

HEAVY, ANONYMOUS = 2_000, 2_300
"""Contacts of the one customer, and of the placeholder."""

START, END = datetime(2023, 10, 20, 6), datetime(2024, 4, 30, 11, 59)
TEAMS = ("North", "South", "West")
TOPICS = ("billing", "refund", "delivery", None)
CHANNELS = ("phone", "email", "chat", "bot")


def contacts() -> Iterator[Row]:
    """The crowds, and many ordinary customers."""
    for number in range(HEAVY):
        at = START + timedelta(minutes=137 * number)
        yield contact(f"heavy-{number}", "one customer", at, channel="chat", handle_s=number % 7 / 10)
    for number in range(ANONYMOUS):
        yield contact(f"anonymous-{number}", "0000", START + timedelta(minutes=119 * number), channel="phone")
    yield from _ordinary()


def _ordinary() -> Iterator[Row]:
    """Customers of one to seven contacts, some days apart, up to the horizon: the newest are not mature."""
    for customer in range(150):
        for number in range(1 + customer % 7):
            step = customer * 31 + number * 17
            at = START + timedelta(days=customer * 1.2 + number * (1 + step % 9), minutes=step * 61 % 1_440)
            yield _ordinary_contact(customer, number, step, min(at, END))


def _ordinary_contact(customer: int, number: int, step: int, at: datetime) -> Row:
    channel = CHANNELS[step % 4]
    return answered(
        f"c{customer}-{number}",
        f"customer {customer}",
        at,
        minutes=1 + step % 40,
        channel=channel,
        topic=TOPICS[step // 3 % 4],
        team=None if step % 11 == 0 else TEAMS[step % 3],
        agent_id=None if channel == "bot" else f"a{step % 9}",
        segment=("gold", "silver", None)[customer % 3],
        brand=("Alpha", None, "Beta", "12.5", "-3", "7")[customer % 6],
        handled_by="bot" if channel == "bot" else None,
        abandoned=step % 13 == 0,
        resolved=(True, True, False, None)[step % 4],
        resolved_at=None,
        closure=("agent", "inactivity", None, "customer", "bot")[step % 5],
        wait_s=step % 90 / 3,
        handle_s=None if channel in ("email", "bot") else 60.1 * (1 + step % 40),
        wrap_s=step % 4 * 10.1 if step % 3 else None,
        transfers=step % 3,
        reopens=int(step % 17 == 0),
        cost=0.1 + 0.2 if step % 10 == 0 else None,
    )
