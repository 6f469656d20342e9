"""A customer of high value whose issue is not solved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason
from steelyard.theme import figure


def _find(seen: Any) -> Any:
    rows = _could(seen)
    found = rows.filter((rows.answered > 0) & rows.is_open.fill_null(False))
    return seen.found(found, amount=found.value)


def _could(seen: Any) -> Any:
    """Issues of the most valuable customers, with what they are worth."""
    rows, values = seen.issues, seen.values
    level = 1 - seen.settings.high_value_share
    limits = values.aggregate(least=values.value.quantile(level), usual=values.value.quantile(0.5))
    joined = values.cross_join(limits)
    high = joined.filter(joined.value >= joined.least, joined.value > joined.usual).select("customer_id", "value")
    return rows.inner_join(high, "customer_id")


def _say(row: Mapping[str, Any], currency: str) -> str:
    worth = figure(row["amount"], "money", currency=currency)
    return f"is worth {worth} a year and has an issue that is not marked solved"


REASON = Reason(
    "high_value",
    "high value and an open issue",
    "The customer is among the most valuable {high_value_share} of all (by value a year) and the newest contact of an "
    "issue within the window is marked not solved (or is not marked, in a channel where most are).",
    "It looks at the value that is recorded, not at what a customer may become worth. Issues without a mark of being "
    "solved or not are not found.",
    action="escalation",
    weight=0.4,
    find=_find,
    say=_say,
    could=_could,
    needs=("contacts.customer_id", "contacts.resolved", "customers.value_per_year"),
    settings=("window_days", "high_value_share"),
)
