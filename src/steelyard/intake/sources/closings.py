"""Exports that hold only what was closed, or last changed, in a window: of what began before, the slow ones alone.

Such a source has starts far before its first closing, and they thin out towards the past: the quick ones closed before
the window and were left out. In an export by start the first closing follows the first start, as fast as others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from steelyard.store.engine import Engine

CLOSED_SINCE = "closed_since"
"""The manifest's note of such sources."""

LEAST = 30
"""Contacts begun before the first closing, of the fewest that tell."""

LEAST_DAYS = 14
"""Days between the first start and the first closing, of the fewest that tell."""

THINNED = 0.5
"""Contacts a day begun before the first closing, against later days, under which they are thinned out."""

LEAKED = 0.001
"""The share of closings that may lie before the window all the same."""


def closed_since(engine: Engine, known: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """Source -> the day (UTC) since which it holds what was closed; sources that hold all that began are not named."""
    held = known.get("contacts", {})
    if not (held.get("ended_at") or held.get("resolved_at")):
        return {}
    found = {}
    for source, closings in _by_day(engine, _CLOSED, "").items():
        first = _first(closings)
        starts = _by_day(engine, "opened_at", f"source = '{source.replace(chr(39), chr(39) * 2)}'")[source]
        if _is_thinned(starts, first):
            found[source] = first.isoformat()
    return found


_CLOSED = "GREATEST(COALESCE(ended_at, resolved_at), COALESCE(resolved_at, ended_at))"


def _by_day(engine: Engine, instant: str, where: str) -> dict[str, dict[date, int]]:
    """Source -> day -> contacts."""
    narrowed = f"WHERE {instant} IS NOT NULL" + (f" AND {where}" if where else "")
    sql = f"SELECT source, CAST({instant} AS DATE) AS day, COUNT(*) AS n FROM contacts {narrowed} GROUP BY 1, 2"
    rows = engine.query(sql)
    found: dict[str, dict[date, int]] = {}
    for source, day, count in zip(rows["source"], rows["day"].astype("datetime64[D]"), rows["n"], strict=True):
        found.setdefault(str(source), {})[day.astype(date)] = int(count)
    return found


def _first(closings: Mapping[date, int]) -> date:
    """The first day of closings, but for those that leaked."""
    days = sorted(closings)
    reached = np.cumsum([closings[day] for day in days])
    return days[int(np.searchsorted(reached, LEAKED * reached[-1], side="right"))]


def _is_thinned(starts: Mapping[date, int], first: date) -> bool:
    """Whether starts before a day are far fewer a day than after it, and fewer the longer before."""
    early = {day: count for day, count in starts.items() if day < first}
    late = sum(starts.values()) - sum(early.values())
    if sum(early.values()) < LEAST or not late:
        return False
    days = (first - min(early)).days
    pace = late / ((max(starts) - first).days + 1)
    older = sum(count for day, count in early.items() if 2 * (first - day).days > days)
    is_thin = sum(early.values()) / days < THINNED * pace
    return days >= LEAST_DAYS and is_thin and older < THINNED * (sum(early.values()) - older)
