"""What a log tells of contacts: rounds, ways back to a team, steps at one instant, some that name no contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from steelyard.conformance.golden.rows import Row

_WAY = (
    ("Open", "opened", "North", 0),
    ("Work", None, "North", 5),
    ("Ask 'twice'", "asked_again", "South", 5),
    ("Work", None, "North", 40),
    ("Check", None, "South", 40),
    ("Work", None, "North", 60),
    ("Fail\\", "failed", None, 61),
    ("Refund", "refunded", "West", 60 * 24 * 9),
    ("Gone", "given_up", "West", 60 * 24 * 40),
)
"""Step, kind, team, minutes after the contact began."""


def tables(contacts: Sequence[Row]) -> Mapping[str, list[Row]]:
    """The steps of some contacts, each a part of the way, and of an issue by its own name."""
    return {"steps": list(_told(contacts))}


def _told(contacts: Sequence[Row]) -> Iterator[Row]:
    for place, row in enumerate(contacts[::3]):
        for at, (step, kind, team, minutes) in enumerate(_WAY[: 2 + place % 8]):
            names_issue = place % 11 == 0 and row.get("issue_id") is not None
            yield {
                "contact_id": None if names_issue else row["contact_id"],
                "issue_id": row.get("issue_id") if names_issue else None,
                "step": step,
                "kind": kind,
                "team": team,
                "at": row["opened_at"] + timedelta(minutes=minutes),
                "place": None if place % 5 == 0 and at == 1 else at,
            }
