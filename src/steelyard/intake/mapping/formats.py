"""Which date format a text is in, and which formats fit a column: to propose them, and to compare versions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from steelyard.intake.mapping import instants, words

OPEN = "%?"
"""Stands for %d and %m where a text does not tell which comes first."""

_SAMPLE = 5000
_MOST = 6
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?| UTC))?)?\Z")
_CLOCK = re.compile(
    r"(?P<before>\A|[\sT,])(?P<hour>\d{1,2})(?P<one>[:.hH])(?P<minute>\d{2})"
    r"(?:(?P<two>[:.])(?P<second>\d{2})(?:(?P<point>[.,])(?P<fraction>\d{1,9}))?)?(?P<half>\s?[AaPp]\.?\s?[Mm]\b\.?)?(?!\d)"
)
_COMPACT_CLOCK = re.compile(r"(?<=\d)T(\d{2})(\d{2})(\d{2})?(?!\d)")
_OFFSET = re.compile(
    r"\s*\(?((?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?(?: [A-Z]{3,4})?|[A-Za-z]{1,5})\)?(?:\s*\([^)]*\))?(?=\s|\Z)"
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[\W_]")
_SIGNED = re.compile(r"\{\}( ?[-/.] ?)\{\}\1\{\}")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "º", "ª", "°"})
_COMPACT_DAY = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\Z")


@dataclass(frozen=True)
class Shape:
    """How one text writes an instant or a day.

    Args:
        format: strptime's, with `OPEN` twice where day and month could be either; zone: what names the zone in it.
    """

    format: str
    zone: str = ""
    is_iso: bool = False

    @property
    def is_open(self) -> bool:
        """Whether day and month could be either."""
        return OPEN in self.format

    def settled(self, *, is_day_first: bool) -> str:
        """The format with day and month in their places."""
        first, second = ("%d", "%m") if is_day_first else ("%m", "%d")
        return self.format.replace(OPEN, first, 1).replace(OPEN, second, 1)

    @property
    def year_first(self) -> str:
        """The format with two digits of a year in the place of the first number, and the day's in that of the last."""
        return self.format.replace("%y", "%d", 1).replace(OPEN, "%y", 1).replace(OPEN, "%m", 1)


def shape(text: str) -> Shape | None:
    """How a text writes an instant or a day; None where it writes none."""
    plain = re.sub(r"[\s\u00a0\u2007\u202f]+", " ", unicodedata.normalize("NFC", text)).strip()
    if len(plain) > 80 or not any(sign.isdigit() for sign in plain):
        return None
    clock, zone, rest = _clock(plain)
    day = _day(rest)
    if day is None or (zone and not clock):
        return None
    form = day.replace("\0", clock + (_zone_sign(zone) if zone else ""))
    return Shape(form, zone.strip(), bool(_ISO.match(plain)))


def _zone_sign(zone: str) -> str:
    """The directive of a zone as it stands: with the blank before it."""
    is_number = zone.strip().upper() == "Z" or zone.strip()[0] in "+-"
    return zone[: len(zone) - len(zone.lstrip())] + ("%z" if is_number else "%Z")


def _clock(text: str) -> tuple[str, str, str]:
    """(format of the time of day, zone with the blank before it, text with a mark where both stood)."""
    compact = _COMPACT_CLOCK.search(text)
    found = compact or next((m for m in _CLOCK.finditer(text) if _is_clock(m, text)), None)
    if found is None:
        return "", "", text
    if compact:
        form, start = "T%H%M" + ("%S" if compact.group(3) else ""), compact.start()
    else:
        form, start = _clock_format(found), found.start("hour")
    behind = text[found.end() :]
    zone = _OFFSET.match(behind)
    named = zone.group(1) if zone else ""
    if not zone or not _is_zone(named):
        return form, "", f"{text[:start]}\0{behind}"
    blank = " " if behind.startswith(" ") else ""
    return form, blank + named, f"{text[:start]}\0{behind[zone.end() :]}"


def _is_clock(found: re.Match[str], text: str) -> bool:
    """Points between hours and minutes are those of a clock only behind a day."""
    is_possible = int(found["hour"]) < 24 and int(found["minute"]) < 60
    return is_possible and (found["one"] != "." or (found.start("hour") > 5 and found["two"] in (None, ".")))


def _clock_format(found: re.Match[str]) -> str:
    hour = "%I" if found["half"] else "%H"
    second = f"{found['two']}%S" if found["second"] else ""
    fraction = f"{found['point']}{'%f' if len(found['fraction']) <= 6 else '%n'}" if found["fraction"] else ""
    return f"{hour}{found['one']}%M{second}{fraction}{' %p' if found['half'] else ''}"


