"""Value for resources as the provider, the customer and both together see it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats


@dataclass(frozen=True)
class Productivity:
    """Value per unit of cost; nan where the cost is 0.

    Attributes:
        provider: V / R, as the operation's books show it.
        customer: V / C, as the customers' time shows it.
        joint: V / (R + C); 1/joint = 1/provider + 1/customer.
    """

    provider: Floats
    customer: Floats
    joint: Floats


def productivity(value: ArrayLike, provider_cost: ArrayLike, customer_cost: ArrayLike) -> Productivity:
    """The three productivities of any shape of totals, in value per unit of currency."""
    v, r, c = (np.asarray(part, dtype=float) for part in (value, provider_cost, customer_cost))
    return Productivity(*(v / np.where(cost > 0, cost, np.nan) for cost in (r, c, r + c)))


def is_shifting(before: Productivity, after: Productivity) -> Flags:
    """Whether cost went to the customers: the provider's productivity rose while the joint one fell (points only)."""
    return (after.provider > before.provider) & (after.joint < before.joint)
