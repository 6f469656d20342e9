"""From a text as it stands in a file to an instant, as SQL: formats, names of months, halves of the day, zones.

A format is strptime's. Beyond what the engine reads by it, `%b` and `%B` read names of months in the languages of
`words`, `%a` and `%A` a weekday before the date, `%p` any spelling of AM and PM, `%z` and `%Z` any offset or
unambiguous name of one; an offset written out at the end of a format ("Z", "UTC", "+01:00") holds for every text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from steelyard.formats.raw import literal
from steelyard.intake.mapping import words

EPOCHS = {"epoch_s": 1_000_000.0, "epoch_ms": 1_000.0, "epoch_us": 1.0, "epoch_ns": 0.001}
"""Unit of instants kept as numbers -> microseconds."""

EXCEL_DAYS = "excel_days"
"""Unit of local instants kept as a worksheet shows them without a format: days since 1899-12-30."""

_OFFSET = r"(Z|z|[+-]\d{2}(:?\d{2})?| ?UTC| ?GMT)$"
_LOOSE_OFFSET = r"\s+([+-]\d{2}(?::?\d{2})?|Z|z)$"
_NO_SECONDS = r"([T ]\d{1,2}:\d{2})(\s*(?:Z|z|[+-]\d{2}(?::?\d{2})?|UTC|GMT))$"
_ISO = r"\d{4}-\d{1,2}-\d{1,2}([T ]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)?\s*(Z|z|[+-]\d{2}(:?\d{2})?| ?UTC| ?GMT)?"
_BARE = "____-__-_____:__:__"
"""How most instants look: 2026-01-05 09:30:00. No offset fits in; with a Z at the end it is one. Cheap to test."""
_USUAL = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}Z"
_BLANKS = r"[\s\x{00A0}\x{2007}\x{202F}]+"
_HALF = r"(\d)\s*([AaPp])\.?\s?[Mm]\b\.?"
_ORDINAL = r"(?i)(^|[^\d])(\d{1,2})(?:st|nd|rd|th|er|[ºª°])([^\pL\d]|$)"
_WRITTEN_OFFSET = re.compile(r"(?<=%[SMfnHpI])\s*(?:([A-Z]{1,5})|((?:UTC|GMT)?[+-]\d{2}:?\d{2}))\Z")
_TIME_SIGNS = ("%H", "%-H", "%I", "%-I", "%c", "%X")


@cache
def _zone_pattern() -> str:
    """A time of day and the zone behind it: the time is group 1, the zone's name and number together group 2."""
    names = words.pattern({*words.zones(), *words.zones_of_several()})
    clock = r"(?:[:hH.]\d{2}|[Tt ]\d{4}(?:\d{2})?|^\d{14})(?:[.,]\d+)?(?:\s*[ap]\.?\s?m\.?)?"
    number = r"[+-]\d{1,2}(?::?\d{2})?"
    zone = rf"(?:utc|gmt){number}|{names}|{number}(?: (?:{names}))?"
    return rf"(?i)({clock})\s*\(?({zone})\)?(?:\s*\([^)]*\))?(\s|$)"


@dataclass(frozen=True)
class Format:
    """A format, taken apart.

    Args:
        base: what the engine reads once the text is brought to its form.
        has_zone: the text names its zone; seconds: of the offset that is written out in the format itself, else None.
    """

    base: str
    has_names: bool
    has_weekday: bool
    has_half: bool
    has_zone: bool
    seconds: int | None

    @property
    def has_offset(self) -> bool:
        """Whether an instant it reads needs no zone."""
        return self.has_zone or self.seconds is not None


@cache
def compiled(form: str) -> Format:
    """A format, taken apart."""
    has_zone, seconds, base = "%z" in form or "%Z" in form, None, form
    if not has_zone and (written := _WRITTEN_OFFSET.search(form)):
        seconds = words.zones().get(written.group(1).lower()) if written.group(1) else _seconds(written.group(2))
    base = re.sub(r"\s*\(?%[zZ]\)?", "", base)
    weekday = re.match(r"%[aA]\.?,?\s*", base)
    base = base[weekday.end() :] if weekday else base
    has_names, has_half = bool(re.search("%[bB]", base)), "%p" in base
    if has_names:
        base = re.sub(r"%[bB]\.?", "%b", base)
    if has_half:
        base = re.sub(r"\s*%p", " %p", base)
    return Format(base, has_names, bool(weekday), has_half, has_zone, seconds)


