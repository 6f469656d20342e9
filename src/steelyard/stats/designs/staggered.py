"""Units that begin one after another: each cohort's change beside that of units not reached yet, or never."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.designs.effect import Effect

NEVER = -1
"""The first period of a unit that is never reached."""


SMALL = 5
"""Units in the smallest cohort below which leaving out units tells how sure an average is."""


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


def averaged(outcome: ArrayLike, first: ArrayLike, *, is_never_only: bool = True, is_before: bool = False) -> Effect:
    """The mean over cohorts and periods since they began, sure by as much as leaving out single units moves it.

    Cohorts may be of one unit each, of which the influence function knows nothing. What differs between cohorts counts
    as chance.

    Args:
        is_before: of the periods before, each held against the one before it.

    Source:
        Quenouille (1956), Biometrika 43, 353-360, over those reached and those not apart; degrees of freedom by
        Satterthwaite (1946), Biometrics Bulletin 2, 110-114.
    """
    y, begins = np.asarray(outcome, dtype=float), np.asarray(first, dtype=np.int64)
    value = _mean(y, begins, is_never_only, is_before)
    variance, carried = 0.0, 0.0
    for side in (np.flatnonzero(begins != NEVER), np.flatnonzero(begins == NEVER)):
        count = len(side)
        if count < 2:
            return Effect(value, float("nan"), float("nan"))
        kept = [np.delete(np.arange(len(y)), unit) for unit in side]
        without = np.array([_mean(y[rows], begins[rows], is_never_only, is_before) for rows in kept])
        part = float(((without - without.mean()) ** 2).sum() * (count - 1) / count)
        variance, carried = variance + part, carried + part**2 / (count - 1)
    return Effect(value, variance, variance**2 / carried if carried > 0 else float("nan"))


def _mean(y: Floats, begins: Integers, is_never_only: bool, is_before: bool) -> float:
    """The mean of the effects of all cohorts and periods, by units; nan where there are none."""
    total, weight = 0.0, 0
    for cohort in np.unique(begins[begins > 0]):
        own = begins == cohort
        for period in range(1, cohort) if is_before else range(cohort, y.shape[1]):
            base = period - 1 if is_before else cohort - 1
            others = begins == NEVER
            if not is_never_only:
                others = others | ((begins > max(period, base)) & ~own)
            if others.any():
                moved = y[:, period] - y[:, base]
                total += float(own.sum()) * float(moved[own].mean() - moved[others].mean())
                weight += int(own.sum())
    return total / weight if weight else float("nan")