def _is_zone(name: str) -> bool:
    return not name.isalpha() or name.lower() in words.zones() or name.lower() in words.zones_of_several()


def _day(text: str) -> str | None:
    """The format of what is left beside the time of day; None where it is no day."""
    tokens = _TOKEN.findall(text)
    named = [place for place, token in enumerate(tokens) if token.lower() in words.months()]
    month = (named[1:] if len(named) > 1 and named[0] == 0 else named) or [-1]
    skeleton = _skeleton(tokens, month[0]) if len(month) == 1 else None
    if skeleton is None:
        return None
    numbers = [token for token in tokens if token.isdigit()]
    parts = _numeric_parts(numbers, skeleton) if month[0] < 0 else _parts_beside_month(numbers)
    return skeleton.format(*parts) if parts else None


def _skeleton(tokens: list[str], month: int) -> str | None:
    """A format with a pair of braces for every number; None where a word has no place in a date.

    Args:
        month: which token names it; -1 where none does.
    """
    form = ""
    for place, (token, before) in enumerate(zip(tokens, ["", *tokens], strict=False)):
        is_weekday = place == 0 and token.lower() in words.weekdays()
        is_dot_of_name = token == "." and ((place and place - 1 == month) or (form == "%a"))
        if is_dot_of_name or (token.lower() in _ORDINALS and before.isdigit()):
            continue
        if place == month:
            form += "%b"
        elif token.isdigit():
            form += "{}"
        elif is_weekday:
            form += "%a"
        elif not token.isalpha() or token.lower() in words.between() or tokens[place : place + 2] == ["T", "\0"]:
            form += token.replace("{", "{{").replace("}", "}}")
        else:
            return None
    return form


def _parts_beside_month(numbers: list[str]) -> tuple[str, ...] | None:
    """Exactly one number is the day, one the year."""
    sizes = tuple(map(len, numbers))
    if len(sizes) != 2:
        return None
    if sizes[0] == 4 and sizes[1] <= 2:
        return "%Y", "%d"
    if sizes[0] <= 2 and sizes[1] in (2, 4):
        return "%d", "%Y" if sizes[1] == 4 else "%y"
    return None


def _numeric_parts(numbers: list[str], skeleton: str) -> tuple[str, ...] | None:
    """Day, month and year in three numbers with the same sign between, or in one of eight digits before a clock."""
    sizes = tuple(map(len, numbers))
    if sizes == (8,):
        return ("%Y%m%d",) if _COMPACT_DAY.match(numbers[0]) and "\0" in skeleton else None
    if len(sizes) != 3 or not _SIGNED.search(skeleton):
        return None
    one, two, three = map(int, numbers)
    if sizes[0] == 4 and max(sizes[1:]) <= 2:
        return ("%Y", "%m", "%d") if 0 < two <= 12 and 0 < three <= 31 else None
    if max(sizes[:2]) <= 2 and sizes[2] in (2, 4) and 0 < one <= 31 and 0 < two <= 31:
        return OPEN, OPEN, "%Y" if sizes[2] == 4 else "%y"
    return None


def common(texts: Iterable[str]) -> tuple[Shape, ...]:
    """The shapes of texts, most frequent first, those of one format once; what is no instant is passed over."""
    found = Counter(entry for text in texts if (entry := _remembered(text)) is not None)
    by_format: dict[str, Shape] = {}
    for entry, _ in found.most_common():
        by_format.setdefault(entry.format, entry)
    return tuple(by_format.values())[:_MOST]


@cache
def _remembered(text: str) -> Shape | None:
    return shape(text)


def fitting(connection: Any, relation: str, text: str) -> tuple[str, ...]:
    """Formats that read every text of the column's first thousands.

    Args:
        text: SQL of the trimmed text, missing where empty.
    """
    sample = f"SELECT {text} AS t FROM {relation} WHERE {text} IS NOT NULL LIMIT {_SAMPLE}"
    shapes = common(row[0] for row in connection.execute(sample).fetchall())
    forms = list(dict.fromkeys(entry.settled(is_day_first=first) for entry in shapes for first in (True, False)))
    if not forms:
        return ()
    checks = ", ".join(f"bool_and({instants.read('t', form)} IS NOT NULL)" for form in forms)
    found = connection.execute(f"SELECT {checks} FROM ({sample})").fetchone()
    return tuple(form for form, fits in zip(forms, found, strict=True) if fits)
