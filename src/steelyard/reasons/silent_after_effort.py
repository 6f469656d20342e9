"""Long silence after effort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason
from steelyard.store.lazily import ibis
from steelyard.theme import figure


def _find(seen: Any) -> Any:
    rows, told = seen.issues, seen.settings
    is_effort = ((rows.customer_s >= told.effort_minutes * 60) | (rows.answered + rows.attempts > 1)).fill_null(False)
    is_silent = rows["at"] <= ibis.literal(seen.before(told.silence_days))
    found = rows.filter(is_effort & is_silent & (rows.answered > 0) & rows.is_open.fill_null(False))
    return seen.found(found, n=found.answered + found.attempts, amount=found.customer_s)


def _say(row: Mapping[str, Any], currency: str) -> str:
    spent = f" and {figure(row['amount'], 'seconds')} of their own time" if row["amount"] else ""
    tries = "1 contact" if row["n"] == 1 else f"{row['n']:,.0f} contacts"
    return f"put {tries}{spent} into an issue that is not marked solved, and has not been heard of since"


REASON = Reason(
    "silent_after_effort",
    "silence after much effort",
    "The customer put {effort_minutes} minutes of their own time or more than one contact into an issue whose newest "
    "contact is marked not solved (or is not marked, in a channel where most are), and has been silent for "
    "{silence_days} days or more.",
    "Silence may mean that the issue settled itself. Issues without a mark of being solved or not are not found.",
    action="callback",
    weight=0.3,
    fades=False,
    find=_find,
    say=_say,
    needs=("contacts.customer_id", "contacts.resolved"),
    settings=("window_days", "silence_days", "effort_minutes"),
)
