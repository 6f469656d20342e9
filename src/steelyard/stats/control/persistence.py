"""How much further than their numbers explain a mean of points may lie from the level, where neighbours are alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import normal_cdf

BETWEEN = (0.0, 0.35, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
"""How much points may differ of themselves, in their typical sampling errors."""

CARRIED = (0.0, 0.3, 0.5, 0.7, 0.85, 0.95)
"""What share of it the next point may carry on."""

STEADY, STEP = 0.4, 0.5
"""How likely it is beforehand that points differ by their numbers alone, and that the level moved once."""

_LARGE = 4.0
"""The standard deviation of a step, in typical sampling errors."""

_EDGE = 4
_Z, _LEVEL = 1.959964, 0.975
_FEWEST = 12


def reach(values: ArrayLike, errors: ArrayLike, span: int) -> float:
    """How many times as wide as their numbers say the interval of a mean of `span` points is; at least 1.

    Points are a level, which may have moved once, with what they differ by of themselves, of which the next point
    carries a share, and with their sampling errors. All sizes of the two, and all places of the step, are weighed by
    how likely they make what is seen: so few points seldom tell them. A chart's moving ranges tell too little where
    neighbours are alike, and the correlation of neighbours is hidden behind sampling error.

    Args:
        values, errors: (points,); nan is a missing point.
        span: points of the mean.
    """
    held, apart = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    known = np.isfinite(held) & (apart > 0)
    if known.sum() < _FEWEST:
        return 1.0
    places, y, e = np.flatnonzero(known), held[known] - held[known].mean(), apart[known]
    typical = float(np.median(e))
    steps = (np.arange(len(y))[:, None] >= np.arange(_EDGE, len(y) - _EDGE + 1)[None, :]).astype(float)
    columns = np.column_stack([y, np.ones(len(y)), steps])
    lags, ahead = _lags(places), _lags(np.arange(span))
    weights, wider = [], []
    for between in BETWEEN:
        for carried in CARRIED if between else (0.0,):
            prior = np.log(STEADY if not between else (1 - STEADY) / ((len(BETWEEN) - 1) * len(CARRIED)))
            spread = np.diag(e**2) + (between * typical) ** 2 * carried**lags
            weights.append(prior + _likely(spread, columns, (_LARGE * typical) ** 2))
            wider.append(np.sqrt(1 + span * between**2 * (carried**ahead).mean()))
    chance = np.exp(np.array(weights) - max(weights))
    return max(1.0, _widest(chance / chance.sum(), np.array(wider)))


def _lags(places: np.ndarray) -> Floats:
    return np.asarray(np.abs(places[:, None] - places[None, :]), dtype=float)


def _likely(spread: Floats, columns: Floats, large: float) -> float:
    """The log likelihood of the first column, over every level (the second) and over one step or none (the others)."""
    root = np.linalg.cholesky(spread)
    whitened = np.linalg.solve(root, columns)
    level = whitened[:, 1] / np.linalg.norm(whitened[:, 1])
    rest = whitened - np.outer(level, level @ whitened)
    y, steps = rest[:, 0], rest[:, 2:]
    still = -np.log(np.diag(root)).sum() - np.log(np.linalg.norm(whitened[:, 1])) - 0.5 * float(y @ y)
    size = large * (steps**2).sum(axis=0)
    moved = still - 0.5 * np.log1p(size) + 0.5 * large * (y @ steps) ** 2 / (1 + size)
    most = float(moved.max())
    once = most + float(np.log(np.exp(moved - most).mean()))
    return float(np.logaddexp(np.log(1 - STEP) + still, np.log(STEP) + once))


def _widest(chance: Floats, wider: Floats) -> float:
    """How wide, in limits that numbers alone explain, so that the mean lies within as often as it is to."""
    low, high = 1.0, float(wider.max())
    for _ in range(40):
        middle = (low + high) / 2
        is_within = float((chance * normal_cdf(_Z * middle / wider)).sum()) >= _LEVEL
        low, high = (low, middle) if is_within else (middle, high)
    return high
