"""How instants and dates are written: day-first or month-first by evidence, epochs, offsets, lost times of day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from steelyard.connectors.raw import literal, quoted

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?| UTC))?)?\Z")
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})([ T,]+\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?\Z")
_YEAR_FIRST = re.compile(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}( \d{1,2}:\d{2}(:\d{2})?)?\Z")
_NAMED = re.compile(r"\d{1,2}[ -]([A-Za-z]{3})[ -](\d{4}|\d{2})([ ,]+\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?\Z")
_COMPACT = re.compile(r"(\d{2}|(?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\Z")
_EPOCH = re.compile(r"\d{10}(\d{3})?\Z")
_MOST_LIKELY = (631_152_000, 2_208_988_800)
_LOST_SHARE = 0.02


@dataclass(frozen=True)
class Moment:
    """How a column writes instants or dates.

    Args:
        format: strptime; empty for ISO and epochs.
        unit: "epoch_s", "epoch_ms" or empty.
        fit: share of all rows' values it reads.
        is_ambiguous: day-first and month-first read all values alike.
        lost_share: share of values at exactly midnight.
    """

    format: str = ""
    unit: str = ""
    has_time: bool = True
    has_offset: bool = False
    fit: float = 1.0
    is_ambiguous: bool = False
    lost_share: float = 0.0
    reason: str = ""

    @property
    def lost_time(self) -> str:
        """ "00:00" where midnights are far more than chance would make them, or no time of day is written at all."""
        return "00:00" if not self.has_time or self.lost_share > _LOST_SHARE else ""


def read_moment(
    connection: Any, relation: str, name: str, sample: tuple[str, ...], missing: tuple[str, ...]
) -> Moment | None:
    """How the column writes instants; None where most of its values are none."""
    shape = _shape(sample, name)
    if shape is None:
        return None
    source = _Source(connection, relation, name, missing)
    return shape if shape.unit else source.settle(shape, sample)


def _shape(sample: tuple[str, ...], name: str) -> Moment | None:
    def fits(pattern: re.Pattern[str]) -> bool:
        return sum(bool(pattern.match(value.strip())) for value in sample) > 0.9 * len(sample)

    longest = max(sample, key=len).strip()
    if fits(_ISO):
        has_time = sum(":" in value for value in sample) > len(sample) / 2
        return Moment("", has_time=has_time, has_offset=bool(re.search(r"(Z|[+-]\d{2}:?\d{2})\Z", longest[10:])))
    if fits(_SLASHED):
        return Moment("slashed")
    if fits(_NAMED):
        return _named(longest)
    if fits(_YEAR_FIRST):
        return Moment(f"%Y{longest[4]}%m{longest[4]}%d{_clock(longest)}", has_time=":" in longest)
    if fits(_COMPACT) and re.search(r"date|day|dat", name, re.IGNORECASE):
        return Moment("%y%m%d" if len(longest) == 6 else "%Y%m%d", has_time=False)
    if fits(_EPOCH) and all(_is_epoch(value) for value in sample):
        unit = "epoch_ms" if len(longest) == 13 else "epoch_s"
        return Moment(unit=unit, has_offset=True, reason=f"{'milli' if unit == 'epoch_ms' else ''}seconds since 1970")
    return None


def _is_epoch(value: str) -> bool:
    return _MOST_LIKELY[0] <= int(value[:10]) <= _MOST_LIKELY[1]


def _named(longest: str) -> Moment:
    sign = longest.lstrip("0123456789")[0]
    year = "%Y" if re.search(r"[ -]\d{4}(\D|\Z)", longest) else "%y"
    return Moment(f"%d{sign}%b{sign}{year}{_clock(longest)}", has_time=":" in longest)


def _clock(text: str) -> str:
    """The format of the time of day at the end of a text; empty where there is none."""
    found = re.search(r"([ T,]+)\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?\Z", text)
    if not found:
        return ""
    half = found.group(3)
    hour = "%I" if half else "%H"
    seconds = ":%S" if found.group(2) else ""
    return f"{found.group(1)}{hour}:%M{seconds}{(' ' if half and half[0] == ' ' else '') + '%p' if half else ''}"


@dataclass(frozen=True)
class _Source:
    """A column of all rows."""

    connection: Any
    relation: str
    name: str
    missing: tuple[str, ...]

    def settle(self, shape: Moment, sample: tuple[str, ...]) -> Moment:
        """Decide by all rows: which of the possible formats, how many it reads, how many midnights."""
        ambiguous, reason = False, ""
        formats = [shape.format]
        if shape.format == "slashed":
            formats, ambiguous, reason = self._order(max(sample, key=len).strip())
        fits = [self._fit(format) for format in formats]
        best = max(range(len(formats)), key=lambda place: (fits[place][0], -place))
        fit, lost = fits[best]
        has_time = ":" in formats[best] or "%H" in formats[best] if formats[best] else shape.has_time
        return Moment(
            formats[best],
            has_time=has_time,
            has_offset=shape.has_offset,
            fit=fit,
            is_ambiguous=ambiguous,
            lost_share=lost if has_time else 0.0,
            reason=reason or ("ISO" if not formats[best] else f"written as {formats[best]}"),
        )

    def _order(self, longest: str) -> tuple[list[str], bool, str]:
        """(formats, is ambiguous, reason) of d/m/y or m/d/y, by values over 12 in all rows."""
        first, second = self._largest(1), self._largest(3)
        sign = re.sub(r"\A\d+", "", longest)[0]
        year = "%Y" if re.match(r"\d{1,2}.\d{1,2}.\d{4}", longest) else "%y"
        day, month = (f"%d{sign}%m{sign}{year}", f"%m{sign}%d{sign}{year}")
        clock = _clock(longest)
        if first > 12 >= second:
            return [day + clock], False, f"day first: the first number reaches {first}"
        if second > 12 >= first:
            return [month + clock], False, f"month first: the second number reaches {second}"
        if first > 12 and second > 12:
            return [day + clock, month + clock], False, "both orders occur"
        return [day + clock], True, "day first or month first cannot be told: no number is over 12"

    def _largest(self, group: int) -> int:
        part = f"TRY_CAST(regexp_extract({quoted(self.name)}, {literal(_SLASHED.pattern)}, {group}) AS INTEGER)"
        pattern = part.replace("\\Z", "$")
        return int(self.connection.execute(f"SELECT coalesce(max({pattern}), 0) FROM {self.relation}").fetchone()[0])

    def _fit(self, format: str) -> tuple[float, float]:
        """(share of values read, share of those at midnight)."""
        column = f"trim({quoted(self.name)})"
        read = f"try_strptime({column}, {literal(format)})" if format else f"TRY_CAST({column} AS TIMESTAMP)"
        unless = f" AND {quoted(self.name)} NOT IN ({', '.join(map(literal, self.missing))})" if self.missing else ""
        all_rows, fine, midnight = self.connection.execute(
            f"SELECT count(*), count(read), count(*) FILTER (WHERE CAST(read AS TIME) = TIME '00:00:00') FROM "
            f"(SELECT {read} AS read FROM {self.relation} WHERE {quoted(self.name)} IS NOT NULL{unless})"
        ).fetchone()
        return fine / max(all_rows, 1), midnight / max(fine, 1)
