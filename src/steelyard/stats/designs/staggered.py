"""Units that begin one after another: each cohort's change beside that of units not reached yet, or never."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.designs.effect import Effect

NEVER = -1
"""The first period of a unit that is never reached."""


@dataclass(frozen=True)
class Cohorts:
    """Average effects by cohort and period.

    Attributes:
        first, period: (K,), the cohort by its first period, and the period.
        effects: (K,). influence: (K, units), what each unit adds to an effect's error.
        weights: (K,), units in the cohort. begins: (units,), as given.
    """

    first: Integers
    period: Integers
    effects: Floats
    influence: Floats
    weights: Floats
    begins: Integers

    def average(self, chosen: Flags) -> Effect:
        """The mean of some of them by units, with the variance over units; nan where there are none."""
        if not chosen.any():
            return Effect(float("nan"), float("nan"), float("nan"))
        share = self.weights[chosen] / self.weights[chosen].sum()
        units = len(self.begins)
        carried = share @ self.influence[chosen] + self._of_shares(chosen)
        variance = float(carried @ carried) / units**2
        return Effect(float(share @ self.effects[chosen]), variance, float(units - 1 - len(np.unique(self.first))))

    def _of_shares(self, chosen: Flags) -> Floats:
        """(units,), what each adds to the error for the cohorts' sizes being as much by lot as the rest."""
        sizes, effects = self.weights[chosen] / len(self.begins), self.effects[chosen]
        off = (self.begins == self.first[chosen][:, None]) - sizes[:, None]
        return np.asarray(effects @ off / sizes.sum() - (effects @ sizes) * off.sum(axis=0) / sizes.sum() ** 2)

    def overall(self) -> Effect:
        """The mean over all cohorts and periods since they began."""
        return self.average(self.period >= self.first)

    def by_age(self) -> dict[int, Effect]:
        """Periods since the beginning, negative before it -> the mean effect."""
        age = self.period - self.first
        return {int(at): self.average(age == at) for at in np.unique(age)}


def cohorts(outcome: ArrayLike, first: ArrayLike, *, is_never_only: bool = True, is_fixed: bool = False) -> Cohorts:
    """The effects by cohort and period, without covariates.

    Args:
        outcome: (units, periods), no missing ones.
        first: (units,), the first period a unit is reached in; `NEVER` for those that never are.
        is_never_only: compare with units never reached alone; else with those not reached yet, too.
        is_fixed: before the beginning, too, hold periods against the last one before it; else against the one before.

    Source:
        Callaway and Sant'Anna (2021), Journal of Econometrics 225, 200-230. Reproduces the group-time effects, errors
        and averages of the R package did on its county data.
    """
    y, begins = np.asarray(outcome, dtype=float), np.asarray(first, dtype=np.int64)
    found: list[tuple[int, int, float, Floats, float]] = []
    for cohort in np.unique(begins[begins > 0]):
        for period in range(y.shape[1]):
            base = cohort - 1 if period >= cohort or is_fixed else period - 1
            if base < 0 or period == base:
                continue
            others = begins == NEVER
            if not is_never_only:
                others |= begins > max(period, base)
            others &= begins != cohort
            own = begins == cohort
            if not others.any():
                continue
            moved = y[:, period] - y[:, base]
            sides = [(flags, moved - moved[flags].mean(), len(moved) / flags.sum()) for flags in (own, others)]
            parts = [np.where(flags, off * scale, 0.0) for flags, off, scale in sides]
            effect = float(moved[own].mean() - moved[others].mean())
            found.append((int(cohort), period, effect, parts[0] - parts[1], float(own.sum())))
    if not found:
        nothing = np.empty(0, dtype=np.int64)
        return Cohorts(nothing, nothing, np.empty(0), np.empty((0, len(y))), np.empty(0), begins)
    at, when, effects, influence, weights = zip(*found, strict=True)
    return Cohorts(np.array(at), np.array(when), np.array(effects), np.stack(influence), np.array(weights), begins)
