"""How instants and dates are written: day-first or month-first by evidence, epochs, offsets, lost times of day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytz

from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import formats, instants, words
from steelyard.intake.mapping.formats import Shape

_COMPACT = re.compile(r"(\d{2}|(?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\Z")
_COMPACT_FULL = re.compile(r"(?:19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d){1,2}\Z")
_DATED = re.compile(r"date|day|dat|time|zeit|heure|hora|ora\b|tijd|start|creat|open|clos|end", re.IGNORECASE)
_EPOCH = re.compile(r"(\d{10}|\d{13}|\d{16}|\d{19})(\.\d+)?\Z")
_EPOCHS = {10: "epoch_s", 13: "epoch_ms", 16: "epoch_us", 19: "epoch_ns"}
_EPOCH_NAMES = {"epoch_s": "seconds", "epoch_ms": "milliseconds", "epoch_us": "microseconds", "epoch_ns": "nanoseconds"}
_MOST_LIKELY = (631_152_000, 2_000_000_000)
_NUMBERS = r"^\D*?(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{2,4})"
_EXCEL_DAY = re.compile(r"\d{5}([.,]\d+)?\Z")
_EXCEL_DAYS = (36_526, 54_789)
"""From 2000 to 2049."""
_MOST_EXCEL_DAYS = 20 * 366
_EXCEL_NAMES = re.compile(
    r"dat|day|tag\b|fecha|jour|beg[iy]n|start|opened|created|erstellt|inicio|in[ií]cio|inizio|d[eé]but"
)
_LOST_SHARE = 0.02
_STANDING_OUT = 3
"""Midnight stands for a lost time of day where it occurs so many times as often as any other."""
_LEAST_SHARE = 0.9
_ZONE_NAME = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_]+)+")
_SHIFT = re.compile(r"\b(?:UTC|GMT) ?([+-\u2212]) ?(\d{1,2})(?::?([0-5]\d))?\b")
_BRACKETED = re.compile(r"[(\[]([^)\]]+)[)\]]")
_CLOCKS = {
    **dict.fromkeys(("ET", "EST", "EDT", "Eastern", "Eastern Time", "US/Eastern"), "America/New_York"),
    **dict.fromkeys(("CT", "CDT", "Central Time", "US/Central"), "America/Chicago"),
    **dict.fromkeys(("MT", "MDT", "Mountain Time"), "America/Denver"),
    **dict.fromkeys(("PT", "PST", "PDT", "Pacific", "Pacific Time", "US/Pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ"), "Europe/Berlin"),
    "BST": "Europe/London", "EET": "Europe/Athens", "EEST": "Europe/Athens", "WET": "Europe/Lisbon",
    "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
}  # fmt: skip
"""What a column's name may say in brackets -> whose clocks these are."""
_SEVERAL = frozenset({"IST", "CST", "AST", "MST", "GST", "SST"})
_MANY_DAYS = 3
"""Two digits are those of a day rather than a year where they take so many times as many values."""


@dataclass(frozen=True)
class Moment:
    """How a column writes instants or dates.

    Args:
        formats: strptime; empty for ISO and epochs.
        unit: "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "excel_days" or empty.
        fit: share of all rows' values it reads.
        is_ambiguous: they can be read in two ways that are both possible; the reason says which.
        alternatives: formats under the other reading, where it is one of formats.
        lost_share: share of values at exactly midnight, where that stands out among the times of day.
        zone: the time zone that the column's name states, of values without an offset.
    """

    formats: tuple[str, ...] = ()
    unit: str = ""
    has_time: bool = True
    has_offset: bool = False
    fit: float = 1.0
    is_ambiguous: bool = False
    alternatives: tuple[str, ...] = ()
    lost_share: float = 0.0
    reason: str = ""
    zone: str = ""

    @property
    def format(self) -> str:
        """The most frequent format; empty for ISO and epochs."""
        return self.formats[0] if self.formats else ""

    @property
    def is_plain(self) -> bool:
        """Whether the engine reads it without help: no names of months in other languages, no names of zones."""
        return all(instants.compiled(form).base == form for form in self.formats)

    @property
    def lost_time(self) -> str:
        """ "00:00" where midnights are far more than chance would make them, or no time of day is written at all."""
        return "00:00" if not self.has_time or self.lost_share > _LOST_SHARE else ""

    def reading(self, text: str) -> str:
        """SQL of what the clocks of a text show, or, of texts with an offset and of epochs, of the instant in UTC."""
        if self.unit == instants.EXCEL_DAYS:
            return instants.excel_days(text)
        if self.unit:
            return instants.epoch(text, self.unit)
        return f"coalesce({instants.with_offset(text, self.formats)}, {instants.without_offset(text, self.formats)})"


