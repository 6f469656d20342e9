"""Two movements at once: how likely is it that efficiency rose while customers lost, or that both gained?

Both are estimated from the same customers, so they move together; the joint probability takes their correlation in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import multivariate_normal, norm

from steelyard.stats.arrays import Floats

Outcome = Literal[
    "true_gain", "free_gain", "investment", "over_service", "false_economy", "decline", "no_detectable_change"
]

OUTCOMES: dict[tuple[int, int], Outcome] = {
    (1, 1): "true_gain",
    (1, 0): "free_gain",
    (0, 1): "free_gain",
    (-1, 1): "investment",
    (-1, 0): "over_service",
    (1, -1): "false_economy",
    (-1, -1): "decline",
    (0, -1): "decline",
    (0, 0): "no_detectable_change",
}
"""(efficiency, customers), each up, the same within the tolerance, or down -> what that is called."""


MOST_ALIKE = 1 - 1e-9
"""A correlation nearer to 1 is taken as this: the joint distribution keeps an area."""


@dataclass(frozen=True)
class Joint:
    """Two estimated movements and how they vary together.

    Attributes:
        efficiency, customers: the estimates, in ln units.
        variances: (2,); correlation: between the two.
    """

    efficiency: float
    customers: float
    variances: Floats
    correlation: float


def correlation(variance_1: float, variance_2: float, variance_sum: float) -> float:
    """The correlation of two estimates from the variance of their sum; within -1 and 1, 0 where either stands still."""
    scale = 2 * np.sqrt(variance_1 * variance_2)
    return float(np.clip((variance_sum - variance_1 - variance_2) / scale, -1.0, 1.0)) if scale > 0 else 0.0


def below(joint: Joint, efficiency: float, customers: float) -> float:
    """The probability that both movements lie at or below two limits; one that cannot vary is below or is not."""
    deviation = np.sqrt(joint.variances)
    distance = np.array([efficiency - joint.efficiency, customers - joint.customers])
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = np.where(deviation > 0, distance / deviation, np.where(distance >= 0, np.inf, -np.inf))
    if np.isinf(scores).any():
        return float(np.prod(norm.cdf(scores)))
    rho = float(np.clip(joint.correlation, -MOST_ALIKE, MOST_ALIKE))
    return float(np.clip(multivariate_normal([0.0, 0.0], [[1.0, rho], [rho, 1.0]]).cdf(scores), 0.0, 1.0))


def quadrants(joint: Joint) -> dict[str, float]:
    """Probability that both rose, that efficiency rose and customers lost, the reverse, and that both fell.

    Source: bivariate normal orthants. Checked against the reference cases.
    """
    both_down = below(joint, 0.0, 0.0)
    efficiency_down, customers_down = below(joint, 0.0, np.inf), below(joint, np.inf, 0.0)
    return {
        "win_win": max(1 - efficiency_down - customers_down + both_down, 0.0),
        "efficiency_up_customers_down": max(customers_down - both_down, 0.0),
        "efficiency_down_customers_up": max(efficiency_down - both_down, 0.0),
        "lose_lose": both_down,
    }


def outcomes(joint: Joint, tolerance: float) -> dict[Outcome, float]:
    """The probability of each named outcome; they add up to 1.

    Args:
        tolerance: a movement smaller than this, in ln units, counts as none.
    """
    edges = (-np.inf, -tolerance, tolerance, np.inf)
    grid = np.array([[_corner(joint, e, c) for c in edges] for e in edges])
    boxes = np.maximum(np.diff(np.diff(grid, axis=0), axis=1), 0.0)
    found: dict[Outcome, float] = dict.fromkeys(OUTCOMES.values(), 0.0)
    for (efficiency, customers), name in OUTCOMES.items():
        found[name] += float(boxes[efficiency + 1, customers + 1] / boxes.sum())
    return found


def _corner(joint: Joint, efficiency: float, customers: float) -> float:
    return 0.0 if -np.inf in (efficiency, customers) else below(joint, efficiency, customers)
