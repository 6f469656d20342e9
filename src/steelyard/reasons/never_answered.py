"""Gave up waiting repeatedly without ever being answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason
from steelyard.theme import counted


def _find(seen: Any) -> Any:
    rows = seen.issues
    tries = rows.answered + rows.attempts
    found = rows.filter((rows.is_given_up == 1) & (tries >= seen.settings.attempts))
    return seen.found(found, n=found.attempts, amount=found.answered)


def _could(seen: Any) -> Any:
    """Issues in channels in which customers can give up; by step those that were given up."""
    rows = seen.issues
    given_up = rows.filter(rows.attempts > 0)
    return rows.semi_join(given_up, "channel").mutate(is_open=rows.is_given_up == 1)


def _say(row: Mapping[str, Any], currency: str) -> str:
    if row["amount"]:
        return "came back about an open issue, gave up waiting and has not been answered since"
    return f"gave up waiting {counted(row['n'], 'times')} and was never answered"


REASON = Reason(
    "never_answered",
    "attempts that were never answered",
    "The customer's newest try about an issue was given up in the queue, within the window, after "
    "at least {attempts} tries in all, and nobody has answered since.",
    "A customer who gives up before saying who they are is not found.",
    action="callback",
    weight=0.9,
    fades=False,
    fracture="given_up",
    find=_find,
    say=_say,
    could=_could,
    needs=("contacts.customer_id", "contacts.abandoned"),
    settings=("window_days", "attempts"),
)
