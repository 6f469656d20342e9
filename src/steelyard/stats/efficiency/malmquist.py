"""How productivity moved between two periods: who caught up with the frontier, and how the frontier itself moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.efficiency.dea import columns
from steelyard.stats.efficiency.worlds import input_scores

Period = tuple[ArrayLike, ArrayLike]
"""Inputs (N, m) and outputs (N, s) of the same units in one period; of many worlds, (W, N, m) and (W, N, s)."""


@dataclass(frozen=True)
class Malmquist:
    """Factors of change of each unit, (N,) or (W, N), over 1 for better.

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
    first, second = _worlds(before), _worlds(after)
    then, now = _nearness(first, first), _nearness(second, second)
    then_by_now, now_by_then = _nearness(first, second), _nearness(second, first)
    shape = np.asarray(before[0]).shape[:-1] if np.ndim(before[0]) > 1 else (-1,)
    shift = np.sqrt(now_by_then / now * then / then_by_now)
    return Malmquist((now / then).reshape(shape), shift.reshape(shape))


def _worlds(period: Period) -> tuple[Floats, Floats]:
    """As many worlds, or one."""
    x, y = map(columns, period)
    return (x, y) if x.ndim > 2 else (x[None], y[None])


def _nearness(units: tuple[Floats, Floats], reference: tuple[Floats, Floats]) -> Floats:
    """What units give over what the reference's frontier gives from the same inputs; over 1 beyond it."""
    return input_scores(*units, returns="constant", reference=reference)
