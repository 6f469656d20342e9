"""What follow-ups came from, month by month, as people counted them on the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from steelyard.declare import ACTIONS, PLURALS, Action
from steelyard.desk import FollowUp

MONTHS = 3
"""The newest months that are told."""

LEAST = 5
"""Follow-ups of a month and an action below which nothing is said of them."""


def came_from(rows: Sequence[FollowUp], time_zone: str) -> tuple[str, ...]:
    """A sentence for each of the newest months and each action: the commonest first reason, and where it lay most.

    "Of 61 callbacks listed in May 2026, 23 came first from a promise that was not kept, 14 of them about delivery."
    Counts alone: what is beyond chance, the causes say.
    """
    zone = ZoneInfo(time_zone)
    by_month: dict[tuple[int, int], list[FollowUp]] = {}
    for row in rows:
        at = row.made_at.replace(tzinfo=UTC).astimezone(zone)
        by_month.setdefault((at.year, at.month), []).append(row)
    newest = sorted(by_month, reverse=True)[:MONTHS]
    return tuple(
        said
        for month in newest
        for action in ACTIONS
        if (said := _said([row for row in by_month[month] if row.action == action], action, zone))
    )


def _said(rows: Sequence[FollowUp], action: Action, zone: ZoneInfo) -> str:
    firsts = [row.reasons[0] for row in rows if row.reasons]
    if len(firsts) < LEAST:
        return ""
    (title, n), *_ = Counter(str(first.get("title") or first["reason"]) for first in firsts).most_common()
    mine = [first for first in firsts if str(first.get("title") or first["reason"]) == title]
    at = rows[0].made_at.replace(tzinfo=UTC).astimezone(zone)
    first = f"Of {len(rows):,} {PLURALS[action]} listed in {at:%B %Y}, {n:,} came first from {title}"
    return f"{first}{_where(mine)}."


def _where(mine: Sequence[Mapping[str, Any]]) -> str:
    known = [(by, str(first[by])) for by in ("topic", "step") for first in mine if first.get(by)]
    if not known:
        return ""
    (by, part), n = Counter(known).most_common(1)[0]
    if n < 2:
        return ""
    place = f"about {part.replace('_', ' ')}" if by == "topic" else f"at the step '{part}'"
    return f", {n:,} of them {place}"
