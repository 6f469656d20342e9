"""How long customers stay, and what that is worth: retention with heterogeneity, and money discounted to today.

Customers leave each year with a chance of their own, drawn from a beta distribution: those likely to leave go first,
so the retention of those who remain rises. A constant chance of leaving undervalues them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats


@dataclass(frozen=True)
class Retention:
    """The shifted-beta-geometric model: the chance to leave in year t, if still there, is a / (a + b + t - 1).

    Attributes:
        alpha, beta: parameters of the beta distribution of customers' yearly chance to leave.
    """

    alpha: float
    beta: float

    def retained(self, years: ArrayLike) -> Floats:
        """The share that stays through each year 1, 2 ..., of those there at its beginning."""
        year = np.asarray(years, dtype=float)
        return 1 - self.alpha / (self.alpha + self.beta + year - 1)

    def surviving(self, years: int, tenure: int = 0) -> Floats:
        """(years + 1,): the share still there after 0, 1 ... further years of those who have stayed `tenure` years."""
        return np.concatenate([[1.0], np.cumprod(self.retained(np.arange(tenure + 1, tenure + years + 1)))])


def fit_retention(present: ArrayLike, lost: ArrayLike, years: ArrayLike | None = None) -> Retention:
    """The model that makes the losses likeliest.

    Args:
        present: (T,), customers there at the beginning of their t-th year.
        lost: (T,), those of them who left in it.
        years: (T,), which year t is; 1, 2 ... unless told (customers first seen later enter at their own year).

    Raises:
        SteelyardError: nobody was seen, or nobody left, or more left than were there.

    Source:
        Fader and Hardie (2007), Journal of Interactive Marketing 21, 76-90; the likelihood is that of the yearly
        chances to leave: theirs for one cohort, and right for any mix of tenures. Checked against their figures.
    """
    there, gone = np.asarray(present, dtype=float), np.asarray(lost, dtype=float)
    year = np.arange(1.0, len(there) + 1) if years is None else np.asarray(years, dtype=float)
    if not there.sum() or not gone.sum() or (gone > there).any():
        raise SteelyardError(
            f"{gone.sum():,.0f} of {there.sum():,.0f} customers left: no chance of leaving can be fitted.",
            next="Ask over a longer time.",
        )

    def unlikelihood(logs: Floats) -> float:
        alpha, beta = np.exp(logs)
        leave = alpha / (alpha + beta + year - 1)
        return -float((gone * np.log(leave) + (there - gone) * np.log1p(-leave)).sum())

    first = gone.sum() / there.sum()
    found = minimize(unlikelihood, np.log([first * 5, (1 - first) * 5]), method="Nelder-Mead", options=_STRICT)
    alpha, beta = np.exp(np.clip(found.x, -20, 20))
    return Retention(float(alpha), float(beta))


_STRICT = {"xatol": 1e-10, "fatol": 1e-10, "maxiter": 10_000}


def present_value(surviving: ArrayLike, discount: float, months: int) -> float:
    """Years of margin, in today's money, of a customer kept now, over a horizon.

    The margin of a year comes evenly over its months; survival within a year is interpolated.

    Args:
        surviving: (years + 1,), the share still there after 0, 1 ... years.
        discount: by which money a year later is worth less, 0.1 for ten percent.
        months: the horizon; at most the years given.
    """
    share = np.asarray(surviving, dtype=float)
    middles = (np.arange(months) + 0.5) / 12
    alive = np.interp(middles, np.arange(len(share)), share)
    return float((alive / (1 + discount) ** middles).sum() / 12)
