"""How many customers have come back, day by day after the first contact's solution?"""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Returns(Answer):
    """The return curve, Kaplan-Meier over issues.

    Args:
        days: 0, 1, 2 ... up to the longest issue.
        returned: share back by that day, with interval, at the same positions.
        at_risk: issues still followed on that day.
        window_days: the return window, where first contact resolution reads the curve.
    """

    days: tuple[int, ...] = ()
    returned: tuple[Estimate, ...] = ()
    at_risk: tuple[int, ...] = ()
    window_days: float = 7
