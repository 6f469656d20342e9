"""Means and ratios from a sample of whole clusters (schools, branches, customers), with or without a finite population.

Rows carry a weight, the inverse of their chance to be drawn. Clusters are drawn; all of a cluster's rows are seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.cluster_robust import cluster_totals


@dataclass(frozen=True)
class Drawn:
    """A figure of the whole from a sample, and its standard error, in its own unit."""

    estimate: float
    se: float


def ratio_of_totals(
    numerator: ArrayLike,
    denominator: ArrayLike,
    weights: ArrayLike,
    clusters: ArrayLike,
    population_clusters: float = np.inf,
) -> Drawn:
    """Total over total, never the mean of ratios, with its linearised standard error.

    Args:
        numerator, denominator, weights, clusters: one value a row.
        population_clusters: how many clusters there are; infinite leaves out the finite population correction.

    Source:
        Lumley (2010), Complex Surveys. Checked against R survey 4.1.1 (svyratio, svymean).
    """
    y, x, w = (np.asarray(part, dtype=float) for part in (numerator, denominator, weights))
    whole = float(w @ x)
    ratio = float(w @ y) / whole
    return Drawn(ratio, float(np.sqrt(drawn_variance(w * (y - ratio * x) / whole, clusters, population_clusters))))


def mean_of_clusters(
    values: ArrayLike, weights: ArrayLike, clusters: ArrayLike, population_clusters: float = np.inf
) -> Drawn:
    """The weighted mean of the rows, with its linearised standard error."""
    return ratio_of_totals(values, np.ones(len(np.asarray(values))), weights, clusters, population_clusters)


def design_effect(
    values: ArrayLike, weights: ArrayLike, clusters: ArrayLike, population_clusters: float = np.inf
) -> float:
    """How many times the variance of a mean exceeds that of as many rows drawn singly, without replacement.

    Source:
        Kish (1965). Checked against R survey 4.1.1 (svymean with deff = TRUE).
    """
    y, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    drawn = mean_of_clusters(y, w, clusters, population_clusters)
    rows, whole = len(y), float(w.sum())
    spread = float(w @ (y - drawn.estimate) ** 2) / whole * rows / (rows - 1)
    return drawn.se**2 / (spread / rows * (1 - rows / whole))


def drawn_variance(scores: Floats, clusters: ArrayLike, population_clusters: float = np.inf) -> float:
    """The variance of a total of scores (one a row) over drawn clusters: (1 - f) G/(G-1) sum (z_g - mean z)^2."""
    totals = cluster_totals(scores, clusters)
    count = len(totals)
    if not 2 <= count <= population_clusters:
        raise SteelyardError(
            f"{count} clusters were drawn of {population_clusters}.",
            next="A standard error needs at least two clusters, and no more than there are.",
        )
    kept = 1 - count / population_clusters
    return float(kept * count / (count - 1) * ((totals - totals.mean()) ** 2).sum())