def _seconds(offset: str) -> int:
    """Seconds east of UTC of "+01:00", "GMT+0100"."""
    sign, digits = (-1 if "-" in offset else 1), re.sub(r"\D", "", offset)
    return sign * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)


def has_offset(form: str) -> bool:
    """Whether a format reads or states an offset or a zone."""
    return compiled(form).has_offset


def has_time(form: str) -> bool:
    """Whether a format reads a time of day."""
    return any(sign in form for sign in _TIME_SIGNS)


def read(text: str, form: str) -> str:
    """What the clock of a text shows, its zone left aside; missing where the format does not fit."""
    parts = compiled(form)
    plain = _brought(text, parts)
    value = f"try_strptime({plain}, {literal(parts.base)})"
    if not parts.has_half:
        return value
    of_day = parts.base.replace("%I", "%H").replace("%-I", "%-H").replace(" %p", "")
    said = rf"regexp_matches({plain}, '\b(00?:\d\d(:\d\d)? [Aa]|(1[3-9]|2[0-3]):\d\d(:\d\d)? [Pp])')"
    bare = rf"regexp_replace({plain}, ' [AaPp]M', '')"
    return f"coalesce({value}, CASE WHEN {said} THEN try_strptime({bare}, {literal(of_day)}) END)"


def _brought(text: str, parts: Format) -> str:
    """A text in the form the engine reads."""
    if not (parts.has_names or parts.has_weekday or parts.has_half or parts.has_zone):
        return text
    plain = rf"regexp_replace({text}, '{_BLANKS}', ' ', 'g')"
    if parts.has_zone:
        plain = f"regexp_replace({plain}, {literal(_zone_pattern())}, '\\1\\3')"
    if parts.has_weekday:
        weekday = rf"(?i)^({words.pattern(words.weekdays())})\.?,? ?"
        plain = f"regexp_replace({plain}, {literal(weekday)}, '')"
    if parts.has_names:
        plain = _with_english_month(f"regexp_replace({plain}, {literal(_ORDINAL)}, '\\1\\2\\3')")
    if parts.has_half:
        plain = f"regexp_replace({plain}, {literal(_HALF)}, '\\1 \\2M')"
    return plain


def _with_english_month(text: str) -> str:
    """A text with the name of its month in English; missing where it names none."""
    named = rf"(?i)(^|[^\pL])({words.pattern(words.months())})\.?([^\pL]|$)"
    found = f"lower(regexp_extract({text}, {literal(named)}, 2))"
    known = ", ".join(f"{literal(word)}: {literal(month)}" for word, month in words.months().items())
    return f"regexp_replace({text}, {literal(named)}, '\\1' || MAP {{{known}}}[{found}] || '\\3')"


def zone_name(text: str) -> str:
    """The name of the zone behind a time of day, lower case; empty where there is none."""
    return rf"lower(regexp_extract({_zone(text)}, '^\pL+'))"


def _zone(text: str) -> str:
    return f"regexp_extract({text}, {literal(_zone_pattern())}, 2)"


def _offset_seconds(text: str) -> str:
    """Seconds east of UTC that a text states; missing where it states none, or a name of several."""
    known = ", ".join(f"{literal(word)}: {seconds}" for word, seconds in words.zones().items())
    number = rf"regexp_extract({_zone(text)}, '[+-][\d:]+')"
    hours = rf"CAST(regexp_extract({number}, '\d{{1,2}}') AS INTEGER)"
    minutes = rf"coalesce(try_cast(regexp_extract({number}, '^.\d{{1,2}}:?(\d{{2}})$', 1) AS INTEGER), 0)"
    size = f"({hours} * 3600 + {minutes} * 60) * CASE WHEN {number} LIKE '-%' THEN -1 ELSE 1 END"
    return f"CASE WHEN {number} <> '' THEN {size} ELSE MAP {{{known}}}[{zone_name(text)}] END"


def utc(local: str, zone: str) -> str:
    """A local instant as naive UTC; where clocks go back the earlier reading of the engine's calendar counts."""
    return local if zone == "UTC" else f"timezone('UTC', timezone({literal(zone)}, {local}))"


