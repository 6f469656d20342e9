"""How productivity moved between two periods: who caught up with the frontier, and how the frontier itself moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.efficiency.dea import scores

Period = tuple[ArrayLike, ArrayLike]
"""Inputs (N, m) and outputs (N, s) of the same units in one period."""


@dataclass(frozen=True)
class Malmquist:
    """Factors of change of each unit, (N,), over 1 for better.

    Attributes:
        catch_up: nearness to the frontier of the day, now over then.
        shift: the frontier itself, seen from the unit.
    """

    catch_up: Floats
    shift: Floats

    @property
    def productivity(self) -> Floats:
        """The whole: `catch_up` x `shift`."""
        return self.catch_up * self.shift


def malmquist(before: Period, after: Period) -> Malmquist:
    """The change of total factor productivity of the same units, output oriented, with constant returns.

    Raises:
        QuestionError: an amount is missing, infinite or negative, or a unit has no input or gives nothing.

    Source:
        Färe, Grosskopf, Norris and Zhang (1994), American Economic Review 84, 66-83. Checked against the DEAP guide's
        example 4, Grifell-Tatjé and Lovell (1999) and 31 regions over five years (Wang and Lan 2011).
    """
    then, now = _nearness(before, before), _nearness(after, after)
    then_by_now, now_by_then = _nearness(before, after), _nearness(after, before)
    return Malmquist(now / then, np.sqrt(now_by_then / now * then / then_by_now))


def _nearness(units: Period, reference: Period) -> Floats:
    """What units give over what the reference's frontier gives from the same inputs; over 1 beyond it."""
    return 1 / scores(*units, orientation="output", returns="constant", reference=reference).score
