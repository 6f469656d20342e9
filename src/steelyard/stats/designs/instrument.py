"""A lot that not everybody followed: what being reached did, from what being drawn did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import difference
from steelyard.stats.designs.ratios import ratio_difference

LEAST_F = 10.0
"""Of the difference the lot makes to who was reached: below it the lot says too little."""


@dataclass(frozen=True)
class Instrumented:
    """Attributes:
    drawn: the effect of being drawn on the outcome. taken: on having been reached. effect: of being reached.
    """

    drawn: Effect
    taken: Effect
    effect: Effect

    @property
    def f(self) -> float:
        """How surely the lot moved who was reached."""
        return (self.taken.value / self.taken.error) ** 2 if self.taken.variance > 0 else float("inf")


def instrumented(
    drawn: ArrayLike, outcome: ArrayLike, taken: ArrayLike, sizes: ArrayLike | None = None
) -> Instrumented:
    """Two-stage least squares with one instrument, which is the effect of the lot over its effect on who was reached.

    Args:
        drawn: (units,), flags. outcome, taken: (units,), means, or with `sizes` sums. sizes: (units,), how much each
            sum is of, so that the unit is a cluster; alike unless told.

    Source:
        Wald (1940); Imbens and Angrist (1994), Econometrica 62, 467-475: the effect on those who follow the lot.
        The error is that of outcome less effect times taken, as in two-stage least squares.
    """
    y, d = np.asarray(outcome, dtype=float), np.asarray(taken, dtype=float)

    def effect_on(values: np.ndarray) -> Effect:
        return difference(drawn, values) if sizes is None else ratio_difference(drawn, values, sizes)

    on_outcome, on_taken = effect_on(y), effect_on(d)
    value = on_outcome.value / on_taken.value if on_taken.value else float("nan")
    left = effect_on(y - value * d)
    return Instrumented(on_outcome, on_taken, Effect(value, left.variance / on_taken.value**2, left.df))
