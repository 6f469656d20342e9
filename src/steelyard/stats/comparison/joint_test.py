"""Several estimates at once: could all of them be zero, given how they vary together?

    T2 = e' V^-1 e,   F = T2 (df - p + 1) / (p df)  on p and df - p + 1 degrees of freedom

with e the p estimates and V their estimated covariance. One test of a part over its factors looks once where a test
of each looks p times, and knows that factors read from the same customers move together.

Source:
    Hotelling (1931), Annals of Mathematical Statistics 2, 360-378; the jackknife's covariance as its variance, see
    `stats.jackknife`. Its size was simulated: tests/stats/test_joint.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import f_sf

_LEAST_EIGEN = 1e-10
"""Directions in which correlated estimates have less of their variance than this are rounding."""


@dataclass(frozen=True)
class Joint:
    """The test that several estimates are all zero.

    Attributes:
        statistic: F; nan where it cannot be computed.
        count, df: its degrees of freedom.
        p: the probability of as much by sampling error alone; nan where it cannot be told, which is no claim.
    """

    statistic: float
    count: int
    df: float
    p: float

    def is_claimed(self, level: float) -> bool:
        """Whether the estimates are not all zero, at a level such as 0.05; never where p is unknown."""
        return bool(self.p < level)


UNKNOWN = Joint(np.nan, 0, np.nan, np.nan)


def covariance(full: ArrayLike, replicates: ArrayLike, present: ArrayLike) -> Floats:
    """The jackknife's covariance of p estimates: (G - 1) / G x sum d d' over the groups present.

    Args:
        full: (p,). replicates: (p, G), without each group. present: (G,), which groups hold anything.

    Returns:
        (p, p); nan where fewer than two groups are present or a replicate is not finite.
    """
    held = np.asarray(present, dtype=bool)
    deviations = (np.asarray(replicates, dtype=float) - np.asarray(full, dtype=float)[:, None])[:, held]
    count = int(held.sum())
    if count < 2 or not np.isfinite(deviations).all():
        return np.full((len(deviations), len(deviations)), np.nan)
    return np.asarray((count - 1) / count * deviations @ deviations.T)


def direction(estimates: ArrayLike, variances: ArrayLike, together: ArrayLike) -> Floats:
    """The weights (p,) of the estimates' sum that lies furthest from zero for its variance: V^-1 e.

    The degrees of freedom of that sum's variance are those the test needs. Nan where V is not known.
    """
    inverse = _inverse(np.asarray(variances, dtype=float), np.asarray(together, dtype=float))
    return np.asarray(inverse @ np.asarray(estimates, dtype=float))


def hotelling(estimates: ArrayLike, variances: ArrayLike, together: ArrayLike, df: float) -> Joint:
    """The joint test of estimates whose variances are known better than how they vary together.

    Args:
        estimates: (p,). variances: (p,), of each, every chance taken in.
        together: (p, p), a covariance whose correlations are taken; its own variances are not.
        df: degrees of freedom of V, such as those of the variance in `direction`.

    Returns:
        `UNKNOWN` where anything is not finite, an estimate cannot vary, or df is under p.
    """
    found = np.asarray(estimates, dtype=float)
    distance = float(found @ direction(estimates, variances, together)) if len(found) else np.nan
    rest = df - len(found) + 1
    if not np.isfinite([distance, df]).all() or rest < 1:
        return UNKNOWN
    statistic = distance * rest / (len(found) * df)
    return Joint(statistic, len(found), rest, float(f_sf(statistic, len(found), rest)))


def _inverse(variances: Floats, together: Floats) -> Floats:
    """The inverse of the covariance with these variances and the other's correlations; nan where not known."""
    own = np.diag(together)
    if not np.isfinite([*variances, *together.ravel()]).all() or (variances <= 0).any() or (own <= 0).any():
        return np.full(together.shape, np.nan)
    values, vectors = np.linalg.eigh(together / np.sqrt(np.outer(own, own)))
    kept = np.where(values > _LEAST_EIGEN, 1 / np.maximum(values, _LEAST_EIGEN), 0.0)
    return np.asarray((vectors * kept) @ vectors.T / np.sqrt(np.outer(variances, variances)))
