"""Something promised that was late or never done."""

from __future__ import annotations

from typing import Any

from steelyard.declare import Fracture


def _count(walk: Any) -> Any:
    rows = walk.rows
    is_late = (rows.kept_at.isnull() & (rows.due_at <= walk.end)) | (rows.kept_at > rows.due_at)
    return walk.number(rows.due_at.notnull() & is_late.fill_null(False))


FRACTURE = Fracture(
    "broken_promise",
    "promises that were broken",
    "Something promised in a contact (a callback, a reply, a dispatch) was done after it was due, or never.",
    "Promises that nobody records are not seen. A promise kept and not recorded looks broken.",
    place=50,
    count=_count,
    needs=("contacts.due_at", "contacts.kept_at"),
)
