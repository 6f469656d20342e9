"""A contact that was reopened after it was solved."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.rows.reopens.fill_null(0).cast("float64")


FRACTURE = Fracture(
    "reopened",
    "reopened contacts",
    "A contact was taken up again after it was solved; each time counts.",
    "Systems that open a new ticket instead of reopening show returns in its place. A word of thanks may reopen one.",
    place=60,
    count=_count,
    needs=("contacts.reopens",),
)
