"""Two chances at once: which customers called, and which days or agents they met.

Groups of customers measure only who called. Two periods also differ by their days, two teams by their agents; a
difference is claimed only beyond the larger of these chances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.jackknife import Spread


@dataclass(frozen=True)
class OtherChance:
    """A second source of chance, crossed with the customers.

    Attributes:
        alone: the spread over days (for periods) or agents (for teams and sites).
        both: the spread over the crossed groups (customer group x day), or over single contacts.
        reach: how many times its own part each group adds to; what a day or agent shares by it weighs so much more.
    """

    alone: Spread
    both: Spread
    reach: Floats | float = 1.0

    @property
    def variance(self) -> Floats:
        """Over its groups, what they share weighed by its reach; what single contacts make stays as it is."""
        shared = np.maximum(self.alone.variance - self.both.variance, 0.0)
        return np.asarray(self.alone.variance + (np.asarray(self.reach) ** 2 - 1) * shared)


def combine(customers: Spread, *others: OtherChance) -> Spread:
    """The spread of an estimate under the customers' chance and every other chance named.

    V = max(V_c, V_o, V_c + V_o - V_both) for each other chance, then the largest of these; the degrees of freedom
    are the smallest among the chances named. Where another chance is unknown (nan: a single day, a single agent), so
    is the result: what cannot be measured is not taken for nothing.

    Source:
        Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29, 238-249;
        the maximum keeps the variance from falling below either part.
    """
    variance, df = customers.variance, customers.df
    for other in others:
        variance = np.maximum(variance, _joint(customers.variance, other))
        df = np.minimum(df, other.alone.df)
    return Spread(variance, df)


def pooled(alone: Sequence[Spread], rows: Sequence[Spread]) -> list[Spread]:
    """The spreads over agents of several parts, how much agents add to single contacts' spread read off all of them.

    A part's own agents are few, so its own variance over them is known with few degrees of freedom. Each part's ratio
    of that variance to its single contacts' is averaged over the parts, weighted by the degrees of freedom, and put to
    every part's own contacts. Parts are taken to differ in size and noise, not in how alike an agent's contacts are.

    Args:
        alone, rows: of each part, over agents and over single contacts, of the same quantities (...,).
    """
    ratios = np.stack(
        [one.variance / np.where(two.variance > 0, two.variance, np.nan) for one, two in zip(alone, rows, strict=True)]
    )
    weights = np.where(np.isfinite(ratios), np.stack([one.df for one in alone]), 0.0)
    total = weights.sum(axis=0)
    ratio = np.where(total > 0, (weights * np.nan_to_num(ratios)).sum(axis=0) / np.where(total > 0, total, 1.0), np.nan)
    return [
        Spread(
            np.where(np.isfinite(own.variance), ratio * each.variance, np.nan),
            np.where(np.isfinite(own.variance), np.minimum(total, each.df), np.nan),
        )
        for own, each in zip(alone, rows, strict=True)
    ]


def _joint(customers: Floats, other: OtherChance) -> Floats:
    crossed = customers + other.variance - other.both.variance
    return np.maximum(np.maximum(customers, other.variance), crossed)
