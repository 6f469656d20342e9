"""Halo: judges whose errors on different criteria run together score an impression and not the criteria."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.agreement.scores import grouped
from steelyard.stats.agreement.standouts import Standouts, standouts
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import jackknife

FEWEST = 15
"""Pairs of scores that a judge needs before anything is said of them."""


@dataclass(frozen=True)
class Halo:
    """The correlation of errors across criteria: 0 where each criterion is judged by itself, 1 where one impression is.

    Attributes:
        value, low, high: of all judges.
        judges, beside: of each with enough pairs, how much it is above that of the others; empty where judges cannot
            be told apart.
    """

    value: float
    low: float
    high: float
    pairs: int
    judges: tuple[str, ...] = ()
    beside: Standouts | None = None


def halo(unit: ArrayLike, judge: ArrayLike, scores: ArrayLike, *, share: int = 1) -> Halo | None:
    """Of scores (N, K) on K criteria, missing ones nan: how two judges of a unit differ on one criterion and another.

    What the unit itself is like cancels in their difference, and so does a judge's usual severity on a criterion.

    Args:
        share: how many such families of tests share the five percent.

    Source:
        The error covariance of Cooper's (1981, Psychological Bulletin 90, 218-244) illusory halo, from differences
        between judges, so that no true correlation of criteria counts. Recovery is simulated.
    """
    values = np.asarray(scores, dtype=float)
    names = np.asarray(judge, dtype=str)
    if values.ndim != 2 or values.shape[1] < 2 or not len(values):
        return None
    known, judges = np.unique(names, return_inverse=True)
    first, second, units = _pairs(np.unique(np.asarray(unit), return_inverse=True)[1])
    apart = values[first] - values[second]
    apart = _without_severity(apart, judges[first], judges[second], len(known))
    spread = np.sqrt(np.nanmean(apart**2, axis=0)) if len(apart) else np.zeros(values.shape[1])
    tells = np.isfinite(spread) & (spread > 0)
    if tells.sum() < 2 or len(apart) < FEWEST:
        return None
    products = _products(apart[:, tells] / spread[tells])
    kept = np.isfinite(products)
    products, first, second, units = products[kept], first[kept], second[kept], units[kept]
    if len(products) < FEWEST:
        return None
    _, codes = np.unique(units, return_inverse=True)
    group = grouped(int(codes.max()) + 1)[codes]
    value, low, high = _mean(products, group)
    design = np.eye(len(known))[judges[first]] + np.eye(len(known))[judges[second]]
    enough = design.sum(axis=0) >= FEWEST
    rows = (design[:, ~enough].sum(axis=1) == 0) if not enough.all() else np.ones(len(design), dtype=bool)
    design = design[rows][:, enough] / 2
    if not enough.any() or len(design) < 2 * design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return Halo(value, low, high, len(products))
    full, replicates = _fits(design, products[rows], group[rows])
    if full is None or len(full) < 2:
        return Halo(value, low, high, len(products))
    beside = standouts(full, replicates, len(full) * share)
    return Halo(value, low, high, len(products), tuple(str(name) for name in known[enough]), beside)


def _pairs(unit: Integers) -> tuple[Integers, Integers, Integers]:
    """Rows of every two scores of one unit, and their unit."""
    order = np.argsort(unit, kind="stable")
    found: list[tuple[int, int, int]] = []
    for rows in np.split(order, np.flatnonzero(np.diff(unit[order])) + 1):
        found.extend((int(a), int(b), int(unit[a])) for a, b in combinations(rows.tolist(), 2))
    held = np.array(found, dtype=np.int64).reshape(-1, 3)
    return held[:, 0], held[:, 1], held[:, 2]


def _without_severity(apart: Floats, first: Integers, second: Integers, judges: int) -> Floats:
    """Differences (P, K) less what the two judges usually differ by on each criterion."""
    design = np.eye(judges)[first] - np.eye(judges)[second]
    left = apart.copy()
    for column in left.T:
        known = np.isfinite(column)
        if known.any():
            column[known] -= design[known] @ np.linalg.lstsq(design[known], column[known], rcond=None)[0]
    return left


def _products(scaled: Floats) -> Floats:
    """(P,), the mean product of two criteria of each difference; nan where fewer than two are known."""
    known = np.isfinite(scaled)
    filled = np.where(known, scaled, 0.0)
    count = known.sum(axis=1)
    pairs = count * (count - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(pairs > 0, (filled.sum(axis=1) ** 2 - (filled**2).sum(axis=1)) / pairs, np.nan)


def _mean(products: Floats, group: Integers) -> tuple[float, float, float]:
    sums, counts = np.bincount(group, products), np.bincount(group).astype(float)
    full = float(products.mean())
    spread = jackknife(full, (sums.sum() - sums) / (counts.sum() - counts))
    half = float(t_quantile(spread.df) * np.sqrt(spread.variance))
    return full, full - half, full + half


def _fits(design: Floats, products: Floats, group: Integers) -> tuple[Floats | None, Floats]:
    count = int(group.max()) + 1
    replicates = np.full((count, design.shape[1]), np.nan)
    for one in range(count):
        kept = group != one
        if np.linalg.matrix_rank(design[kept]) < design.shape[1]:
            return None, replicates
        replicates[one] = np.linalg.lstsq(design[kept], products[kept], rcond=None)[0]
    return np.asarray(np.linalg.lstsq(design, products, rcond=None)[0], dtype=float), replicates
