"""Two movements at once: how likely is it that cost fell while customers lost, or that both gained?

Both are estimated from the same customers, so they move together; the joint probability takes their correlation in,
and the degrees of freedom of their variances (bivariate t). With e the efficiency, c what customers got and b = e + c
the balance, the lines e = 0, c = 0 and b = 0 cut the plane into six sectors, each with a name of its own:

    e > 0, c > 0          true gain
    c < 0, b > 0          saving: customers lost less than what was saved
    e > 0, b < 0          false economy: customers lost more than what was saved
    e < 0, c < 0          decline
    c > 0, b < 0          over-service: customers gained less than it cost
    e < 0, b > 0          investment: customers gained more than it cost
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, owens_t

from steelyard.stats.arrays import Floats
from steelyard.stats.distributions import chi2_quantile

Sector = Literal["true_gain", "saving", "false_economy", "decline", "over_service", "investment"]

SECTORS: tuple[Sector, ...] = ("true_gain", "saving", "false_economy", "decline", "over_service", "investment")
"""Once around the plane: neighbours share the two signs that the third leaves open."""

LEAST_VARIANCE = 1e-14
"""A variance below this (ln units squared) comes of data that cannot vary: it says nothing of sampling error."""

MOST_ALIKE = 1 - 1e-9
"""A correlation nearer to 1 is taken as this: the joint distribution keeps an area."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)


@dataclass(frozen=True)
class Joint:
    """Two estimated movements and how they vary together.

    Attributes:
        efficiency, customers: the estimates, in ln units.
        variances: (2,); correlation: between the two.
        df: degrees of freedom of the variances, the smaller of the two.
    """

    efficiency: float
    customers: float
    variances: Floats
    correlation: float
    df: float = np.inf

    @property
    def is_known(self) -> bool:
        """Whether a probability can be formed: not of a variance that is unknown, or zero for want of data."""
        numbers = (self.efficiency, self.customers, *self.variances, self.correlation)
        return bool(np.isfinite(numbers).all() and (self.variances > LEAST_VARIANCE).all() and self.df > 0)


def correlation(variance_1: float, variance_2: float, variance_sum: float) -> float:
    """The correlation of two estimates from the variance of their sum, within -1 and 1; nan where one is unknown."""
    scale = 2 * np.sqrt(variance_1 * variance_2)
    if not np.isfinite(scale) or scale <= 0:
        return float("nan")
    return float(np.clip((variance_sum - variance_1 - variance_2) / scale, -1.0, 1.0))


def below(joint: Joint, efficiency: float, customers: float) -> float:
    """The probability that both movements lie at or below two limits; nan where it cannot be known."""
    if not joint.is_known:
        return float("nan")
    distance = np.array([efficiency - joint.efficiency, customers - joint.customers])
    first, second = distance / np.sqrt(joint.variances)
    return _orthant(float(first), float(second), joint.correlation, joint.df)


def quadrants(joint: Joint) -> dict[str, float]:
    """Probability that both rose, that efficiency rose and customers lost, the reverse, and that both fell.

    Source: orthants of the bivariate normal, or t where there are degrees of freedom. Checked against the reference
    cases.
    """
    both_down = below(joint, 0.0, 0.0)
    efficiency_down, customers_down = below(joint, 0.0, np.inf), below(joint, np.inf, 0.0)
    return {
        "win_win": float(np.maximum(1 - efficiency_down - customers_down + both_down, 0.0)),
        "efficiency_up_customers_down": float(np.maximum(customers_down - both_down, 0.0)),
        "efficiency_down_customers_up": float(np.maximum(efficiency_down - both_down, 0.0)),
        "lose_lose": both_down,
    }


def sectors(joint: Joint) -> dict[Sector, float]:
    """The probability of each of the six sectors; they add up to 1, and are nan where they cannot be known."""
    if not joint.is_known:
        return dict.fromkeys(SECTORS, float("nan"))
    up, got = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    balance = up + got
    found: dict[Sector, float] = {
        "true_gain": _both_above(joint, up, got),
        "saving": _both_above(joint, -got, balance),
        "false_economy": _both_above(joint, up, -balance),
        "decline": _both_above(joint, -up, -got),
        "over_service": _both_above(joint, got, -balance),
        "investment": _both_above(joint, -up, balance),
    }
    total = sum(found.values())
    return {name: probability / total for name, probability in found.items()}


def _both_above(joint: Joint, first: Floats, second: Floats) -> float:
    """The probability that two combinations (2,) of the movements are both above zero."""
    deviations = np.sqrt(joint.variances)
    rho = np.clip(joint.correlation, -MOST_ALIKE, MOST_ALIKE)
    covariance = np.outer(deviations, deviations) * np.array([[1.0, rho], [rho, 1.0]])
    means = np.array([joint.efficiency, joint.customers])
    spread_1, spread_2 = (float(np.sqrt(one @ covariance @ one)) for one in (first, second))
    together = float(first @ covariance @ second) / (spread_1 * spread_2)
    return _orthant(float(first @ means) / spread_1, float(second @ means) / spread_2, together, joint.df)


def _orthant(first: float, second: float, rho: float, df: float) -> float:
    """P(X <= first, Y <= second) of a standard bivariate t: the normal's over the chi-square's quantiles."""
    if not np.isfinite(df):
        return float(_normal_orthant(np.array(first), np.array(second), rho))
    scale = np.sqrt(chi2_quantile((_NODES + 1) / 2, df) / df)
    return float(_WEIGHTS @ _normal_orthant(first * scale, second * scale, rho) / 2)


def _normal_orthant(first: ArrayLike, second: ArrayLike, rho: float) -> Floats:
    """P(X <= h, Y <= k) of the standard bivariate normal, of any shape.

    Source: Owen (1956), Annals of Mathematical Statistics 27, 1075-1090, by his T function.
    """
    h, k = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    r = float(np.clip(rho, -MOST_ALIKE, MOST_ALIKE))
    least = np.minimum(ndtr(h), ndtr(k))
    edge = np.isinf(h) | np.isinf(k)
    x, y = np.where(edge, 1.0, np.where(h == 0, 1e-12, h)), np.where(edge, 1.0, np.where(k == 0, 1e-12, k))
    root = np.sqrt(1 - r * r)
    found = (ndtr(x) + ndtr(y)) / 2 - owens_t(x, (y / x - r) / root) - owens_t(y, (x / y - r) / root)
    return np.clip(np.where(edge, least, found - np.where(x * y < 0, 0.5, 0.0)), 0.0, 1.0)
