"""A step that is come back to after others."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.steps("loop")


FRACTURE = Fracture(
    "loop",
    "rounds",
    "How often a contact came back to a step it had left, of the step it came back to most. Only steps of the "
    "source's own count: those of a kind (answered, replied, transferred ...) are told by that.",
    "Work that is meant to be done in rounds counts as well. Steps called differently each time are not "
    "seen to be the same.",
    place=65,
    count=_count,
    needs=("steps.step",),
)
