"""Which measures go with leaving sooner: proportional hazards in start-stop time, from single rows or from cells.

A row says: so many people were at risk after `start` and until `stop`, and so many of them left at `stop`. What a
person has lived through by then belongs into the row of that stretch and into no earlier one: a customer who stays has
time for more contacts, and counting them from the beginning would make contacts look as if they kept people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats

_ROUNDS = 50
_CLOSE = 1e-9


@dataclass(frozen=True)
class Cox:
    """A fitted model.

    Attributes:
        coefficients: (p,), log hazard ratios for one more of each predictor.
        covariance: (p, p), where people are independent.
        log_likelihood, null_log_likelihood: partial, with the predictors and without.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    null_log_likelihood: float

    @property
    def explained(self) -> float:
        """The part of the partial log likelihood explained; 0 where nothing can be."""
        return 1 - self.log_likelihood / self.null_log_likelihood if self.null_log_likelihood else 0.0


def fit(
    x: ArrayLike,
    stop: ArrayLike,
    events: ArrayLike,
    *,
    start: ArrayLike | None = None,
    count: ArrayLike | None = None,
) -> Cox:
    """Newton's method on the partial likelihood, ties by Efron.

    Args:
        x: (rows, p). stop: (rows,), when the stretch ended. events: (rows,), how many left then.
        start: (rows,), after when they were at risk; from the beginning when None.
        count: (rows,), how many people a row stands for; 1 when None.

    Raises:
        SteelyardError: nobody left.

    Source:
        Cox (1972); Efron (1977), JASA 72, 557-565. Checked against R's coxph on lung (coefficients, standard errors,
        partial likelihood), to 1e-4; a table split into stretches and cells against the whole one.
    """
    rows = np.asarray(x, dtype=float).reshape(len(np.asarray(stop)), -1)
    left = np.asarray(events, dtype=float)
    if not left.sum() > 0:
        raise SteelyardError("nobody left in these days", next="Ask about more days.")
    times = _times(
        rows - np.average(rows, axis=0),
        np.asarray(stop, dtype=float),
        np.full(len(rows), -np.inf) if start is None else np.asarray(start, dtype=float),
        left,
        np.ones(len(rows)) if count is None else np.asarray(count, dtype=float),
    )
    beta = np.zeros(rows.shape[1])
    null, slope, information = _partial(times, beta)
    value = null
    for _ in range(_ROUNDS):
        step = np.linalg.lstsq(information, slope, rcond=None)[0]
        found = _partial(times, beta + step)
        while not found[0] >= value - _CLOSE and np.abs(step).max(initial=0.0) > _CLOSE:
            step = step / 2
            found = _partial(times, beta + step)
        beta, value, (_, slope, information) = beta + step, found[0], found
        if np.abs(step).max(initial=0.0) < _CLOSE:
            break
    return Cox(beta, np.asarray(np.linalg.pinv(information), dtype=float), value, null)


@dataclass(frozen=True)
class _People:
    """Rows of people."""

    x: Floats
    count: Floats

    def weighed(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Sums of the hazards, of x and of x times x under them."""
        weight = np.exp(self.x @ beta) * self.count
        return float(weight.sum()), weight @ self.x, (self.x * weight[:, None]).T @ self.x


@dataclass(frozen=True)
class _Time:
    """A time at which people left: everybody at risk then, and those who left, whose number is `deaths`."""

    at_risk: _People
    leaving: _People
    deaths: int


def _times(x: Floats, stop: Floats, start: Floats, events: Floats, count: Floats) -> tuple[_Time, ...]:
    found = []
    for time in np.unique(stop[events > 0]):
        here, tied = (start < time) & (stop >= time), (stop == time) & (events > 0)
        leaving = _People(x[tied], events[tied])
        found.append(_Time(_People(x[here], count[here]), leaving, round(float(leaving.count.sum()))))
    return tuple(found)


def _partial(times: Sequence[_Time], beta: Floats) -> tuple[float, Floats, Floats]:
    """Partial log likelihood, its slope and its information."""
    value, slope, information = 0.0, np.zeros(len(beta)), np.zeros((len(beta), len(beta)))
    for time in times:
        left = time.leaving.count @ time.leaving.x
        (total, x, xx), (gone, gone_x, gone_xx) = time.at_risk.weighed(beta), time.leaving.weighed(beta)
        part = np.arange(time.deaths) / time.deaths
        each = 1 / (total - part * gone)
        value += float(left @ beta) + float(np.log(each).sum())
        slope = slope + left - (x * each.sum() - gone_x * (part @ each))
        crossed = np.outer(x, gone_x) * (part @ each**2)
        means = np.outer(x, x) * (each @ each) - crossed - crossed.T + np.outer(gone_x, gone_x) * (part**2 @ each**2)
        information = information + xx * each.sum() - gone_xx * (part @ each) - means
    return value, slope, information
