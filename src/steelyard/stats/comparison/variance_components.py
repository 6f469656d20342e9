"""How much of the variance lies between units (agents, teams), how much within: the one-way random model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.cluster_robust import cluster_totals

Method = Literal["reml", "ml"]
_EDGE = 18.0


@dataclass(frozen=True)
class Components:
    """Variance components of y = mean + unit + residual.

    Attributes:
        mean, se: the grand mean and its standard error.
        between, within: the variances of units and of residuals.
        icc: between / (between + within), 0 where units do not differ.
        deviations: (G,), the best linear unbiased predictions of the units, as deviations from the mean, in sorted
            order of the labels.
    """

    mean: float
    se: float
    between: float
    within: float
    icc: float
    deviations: Floats


@dataclass(frozen=True)
class _Units:
    sizes: Floats
    means: Floats
    within_squares: float


def variance_components(values: ArrayLike, units: ArrayLike, method: Method = "reml") -> Components:
    """Split the variance of values (N,) between and within units (N labels), by (restricted) maximum likelihood.

    The likelihood is profiled down to the one ratio between / within.

    Raises:
        SteelyardError: fewer than two units, no unit with two rows, or no variance within units.

    Source:
        Searle, Casella and McCulloch (1992), Variance Components. Checked against R lme4 and statsmodels.
    """
    rows = _summarise(np.asarray(values, dtype=float), units)
    found = optimize.minimize_scalar(
        lambda log_ratio: _deviance(rows, np.exp(log_ratio), method),
        bounds=(-_EDGE, _EDGE),
        method="bounded",
        options={"xatol": 1e-10},
    )
    is_flat = _deviance(rows, 0.0, method) <= found.fun
    ratio = 0.0 if is_flat else float(np.exp(found.x))
    weights, mean, within = _solve(rows, ratio, method)
    between = ratio * within
    shrinkage = ratio * rows.sizes / (1 + ratio * rows.sizes)
    return Components(
        mean,
        float(np.sqrt(within / weights.sum())),
        between,
        within,
        ratio / (1 + ratio),
        shrinkage * (rows.means - mean),
    )


def _summarise(values: Floats, units: ArrayLike) -> _Units:
    sizes = cluster_totals(np.ones_like(values), units)
    means = cluster_totals(values, units) / sizes
    _, codes = np.unique(np.asarray(units), return_inverse=True)
    within_squares = float(((values - means[codes]) ** 2).sum())
    if len(sizes) < 2 or sizes.max() < 2 or within_squares == 0:
        raise SteelyardError(
            "The variance cannot be split: it takes two units, a unit with two rows, and rows that differ.",
            next="Use a coarser unit or a longer period.",
        )
    return _Units(sizes, means, within_squares)


def _solve(rows: _Units, ratio: float, method: Method) -> tuple[Floats, float, float]:
    weights = rows.sizes / (1 + ratio * rows.sizes)
    mean = float(weights @ rows.means / weights.sum())
    squares = rows.within_squares + float(weights @ (rows.means - mean) ** 2)
    return weights, mean, squares / (rows.sizes.sum() - (method == "reml"))


def _deviance(rows: _Units, ratio: float, method: Method) -> float:
    weights, _, within = _solve(rows, ratio, method)
    freedom = rows.sizes.sum() - (method == "reml")
    restricted = np.log(weights.sum()) if method == "reml" else 0.0
    return float(freedom * np.log(within) + np.log1p(ratio * rows.sizes).sum() + restricted)
