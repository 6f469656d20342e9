"""Which measures go with an event, from compressed cells: logistic regression on counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, xlogy

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats

_ROUNDS = 60
_CLOSE = 1e-10
_FAR = 15.0
"""Log odds beyond which a cell is as good as certain."""


@dataclass(frozen=True)
class Logit:
    """A fitted model.

    Attributes:
        coefficients: (p + 1,), the level first.
        covariance: (p + 1, p + 1), of the coefficients where rows are independent.
        log_likelihood, null_log_likelihood: of the rows the cells stand for, with the predictors and without.
        is_separated: some predictors tell the event for certain, so that coefficients grow without end.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    null_log_likelihood: float
    is_separated: bool

    @property
    def deviance(self) -> float:
        """Minus twice the log likelihood."""
        return -2 * self.log_likelihood

    @property
    def mcfadden(self) -> float:
        """The part of the log likelihood explained (McFadden 1974); 0 where nothing varies."""
        return 1 - self.log_likelihood / self.null_log_likelihood if self.null_log_likelihood else 0.0


def fit(x: ArrayLike, count: ArrayLike, events: ArrayLike) -> Logit:
    """Iteratively reweighted least squares.

    Args:
        x: (cells, p), predictors without the level; p may be 0.
        count, events: (cells,), rows in each cell, and how many of them had the event.

    Raises:
        SteelyardError: no rows.

    Source:
        McCullagh and Nelder (1989), section 4.4. Checked against R's glm on birthwt: coefficients and deviance to 1e-5,
        standard errors to 1e-4 of their size (glm takes them one round before the last).
    """
    trials, hits = np.asarray(count, dtype=float), np.asarray(events, dtype=float)
    if not trials.sum() > 0:
        raise SteelyardError("there is no row to fit a model to", next="Ask about more days.")
    design = np.column_stack([np.ones(len(trials)), np.asarray(x, dtype=float).reshape(len(trials), -1)])
    beta = np.zeros(design.shape[1])
    beta[0] = _log_odds(hits.sum(), trials.sum())
    for _ in range(_ROUNDS):
        step = _step(design, trials, hits, beta)
        beta = beta + step
        if np.abs(design @ step).max() < _CLOSE:
            break
    chance = expit(design @ beta)
    information = (design * (trials * chance * (1 - chance))[:, None]).T @ design
    mean = hits.sum() / trials.sum()
    return Logit(
        beta,
        np.linalg.pinv(information),
        _log_likelihood(trials, hits, chance),
        _log_likelihood(trials, hits, np.full(len(trials), mean)),
        bool((np.abs(design @ beta)[trials > 0] > _FAR).any()),
    )


def _step(design: Floats, trials: Floats, hits: Floats, beta: Floats) -> Floats:
    """Newton's step, no longer than what moves a cell by 5 in log odds."""
    chance = expit(np.clip(design @ beta, -_FAR - 5, _FAR + 5))
    information = (design * (trials * chance * (1 - chance))[:, None]).T @ design
    step = np.linalg.lstsq(information, design.T @ (hits - trials * chance), rcond=None)[0]
    moved = np.abs(design @ step).max()
    return np.asarray(step * min(1.0, 5.0 / moved) if moved else step)


def _log_likelihood(trials: Floats, hits: Floats, chance: Floats) -> float:
    return float((xlogy(hits, chance) + xlogy(trials - hits, 1 - chance)).sum())


def _log_odds(hits: float, trials: float) -> float:
    share = (hits + 0.5) / (trials + 1)
    return float(np.log(share / (1 - share)))
