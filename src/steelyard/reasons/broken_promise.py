"""A promise that was due and not kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason
from steelyard.store.lazily import ibis

_SAID = {"callback": "a callback", "reply": "a reply", "dispatch": "a dispatch"}


def _find(seen: Any) -> Any:
    end, due = ibis.literal(seen.horizon), _could(seen)
    due = due.filter(due.kept_at.isnull() | (due.kept_at > end))
    due = due.left_join(seen.outbound, "customer_id").select(*due.columns, "outbound_at")
    is_met = (due.outbound_at > due["at"]).fill_null(False)
    broken = due.filter(~is_met)
    return seen.found(seen.unsettled(broken.mutate(text=broken.promised)))


def _could(seen: Any) -> Any:
    rows = seen.contacts
    return rows.filter(rows.due_at <= ibis.literal(seen.horizon), rows.due_at > ibis.literal(seen.since))


def _say(row: Mapping[str, Any], currency: str) -> str:
    return f"was promised {_SAID.get(row['text'] or '', 'something')} that is due and was not made"


REASON = Reason(
    "broken_promise",
    "a promise that was not kept",
    "Something promised in a contact (a callback, a reply, a dispatch) was due within the window, nothing says that it "
    "was done, the provider has begun no contact with the customer since, and no contact begun since is marked solved.",
    "Promises that nobody records are not seen. A promise kept and not recorded looks broken.",
    action="callback",
    weight=0.45,
    fracture="broken_promise",
    find=_find,
    say=_say,
    could=_could,
    needs=("contacts.due_at", "contacts.kept_at|contacts.direction=outbound"),
    settings=("window_days",),
)
