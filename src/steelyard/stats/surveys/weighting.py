"""What would all customers have said: weights for answers that not everyone gives.

Weighting corrects for what is known of everybody; it cannot correct for silence that depends on the answer itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.cluster_samples import Drawn, drawn_variance

_ROUNDS = 1000


def rake(table: ArrayLike, margins: Sequence[ArrayLike], *, tolerance: float = 1e-10) -> Floats:
    """Scale a table until it has the given totals along each of its axes (iterative proportional fitting).

    Args:
        table: a table of zero or more, any number of axes.
        margins: the wanted totals, one vector for each axis in order.
        tolerance: the largest relative difference from a wanted total that is left.

    Raises:
        SteelyardError: the totals contradict each other or the table's zeros.

    Source:
        Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444.
    """
    fitted = np.array(table, dtype=float)
    wanted = [np.asarray(margin, dtype=float) for margin in margins]
    for _ in range(_ROUNDS):
        for axis, totals in enumerate(wanted):
            held = _margin(fitted, axis)
            factor = np.divide(totals, held, out=np.zeros_like(totals), where=held > 0)
            fitted *= factor.reshape([-1 if place == axis else 1 for place in range(fitted.ndim)])
        if all(np.allclose(_margin(fitted, axis), wanted[axis], rtol=tolerance) for axis in range(len(wanted))):
            return fitted
    raise SteelyardError(
        "No weights have these totals: they contradict each other, or ask for what an empty cell would have to give.",
        next="Check that all totals have the same sum, and merge cells without answers.",
    )


@dataclass(frozen=True)
class PostStratified:
    """Answers weighted so that their strata are as large as in the population.

    Attributes:
        weights: (N,), calibrated.
        strata: (N,), the stratum of each row as a number.
        population: the sum of the strata's known sizes.
    """

    weights: Floats
    strata: np.ndarray
    population: float


def post_stratify(weights: ArrayLike, strata: ArrayLike, sizes: Mapping[str, float]) -> PostStratified:
    """Scale weights (N,) within each stratum to its known size.

    Raises:
        SteelyardError: a stratum with a known size has no rows, or a row lies in no such stratum.
    """
    drawn, labels = np.asarray(weights, dtype=float), np.asarray(strata).astype(str)
    names, codes = np.unique(labels, return_inverse=True)
    unlike = sorted(set(names.tolist()) ^ set(sizes))
    if unlike:
        raise SteelyardError(
            f"The strata of the rows and those with a known size differ in {', '.join(unlike)}.",
            next="Merge strata that have no answers with their neighbours, in both.",
        )
    known = np.array([sizes[name] for name in names.tolist()], dtype=float)
    held = np.bincount(codes, weights=drawn)
    return PostStratified(drawn * (known / held)[codes], codes, float(known.sum()))


def post_stratified_total(
    values: ArrayLike, sample: PostStratified, clusters: ArrayLike, population_clusters: float = np.inf
) -> Drawn:
    """The population's total of values (N,), with the standard error of residuals within strata.

    Source:
        Lumley (2010), Complex Surveys. Checked against R survey 4.1.1 (postStratify).
    """
    y, w, codes = np.asarray(values, dtype=float), sample.weights, sample.strata
    means = np.bincount(codes, weights=w * y) / np.bincount(codes, weights=w)
    variance = drawn_variance(w * (y - means[codes]), clusters, population_clusters)
    return Drawn(float(w @ y), float(np.sqrt(variance)))


def post_stratified_mean(
    values: ArrayLike, sample: PostStratified, clusters: ArrayLike, population_clusters: float = np.inf
) -> Drawn:
    """The population's mean of values (N,): the total over the known size."""
    total = post_stratified_total(values, sample, clusters, population_clusters)
    return Drawn(total.estimate / sample.population, total.se / sample.population)


def fit_response(design: ArrayLike, has_answered: ArrayLike) -> Floats:
    """The coefficients (K,) of a logistic model of who answers, by Newton's method.

    Args:
        design: (N, K), covariates known of everybody, a column of ones among them.
        has_answered: (N,).

    Raises:
        SteelyardError: the covariates tell answerers from others perfectly, or repeat each other.
    """
    X, y = np.asarray(design, dtype=float), np.asarray(has_answered, dtype=float)
    coefficients = np.zeros(X.shape[1])
    for _ in range(30):
        chance = special.expit(X @ coefficients)
        information = (X * (chance * (1 - chance))[:, None]).T @ X
        if np.linalg.cond(information) > 1e14:
            break
        step = np.linalg.solve(information, X.T @ (y - chance))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-10:
            return coefficients
    raise SteelyardError(
        "Who answers cannot be modelled: some covariates repeat each other or settle it alone.",
        next="Use fewer covariates, or merge the rare values of one.",
    )


def response_chances(design: ArrayLike, coefficients: ArrayLike) -> Floats:
    """The modelled chance (N,) that each would answer."""
    return special.expit(np.asarray(design, dtype=float) @ np.asarray(coefficients, dtype=float))


def hajek_mean(values: ArrayLike, weights: ArrayLike) -> float:
    """The weighted mean of the answers, whatever they sum to (Hajek 1971); nan without any."""
    w = np.asarray(weights, dtype=float)
    return float(w @ np.asarray(values, dtype=float) / w.sum()) if w.sum() > 0 else np.nan


def kish_effect(weights: ArrayLike) -> float:
    """How many times unequal weights inflate the variance of a mean: n sum w^2 / (sum w)^2 (Kish 1965)."""
    w = np.asarray(weights, dtype=float)
    return float(len(w) * (w @ w) / w.sum() ** 2) if w.sum() > 0 else np.nan


def r_indicator(chances: ArrayLike) -> float:
    """How alike everybody's chance to answer is: 1 - 2 sd; 1 is perfectly representative.

    Source:
        Schouten, Cobben and Bethlehem (2009), Survey Methodology 35, 101-113.
    """
    return float(1 - 2 * np.std(np.asarray(chances, dtype=float), ddof=1))


def _margin(table: Floats, axis: int) -> Floats:
    return table.sum(axis=tuple(place for place in range(table.ndim) if place != axis))
