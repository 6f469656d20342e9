"""A least-squares fit, and the variances of its coefficients when rows of few clusters (teams, sites) belong together.

`few_clusters` has the variances without their bias, and the degrees of freedom that are left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.jackknife import Spread

_NOTHING = 1e-9
"""Shares of a projection under this are rounding."""


@dataclass(frozen=True)
class Fit:
    """A least-squares fit of N rows on K columns.

    Attributes:
        design: (N, K).
        coefficients: (K,).
        scores: (N, K), each row of the design times its residual.
        residuals: (N,).
        bread: (K, K), the inverse of X'X.
    """

    design: Floats
    coefficients: Floats
    scores: Floats
    residuals: Floats
    bread: Floats


def fit_line(design: ArrayLike, outcome: ArrayLike) -> Fit:
    """Least squares of the outcome (N,) on the design (N, K); a mean is the fit on one column of ones.

    Raises:
        SteelyardError: the columns are not independent.
    """
    X, y = np.asarray(design, dtype=float), np.asarray(outcome, dtype=float)
    if len(X) <= X.shape[1] or np.linalg.matrix_rank(X) < X.shape[1]:
        raise SteelyardError(
            f"{len(X)} rows cannot tell {X.shape[1]} columns apart.", next="Leave out a column that repeats others."
        )
    bread = np.linalg.inv(X.T @ X)
    coefficients = bread @ (X.T @ y)
    residuals = y - X @ coefficients
    return Fit(X, coefficients, X * residuals[:, None], residuals, bread)


def classical(fit: Fit) -> Floats:
    """The covariance (K, K) of the coefficients if rows are independent and alike."""
    rows, columns = fit.scores.shape
    return fit.bread * (fit.residuals @ fit.residuals) / (rows - columns)


def few_clusters(fit: Fit, clusters: ArrayLike) -> Spread:
    """The variance of every coefficient (K,) and its degrees of freedom, where clusters (N labels) are few.

    Residuals of a cluster that bends the fit towards itself are too small; each is scaled up by (I - H_gg)^(-1/2), the
    generalised inverse where the cluster has a level of its own. The degrees of freedom are those of the chi-squared
    with the same mean and variance if rows were independent and alike: fewer where few clusters carry a coefficient.

    Returns:
        nan where a coefficient rests on one cluster.

    Source:
        CR2 of Bell and McCaffrey (2002), Survey Methodology 28, 169-181; Pustejovsky and Tipton (2018), Journal of
        Business & Economic Statistics 36, 672-683. Checked against the closed forms of a mean and of two groups
        (Welch's variance; Imbens and Kolesár 2016, Review of Economics and Statistics 98, 701-712).
    """
    labels, codes = np.unique(np.asarray(clusters), return_inverse=True)
    scaled = np.zeros_like(fit.design)
    for code in range(len(labels)):
        rows = codes == code
        X = fit.design[rows]
        scaled[rows] = _root_inverse(np.eye(len(X)) - X @ fit.bread @ X.T) @ X @ fit.bread
    variances = (cluster_totals(scaled * fit.residuals[:, None], codes) ** 2).sum(axis=0)
    squares = cluster_totals(scaled**2, codes)
    leaning = cluster_totals(fit.design[:, :, None] * scaled[:, None, :], codes)
    freedom = np.array(
        [_satterthwaite(squares[:, k], leaning[:, :, k], fit.bread, fit.bread[k, k]) for k in range(len(fit.bread))]
    )
    is_known = (freedom > 0) & (variances > 0)
    return Spread(np.where(is_known, variances, np.nan), np.where(is_known, np.maximum(freedom, 1.0), np.nan))


def cluster_totals(values: Floats, clusters: ArrayLike) -> Floats:
    """Sums of the rows (N, ...) by cluster: (G, ...), clusters in sorted order."""
    labels, codes = np.unique(np.asarray(clusters), return_inverse=True)
    totals = np.zeros((len(labels), *values.shape[1:]))
    np.add.at(totals, codes, values)
    return totals


def _root_inverse(matrix: Floats) -> Floats:
    """The inverse square root of a symmetric matrix, of its part that is not zero."""
    values, vectors = np.linalg.eigh(matrix)
    is_kept = values > _NOTHING
    return np.asarray((vectors * np.where(is_kept, 1 / np.sqrt(np.where(is_kept, values, 1.0)), 0.0)) @ vectors.T)


def _satterthwaite(squares: Floats, leaning: Floats, bread: Floats, own: float) -> float:
    """tr(B)^2 / tr(B^2) with B_gh = 1(g = h) squares_g - leaning_g' bread leaning_h: (G,), (G, K); 0 where B is nothing
    beside the coefficient's own part of the bread."""
    moved = np.diag(squares) - leaning @ bread @ leaning.T
    trace, square = float(np.trace(moved)), float((moved**2).sum())
    return trace**2 / square if trace > _NOTHING * own else 0.0
