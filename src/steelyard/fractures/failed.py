"""Something that went wrong on the way."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.steps("failed")


FRACTURE = Fracture(
    "failed",
    "errors",
    'A step of the kind "failed": an error, a payment or a delivery that did not work; each counts.',
    "Only what a source records as a step is seen, and only steps whose kind is mapped.",
    place=12,
    count=_count,
    needs=("steps.kind=failed",),
)
