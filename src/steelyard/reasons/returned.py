"""An issue that came back again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason
from steelyard.theme import counted


def _find(seen: Any) -> Any:
    rows = seen.issues
    is_back = rows.by_people - 1 >= seen.settings.returns
    found = rows.filter(is_back & (rows.is_open.isnull() | rows.is_open))
    return seen.found(found, n=found.by_people - 1)


def _say(row: Mapping[str, Any], currency: str) -> str:
    return f"came back {counted(row['n'], 'times')} about one issue, which is not marked solved"


REASON = Reason(
    "returned",
    "an issue that came back again and again",
    "One issue was answered by people and came back at least {returns} times, the last time within the window, and its "
    "newest contact is not marked solved.",
    "Contacts without a customer id join no issue, so returns are missed. Where no topic is recorded, two issues of "
    "one customer may be taken for one.",
    action="escalation",
    weight=0.45,
    fracture="returned",
    find=_find,
    say=_say,
    needs=("contacts.customer_id",),
    settings=("window_days", "returns"),
)
