"""What goes with being in one of two states, among similar cases: differences within strata, brought together.

A pooled difference mixes what goes with the state and what goes with the kind of case; within strata only the first
remains (Kitagawa 1955). Strata that hold too few cases in either state say nothing and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats


@dataclass(frozen=True)
class Contrast:
    """Sums of two states by stratum; leading axes are replicates.

    Attributes:
        n1, y1: (..., strata), cases in the state and their outcomes' total.
        n0, y0: the same of those not in it.
    """

    n1: Floats
    y1: Floats
    n0: Floats
    y0: Floats

    @property
    def pooled(self) -> Floats:
        """(...), the difference of the two states' means over all cases, whatever their kind."""
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (self.y1.sum(axis=-1) / self.n1.sum(axis=-1), self.y0.sum(axis=-1) / self.n0.sum(axis=-1))
        return np.asarray(one - other)

    def supported(self, least: int) -> Flags:
        """(..., strata), which hold enough cases in both states."""
        return np.asarray((self.n1 >= least) & (self.n0 >= least))

    def by_stratum(self) -> Floats:
        """(..., strata), the difference within each; nan where a state is empty."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.y1 / self.n1 - self.y0 / self.n0)

    def within(self, weights: ArrayLike, strata: Flags) -> Floats:
        """(...), the mean of the strata's differences under weights (..., strata), over the strata chosen (strata,).

        With the cases not in the state as weights it says what would go with bringing them into it; with those in
        it, what went with having been.
        """
        chosen = np.where(strata, np.asarray(weights, dtype=float), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((chosen * np.where(strata, self.by_stratum(), 0.0)).sum(axis=-1) / chosen.sum(axis=-1))


def slope_within(n: ArrayLike, x: ArrayLike, y: ArrayLike, xx: ArrayLike, xy: ArrayLike) -> Floats:
    """(...), the least-squares slope of y on x with a level of its own for every stratum, from sums (..., strata)."""
    count, sum_x, sum_y = (np.asarray(values, dtype=float) for values in (n, x, y))
    safe = np.where(count > 0, count, 1.0)
    square = (np.asarray(xx, dtype=float) - sum_x**2 / safe).sum(axis=-1)
    cross = (np.asarray(xy, dtype=float) - sum_x * sum_y / safe).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(square > 0, cross / square, np.nan))
