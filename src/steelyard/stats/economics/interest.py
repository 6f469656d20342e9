"""Interest and principal of what is broken: what it costs each period, and when mending it pays back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats


def interest(events: ArrayLike, cost: ArrayLike, minutes: ArrayLike, minute_value: float) -> Floats:
    """What events cost in a period: the provider's cost of each, and the customers' minutes over all of them.

    Args:
        events: how many. cost: of one. minutes: of all. minute_value: money for a minute of a customer's time.

    Source:
        Interest and principal after Cunningham (1992), OOPSLA, and Kruchten, Nord and Ozkaya (2012), IEEE Software 29,
        18-21. The worked journeys of the reference are reproduced.
    """
    return np.asarray(np.asarray(events, dtype=float) * cost + np.asarray(minutes, dtype=float) * minute_value)


@dataclass(frozen=True)
class Payback:
    """Periods until mending has paid back; `high` is infinite where it may never do."""

    low: float
    high: float


def payback(principal: tuple[float, float], each: tuple[float, float], removable: float) -> Payback:
    """From a range of what mending costs and a range of the interest a period.

    Args:
        removable: the share of the interest that mending takes away.
    """
    saved = [max(end, 0.0) * removable for end in each]
    low = principal[0] / saved[1] if saved[1] > 0 else float("inf")
    high = principal[1] / saved[0] if saved[0] > 0 else float("inf")
    return Payback(low, high)