def read_moment(
    connection: Any, relation: str, name: str, sample: tuple[str, ...], missing: tuple[str, ...]
) -> Moment | None:
    """How the column writes instants; None where most of its values are none."""
    found = _read_moment(_Source(connection, relation, name, missing), tuple(value.strip() for value in sample))
    if found is None or found.has_offset or not found.has_time:
        return found
    return replace(found, zone=zone_of(name))


def zone_of(name: str) -> str:
    """The time zone a column's name states: "Created at (UTC)", "Date (Europe/Paris)", "Answered (New York)", "Start
    (UTC+2)", "Closed (PST)"; empty where it states none, or one of several, see `doubtful_zone`."""
    found = next((zone for zone in _ZONE_NAME.findall(name) if zone in pytz.all_timezones_set), "")
    if found:
        return found
    shift = _SHIFT.search(name)
    if shift:
        return _fixed(*shift.groups())
    bracketed = [text.strip() for text in _BRACKETED.findall(name)]
    told = [zone for text in bracketed if (zone := _CLOCKS.get(text) or _cities().get(text.lower(), ""))]
    return told[0] if told else ("UTC" if {"utc", "gmt"} & set(re.findall(r"[a-z]+", name.lower())) else "")


def doubtful_zone(name: str) -> str:
    """What a column's name says of a time zone that may be one of several, or has no name: "IST", "UTC+5:30"."""
    if zone_of(name):
        return ""
    shift = _SHIFT.search(name)
    return shift.group() if shift else next((text for text in _BRACKETED.findall(name) if text in _SEVERAL), "")


def _fixed(sign: str, hours: str, minutes: str) -> str:
    """The zone that is always so many whole hours from UTC; empty where it is none."""
    zone = f"Etc/GMT{'-' if sign == '+' else '+'}{int(hours)}"
    if not int(hours) and not int(minutes or 0):
        return "UTC"
    return zone if not int(minutes or 0) and zone in pytz.all_timezones_set else ""


@cache
def _cities() -> Mapping[str, str]:
    """A city, lower case -> the zone that is called after it, of cities that name one zone only."""
    named: dict[str, list[str]] = {}
    for zone in pytz.common_timezones:
        area, _, city = zone.rpartition("/")
        if area and area not in ("US", "Canada"):
            named.setdefault(city.replace("_", " ").lower(), []).append(zone)
    return {city: zones[0] for city, zones in named.items() if len(zones) == 1}


def _read_moment(source: _Source, texts: tuple[str, ...]) -> Moment | None:
    name = source.name
    if numeric := _numeric(texts, name):
        return numeric if numeric.has_offset else source.settle(numeric)
    found = [entry for entry in map(formats.shape, texts) if entry]
    if len(found) < _LEAST_SHARE * len(texts):
        return None
    settled = source.settle(source.ordered(formats.common(texts), found))
    return settled if settled.fit > 0.5 else None


def of_one_order(moments: Mapping[str, Moment]) -> dict[str, Moment]:
    """Columns whose order of day and month cannot be told, by that of the file's other columns, where they agree."""
    told = {("%d" in _order(moment)) for moment in moments.values() if _order(moment) and not moment.is_ambiguous}
    if len(told) != 1:
        return dict(moments)
    is_day_first = told.pop()
    return {
        name: _by_others(moment, is_day_first) if moment.alternatives and _order(moment) else moment
        for name, moment in moments.items()
    }


