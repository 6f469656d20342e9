"""What a formula of sums gives for the whole and without each group of every chance, and how sure that makes it.

replicas = Replicas.over(groups)            chance -> (groups, ...) sums
values = replicas.of(groups, formula)       (1 + groups of all chances, ...), the whole first
replicas.spread(values)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from steelyard.measure.estimates.evaluate import spread_of
from steelyard.measure.question import AGENTS, CUSTOMERS, DAYS, ROWS
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.sampling.jackknife import Spread, replicate

Groups = Mapping[str, Floats]
"""Chance -> sums by group (groups, ...); each chance's add up to the same whole."""

Formula = Callable[[Floats], Floats]
"""From sums (n, ...) to figures (n, ...)."""


def chances(known: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    """Everything that may vary: customers, days, agents where they are known; and single rows beside them.

    Args:
        known: table -> column -> how many rows have it, as the manifest tells.
    """
    has_agents = bool(known.get("contacts", {}).get("agent_id"))
    return (CUSTOMERS, DAYS, *((AGENTS,) if has_agents else ()), ROWS)


@dataclass(frozen=True)
class Replicas:
    """The chances of figures made of the same sums.

    Attributes:
        present: chance -> (groups,), which of them hold anything.
        reach: see `figures.reach_of`.
    """

    present: Mapping[str, Flags]
    reach: float = 1.0

    @classmethod
    def over(cls, groups: Groups, reach: float = 1.0) -> Replicas:
        """Every chance of some sums but agents where there is one: it says nothing of how they differ."""
        present = {chance: np.asarray(sums.reshape(len(sums), -1).any(axis=1)) for chance, sums in groups.items()}
        return cls({name: flags for name, flags in present.items() if name != AGENTS or flags.sum() > 1}, reach)

    @property
    def named(self) -> tuple[str, ...]:
        """What is allowed to vary."""
        return tuple(chance for chance in self.present if chance != ROWS)

    def of(self, groups: Groups, formula: Formula) -> Floats:
        """(1 + groups of all chances, ...), what a formula gives; nan where a chance has fewer than two groups."""
        whole = formula(next(iter(groups.values())).sum(axis=0)[None])
        without = [self._without(groups[chance], flags, formula, whole) for chance, flags in self.present.items()]
        return np.concatenate([whole, *without])

    def spread(self, values: Floats) -> Spread:
        """Of the first along the first axis, from the others; over every chance."""
        begins = np.cumsum([1, *(len(flags) for flags in self.present.values())]).tolist()
        rows = {
            chance: (np.moveaxis(values[begin : begin + len(flags)], 0, -1), flags)
            for begin, (chance, flags) in zip(begins, self.present.items(), strict=False)
        }
        return spread_of(values[0], rows, self.reach)

    def _without(self, sums: Floats, present: Flags, formula: Formula, whole: Floats) -> Floats:
        if present.sum() < 2:
            return np.full((len(sums), *whole.shape[1:]), np.nan)
        return formula(replicate(sums.reshape(len(sums), -1), present)[1].reshape(sums.shape))
