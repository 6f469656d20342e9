"""Distribution functions and quantiles, from special functions alone: `scipy.stats` takes half a second to import."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from steelyard.stats.arrays import Floats


def normal_cdf(z: ArrayLike) -> Floats:
    """How likely a standard normal value lies at z or below."""
    return np.asarray(special.ndtr(z))


def student_cdf(t: ArrayLike, df: ArrayLike) -> Floats:
    """How likely Student's t on df degrees of freedom lies at t or below; nan where df is not positive."""
    return np.asarray(special.stdtr(df, t))


def student_sf(t: ArrayLike, df: ArrayLike) -> Floats:
    """How likely Student's t on df degrees of freedom lies above t; nan where df is not positive."""
    return student_cdf(np.negative(t), df)


def f_sf(f: ArrayLike, dfn: ArrayLike, dfd: ArrayLike) -> Floats:
    """How likely F on dfn and dfd degrees of freedom lies above f; 1 at and below 0."""
    return np.asarray(special.fdtrc(dfn, dfd, np.maximum(f, 0.0)))


def chi2_sf(square: ArrayLike, df: ArrayLike) -> Floats:
    """How likely chi-squared on df degrees of freedom lies above a value; 1 at and below 0."""
    return np.asarray(special.chdtrc(df, np.maximum(square, 0.0)))


def chi2_quantile(p: ArrayLike, df: ArrayLike) -> Floats:
    """The value that chi-squared on df degrees of freedom lies at or below with probability p."""
    return np.asarray(2 * special.gammaincinv(np.asarray(df) / 2, p))


def binomial_cdf(k: ArrayLike, n: ArrayLike, p: ArrayLike) -> Floats:
    """How likely k or fewer of n happen where each does with probability p; 0 below 0, 1 from n on."""
    whole = np.clip(k, 0.0, np.subtract(n, 1.0))
    some = special.betaincc(whole + 1, np.subtract(n, whole), p)
    return np.asarray(np.where(np.less(k, 0), 0.0, np.where(np.greater_equal(k, n), 1.0, some)))


def binomial_quantile(q: ArrayLike, n: ArrayLike, p: ArrayLike) -> Floats:
    """The least whole number of n that as many or fewer happen with probability q or more."""
    above = np.ceil(special.bdtrik(q, n, p))
    below = np.maximum(above - 1, 0.0)
    return np.asarray(np.where(np.greater_equal(binomial_cdf(below, n, p), q), below, above))