def _order(moment: Moment) -> str:
    """The first directive of a numeric day, "%d" or "%m"; empty where the year or a name comes first."""
    found = re.search(r"(%[dm])[-/. ]+%[dm][-/. ]+%[yY]", " ".join(moment.formats))
    return found.group(1) if found else ""


def _by_others(moment: Moment, is_day_first: bool) -> Moment:
    chosen = moment.formats if (_order(moment) == "%d") == is_day_first else moment.alternatives
    reason = f"{'day' if is_day_first else 'month'} first, as in the file's other dates"
    return replace(moment, formats=chosen, alternatives=(), is_ambiguous=False, reason=reason)


def _numeric(texts: tuple[str, ...], name: str) -> Moment | None:
    """Days and instants in digits alone."""
    if all(_EPOCH.match(text) for text in texts):
        sizes = {len(text.partition(".")[0]) for text in texts}
        if len(sizes) == 1 and all(_is_epoch(text) for text in texts):
            unit = _EPOCHS[sizes.pop()]
            return Moment(unit=unit, has_offset=True, reason=f"{_EPOCH_NAMES[unit]} since 1970")
    if _are_excel_days(texts, name):
        reason = "days as a worksheet counts them without a format: since 1899-12-30"
        is_timed = any(not text.isdigit() for text in texts)
        return Moment(unit=instants.EXCEL_DAYS, has_time=is_timed, reason=reason)
    if not _DATED.search(name):
        return None
    longest = max(texts, key=len)
    if sum(bool(_COMPACT.match(text)) for text in texts) > _LEAST_SHARE * len(texts):
        return Moment(("%y%m%d" if len(longest) == 6 else "%Y%m%d",), has_time=False)
    if sum(bool(_COMPACT_FULL.match(text)) for text in texts) > _LEAST_SHARE * len(texts):
        return Moment(("%Y%m%d%H%M%S" if len(longest) == 14 else "%Y%m%d%H%M",))
    return None


def _are_excel_days(texts: tuple[str, ...], name: str) -> bool:
    """Whether numbers are days of a worksheet: called a day or a begin or with parts of a day, and of a few years."""
    if not all(_EXCEL_DAY.match(text) for text in texts):
        return False
    days = [float(text.replace(",", ".")) for text in texts]
    is_likely = _EXCEL_DAYS[0] <= min(days) and max(days) <= min(_EXCEL_DAYS[1], min(days) + _MOST_EXCEL_DAYS)
    is_timed = sum(not text.isdigit() for text in texts) > len(texts) / 2
    return is_likely and bool(_EXCEL_NAMES.search(name.lower()) or (is_timed and _DATED.search(name)))


def _is_epoch(value: str) -> bool:
    return _MOST_LIKELY[0] <= int(value[:10]) <= _MOST_LIKELY[1]


