"""What in the data calls for measuring more now: new people, new topics, unusual volume, something logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from steelyard.analyses.cadence.answer import Trigger
from steelyard.measure.missing import check_refused
from steelyard.settings.undertaken import Event
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.store import Snapshot
from steelyard.store.asked import asked
from steelyard.theme import counted
from steelyard.wording import capital, listed

WINDOW = 28
"""Days of one window; those before it say what is usual."""

LENGTH = timedelta(days=WINDOW - 1)
"""From its first day to its last."""

NEW_DAYS = 90
"""So long people, and topics, are new."""

LEAST_WINDOWS = 6
LEAST_NEW, LEAST_TOPIC = 0.05, 0.02
"""Shares of contacts below which new people and new topics are no reason."""

SURE = 0.98
"""Of a window to lie within the band, both sides together: one in a hundred leaves it at either end by itself."""

EVENT_DAYS = 56
"""So long after an event more is measured."""


@dataclass(frozen=True)
class _Counts:
    """Contacts by a dimension in windows, the newest last.

    Attributes:
        first: the first day of each value. held: (values, windows).
    """

    first: tuple[date, ...]
    held: Floats


def triggers(
    snapshot: Snapshot,
    where: Mapping[str, Sequence[str]] | None,
    events: Sequence[Event],
    first_on: date,
    last_on: date,
) -> tuple[Trigger, ...]:
    """Each with whether it fires, if that can be told, and what was found."""
    count = ((last_on - first_on).days + 1) // WINDOW
    ends = tuple(last_on - timedelta(days=WINDOW * (count - 1 - at)) for at in range(count))
    if where:
        return (_logged(events, last_on),)
    found = [_volume(snapshot, ends)]
    known = snapshot.manifest.known.get("contacts", {})
    if known.get("agent_id"):
        found.append(_people(snapshot, ends, first_on))
    if known.get("topic"):
        found.append(_topics(snapshot, ends, first_on))
    return (*found, _logged(events, last_on))


def _volume(snapshot: Snapshot, ends: Sequence[date]) -> Trigger:
    held = _counts(snapshot, "", ends).held.sum(axis=0)
    if len(held) <= LEAST_WINDOWS or not (held > 0).all():
        return Trigger(
            "volume", None, "Whether the volume is unusual cannot be told: fewer than seven windows of 28 days."
        )
    low, high = np.exp(_band(np.log(held[:-1])))
    now = held[-1]
    usual = f"{low:,.0f} to {high:,.0f} are usual"
    fires = not low <= now <= high
    return Trigger("volume", bool(fires), f"{counted(now, 'contacts')} in the newest 28 days; {usual}.")


def _people(snapshot: Snapshot, ends: Sequence[date], first_on: date) -> Trigger:
    counts = _counts(snapshot, "agent_id", ends, _started(snapshot))
    return _new("new_agents", "by agents in their first 90 days", counts, ends, first_on, LEAST_NEW)


def _topics(snapshot: Snapshot, ends: Sequence[date], first_on: date) -> Trigger:
    counts = _counts(snapshot, "topic", ends)
    return _new("new_topics", "on topics not seen before the newest 90 days", counts, ends, first_on, LEAST_TOPIC)


def _new(id: str, words: str, counts: _Counts, ends: Sequence[date], first_on: date, least: float) -> Trigger:
    totals = counts.held.sum(axis=0)
    is_new = np.array([[(end - day).days < NEW_DAYS for end in ends] for day in counts.first], dtype=bool).reshape(
        len(counts.first), len(ends)
    )
    told = [(end - first_on).days >= 2 * NEW_DAYS for end in ends]
    usable = np.array(told, dtype=bool) & (totals > 0)
    if usable.sum() <= LEAST_WINDOWS or not usable[-1]:
        return Trigger(id, None, f"Whether more contacts than usual are {words} cannot be told from so few days.")
    shares = (counts.held * is_new).sum(axis=0)[usable] / totals[usable]
    high = min(1.0, _band(shares[:-1])[1])
    fires = bool(shares[-1] > max(high, least))
    usual = f"up to {high:.0%} is usual" if high >= 0.005 else "as before"
    share = f"{shares[-1]:.0%}" if shares[-1] >= 0.005 else "none"
    return Trigger(id, fires, f"{capital(share)} of the contacts in the newest 28 days are {words}; {usual}.")


def _logged(events: Sequence[Event], last_on: date) -> Trigger:
    recent = [event for event in events if event.on <= last_on < (event.until or event.on) + timedelta(days=EVENT_DAYS)]
    if not recent:
        return Trigger("events", False, "No event is logged for the newest eight weeks.")
    return Trigger("events", True, f"Logged in the newest eight weeks: {listed([event.name for event in recent])}.")


def _band(values: Floats) -> Floats:
    """Where the next value lies, one time in a hundred beyond either end, if nothing changes."""
    count = len(values)
    half = float(t_quantile(count - 1, SURE)) * float(values.std(ddof=1)) * np.sqrt(1 + 1 / count)
    return np.array([values.mean() - half, values.mean() + half])


def _counts(
    snapshot: Snapshot, dimension: str, ends: Sequence[date], started: Mapping[str, date] | None = None
) -> _Counts:
    check_refused(snapshot, "volumes")
    name = f'"{dimension}"' if dimension else "'all'"
    windows = "".join(
        f', SUM(CASE WHEN "on" BETWEEN {_day(end - LENGTH)} AND {_day(end)} THEN 1 ELSE 0 END) AS w{at}'
        for at, end in enumerate(ends)
    )
    known = f" AND {name} IS NOT NULL" if dimension else ""
    spoken = (
        f'SELECT {name} AS value, MIN("on") AS first{windows} FROM fact_contacts '
        f'WHERE is_contact AND "on" IS NOT NULL{known} GROUP BY 1 ORDER BY 1'
    )
    found = asked(snapshot, spoken)
    names = [str(value) for value in found["value"].tolist()]
    seen = found["first"].astype("datetime64[D]").tolist()
    first = tuple((started or {}).get(value, day) for value, day in zip(names, seen, strict=True))
    rows = [np.asarray(found[f"w{at}"], dtype=float) for at in range(len(ends))]
    return _Counts(first, np.column_stack(rows) if rows else np.zeros((len(names), 0)))


def _day(day: date) -> str:
    return f"DATE '{day}'"


def _started(snapshot: Snapshot) -> dict[str, date]:
    """The first day at work of those whose is known."""
    if not snapshot.manifest.known.get("agents", {}).get("started_on"):
        return {}
    spoken = "SELECT agent_id, MIN(started_on) AS first FROM agents WHERE started_on IS NOT NULL GROUP BY 1 ORDER BY 1"
    found = asked(snapshot, spoken)
    days = found["first"].astype("datetime64[D]").tolist()
    return dict(zip((str(name) for name in found["agent_id"].tolist()), days, strict=True))
