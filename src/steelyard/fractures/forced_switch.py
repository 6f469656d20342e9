"""A channel that did not solve the issue, and the customer had to go to another."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    rows = walk.rows
    is_other = rows.before_channel.notnull() & rows.channel.notnull() & (rows.channel != rows.before_channel)
    return walk.number(is_other & ~rows.before_resolved.fill_null(False))


FRACTURE = Fracture(
    "forced_switch",
    "forced switches of channel",
    "The customer turned to another channel about the same issue after one that did not solve it.",
    "A switch the customer would have made anyway counts as well. Contacts without a customer id join no issue.",
    place=70,
    count=_count,
    charge="contact",
    needs=("contacts.channel", "contacts.customer_id|contacts.issue_id"),
)
