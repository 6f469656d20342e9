"""Something the customer was asked, or had to say, once more."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.steps("asked_again")


FRACTURE = Fracture(
    "asked_again",
    "questions asked again",
    'A step of the kind "asked_again": the customer had to identify themselves, or tell something, once '
    "more; each counts.",
    "Only what a source records as a step is seen, and only steps whose kind is mapped.",
    place=15,
    count=_count,
    needs=("steps.kind=asked_again",),
)
