"""A way on which the customer gave up after it had begun."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.steps("given_up")


FRACTURE = Fracture(
    "dead_end",
    "dead ends",
    'A step of the kind "given_up" in a contact that is not counted as an attempt given up before an answer.',
    "A customer who stops without a word leaves no step.",
    place=35,
    count=_count,
    needs=("steps.kind=given_up",),
)
