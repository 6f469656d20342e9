"""Contacts that each tell one thing: what is missing, what ties, odd texts, odd durations, the last of a group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from steelyard.conformance.golden.rows import Row, answered, contact

START = datetime(2024, 2, 5, 9)

ODD_TOPIC = 'Zahlung "später" – ¿cuándo?'
ODD_TEXTS = (
    "O'Brien's",
    'double "quotes"',
    "back\\slash \\n \\'",
    "東京 – ß ſ İ",
    "e\u0301 and \u00e9",
    "percent % _ :name ?",
    "{braces} $1 ;-- /* no comment */",
    " spaces at both ends ",
    "a\ttab and\na line",
    "NULL",
)

DURATIONS_S = (0.0, 0.001, 0.1 + 0.2, 1.0, 59.999, 86_400.0, 9_999_999.5, 3e9)
"""From nothing to a century."""


def contacts() -> Iterator[Row]:
    """All of them."""
    yield from _lacking()
    yield from _ties()
    yield from _texts()
    yield from _durations()
    yield from _last()
    yield from _handled()


def _lacking() -> Iterator[Row]:
    """A contact of which only what is required is known, one of which all is, and one for each column that is not."""
    yield contact("bare-1", None, START)
    yield contact("bare-2", "bare", START)
    full = _full()
    yield {"contact_id": "full", **full}
    for place, name in enumerate(sorted(set(full) - {"opened_at"})):
        yield {
            **full,
            "contact_id": f"without {name}",
            "customer_id": f"lacks {place}",
            "issue_id": None,
            "opened_at": full["opened_at"] + timedelta(hours=place),
            name: None,
        }


def _full() -> Row:
    return {
        "customer_id": "full",
        "issue_id": "CASE full",
        "follows_id": "bare-2",
        "agent_id": "a5",
        "team": "East",
        "channel": "phone",
        "topic": "refund",
        "subtopic": "late",
        "segment": "gold",
        "brand": "Alpha",
        "direction": "inbound",
        "opened_at": START + timedelta(days=1),
        "first_reply_at": START + timedelta(days=60, seconds=3),
        "answered_at": START + timedelta(days=60, seconds=2),
        "ended_at": START + timedelta(days=60, minutes=9),
        "resolved_at": START + timedelta(days=60, minutes=8),
        "wait_s": 15.5,
        "self_service_s": 4.25,
        "hold_s": 1.5,
        "handle_s": 400.0,
        "wrap_s": 33.3,
        "pending_s": 7.0,
        "customer_s": 500.0,
        "replies": 2,
        "transfers": 1,
        "reopens": 0,
        "resolved": True,
        "closure": "customer",
        "abandoned": False,
        "handled_by": "human",
        "field_visit_at": START + timedelta(days=61),
        "cost": 12.34,
        "priority": "high",
        "sla_met": True,
    }


def _ties() -> Iterator[Row]:
    """Contacts of one moment: the order of their ids' bytes decides which was first, and so whose the issue is."""
    for place, name in enumerate(("tie-b", "tie-B", "tie-a", "tie_a", "tie-é", "tie-z", "Tie-a", "tie-10", "tie-9")):
        at = datetime(2024, 2, 20, 12)
        yield answered(name, "tied", at, team=f"Tie {place}", resolved=place % 2 == 0, agent_id=f"a{place}")
        yield answered(f"{name} again", "tied", at + timedelta(days=4), channel="chat", team=f"Tie {8 - place}")


def _texts() -> Iterator[Row]:
    """Texts that break quoting, escaping, collation or comparison."""
    for place, text in enumerate(ODD_TEXTS):
        at = START + timedelta(hours=7 * place)
        yield answered(text, f"customer {text}", at, team=text, topic=text, segment=text, channel=text, agent_id=text)
        yield answered(f"{text} 2", f"customer {text}", at + timedelta(days=3), team=text, topic=ODD_TOPIC, brand=text)


def _durations() -> Iterator[Row]:
    for place, seconds in enumerate(DURATIONS_S):
        at = START + timedelta(days=3, hours=place)
        ended_at = at + timedelta(seconds=min(seconds, 2_000_000))
        yield answered(
            f"lasts-{place}",
            f"lasting {place}",
            at,
            team="Long and short",
            wait_s=seconds,
            handle_s=seconds,
            wrap_s=seconds,
            hold_s=seconds,
            ended_at=ended_at,
            resolved_at=ended_at,
            cost=seconds / 100,
        )
    yield answered("backwards", "lasting -1", START, ended_at=START - timedelta(seconds=1), handle_s=-5.0)


def _last() -> Iterator[Row]:
    """The last contact of a customer; a return just inside the window, and just outside; a long chain; a young tail."""
    yield answered("alone", "alone", START)
    for name, gap in (("inside", timedelta(days=7)), ("outside", timedelta(days=7, seconds=1))):
        first = answered(f"{name}-1", name, START)
        yield first
        yield answered(f"{name}-2", name, first["resolved_at"] + gap)
    for step in range(12):
        yield answered(
            f"long-{step:02d}", "long", START + timedelta(days=step * 6.5), topic=("billing", None)[step % 2]
        )
    for step in range(14):
        yield answered(f"tail-{step}", f"tail {step % 3}", datetime(2024, 4, 16, 12) + timedelta(days=step))


def _handled() -> Iterator[Row]:
    """Bots that end it, bots that hand on, bots whose customer comes back; given up; from agents' own sites."""
    bot: Row = {"channel": "bot", "agent_id": None, "handle_s": None, "team": None, "handled_by": "bot"}
    yield answered("bot-1", "bot customer 1", START, **bot)
    yield answered("bot-2", "bot customer 2", START, **bot)
    yield answered("bot-2 again", "bot customer 2", START + timedelta(hours=5), resolved=False)
    yield answered("bot-3", "bot customer 3", START, **{**bot, "handled_by": "both"})
    yield answered("bot-4", "bot customer 4", START, **{**bot, "resolved": None, "resolved_at": None})
    given_up: Row = {"abandoned": True, "resolved": None, "resolved_at": None, "handle_s": None, "agent_id": None}
    yield answered("gone-1", "gone", START, wait_s=None, team="Nobody answers", **given_up)
    yield answered("gone-2", "gone", START + timedelta(days=2), wait_s=99.5, team="Nobody answers", **given_up)
    for place in range(12):
        yield answered(f"site-{place}", f"site {place}", START, team=None, agent_id=f"a{place}", minutes=place + 1)
