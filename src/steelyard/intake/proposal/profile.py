"""What the contents of a column say: measured on a sample, and on all rows where it must be certain."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from steelyard.formats.raw import quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.timestamps import Moment, read_moment

Kind = Literal["empty", "moment", "clock", "number", "boolean", "text"]

SAMPLE = 3_000
TOP = 60
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_CLOCK = re.compile(r"-?\d{1,3}:\d{2}(:\d{2}(\.\d+)?)?\Z")


@dataclass(frozen=True)
class Profile:
    """One column.

    Args:
        rows, known, distinct: over all rows; many distinct values are estimated.
        top: the most frequent values with their counts, over all rows.
        sample: values, missing ones and `missing` left out.
        missing: texts that stand for missing, as they are written.
        kind: what nearly all values of the sample are.
        moment: how instants or dates are written, where they are.
        low, high, middle: of numbers, clocks in seconds; the middle of those that are not zero.
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
    return {
        name: _profile(connection, relation, name, row[0], row[1 + 2 * place], row[2 + 2 * place])
        for place, name in enumerate(columns)
    }


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
    moment = read_moment(connection, relation, base.name, base.sample, base.missing)
    if moment:
        return _with(base, kind="moment", moment=moment)
    if _share(base.sample, _NUMBER) > 0.98:
        return _numeric(base, [float(value) for value in base.sample if _NUMBER.match(value)], "number")
    if _share(base.sample, _CLOCK) > 0.98:
        return _numeric(base, [seconds_of(value) for value in base.sample if _CLOCK.match(value)], "clock")
    flags = names.vocabulary("boolean")
    if base.has_few_values and base.values and all(names.words(value) in flags for value in base.values):
        return _with(base, kind="boolean")
    return _with(base, kind="text")


def seconds_of(clock: str) -> float:
    """Seconds of "4:05" (minutes) or "00:04:05"; negative where it begins with a minus."""
    parts = [float(part) for part in clock.lstrip("-").split(":")]
    parts = [0.0, *parts] if len(parts) == 2 else parts
    size = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return -size if clock.startswith("-") else size


def _numeric(base: Profile, numbers: list[float], kind: Kind) -> Profile:
    ordered = sorted(number for number in numbers if math.isfinite(number)) or [0.0]
    told = [number for number in ordered if number] or ordered
    values = {float(value) for value in base.values if _NUMBER.match(value)} if kind == "number" else set()
    few = {number for number in values if math.isfinite(number)}
    low, high = min(ordered[0], *few) if few else ordered[0], max(ordered[-1], *few) if few else ordered[-1]
    whole = all(number == int(number) for number in ordered)
    is_flag = kind == "number" and whole and {*few} <= {0.0, 1.0} and len(few) == 2
    middle = told[len(told) // 2]
    return _with(base, kind="boolean" if is_flag else kind, low=low, high=high, middle=middle, is_whole=whole)


def _with(base: Profile, **changes: Any) -> Profile:
    return Profile(**{**base.__dict__, **changes})


def _share(sample: tuple[str, ...], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(value)) for value in sample) / max(len(sample), 1)
