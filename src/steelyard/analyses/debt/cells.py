"""Sums by week, part and topic as arrays, and what would be expected of a part at one constant level.

What is expected of a part in a week is its own cases of that week by topic, at each topic's level over all weeks,
times how far the other parts lay above their own expectation in that week: so neither the mix of topics, nor a season,
nor a shock that all parts share counts as a change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from steelyard.stats.arrays import Flags, Floats

MOST_KINDS, MOST_PARTS = 40, 60
"""Topics held apart, and parts of a dimension looked at; those with the fewest issues beyond are one, and none."""

LEAST_CONTROL = 5.0
"""Events a week that the other parts need to serve as a control."""


@dataclass(frozen=True)
class Scope:
    """A part of the journeys: everything where the dimension is empty."""

    by: str = ""
    part: str = ""


@dataclass(frozen=True)
class Cells:
    """Sums of issues by the week they began in.

    Args:
        weeks: Mondays. sums: name -> by dimension (parts, topics, weeks). parts: by dimension. kinds: topics.
        left_out: scopes whose cases no longer count, neither as a part nor as a control.
    """

    weeks: tuple[date, ...]
    parts: Mapping[str, tuple[str, ...]]
    kinds: tuple[str, ...]
    families: Mapping[str, str]
    sums: Mapping[str, Mapping[str, Floats]]
    left_out: tuple[Scope, ...] = ()

    def own(self, scope: Scope, name: str) -> Floats:
        """(topics, weeks): a sum of a scope."""
        return self._all(scope.by, name)[self._place(scope)]

    def total(self, scope: Scope, name: str) -> Floats:
        """(weeks,): a sum of a scope."""
        return self.own(scope, name).sum(axis=0)

    def rest(self, scope: Scope, name: str) -> Floats:
        """(topics, weeks): the same of the other parts of its dimension."""
        every = self._all(scope.by, name)
        chosen = self._counted(scope.by)
        chosen[self._place(scope)] = False
        return np.asarray(every[chosen].sum(axis=0))

    def scopes(self, dimensions: Sequence[str]) -> list[Scope]:
        """Every part that still counts of dimensions with more than one."""
        found = []
        for by in dimensions:
            counted = self._counted(by)
            if counted.sum() > 1:
                found += [Scope(by, part) for part, held in zip(self.parts[by], counted, strict=True) if held]
        return found

    def without(self, scope: Scope) -> Cells:
        """The same without the cases of a scope, as far as other dimensions tell which these are."""
        return replace(self, left_out=(*self.left_out, scope))

    def tells_apart(self, by: str) -> bool:
        """Whether the parts of a dimension are free of everything left out."""
        return all(one.by in (by, _KINDS) or by == _KINDS for one in self.left_out)

    def expected(self, scope: Scope, name: str, of: str) -> Floats:
        """(weeks,): what a sum would be at one constant level for each of another, at the topics and weeks there were.

        Args:
            name: the sum. of: what it is a rate of.
        """
        own_of, rest_of = self.own(scope, of), self.rest(scope, of)
        own, rest = self.own(scope, name), self.rest(scope, name)
        levels = _levels((own + rest).sum(axis=1), (own_of + rest_of).sum(axis=1))
        plain, others = levels @ own_of, levels @ rest_of
        if not self.has_control(scope, name):
            return np.asarray(plain)
        observed = rest.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            shared = np.where(others > 0, observed / others, 0.0)
        return np.asarray(plain * shared)

    def has_control(self, scope: Scope, name: str) -> bool:
        """Whether the other parts hold enough of a sum to serve as a control."""
        return bool(scope.by and self.rest(scope, name).sum() >= LEAST_CONTROL * len(self.weeks))

    def at_mix(self, scope: Scope, name: str, of: str) -> Floats:
        """(weeks,): the same without a control: at one constant level of each topic."""
        own, own_of = self.own(scope, name), self.own(scope, of)
        return np.asarray(_levels(own.sum(axis=1), own_of.sum(axis=1)) @ own_of)

    def within(self, scope: Scope, kinds: Sequence[int], name: str, of: str) -> tuple[Floats, Floats]:
        """(weeks,) each: a sum of some topics of a scope, and what would be expected of it, as `expected` says."""
        own, own_of = self.own(scope, name), self.own(scope, of)
        base = _levels(own.sum(axis=1), own_of.sum(axis=1))
        plain = base @ own_of
        shared = self.expected(scope, name, of)
        scale = np.divide(shared, plain, out=np.zeros_like(plain), where=plain > 0)
        at = list(kinds)
        return np.asarray(own[at].sum(axis=0)), np.asarray((base[at] @ own_of[at]) * scale)

    def in_weeks(self, from_on: date, until: date) -> Flags:
        """(weeks,), those that begin from a day on and before another."""
        return np.array([from_on <= week < until for week in self.weeks], dtype=bool)

    def _counted(self, by: str) -> Flags:
        gone = {one.part for one in self.left_out if one.by == by}
        return np.array([part not in gone for part in self.parts[by]], dtype=bool)

    def _all(self, by: str, name: str) -> Floats:
        """(parts, topics, weeks) without the topics left out."""
        gone = {one.part for one in self.left_out if one.by == _KINDS and by != _KINDS}
        values = self.sums[name][by]
        if not gone:
            return values
        held = np.array([self.families.get(kind, kind) not in gone for kind in self.kinds])
        return values * held[None, :, None]

    def _place(self, scope: Scope) -> int:
        return self.parts[scope.by].index(scope.part)


_KINDS = "family"
"""The dimension whose parts are groups of topics."""


def _levels(sums: Floats, of: Floats) -> Floats:
    """(topics,): each topic's level, drawn towards all topics' where it rests on little."""
    whole = sums.sum() / of.sum() if of.sum() > 0 else 0.0
    little = 0.005 * of.sum()
    return np.asarray((sums + whole * little) / np.maximum(of + little, 1e-12))


def cells(rows: Mapping[str, np.ndarray], dimensions: Sequence[str], first: date, last: date) -> Cells:
    """Rows of `measure.models.fractures.series` as arrays, with "paid" beside their sums (see `paid`).

    Args:
        first, last: Mondays of the first and the last week.
    """
    weeks = tuple(first + timedelta(weeks=at) for at in range((last - first).days // 7 + 1))
    names = [name for name in rows if name not in ("by", "part", "kind", "week")]
    held = rows["by"] == ""
    kinds = _largest(rows["kind"][held], rows["issues"][held].astype(float), MOST_KINDS)
    place_of_kind = {kind: at for at, kind in enumerate(kinds)}
    at_week = (rows["week"].astype("datetime64[D]") - np.datetime64(first)).astype(np.int64) // 7
    parts: dict[str, tuple[str, ...]] = {}
    sums: dict[str, dict[str, Floats]] = {name: {} for name in names}
    families: dict[str, str] = {}
    for by in ("", *dimensions):
        chosen = rows["by"] == by
        mine = _largest(rows["part"][chosen], rows["issues"][chosen].astype(float), MOST_PARTS)
        parts[by] = tuple(part for part in mine if part != OTHERS or by == "")
        place_of_part = {part: at for at, part in enumerate(parts[by])}
        at_part = np.array([place_of_part.get(part, -1) for part in rows["part"][chosen]], dtype=np.int64)
        at_kind = np.array([place_of_kind.get(kind, len(kinds) - 1) for kind in rows["kind"][chosen]], dtype=np.int64)
        kept = (at_part >= 0) & (at_week[chosen] >= 0) & (at_week[chosen] < len(weeks))
        where = at_part[kept], at_kind[kept], at_week[chosen][kept]
        for name in names:
            values = np.zeros((len(parts[by]), len(kinds), len(weeks)))
            given = rows[name][chosen].astype(float)[kept]
            np.add.at(values, where, np.where(np.isfinite(given), given, 0.0))
            sums[name][by] = values
        if by == _KINDS:
            families = dict(zip(rows["kind"][chosen], rows["part"][chosen], strict=True))
    return Cells(weeks, parts, kinds, families, sums)


OTHERS = "\x00others"


def _largest(names: np.ndarray, sizes: Floats, most: int) -> tuple[str, ...]:
    """The names by size, at most so many; with `OTHERS` behind where there are more, or one is missing."""
    totals: dict[str, float] = {}
    for name, size in zip(names.tolist(), sizes.tolist(), strict=True):
        totals[name if name is not None else OTHERS] = totals.get(name if name is not None else OTHERS, 0.0) + size
    ranked = sorted((name for name in totals if name != OTHERS), key=lambda name: (-totals[name], name))
    is_more = len(ranked) > most or OTHERS in totals
    return (*ranked[:most], *((OTHERS,) if is_more else ()))


@dataclass(frozen=True)
class Prices:
    """What an hour of work and a contact cost outside of what is looked at; None where not known.

    Args:
        identified: contacts there are for each that belongs to an issue.
    """

    hour: float | None
    contact: float
    identified: float = 1.0


def prices(held: Cells, identified: float) -> Prices:
    """From all cost and work of the weeks; technology by contact, everything else by hour."""
    whole = Scope()
    cost, work = held.total(whole, "cost").sum(), held.total(whole, "work_s").sum()
    technology, contacts = held.total(whole, "technology_cost").sum(), held.total(whole, "contacts").sum()
    if not cost > 0:
        return Prices(None, 0.0, identified)
    if not work > 0:
        return Prices(0.0, cost / contacts if contacts else 0.0, identified)
    return Prices((cost - technology) / (work / 3600), technology / contacts if contacts else 0.0, identified)


def paid(held: Cells, price: Prices) -> Cells:
    """With "paid": work and contacts at one price throughout, so that a busy week does not look cheap."""
    if price.hour is None:
        return held
    sums = dict(held.sums)
    sums["paid"] = {
        by: held.sums["work_s"][by] / 3600 * price.hour + held.sums["contacts"][by] * price.contact for by in held.parts
    }
    return replace(held, sums=sums)
