"""Money given back."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.steps("refunded")


FRACTURE = Fracture(
    "refunded",
    "refunds",
    'A step of the kind "refunded"; each counts.',
    "A refund out of goodwill, without a fault, counts as well. What was given back is charged only "
    "where cost is declared for it in steelyard.toml.",
    place=90,
    count=_count,
    needs=("steps.kind=refunded",),
)
