"""Whether neighbours are alike: a chart takes them for independent, and signals too often where they are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Alike:
    """How alike neighbours are.

    Attributes:
        value: the correlation of neighbours. least: the smallest that is beyond chance, one in twenty.
    """

    value: float
    least: float

    @property
    def is_beyond_chance(self) -> bool:
        """Whether neighbours are more alike than chance makes them."""
        return bool(self.value > self.least)


def autocorrelation(values: ArrayLike) -> Alike:
    """Of a series with itself one point later; nan is a missing point, over which no pair is taken.

    Source:
        Bartlett (1946), supplement to the Journal of the Royal Statistical Society 8, 27-41: the standard error of
        the correlation of independent values is one over the root of their number, their mean -1 over it.
    """
    held = np.asarray(values, dtype=float)
    known = np.isfinite(held)
    off = np.where(known, held - (held[known].mean() if known.any() else 0.0), 0.0)
    count = int(known.sum())
    spread = float((off**2).sum())
    if count < 8 or spread <= 0:
        return Alike(float("nan"), float("nan"))
    pairs = int((known[1:] & known[:-1]).sum())
    value = float((off[1:] * off[:-1]).sum()) / spread * (count / max(pairs, 1)) * (count - 1) / count
    return Alike(value, float(1.645 / np.sqrt(count) - 1 / count))
