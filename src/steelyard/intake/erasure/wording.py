"""What an erasure did, in sentences."""

from __future__ import annotations

from steelyard.intake.erasure.erase import Erasure
from steelyard.theme import counted
from steelyard.wording import listed


def told(found: Erasure) -> list[str]:
    """What was done, and what the person who asked for it still has to do."""
    people = "The customer is" if found.people == 1 else f"{found.people:,} customers are"
    rows = ", ".join(f"{count:,} of {table}" for table, count in found.rows.items())
    lines = [
        f"{people} erased.",
        f"Version {found.version} of the store stands alone; versions before it and kept answers are gone.",
        f"Rows that stay under a random id: {rows}. Remarks deleted: {found.remarks:,}.",
    ]
    if found.cleaned:
        lines.append(f"Rows removed from uploaded files: {listed(found.cleaned)}.")
    if found.waiting:
        lines.append(f"{counted(found.waiting, 'uploads')} that nobody had loaded yet discarded.")
    if found.holding:
        lines.append(f"Source files that still hold the id, which are yours to change: {listed(found.holding)}.")
    if found.unread:
        lines.append(f"Source files that could not be read, and may hold it: {listed(found.unread)}.")
    lines += [
        f"{column} holds the id in {counted(count, 'rows')} of theirs, and stays: rows are linked by it."
        for column, count in found.left.items()
    ]
    return [
        *lines,
        "Backups written before still hold the customer: delete them, or restore them with --erased WORKSPACE.",
    ]
