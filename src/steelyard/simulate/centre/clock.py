"""Local time and its spelling: what every exporting system needs to write an instant its own way.

Instants are whole seconds since 1970 in UTC. Local seconds are the same count read off a wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

DAY_S = 86_400
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


@dataclass(frozen=True)
class Clock:
    """A zone's changes of offset between two dates.

    Attributes:
        changes_s: instants (UTC) from which each offset holds; the first lies before every instant asked for.
        offsets_s: seconds to add to UTC from that instant on.
    """

    changes_s: np.ndarray
    offsets_s: np.ndarray

    def offsets_at(self, at: np.ndarray) -> np.ndarray:
        """Seconds to add to each instant to get local seconds."""
        return self.offsets_s[np.searchsorted(self.changes_s, at, side="right") - 1]

    def to_local(self, at: np.ndarray) -> np.ndarray:
        """Local seconds of each instant."""
        return at + self.offsets_at(at)

    def to_utc(self, local: np.ndarray) -> np.ndarray:
        """Instants of local seconds; an hour that occurs twice is read as its second occurrence."""
        return local - self.offsets_at(local - self.offsets_at(local))


def build_clock(zone: str, first: date, last: date) -> Clock:
    """The offsets of `zone` from a month before `first` to a year after `last`, found hour by hour."""
    place = ZoneInfo(zone)
    start = datetime.combine(first, datetime.min.time(), UTC) - timedelta(days=31)
    hours = ((last - first).days + 31 + 366) * 24
    instants = [start + timedelta(hours=hour) for hour in range(hours)]
    offsets = np.array([int((at.astimezone(place).utcoffset() or timedelta()).total_seconds()) for at in instants])
    changed = np.flatnonzero(np.diff(offsets, prepend=offsets[0] - 1))
    seconds = np.array([int(instants[row].timestamp()) for row in changed])
    return Clock(seconds, offsets[changed])


@cache
def _times_of_day() -> np.ndarray:
    return np.array([f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY_S)])


def spell_times(seconds: np.ndarray) -> list[str]:
    """`hh:mm:ss` of the time of day, or of durations below one day."""
    return _times_of_day()[seconds % DAY_S].tolist()


def spell_dates(seconds: np.ndarray, form: str = "%Y-%m-%d") -> list[str]:
    """The date of each count of seconds, spelled by `form` as strftime reads it."""
    days, rows = np.unique(seconds // DAY_S, return_inverse=True)
    names = [date.fromordinal(int(day) + _EPOCH_ORDINAL).strftime(form) for day in days]
    return np.array(names, dtype="U20")[rows].tolist() if names else []


def spell_instants(at: np.ndarray, join: str = "T", end: str = "Z") -> list[str]:
    """`2026-01-05T09:12:40Z` of each instant; `join` and `end` change the punctuation."""
    return [f"{day}{join}{time}{end}" for day, time in zip(spell_dates(at), spell_times(at), strict=True)]


def spell_zoned_instants(at: np.ndarray, clock: Clock) -> list[str]:
    """`2026-07-05T10:12:40+01:00`: local time with its offset."""
    ends = [f"{o // 3600:+03}:{o // 60 % 60:02}" for o in clock.offsets_at(at).tolist()]
    return [text + end for text, end in zip(spell_instants(clock.to_local(at), end=""), ends, strict=True)]
