"""Units and periods each with a level of their own: what being reached adds to both."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.designs.effect import Effect


def two_way(
    unit: ArrayLike, period: ArrayLike, reached: ArrayLike, outcome: ArrayLike, weights: ArrayLike | None = None
) -> Effect:
    """The coefficient of having been reached beside fixed effects of units and periods; errors by unit.

    Right where all begin at once; of staggered beginnings it mixes effects that grow with negative weights.

    Args:
        unit, period: (rows,), any labels. weights: (rows,), alike unless told.

    Source:
        Variance clustered by unit, scaled by G / (G - 1) and (N - 1) / (N - K): Cameron and Miller (2015), Journal of
        Human Resources 50, 317-372; K counts the units' own levels, too.
    """
    rows, columns = _codes(unit), _codes(period)
    y, d = np.asarray(outcome, dtype=float), np.asarray(reached, dtype=float)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    periods = np.zeros((len(y), int(columns.max()) + 1))
    periods[np.arange(len(y)), columns] = 1.0
    within = _demeaned(np.column_stack([y, d, periods[:, 1:]]), rows, w)
    root = np.sqrt(w)[:, None]
    others = within[:, 2:] * root
    left, *_ = np.linalg.lstsq(others, within[:, :2] * root, rcond=None)
    free = within[:, :2] * root - others @ left
    spread = float(free[:, 1] @ free[:, 1])
    if not spread > 1e-12 * max(float(d @ d), 1.0):
        return Effect(float("nan"), float("nan"), float("nan"))
    value = float(free[:, 1] @ free[:, 0]) / spread
    scores = free[:, 1] * (free[:, 0] - value * free[:, 1])
    by_unit = np.bincount(rows, scores)
    units = len(by_unit)
    spent = others.shape[1] + 1 + units
    scale = units / (units - 1) * (len(y) - 1) / (len(y) - spent)
    return Effect(value, scale * float(by_unit @ by_unit) / spread**2, float(units - 1))


def _demeaned(values: Floats, rows: Integers, weights: Floats) -> Floats:
    """Less the weighted mean of each unit."""
    totals = np.zeros((int(rows.max()) + 1, values.shape[1]))
    np.add.at(totals, rows, values * weights[:, None])
    return np.asarray(values - (totals / np.bincount(rows, weights)[:, None])[rows], dtype=float)


def _codes(labels: ArrayLike) -> Integers:
    return np.asarray(np.unique(np.asarray(labels), return_inverse=True)[1], dtype=np.int64)
