"""An attempt the customer gave up before an answer."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.number(walk.rows.is_abandoned)


FRACTURE = Fracture(
    "given_up",
    "attempts given up",
    "The customer got in touch and gave up before anybody answered.",
    "Channels that do not record attempts given up are not seen. What the customer did instead is charged to it only "
    "where it was a contact about the same issue.",
    place=30,
    count=_count,
    charge="contact",
    needs=("contacts.abandoned",),
)
