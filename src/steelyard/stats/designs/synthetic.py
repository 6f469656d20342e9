"""Few units reached beside a weighted mix of those not reached that went as they did before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize, nnls

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect

_FIRM = 1e4
"""How much more a weight's missing share weighs than a unit of misfit, in the fit's own scale."""


@dataclass(frozen=True)
class Synthetic:
    """A synthetic control.

    Attributes:
        weights: (donors,), not negative, adding up to 1.
        gaps: (periods,), those reached less the mix.
        before: (periods,). own: (periods,), of those reached.
    """

    weights: Floats
    gaps: Floats
    before: Flags
    own: Floats

    @property
    def effect(self) -> float:
        """The mean gap since it began."""
        return float(self.gaps[~self.before].mean())

    @property
    def misfit(self) -> float:
        """The root mean squared gap before it began."""
        return float(np.sqrt((self.gaps[self.before] ** 2).mean()))

    @property
    def relative_misfit(self) -> float:
        """The misfit over the standard deviation of what is fitted; nan where that never varies."""
        spread = float(self.own[self.before].std(ddof=1))
        return self.misfit / spread if spread > 0 else float("nan")

    @property
    def ratio(self) -> float:
        """Root mean squared gap since over before: what placebos are ranked by."""
        since = float(np.sqrt((self.gaps[~self.before] ** 2).mean()))
        return since / self.misfit if self.misfit > 0 else float("inf")


def synthetic_control(own: ArrayLike, donors: ArrayLike, before: ArrayLike) -> Synthetic:
    """The mix of donors nearest to those reached in every period before, by outcomes alone.

    Args:
        own: (periods,). donors: (donors, periods). before: (periods,), flags.

    Source:
        Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association 105, 493-505.
    """
    y, others, flags = _read(own, donors, before)
    weights = simplex(others[:, flags].T, y[flags])
    return Synthetic(weights, y - weights @ others, flags, y)


def fitted_on(
    own: ArrayLike,
    donors: ArrayLike,
    before: ArrayLike,
    predictors: ArrayLike,
    own_predictors: ArrayLike,
    fit: ArrayLike,
) -> Synthetic:
    """The same by predictors, which weigh as much as makes the mix nearest in the outcomes of the periods of `fit`.

    Args:
        predictors: (donors, predictors). own_predictors: (predictors,). fit: (periods,), flags.

    Source:
        Abadie and Gardeazabal (2003), American Economic Review 93, 113-132, appendix B.
    """
    y, others, flags = _read(own, donors, before)
    x, target = np.asarray(predictors, dtype=float), np.asarray(own_predictors, dtype=float)
    spread = np.vstack([x, target]).std(axis=0, ddof=1)
    x, target, chosen = x / spread, target / spread, np.asarray(fit, dtype=bool)

    def mix(logs: Floats) -> Floats:
        scale = np.exp((logs - logs.max()) / 2)
        return simplex((x * scale).T, target * scale)

    def misfit(logs: Floats) -> float:
        return float(((y - mix(logs) @ others)[chosen] ** 2).mean())

    starts = [np.zeros(x.shape[1]), np.log(_regressed(x, target, others, y, chosen))]
    found = [minimize(misfit, start, method="Powell", options={"maxiter": 40}) for start in starts]
    best = min(found, key=lambda one: one.fun)
    weights = mix(best.x)
    return Synthetic(weights, y - weights @ others, flags, y)


def placebo_rank(own: ArrayLike, donors: ArrayLike, before: ArrayLike) -> float:
    """The share of units, that reached included, whose gap grew as much as its own: 1 / (J + 1) at the least."""
    y, others, flags = _read(own, donors, before)
    real = synthetic_control(y, others, flags).ratio
    rest = [np.delete(others, place, axis=0) for place in range(len(others))]
    as_large = [synthetic_control(one, held, flags).ratio >= real for one, held in zip(others, rest, strict=True)]
    return float((1 + sum(as_large)) / (1 + len(others)))


def synthetic_differences(reached: ArrayLike, donors: ArrayLike, before: ArrayLike) -> Effect:
    """Synthetic difference in differences: donors and periods weighed, the error from donors taken as reached.

    Args:
        reached: (units, periods). donors: (donors, periods). before: (periods,), flags.

    Source:
        Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), American Economic Review 111, 4088-4118; placebo
        variance: their algorithm 4, over every donor in turn where one unit is reached, else over drawn sets.
    """
    units, others, flags = (
        np.atleast_2d(np.asarray(reached, dtype=float)),
        np.asarray(donors, dtype=float),
        _flags(before),
    )
    value = _weighed(units, others, flags)
    count = len(units)
    if len(others) < count + 2:
        return Effect(value, float("nan"), float("nan"))
    placebos = [
        _weighed(others[list(chosen)], np.delete(others, list(chosen), axis=0), flags)
        for chosen in _sets(len(others), count)
    ]
    return Effect(value, float(np.var(placebos)), float(len(placebos) - 1))


def simplex(columns: Floats, target: Floats, ridge: float = 0.0) -> Floats:
    """The weights, not negative and adding up to 1, whose mix of columns lies nearest to a target.

    Args:
        ridge: added times the sum of squared weights.
    """
    scale = max(float(np.abs(columns).max(initial=0.0)), float(np.abs(target).max(initial=0.0)), 1e-300)
    width = columns.shape[1]
    rows = [columns / scale, np.full((1, width), _FIRM)]
    sides = [target / scale, np.array([_FIRM])]
    if ridge > 0:
        rows.append(np.sqrt(ridge) / scale * np.eye(width))
        sides.append(np.zeros(width))
    found, _ = nnls(np.vstack(rows), np.concatenate(sides), maxiter=50 * width + 200)
    return np.asarray(found / found.sum(), dtype=float)


def _weighed(units: Floats, others: Floats, before: Flags) -> float:
    """The estimate with its unit and time weights."""
    after = ~before
    steps = np.diff(others[:, before], axis=1)
    noise = float(steps.std(ddof=1)) if steps.size > 1 else 0.0
    ridge = np.sqrt(len(units) * after.sum()) * noise**2 * before.sum()
    own = units.mean(axis=0)
    levels = others[:, before] - others[:, before].mean(axis=1, keepdims=True)
    unit_weights = simplex(levels.T, own[before] - own[before].mean(), float(ridge))
    late = others[:, after].mean(axis=1)
    early = others[:, before] - others[:, before].mean(axis=0)
    tiny = (1e-6 * noise) ** 2 * len(others)
    time_weights = simplex(early, late - late.mean(), float(tiny))
    gaps = own - unit_weights @ others
    return float(gaps[after].mean() - time_weights @ gaps[before])


MOST_SETS = 200
"""Sets of donors taken as reached, at the most."""


def _sets(donors: int, count: int) -> list[tuple[int, ...]]:
    if count == 1:
        return [(place,) for place in range(donors)]
    draw = np.random.default_rng(1)
    return [tuple(draw.choice(donors, count, replace=False)) for _ in range(MOST_SETS)]


def _regressed(x: Floats, target: Floats, others: Floats, y: Floats, chosen: Flags) -> Floats:
    """Predictors by how far they tell outcomes, at least a little each."""
    every = np.column_stack([np.ones(len(x) + 1), np.vstack([x, target])])
    outcomes = np.vstack([others, y])[:, chosen]
    slopes = np.linalg.lstsq(every, outcomes, rcond=None)[0][1:]
    told = (slopes**2).sum(axis=1)
    return np.asarray(np.maximum(told / max(told.sum(), 1e-300), 1e-6), dtype=float)


def _flags(before: ArrayLike) -> Flags:
    return np.asarray(before, dtype=bool)


def _read(own: ArrayLike, donors: ArrayLike, before: ArrayLike) -> tuple[Floats, Floats, Flags]:
    return np.asarray(own, dtype=float), np.atleast_2d(np.asarray(donors, dtype=float)), _flags(before)
