"""A contact sent back to the team it came from."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.steps("ping_pong")


FRACTURE = Fracture(
    "ping_pong",
    "contacts sent back to the team before",
    "A contact went from one team to another and back to the first; each time counts.",
    "Needs a team on each step. A planned way there and back (a specialist who is asked) counts as well.",
    place=45,
    count=_count,
    needs=("steps.team",),
)
