"""Two chances at once: which customers called, and which days or agents they met.

Groups of customers measure only who called. Two periods also differ by their days, two teams by their agents; a
difference is claimed only beyond the larger of these chances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.stats.arrays import Floats
from steelyard.stats.jackknife import Spread


@dataclass(frozen=True)
class OtherChance:
    """A second source of chance, crossed with the customers.

    Attributes:
        alone: the spread over days (for periods) or agents (for teams and sites).
        both: the spread over the crossed groups (customer group x day), or over single contacts.
    """

    alone: Spread
    both: Spread


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


def _joint(customers: Floats, other: OtherChance) -> Floats:
    crossed = customers + other.alone.variance - other.both.variance
    return np.maximum(np.maximum(customers, other.alone.variance), crossed)
