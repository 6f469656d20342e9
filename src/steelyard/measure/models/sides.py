"""Two sides that are compared: the quantities of the identity by segment, and without each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from steelyard.answers import Caveat
from steelyard.measure.estimates.evaluate import reach_of, spread_of
from steelyard.measure.models.carrying import OPEN, fill_open
from steelyard.measure.question import ROWS
from steelyard.measure.sums.model import relabel
from steelyard.metrics.factors import CONTACTS, ISSUES
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.sampling.jackknife import Spread, freedom_of_two

WAYS = frozenset({"channel", "handled_by", "team", "site", "agent_id"})
"""Dimensions that say how an issue was handled; all others say what customers came with: they make the mix."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the issues begun on some local days in some part of the service."""

    from_on: date | None = None
    to_on: date | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Identity:
    """Both sides of the identity, ready for `stats.decomposition`.

    Attributes:
        keys: what a segment is named by: the dimensions asked, then handled_by.
        segments: K of them, "(none)" for missing values.
        before, after: (K, 13): V, R, I, C, H, P, M and the parts of M: labour, technology, field, other; all of it is
            labour where that is not told apart. Hours H and P are 0 where bots alone handled, whose cost is all
            "other"; P equals H where no paid hours are known. Then the value and the count of issues that may have
            been solved, where too few of those handled in a way are marked: V and R hold half of them (see `filled`).
        replicates: chance -> before and after (groups, K, 13) without each group, and which groups hold anything.
        answers: (K, 2), rated issues on either side.
        caveats: what was assumed, or merged.
        kept: dimensions whose parts are looked at, so that no segment is merged across them.
        at_odds: the same with contacts without a customer as likely to be returns as the setting allows at most, and
            at least; empty where they hide nothing.
    """

    keys: tuple[str, ...]
    segments: tuple[tuple[str, ...], ...]
    before: Floats
    after: Floats
    replicates: Mapping[str, tuple[Floats, Floats, Flags]]
    answers: Floats
    caveats: tuple[Caveat, ...] = ()
    kept: tuple[str, ...] = ()
    at_odds: tuple[Identity, ...] = ()

    @property
    def cells(self) -> Integers:
        """(K,), the cell of the mix each segment lies in: segments that differ by `WAYS` alone share one."""
        mix = [place for place, key in enumerate(self.keys) if key not in WAYS]
        return relabel([tuple(segment[place] for place in mix) for segment in self.segments], {})

    @property
    def has_open(self) -> bool:
        """Whether it is unknown how often some way of handling solved issues."""
        return any(side[:, OPEN].any() for side in (self.before, self.after))

    def filled(self, before: float, after: float) -> Identity:
        """The identity if that share of what is open had been solved on either side; 0.5 as it stands."""
        return replace(
            self,
            before=fill_open(self.before, before),
            after=fill_open(self.after, after),
            replicates={
                chance: (fill_open(one, before), fill_open(two, after), held)
                for chance, (one, two, held) in self.replicates.items()
            },
        )

    def spread(self, full: Floats, terms: Mapping[str, Floats]) -> Spread:
        """The spread over every chance of something computed from both sides.

        Args:
            full: (...), computed from `before` and `after`.
            terms: chance -> (..., groups), the same from that chance's replicates.
        """
        replicates = {chance: (terms[chance], rows[2]) for chance, rows in self.replicates.items()}
        return spread_of(full, replicates, self._reach, self._freedom)

    @cached_property
    def _reach(self) -> Floats:
        contacts, issues = (
            sum(side[:, place].sum() for side in (self.before, self.after)) for place in (CONTACTS, ISSUES)
        )
        return reach_of(np.asarray(contacts), np.asarray(issues))

    @cached_property
    def _freedom(self) -> dict[str, Floats]:
        return {chance: self.freedom(chance) for chance in self.replicates if chance != ROWS}

    def freedom(self, chance: str) -> Floats:
        """Degrees of freedom of a difference between the sides, by the issues each group of a chance has on either."""
        without = self.replicates[chance][:2]
        issues = np.array(
            [
                whole[:, ISSUES].sum() - left[:, :, ISSUES].sum(axis=1)
                for whole, left in zip((self.before, self.after), without, strict=True)
            ]
        )
        return freedom_of_two(np.where(issues > 1e-9 * issues.sum(axis=1, keepdims=True), issues, 0.0))
