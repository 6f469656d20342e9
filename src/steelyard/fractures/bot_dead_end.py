"""A bot's session after which the customer had to go on elsewhere."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    rows = walk.rows
    is_left = rows.is_contact & ~rows.is_human & rows.has_next & ~rows.is_resolved.fill_null(False)
    return walk.number(is_left)


FRACTURE = Fracture(
    "bot_dead_end",
    "bot sessions that led nowhere",
    "A bot alone answered, the session is not marked solved, and the customer got in touch again about the issue.",
    "A customer who gives up after the bot and never comes back is not seen.",
    place=20,
    count=_count,
    charge="contact",
    needs=("contacts.handled_by=bot", "contacts.customer_id|contacts.issue_id"),
)
