"""From a text to a duration in seconds, as SQL: numbers in a unit, clocks, ISO 8601, and texts that say their units."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from steelyard.formats.raw import literal
from steelyard.intake.mapping import words
from steelyard.intake.mapping.values import number

_SIZES = {"w": 604_800.0, "d": 86_400.0, "h": 3_600.0, "min": 60.0, "s": 1.0, "ms": 0.001}
_WORKING = {**_SIZES, "w": 144_000.0, "d": 28_800.0}
_PARTS = ("w", "d", "h", "min", "s", "ms")
_SHORT = {"hh:mm:ss": 60.0, "hh:mm": 3_600.0}
_DAYS = r"(\d+)(?:\s*(?:d|days?)?(?:,?\s+)|\.)"
_CLOCK = rf"([+-]?)\s*(?:{_DAYS})?(\d+):([0-5]?\d)(?::([0-5]?\d(?:[.,]\d+)?))?"
_LETTERS = r"""\pL|['"′″](\s|$)|['′]\s?\d{1,2}["″]$"""
_AMOUNT = r"\d+(?:[.,]\d+)*"
_ISO = (
    rf"(?i)^([+-]?)P(?:0+Y)?(?:0+M)?(?:({_AMOUNT})W)?(?:({_AMOUNT})D)?"
    rf"(?:T(?:({_AMOUNT})H)?(?:({_AMOUNT})M)?(?:({_AMOUNT})S)?)?()$"
)


@cache
def _said() -> str:
    """A duration that says its units; groups: sign, weeks, days, hours, minutes, seconds, milliseconds."""
    between = r"[\s,;:]*(?:(?:and|und|et|y|e|en|i|og|och)\s+)?"
    units = words.units()
    parts = "".join(rf"(?:({_AMOUNT})\s*(?:{words.pattern(units[unit])})\.?{between})?" for unit in _PARTS)
    return rf"(?i)^([+-]?)\s*{parts}$"


@cache
def _clock_with_unit(unit: str, parts: str) -> str:
    return rf"(?i)^{parts}\s*(?:{words.pattern(words.units()[unit])})\.?$"


def seconds(text: str, unit: str, *, is_comma: bool, is_spoken: bool = True) -> str:
    """A duration in seconds. Without a unit: a number of seconds, or hours, minutes and seconds in full.

    A text that says its own units ("1h 5m", "12 min", "1:05 h", "PT5M") is read by them, whatever the unit stated.

    Args:
        unit: "s", "ms", "min", "h", "d"; "hh:mm:ss", which reads 04:05 as minutes and seconds, or "hh:mm", as hours and
            minutes; "words" of texts that say their units, "words_8h" where a day in them is 8 hours of work and a
            week five such days.
        is_spoken: some text may say its units.
    """
    sizes = _WORKING if unit == "words_8h" else _SIZES
    own = f"WHEN {says_units(text)} THEN {spoken(text, sizes, is_comma=is_comma)}" if is_spoken else ""
    if unit in ("words", "words_8h"):
        return f"CASE {own} WHEN {text} = '0' THEN 0 ELSE {clock(text)} END"
    if unit in _SHORT:
        brief = clock(text, short=_SHORT[unit])
        return f"CASE {own} ELSE {brief} END" if own else brief
    scaled = f"{number(text, is_comma=is_comma)} * {_SIZES[unit or 's']}"
    full = clock(text) if not unit else "NULL"
    return f"CASE {own} WHEN contains({text}, ':') THEN {full} ELSE {scaled} END"


def may_say_units(text: str) -> str:
    """Whether a text holds any of the letters or signs that units are said in: true wherever `says_units` is."""
    return f"regexp_matches({text}, {literal(_LETTERS)})"


def of_any_shape(text: str, *, is_comma: bool) -> str:
    """A duration in seconds: numbers count as seconds, "7:05" as minutes, and texts that say their units by these."""
    own = f"WHEN {says_units(text)} THEN {spoken(text, _SIZES, is_comma=is_comma)}"
    return (
        f"CASE {own} WHEN contains({text}, ':') THEN {clock(text, short=_SHORT['hh:mm:ss'])} "
        f"ELSE {number(text, is_comma=is_comma)} END"
    )


def says_units(text: str) -> str:
    """Whether a text says its units in letters or signs; a clock after a number of days does not."""
    return f"({may_say_units(text)} AND NOT regexp_full_match({text}, {literal(_CLOCK)}))"


def amount(text: str) -> str:
    """The number before a single unit; other texts as they are."""
    return rf"regexp_replace({text}, '^([^\pL]*\d)\s*\pL+\.?$', '\1')"


def clock(text: str, *, short: float = 0) -> str:
    """Seconds of "2:03:04", "1 day 02:03:04", "1.02:03:04", "-0:00:05".

    Args:
        short: seconds of the first part of "03:04", 60 or 3600; 0 where that is no duration.
    """

    def part(group: int) -> str:
        found = f"regexp_extract({text}, {literal('^' + _CLOCK + '$')}, {group})"
        return f"try_cast(nullif(replace({found}, ',', '.'), '') AS DOUBLE)"

    sign = f"CASE WHEN {text} LIKE '-%' THEN -1 ELSE 1 END"
    long = f"coalesce({part(2)}, 0) * 86400 + {part(3)} * 3600 + {part(4)} * 60 + {part(5)}"
    brief = f"{part(3)} * {short} + {part(4)} * {short / 60}" if short else "NULL"
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(_CLOCK)}) "
        f"THEN ({sign}) * coalesce({long}, CASE WHEN {part(5)} IS NULL THEN {brief} END) END"
    )


