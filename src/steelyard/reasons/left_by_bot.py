"""A bot that ended without solving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason


def _find(seen: Any) -> Any:
    rows = seen.issues
    is_open = (rows.is_solved.isnull() | (rows.is_solved == 0)) & (rows.is_given_up == 0)
    found = rows.filter((rows.is_bot == 1) & (rows.answered > 0) & (rows.by_people == 0) & is_open)
    return seen.found(found, n=found.answered)


def _could(seen: Any) -> Any:
    return seen.issues.filter(seen.issues.is_bot == 1)


def _say(row: Mapping[str, Any], currency: str) -> str:
    times = "" if row["n"] == 1 else f" {row['n']:,.0f} times"
    return f"was left by the bot{times} without a sign that the issue is solved, and no person took part"


REASON = Reason(
    "left_by_bot",
    "a bot that ended without solving",
    "A bot alone answered the issue, its newest session is within the window and nothing says that it was solved.",
    "Many customers whom a bot leaves without a mark were helped: it is the weakest of the reasons.",
    action="information",
    weight=0.3,
    fracture="bot_dead_end",
    find=_find,
    say=_say,
    could=_could,
    needs=("contacts.customer_id", "contacts.handled_by=bot|contacts.channel=bot"),
    settings=("window_days",),
)
