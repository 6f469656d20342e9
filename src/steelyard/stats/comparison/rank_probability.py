"""How likely each unit is among the lowest, and among the highest, of all. Never a place in an order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats

DRAWS, SEED = 4_000, 20_050
FIFTH = 0.2


@dataclass(frozen=True)
class Tails:
    """Probabilities (U,) of being among the lowest and among the highest units."""

    lowest: Floats
    highest: Floats


def draws(mean: ArrayLike, sd: ArrayLike, count: int = DRAWS, seed: int = SEED) -> Floats:
    """Where units may lie (draws, U), each normal about its mean; the same for the same seed."""
    centre = np.asarray(mean, dtype=float)
    return np.asarray(
        centre + np.asarray(sd, dtype=float) * np.random.default_rng(seed).standard_normal((count, len(centre)))
    )


def tails(drawn: ArrayLike, share: float = FIFTH) -> Tails:
    """How often each unit is among the lowest and among the highest `share` of units (at least one).

    Args:
        drawn: (draws, U).

    Source:
        Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385-443.
    """
    values = np.asarray(drawn, dtype=float)
    units = values.shape[1]
    size = max(1, round(units * share))
    places = values.argsort(axis=1).argsort(axis=1)
    return Tails((places < size).mean(axis=0), (places >= units - size).mean(axis=0))
