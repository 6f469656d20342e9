"""What something found in some days is worth in a year, in money."""

from __future__ import annotations

from dataclasses import replace

from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Estimate

YEAR_DAYS = 365.25


def yearly(amount: Estimate, days: Span) -> Estimate:
    """An amount of money that came up in a span, as if the whole year were like it; no number stays none.

    Args:
        amount: in the workspace's currency, with its interval where it has one.
    """
    factor = YEAR_DAYS / ((days.to_on - days.from_on).days + 1)
    limits = amount.interval
    return replace(
        amount,
        metric="stake",
        unit="money",
        value=None if amount.value is None else amount.value * factor,
        interval=None if limits is None else replace(limits, low=limits.low * factor, high=limits.high * factor),
        bounds=None if amount.bounds is None else (amount.bounds[0] * factor, amount.bounds[1] * factor),
    )