def local(instant: str, zone: str) -> str:
    """A naive UTC instant as the wall clock of a zone shows it."""
    return instant if zone == "UTC" else f"timezone({literal(zone)}, timezone('UTC', {instant}))"


def epoch(text: str, unit: str) -> str:
    """Seconds, or thousandths, millionths or billionths of them, since 1970, with or without a fraction, as UTC."""
    value = f"try_cast({text} AS DOUBLE) * {EPOCHS[unit]}"
    return f"CASE WHEN abs({value}) < 4e15 THEN make_timestamp(CAST({value} AS BIGINT)) END"


def excel_days(text: str) -> str:
    """Days since 1899-12-30, with a point or a comma before the part of a day, as a wall clock showed it."""
    days = f"try_cast(replace({text}, ',', '.') AS DOUBLE)"
    since = f"TIMESTAMP '1899-12-30' + to_seconds(CAST(round({days} * 86400) AS BIGINT))"
    return f"CASE WHEN {days} BETWEEN 1 AND 2958465 THEN {since} END"


def with_offset(text: str, formats: Sequence[str]) -> str:
    """Naive UTC of texts that carry their own offset; missing for those that do not."""
    if not formats:
        is_such = f"regexp_full_match({text}, {literal(_ISO)}) AND regexp_matches({text}, {literal(_OFFSET)})"
        timed = f"{is_such} AND contains({text}, ':')"
        usual = f"regexp_full_match({text}, {literal(_USUAL)})"
        tight = f"regexp_replace({text}, {literal(_LOOSE_OFFSET)}, '\\1')"
        in_full = f"regexp_replace({tight}, {literal(_NO_SECONDS)}, '\\1:00\\2')"
        return (
            f"CASE WHEN {text} LIKE {literal(_BARE)} THEN NULL "
            f"WHEN {text} LIKE {literal(_BARE + 'Z')} AND {usual} THEN try_cast({text} AS TIMESTAMP) "
            f"WHEN {timed} THEN timezone('UTC', try_cast({in_full} AS TIMESTAMPTZ)) END"
        )
    zoned = [f"{read(text, form)} - to_seconds({_east(text, form)})" for form in formats if has_offset(form)]
    return f"coalesce({', '.join(zoned)})" if zoned else "CAST(NULL AS TIMESTAMP)"


def _east(text: str, form: str) -> str:
    seconds = compiled(form).seconds
    return _offset_seconds(text) if seconds is None else str(seconds)


def without_offset(text: str, formats: Sequence[str]) -> str:
    """The wall clock's reading of texts without an offset, or with the name of several; midnight of a lone day."""
    if not formats:
        has_own = f"contains({text}, ':') AND regexp_matches({text}, {literal(_OFFSET)})"
        is_such = f"regexp_full_match({text}, {literal(_ISO)})"
        return (
            f"CASE WHEN {text} LIKE {literal(_BARE + 'Z')} THEN NULL "
            f"WHEN {text} LIKE {literal(_BARE)} THEN CASE WHEN {is_such} THEN try_cast({text} AS TIMESTAMP) END "
            f"WHEN {is_such} AND NOT ({has_own}) THEN try_cast(replace({text}, ',', '.') AS TIMESTAMP) END"
        )
    naive = [_wall(text, form) for form in formats if compiled(form).seconds is None]
    return f"coalesce({', '.join(naive)})" if naive else "CAST(NULL AS TIMESTAMP)"


def _wall(text: str, form: str) -> str:
    if not compiled(form).has_zone:
        return read(text, form)
    return f"CASE WHEN {is_of_several(text)} THEN {read(text, form)} END"


def is_of_several(text: str) -> str:
    """Whether a text names its zone by a name of several."""
    return f"{zone_name(text)} IN ({', '.join(map(literal, sorted(words.zones_of_several())))})"


def is_date_only(text: str, formats: Sequence[str]) -> str:
    """Whether the text says a day and no time of day."""
    if not formats:
        return f"NOT contains({text}, ':')"
    cases = [f"WHEN {read(text, form)} IS NOT NULL THEN {str(not has_time(form)).lower()}" for form in formats]
    return f"CASE {' '.join(cases)} ELSE false END"
