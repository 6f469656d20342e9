"""A contact that was handed on."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    return walk.rows.transfers.fill_null(0).cast("float64")


FRACTURE = Fracture(
    "transfer",
    "transfers",
    "A contact was handed on from one agent or team to another; each time counts.",
    "A planned hand-over to a specialist counts as well. What it costs is how much more such contacts took than "
    "similar ones, which may also be because they were harder.",
    place=40,
    count=_count,
    needs=("contacts.transfers",),
)
