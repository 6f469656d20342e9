"""Standard errors of a least-squares fit when rows share customers, agents or days.

`errors(clustered(fit_line(design, outcome), customers))` are those of the coefficients when rows of one customer belong
together. Where clusters are few (teams, sites, under about forty of anything) `few_clusters` has the variances without
their bias, and the degrees of freedom that are left.
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


def robust(fit: Fit) -> Floats:
    """The covariance if rows are independent but not alike: HC1 (White 1980, with N / (N - K))."""
    rows, columns = fit.scores.shape
    return _sandwich(fit, fit.scores) * rows / (rows - columns)


def clustered(fit: Fit, clusters: ArrayLike) -> Floats:
    """The covariance if rows of one cluster (N labels) belong together.

    Source:
        Liang and Zeger (1986), Biometrika 73, 13-22; the factor G/(G-1) x (N-1)/(N-K) of Cameron and Miller (2015).
        Checked against Petersen (2009).
    """
    rows, columns = fit.scores.shape
    totals = cluster_totals(fit.scores, clusters)
    count = len(totals)
    if count < 2:
        raise SteelyardError("A single cluster says nothing about chance.", next="Use at least two clusters.")
    return _sandwich(fit, totals) * count / (count - 1) * (rows - 1) / (rows - columns)


def clustered_two_ways(fit: Fit, first: ArrayLike, second: ArrayLike) -> Floats:
    """The covariance under two crossed clusterings: V_1 + V_2 - V_both, each with its own small-sample factor.

    Where every crossing holds one row, V_both is HC1.

    Source:
        Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29, 238-249. Checked against
        Petersen (2009), firm and year, and statsmodels.
    """
    _, codes_1 = np.unique(np.asarray(first), return_inverse=True)
    _, codes_2 = np.unique(np.asarray(second), return_inverse=True)
    both = codes_1.astype(np.int64) * (codes_2.max() + 1) + codes_2
    return clustered(fit, first) + clustered(fit, second) - clustered(fit, both)


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


def errors(covariance: Floats) -> Floats:
    """The standard errors on a covariance's diagonal; nan where two-way clustering left a negative variance."""
    variances = np.diagonal(covariance, axis1=-2, axis2=-1)
    return np.sqrt(np.where(variances >= 0, variances, np.nan))


def cluster_totals(values: Floats, clusters: ArrayLike) -> Floats:
    """Sums of the rows (N, ...) by cluster: (G, ...), clusters in sorted order."""
    labels, codes = np.unique(np.asarray(clusters), return_inverse=True)
    totals = np.zeros((len(labels), *values.shape[1:]))
    np.add.at(totals, codes, values)
    return totals


def _sandwich(fit: Fit, scores: Floats) -> Floats:
    return fit.bread @ (scores.T @ scores) @ fit.bread


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
