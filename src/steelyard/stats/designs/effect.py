"""An effect with what is needed to say how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from steelyard.stats.distributions import student_sf
from steelyard.stats.sampling.intervals import t_quantile


@dataclass(frozen=True)
class Effect:
    """An effect on the outcome's own scale, its variance and degrees of freedom; nan where one is not known."""

    value: float
    variance: float
    df: float

    @property
    def error(self) -> float:
        """Its standard error."""
        return math.sqrt(self.variance) if self.variance >= 0 else math.nan

    @property
    def p(self) -> float:
        """How likely an effect as far from zero is where there is none; nan where that is not known."""
        if not (self.variance > 0 and self.df > 0):
            return math.nan
        return float(2 * student_sf(abs(self.value) / self.error, self.df))

    def limits(self, level: float = 0.95) -> tuple[float, float]:
        """The ends of its interval; nan where they are not known."""
        if not (self.variance > 0 and self.df > 0):
            return math.nan, math.nan
        half = float(t_quantile(self.df, level)) * self.error
        return self.value - half, self.value + half

    @property
    def detectable(self) -> float:
        """The least effect that would have been found four times in five."""
        return 2.8 * self.error
