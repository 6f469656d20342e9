"""Small expressions the facts are made of. None stays None: missing is never zero."""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from steelyard.facts.build.standins import ORIGIN

AUTOMATIC = ("inactivity", "automation", "bulk")
LIVE = ("phone", "call", "voice", "telephone", "chat", "live chat", "video", "visit", "in person", "store", "bot")


def is_true(value: ir.Value) -> ir.BooleanValue:
    """True where true; false where false or missing."""
    return value.fill_null(False)


def number(instant: ir.Value) -> ir.Value:
    """Whole seconds since the origin."""
    return instant.delta(ibis.timestamp(ORIGIN.isoformat(" ")), unit="second")


def seconds_between(table: ir.Table, start: str, end: str) -> ir.Value:
    """Seconds from one instant column to another; missing where either lost its time of day, or if negative."""
    lost = is_true(table[f"{start}_is_date"]) | is_true(table[f"{end}_is_date"])
    seconds = table[end].delta(table[start], unit="second").cast("float64")
    return ibis.cases((~lost & (seconds >= 0), seconds))


def total(*parts: ir.Value) -> ir.Value:
    """The sum of the parts that are known; missing where none is."""
    added = reduce(lambda left, right: left + right, (part.fill_null(0.0) for part in parts))
    return ibis.cases((known(*parts), added))


def known(*parts: ir.Value) -> ir.BooleanValue:
    """Whether any part is known."""
    return reduce(lambda left, right: left | right, (part.notnull() for part in parts))


def exact_sum(value: ir.Value) -> ir.Value:
    """The sum of the known, in whole billionths: the same to the last digit in whatever order it is added up."""
    if value.type().is_integer():
        return value.cast("float64").sum().cast(value.type())
    return (value * 1e9).round().cast("int64").sum().cast("float64") / 1e9


def divide(above: ir.Value, below: ir.Value) -> ir.Value:
    """A ratio; missing where the divisor is zero."""
    return above / below.nullif(0)


def by_name(column: ir.Value, values: dict[str, float]) -> ir.Value:
    """The number declared for a name; missing where none is."""
    if not values:
        return ibis.null("float64")
    return ibis.cases(*((column == name, ibis.literal(value, "float64")) for name, value in values.items()))


@ibis.udf.scalar.builtin
def md5(text: str) -> str:  # type: ignore[empty-body]
    """The text's digest in lower hexadecimal digits: every engine has a function of that name."""


def group_of(text: ir.Value) -> ir.Value:
    """0 to 63: the first byte of the text's MD5, modulo 64, as intake stores it."""
    digest, digits = md5(text), ibis.literal("0123456789abcdef")
    high, low = digits.find(digest.substr(0, 1)), digits.find(digest.substr(1, 1))
    return ((high % 4) * 16 + low).cast("int64")


def half_of(text: ir.Value) -> ir.Value:
    """0 or 64, by a later digit of the text's MD5: added to a row's group it splits all groups by lot."""
    return (md5(text).substr(2, 1) >= "8").cast("int64") * 64


def join(left: ir.Table, right: ir.Table, on: Any, columns: tuple[str, ...], how: str = "left") -> ir.Table:
    """All columns of `left` beside the named ones of `right`."""
    joined = left.join(right, on, how=how)
    return joined.select(*(left[name] for name in left.columns), *(right[name] for name in columns))