@dataclass(frozen=True)
class _Source:
    """A column of all rows."""

    connection: Any
    relation: str
    name: str
    missing: tuple[str, ...]

    def ordered(self, shapes: tuple[Shape, ...], found: list[Shape]) -> Moment:
        """The formats of shapes, with day and month in the order all rows show."""
        several = sorted({entry.zone for entry in found if entry.zone.lower() in words.zones_of_several()})
        asked = f"{' and '.join(several)} are names of several zones: which is it here?" if several else ""
        asked = asked.replace(" are names", " is the name") if len(several) == 1 else asked
        has_offset = sum(bool(entry.zone) for entry in found) > len(found) / 2 and not several
        base = Moment(has_offset=has_offset, is_ambiguous=bool(several), reason=asked)
        if all(entry.is_iso for entry in found):
            return replace(base, has_time=sum("%H" in entry.format for entry in found) > len(found) / 2)
        if year_first := self._year_first(shapes):
            return replace(base, **year_first)
        is_day_first, is_open, reason = self._order() if any(entry.is_open for entry in shapes) else (True, False, "")
        chosen, other = (
            tuple(dict.fromkeys(entry.settled(is_day_first=first) for entry in shapes))
            for first in (is_day_first, not is_day_first)
        )
        return replace(
            base,
            formats=chosen,
            alternatives=other if is_open else (),
            has_time=sum(instants.has_time(entry.format) for entry in found) > len(found) / 2,
            is_ambiguous=is_open or bool(several),
            reason="; ".join(filter(None, (reason, f'or format = "{other[0]}"' if is_open else "", asked))),
        )

    def _year_first(self, shapes: tuple[Shape, ...]) -> dict[str, Any]:
        """The moment's parts where two digits of a year may come first; none where they cannot.

        A year takes few values where a day takes many.
        """
        short = [entry for entry in shapes if entry.is_open and "%y" in entry.format]
        if not short:
            return {}
        text = f"trim({quoted(self.name)})"
        one, two, three = (
            f"TRY_CAST(regexp_extract({text}, {literal(_NUMBERS)}, {group}) AS INTEGER)" for group in (1, 2, 3)
        )
        is_possible, firsts, lasts = self.connection.execute(
            f"SELECT bool_and({one} >= 10 AND {two} BETWEEN 1 AND 12 AND {three} BETWEEN 1 AND 31), "
            f"count(DISTINCT {one}), count(DISTINCT {three}) FROM {self.relation} WHERE {one} IS NOT NULL"
        ).fetchone()
        if not is_possible or firsts > lasts:
            return {}
        is_told = lasts >= _MANY_DAYS * firsts
        forms = tuple(dict.fromkeys(entry.year_first for entry in short))
        reason = "year first: the first number takes few values, the last those of days"
        asked = f'the first number or the last may be the year; or format = "{short[0].settled(is_day_first=True)}"'
        has_time = any(instants.has_time(form) for form in forms)
        return {
            "formats": forms,
            "has_time": has_time,
            "is_ambiguous": not is_told,
            "reason": reason if is_told else asked,
        }

    def _order(self) -> tuple[bool, bool, str]:
        """(day first, whether it cannot be told, reason), by numbers over 12 in all rows."""
        text = f"trim({quoted(self.name)})"
        parts = [f"TRY_CAST(regexp_extract({text}, {literal(_NUMBERS)}, {group}) AS INTEGER)" for group in (1, 2)]
        first, second, dotted = self.connection.execute(
            f"SELECT coalesce(max({parts[0]}), 0), coalesce(max({parts[1]}), 0), "
            f"bool_and(regexp_matches({text}, '^\\D*\\d{{1,2}}[.]')) FROM {self.relation} WHERE {parts[0]} IS NOT NULL"
        ).fetchone()
        if first > 12 >= second:
            return True, False, f"day first: the first number reaches {first}"
        if second > 12 >= first:
            return False, False, f"month first: the second number reaches {second}"
        if first > 12:
            return True, True, "both orders occur: the first number and the second both go over 12"
        if dotted:
            return True, False, "day first, as dates with points are"
        return True, True, "day first or month first cannot be told: no number is over 12"

    def settle(self, moment: Moment) -> Moment:
        """How many of all rows' values it reads, and how many are midnights."""
        column = f"trim({quoted(self.name)})"
        unless = f" AND {quoted(self.name)} NOT IN ({', '.join(map(literal, self.missing))})" if self.missing else ""
        known = f"{quoted(self.name)} IS NOT NULL{unless}"
        read = f"SELECT {moment.reading(column)} AS read FROM {self.relation} WHERE {known}"
        all_rows, fine, midnight, other = self.connection.execute(
            f"WITH times AS (SELECT CAST(read AS TIME) AS t, count(*) AS n FROM ({read}) GROUP BY 1) SELECT "
            "coalesce(sum(n), 0), coalesce(sum(n) FILTER (t IS NOT NULL), 0), "
            "coalesce(max(n) FILTER (t = TIME '00:00:00'), 0), coalesce(max(n) FILTER (t <> TIME '00:00:00'), 0) "
            "FROM times"
        ).fetchone()
        is_lost = moment.has_time and midnight > _STANDING_OUT * other
        written = f"written as {' or '.join(moment.formats)}" if moment.formats else "ISO"
        return replace(
            moment,
            fit=fine / max(all_rows, 1),
            lost_share=midnight / max(fine, 1) if is_lost else 0.0,
            reason=moment.reason or written,
        )
