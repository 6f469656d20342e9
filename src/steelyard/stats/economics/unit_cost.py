"""What a unit of value costs the provider and the customers, of cases in two states at one mix of kinds.

    unit cost = M / V + C / V        the provider's part and the customers' part: they add, so work pushed from one to
                                     the other is seen to come back

Both states are read at the same weights of the strata, so that what differs is not the kind of case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats


@dataclass(frozen=True)
class Totals:
    """Sums of cases by stratum; any leading axes (replicates, states), strata last.

    Attributes:
        value, known: value of the cases solved, and how many cases it is known of.
        rating, rated: ratings from 0 to 1 added up, and how many they are.
        cost, costed: the provider's cost, and the cases it is known of.
        time_cost, timed: the customers' own time in money, and the cases it is known of.
        contacts, n: contacts, and all cases.
    """

    value: Floats
    known: Floats
    rating: Floats
    rated: Floats
    cost: Floats
    costed: Floats
    time_cost: Floats
    timed: Floats
    contacts: Floats
    n: Floats


@dataclass(frozen=True)
class CostParts:
    """Of each state (...,).

    Attributes:
        provider, customers: cost of a unit of value, the provider's part and the customers'.
        value: units of value a case gives.
        contact: the provider's cost per contact, at the mix of kinds given.
    """

    provider: Floats
    customers: Floats
    value: Floats
    contact: Floats


def cost_parts(totals: Totals, weights: ArrayLike, strata: Flags, thin: Flags) -> CostParts:
    """The parts at the mix given by weights (..., strata), over the strata chosen (strata,).

    Args:
        thin: (strata,), those with too few ratings to stand alone: they take the mean of all strata chosen.

    What is known of some cases only is carried at their stratum's mean.

    Source:
        Direct standardisation of every sum of the ratio (Kitagawa 1955), never of the ratio itself. Checked by hand
        and against a weighted regression on strata and state.
    """
    chosen = np.where(strata, np.asarray(weights, dtype=float), 0.0)
    rating = _mean(totals.rating, totals.rated, strata)
    overall = np.where(strata, totals.rating, 0.0).sum(-1) / np.where(strata, totals.rated, 0.0).sum(-1)
    felt = np.where(thin, overall[..., None], rating)
    value = (chosen * _mean(totals.value, totals.known, strata) * np.where(strata, felt, 0.0)).sum(-1)
    cost = (chosen * _mean(totals.cost, totals.costed, strata)).sum(-1)
    time_cost = (chosen * _mean(totals.time_cost, totals.timed, strata)).sum(-1)
    contacts = (chosen * _mean(totals.contacts, totals.n, strata)).sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return CostParts(cost / value, time_cost / value, value / chosen.sum(-1), cost / contacts)


def _mean(total: Floats, count: Floats, strata: Flags) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(strata & (count > 0), total / np.where(count > 0, count, 1.0), 0.0))
