"""What the contents of a column say: measured on a sample, and on all rows where it must be certain."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from steelyard.formats.raw import quoted
from steelyard.intake.mapping import words
from steelyard.intake.proposal import names
from steelyard.intake.proposal.amounts import numbers_by, read_amounts
from steelyard.intake.proposal.scales import Scale, read_scale
from steelyard.intake.proposal.timestamps import Moment, of_one_order, read_moment

Kind = Literal["empty", "moment", "clock", "duration", "number", "boolean", "text"]

SAMPLE = 3_000
TOP = 60
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")


@dataclass(frozen=True)
class Profile:
    """One column.

    Args:
        rows, known, distinct: over all rows; many distinct values are estimated.
        top: the most frequent values with their counts, over all rows.
        sample: values, missing ones and `missing` left out.
        missing: texts that stand for missing, as they are written.
        kind: what nearly all values of the sample are; a clock is 4:05 or 0:04:05, a duration says its units.
        moment: how instants or dates are written, where they are.
        low, high, middle: of numbers, clocks and durations in seconds; the middle of those that are not zero.
        clock: how clocks are written, as strptime's; with "%p" they are times of day.
        decimal: the sign of decimals that a mapping must state; empty where there is nothing to tell.
        doubt: why numbers can be read in two ways; empty where they cannot.
        scale: what scores in words or with labels mean, where the values are such.
    """

    name: str
    rows: int
    known: int
    distinct: int
    top: Mapping[str, int] = field(default_factory=dict)
    sample: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    kind: Kind = "empty"
    moment: Moment | None = None
    low: float = 0.0
    high: float = 0.0
    middle: float = 0.0
    is_whole: bool = False
    clock: str = ""
    decimal: Literal["", ",", "."] = ""
    doubt: str = ""
    scale: Scale | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """Every value, the most frequent first, missing ones left out; complete where there are few."""
        return tuple(value for value in self.top if value not in self.missing)

    @property
    def has_few_values(self) -> bool:
        """Whether `values` holds all of them."""
        return len(self.top) < TOP

    @property
    def known_share(self) -> float:
        """Share of rows that say something."""
        gone = sum(self.top.get(value, 0) for value in self.missing)
        return (self.known - gone) / self.rows if self.rows else 0.0


def profile_columns(connection: Any, relation: str, columns: tuple[str, ...]) -> dict[str, Profile]:
    """Every column of a relation of texts."""
    counts = ", ".join(f"count({quoted(name)}), approx_count_distinct({quoted(name)})" for name in columns)
    row = connection.execute(f"SELECT count(*), {counts} FROM {relation}").fetchone()
    found = {
        name: _profile(connection, relation, name, row[0], row[1 + 2 * place], row[2 + 2 * place])
        for place, name in enumerate(columns)
    }
    moments = of_one_order({name: profile.moment for name, profile in found.items() if profile.moment})
    told = {profile.decimal for profile in found.values() if profile.decimal and not profile.doubt}
    decimal = told.pop() if len(told) == 1 else ""
    return {
        name: replace(_of_one_decimal(connection, profile, decimal), moment=moments.get(name))
        for name, profile in found.items()
    }


def _of_one_decimal(connection: Any, profile: Profile, decimal: Literal["", ",", "."]) -> Profile:
    """A column whose every sign is followed by three digits, by the decimal sign that the file's other columns tell."""
    if not decimal or not profile.doubt or not profile.decimal:
        return profile
    numbers = numbers_by(connection, profile.sample, profile.kind, decimal)
    return _numeric(replace(profile, decimal=decimal, doubt=""), list(numbers))


def _profile(connection: Any, relation: str, name: str, rows: int, known: int, distinct: int) -> Profile:
    if not known:
        return Profile(name, rows, 0, 0)
    column = quoted(name)
    present = f"(SELECT {column} AS v FROM {relation} WHERE {column} IS NOT NULL)"
    top = connection.execute(f"SELECT v, count(*) FROM {present} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}").fetchall()
    drawn = connection.execute(
        f"SELECT v FROM {present} USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1)"
    ).fetchall()
    found = dict(top)
    missing = tuple(value for value in found if value.strip().lower() in names.vocabulary("missing") and _is_gap(value))
    sample = tuple(value for (value,) in drawn if value not in missing)
    base = Profile(name, rows, known, len(found) if len(found) < TOP else distinct, found, sample, missing)
    return _typed(connection, relation, base) if sample else base


def _is_gap(value: str) -> bool:
    return names.vocabulary("missing")[value.strip().lower()] == "always"


def _typed(connection: Any, relation: str, base: Profile) -> Profile:
    gone = (*base.missing, *(value for value in base.top if value.strip().lower() in words.totals()))
    sample = tuple(value for value in base.sample if value not in gone) or base.sample
    moment = read_moment(connection, relation, base.name, sample, gone)
    if moment:
        return replace(base, kind="moment", moment=moment)
    amounts = read_amounts(connection, relation, base.name, sample, gone)
    if amounts:
        typed = replace(base, kind=amounts.kind, clock=amounts.clock, decimal=amounts.decimal, doubt=amounts.doubt)
        return _numeric(typed, list(amounts.numbers))
    if base.has_few_values and base.values and _are_flags(base.values):
        return replace(base, kind="boolean", scale=read_scale(base.values))
    scale = read_scale(base.values) if base.has_few_values else None
    return replace(base, kind="text", scale=scale)


def _are_flags(values: tuple[str, ...]) -> bool:
    """Whether all are yes or no; single letters only where both stand there."""
    flags = names.vocabulary("boolean")
    told = [names.said(value) for value in values]
    meant = {names.vocabulary("pairs").get(word) for word in told}
    return all(word in flags for word in told) or (len(told) == 2 and meant == {"true", "false"})


def _numeric(base: Profile, numbers: list[float]) -> Profile:
    ordered = sorted(number for number in numbers if math.isfinite(number)) or [0.0]
    told = [number for number in ordered if number] or ordered
    values = {float(value) for value in base.values if _NUMBER.match(value)} if base.kind == "number" else set()
    few = {number for number in values if math.isfinite(number)}
    low, high = min(ordered[0], *few) if few else ordered[0], max(ordered[-1], *few) if few else ordered[-1]
    whole = all(number == int(number) for number in ordered)
    is_flag = base.kind == "number" and whole and {*few} <= {0.0, 1.0} and len(few) == 2
    middle = told[len(told) // 2]
    typed = replace(base, low=low, high=high, middle=middle, is_whole=whole)
    return replace(typed, kind="boolean", scale=read_scale(base.values)) if is_flag else typed
