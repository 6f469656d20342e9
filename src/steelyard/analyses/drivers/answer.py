"""The answer to what is associated with an outcome."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.analyses.drivers.churn_hazards import Hazard
from steelyard.analyses.drivers.importance import Driver
from steelyard.analyses.drivers.leakage import Leak
from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Drivers(Answer):
    """What is associated with an outcome.

    Args:
        outcome: id of retention, repurchase, nps or rating; empty where none is known.
        drivers: measures, the largest share first.
        explained: the part of the outcome's differences that all of them explain.
        kept: the part of that which the key few carry.
        leaks: measures excluded because they give the outcome away.
        hazards: how many times as often customers leave after what happened, month by month; of retention alone.
        rated: what the rating carries among the issues that have one; None where that cannot be asked.
    """

    outcome: str = ""
    drivers: tuple[Driver, ...] = ()
    explained: Estimate | None = None
    kept: Estimate | None = None
    leaks: tuple[Leak, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    rated: Driver | None = None

    @property
    def key(self) -> tuple[Driver, ...]:
        """The key few."""
        return tuple(driver for driver in self.drivers if driver.is_key)
