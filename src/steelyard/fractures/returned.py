"""A further contact about an issue that somebody had answered."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    rows = walk.rows
    return walk.number(rows.is_contact & (rows.answers_before > 0))


FRACTURE = Fracture(
    "returned",
    "returns",
    "The customer got in touch again about an issue that a person had answered before.",
    "Contacts without a customer id join no issue, so returns are missed. Two issues of one customer about the same "
    "topic may look like a return.",
    place=80,
    count=_count,
    charge="contact",
    needs=("contacts.customer_id|contacts.issue_id",),
)
