"""How a response goes with a dose among similar cases: levels by band of the dose, a level of its own per stratum.

A pooled curve mixes what goes with the dose and what goes with the kind of case. Here y = stratum + band, fitted from
sums by stratum and band; lines through the bands, straight or broken, are then fitted to the bands' levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats


@dataclass(frozen=True)
class Curve:
    """Levels by band; leading axes are replicates.

    Attributes:
        levels: (..., B), what the bands would give if each held all strata alike.
        weight: (..., B, B), how much is known of their differences within strata: least squares of a line under it is
            least squares of the line with a level for every stratum.
    """

    levels: Floats
    weight: Floats


def within(n: ArrayLike, y: ArrayLike) -> Curve:
    """The curve from cases and the total of their responses (..., strata, B).

    Source:
        Two-way least squares with the strata swept out (Frisch and Waugh 1933). Checked against ordinary least squares
        with dummies.
    """
    count, total = np.asarray(n, dtype=float), np.asarray(y, dtype=float)
    size = count.sum(axis=-1)
    share = count / np.where(size > 0, size, 1.0)[..., None]
    bands = count.sum(axis=-2)
    weight = _diagonal(bands) - np.swapaxes(count, -1, -2) @ share
    moved = total.sum(axis=-2) - (share * total.sum(axis=-1)[..., None]).sum(axis=-2)
    levels = (np.linalg.pinv(weight, rcond=1e-10, hermitian=True) @ moved[..., None])[..., 0]
    whole = np.maximum(bands.sum(axis=-1), 1e-300)
    shift = (total.sum(axis=(-1, -2)) - (bands * levels).sum(axis=-1)) / whole
    return Curve(levels + shift[..., None], weight)


def slope_between(n: ArrayLike, x: ArrayLike, y: ArrayLike) -> float:
    """The slope over the strata's means: what goes with the kind of case that takes more, from sums (strata,)."""
    count, sum_x, sum_y = (np.asarray(values, dtype=float) for values in (n, x, y))
    held = count > 0
    if held.sum() < 2:
        return float("nan")
    count, mean_x, mean_y = count[held], sum_x[held] / count[held], sum_y[held] / count[held]
    away = mean_x - np.average(mean_x, weights=count)
    square = (count * away**2).sum()
    return float((count * away * mean_y).sum() / square) if square > 0 else float("nan")


def _diagonal(values: Floats) -> Floats:
    return np.asarray(values[..., None] * np.eye(values.shape[-1]))
