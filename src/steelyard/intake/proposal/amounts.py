"""How a column writes numbers and durations: by the same readings that a load takes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import durations, values

_MOST_ODD = 0.02
_HALF = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s?([AaPp])\.?\s?[Mm]\.?\Z")


@dataclass(frozen=True)
class Amounts:
    """Numbers of a column.

    Args:
        kind: "number", "clock" (4:05, 00:04:05, 4:05 PM) or "duration" (texts that say their units).
        numbers: of the sample, in its order, those that were read; clocks and durations in seconds.
        clock: how clocks are written, as strptime's; "%p" in it is a time of day, no duration.
        decimal: what a mapping must state, as another file may not tell; "" where nothing is to be told.
        doubt: why they can be read in two ways; empty where they cannot.
    """

    kind: Literal["number", "clock", "duration"]
    numbers: tuple[float, ...]
    clock: str = ""
    decimal: Literal["", ",", "."] = ""
    doubt: str = ""


def read_amounts(
    connection: Any, relation: str, name: str, sample: tuple[str, ...], missing: tuple[str, ...]
) -> Amounts | None:
    """How the column writes amounts; None where its texts are none."""
    if sum(any(map(str.isdigit, text)) for text in sample) < (1 - _MOST_ODD) * len(sample):
        return None
    text = "trim(v)"
    readings = [
        values.number(text, is_comma=False),
        values.number(text, is_comma=True),
        durations.clock(text, short=60.0),
        durations.seconds(text, "words", is_comma=False),
        durations.seconds(text, "words", is_comma=True),
    ]
    rows = connection.execute(f"SELECT {', '.join(readings)} FROM (SELECT unnest($1) AS v)", [list(sample)]).fetchall()
    point, comma, clock, said, said_comma = (tuple(column) for column in zip(*rows, strict=True))
    most = (1 - _MOST_ODD) * len(sample)
    if max(_told(point), _told(comma)) > most:
        return _with_decimal(connection, relation, name, missing, Amounts("number", ()), point, comma)
    if _told(clock) > most:
        return Amounts("clock", _known(clock), _clock_format(sample[0]))
    halves = tuple(_of_half(text.strip()) for text in sample)
    if _told(halves) > most:
        return Amounts("clock", _known(halves), _clock_format(sample[0]))
    if max(_told(said), _told(said_comma)) > most:
        base = Amounts("duration", ())
        return _with_decimal(connection, relation, name, missing, base, said, said_comma)
    return None


def numbers_by(connection: Any, sample: tuple[str, ...], kind: str, decimal: str) -> tuple[float, ...]:
    """The numbers of a sample, or its durations in seconds, by a stated decimal sign."""
    is_comma = decimal == ","
    text = "trim(v)"
    of_words = durations.seconds(text, "words", is_comma=is_comma)
    reading = of_words if kind == "duration" else values.number(text, is_comma=is_comma)
    rows = connection.execute(f"SELECT {reading} FROM (SELECT unnest($1) AS v)", [list(sample)]).fetchall()
    return _known(tuple(row[0] for row in rows))


def _of_half(text: str) -> float | None:
    """Seconds after midnight of "9:05 PM"."""
    found = _HALF.match(text)
    if not found or not 1 <= int(found[1]) <= 12:
        return None
    hour = int(found[1]) % 12 + (12 if found[4].lower() == "p" else 0)
    return hour * 3600.0 + int(found[2]) * 60 + int(found[3] or 0)


def _clock_format(text: str) -> str:
    second = ":%S" if text.count(":") == 2 else ""
    return f"%I:%M{second} %p" if _HALF.match(text.strip()) else f"%H:%M{second}"


def _told(numbers: tuple[float | None, ...]) -> int:
    return len(_known(numbers))


def _known(numbers: tuple[float | None, ...]) -> tuple[float, ...]:
    return tuple(number for number in numbers if number is not None)


def _with_decimal(
    connection: Any,
    relation: str,
    name: str,
    missing: tuple[str, ...],
    base: Amounts,
    point: tuple[float | None, ...],
    comma: tuple[float | None, ...],
) -> Amounts:
    """The numbers as the signs in all rows say, and what a mapping must state."""
    text = durations.amount(f"trim({quoted(name)})")
    unless = f" AND {quoted(name)} NOT IN ({', '.join(map(literal, missing))})" if missing else ""
    checks = (
        values.comma_evidence(text),
        values.point_evidence(text),
        values.no_evidence(text),
        f"{values.no_evidence(text)} AND contains({text}, '.')",
    )
    is_comma, is_point, is_both, has_point = connection.execute(
        f"SELECT {', '.join(f'coalesce(bool_or({check}), false)' for check in checks)} FROM {relation} "
        f"WHERE (contains({quoted(name)}, '.') OR contains({quoted(name)}, ',')){unless}"
    ).fetchone()
    decimal: Literal["", ",", "."] = "," if is_comma and not is_point else "." if is_both else ""
    doubt = ""
    if is_comma and is_point:
        decimal, doubt = "", "some values are written with a decimal comma, others with a decimal point"
    elif is_both and not is_comma and not is_point:
        decimal = "," if has_point else "."
        doubt = two_ways(decimal)
    numbers = comma if decimal == "," else point
    return replace(base, numbers=_known(numbers), decimal=decimal, doubt=doubt)


def two_ways(decimal: str) -> str:
    """The doubt of a column whose every sign is followed by three digits, and what decides."""
    text = "1.250" if decimal == "," else "1,250"
    other = "." if decimal == "," else ","
    return f'{text} may be 1250 (decimal = "{decimal}") or 1.25 (decimal = "{other}"), no value says which'