def spoken(text: str, sizes: Mapping[str, float], *, is_comma: bool) -> str:
    """Seconds of a duration that says its units.

    Args:
        sizes: unit -> seconds.
    """
    hours = _clock_with_unit("h", r"([+-]?\d+:\d{2})")
    minutes = _clock_with_unit("min", r"([+-]?\d+:\d{2})")
    full = _clock_with_unit("h", r"([+-]?\d+:\d{2}:\d{2}(?:[.,]\d+)?)")
    joined = rf"(?i)^(\d+)\s*(?:{words.pattern(words.units()['h'])})\.?\s*(\d{{2}})$"
    cases = [
        (_ISO, _total(text, _ISO, sizes, is_comma)),
        (joined, f"{_group(text, joined, 1)} * 3600 + {_group(text, joined, 2)} * 60"),
        (full, clock(f"regexp_extract({text}, {literal(full)}, 1)")),
        (hours, clock(f"regexp_extract({text}, {literal(hours)}, 1)", short=3_600.0)),
        (minutes, clock(f"regexp_extract({text}, {literal(minutes)}, 1)", short=60.0)),
        (_said(), _total(text, _said(), sizes, is_comma)),
    ]
    whens = " ".join(f"WHEN regexp_matches({text}, {literal(shape)}) THEN {value}" for shape, value in cases)
    return rf"CASE WHEN NOT regexp_matches({text}, '\d') THEN NULL {whens} END"


def _group(text: str, shape: str, place: int) -> str:
    return f"CAST(regexp_extract({text}, {literal(shape)}, {place}) AS DOUBLE)"


def _total(text: str, shape: str, sizes: Mapping[str, float], is_comma: bool) -> str:
    """The sum of the parts a shape finds, once for all of them; missing where a part is no number."""
    names = ", ".join(literal(name) for name in ("sign", *_PARTS))
    found = f"regexp_extract({text}, {literal(shape)}, [{names}])"
    parts = " + ".join(
        f"CASE WHEN said.{unit} = '' THEN 0 ELSE {_amount(f'said.{unit}', is_comma)} * {sizes[unit]} END"
        for unit in _PARTS
    )
    return f"list_transform([{found}], said -> CASE WHEN said.sign = '-' THEN -1 ELSE 1 END * ({parts}))[1]"


def _amount(found: str, is_comma: bool) -> str:
    """A number, whose one sign before other than three digits can only be that of decimals."""
    plain = rf"regexp_full_match({found}, '\d+([.,](\d{{1,2}}|\d{{4,}}))?')"
    return (
        f"CASE WHEN {plain} THEN CAST(replace({found}, ',', '.') AS DOUBLE) ELSE {number(found, is_comma=is_comma)} END"
    )
