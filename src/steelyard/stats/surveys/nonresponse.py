"""What could the silent have thought, and how much of a finding hangs on it?

Sums come by stratum on the last axis; leading axes are replicates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats

LEAST_ANSWERS = 5
"""A stratum with fewer answers says nothing of its own silent."""


@dataclass(frozen=True)
class Carried:
    """Answers carried to everybody.

    Attributes:
        naive: (...), the mean of those who answered.
        weighted: (...), each stratum counted by its size (post-stratification).
        effect: (...), by how much the weights inflate the variance (Kish).
        representativity: (...), R-indicator: 1 where every stratum answers alike.
        answered: (...), the share of all who answered.
    """

    naive: Floats
    weighted: Floats
    effect: Floats
    representativity: Floats
    answered: Floats


def carry(size: ArrayLike, answers: ArrayLike, total: ArrayLike) -> Carried:
    """The mean everybody would have given, were the silent of a stratum like those of it who spoke.

    Strata under 5 answers in the whole are pooled into one.

    Args:
        size, answers, total: (..., strata), contacts, answers and the answers' sum; strata are judged by their first
            replicate.

    Source:
        Lumley (2010), Complex Surveys; Kish (1965), Survey Sampling; Schouten, Cobben and Bethlehem (2009), Survey
        Methodology 35, 101-113. Checked on simulated contacts whose ratings are all known.
    """
    n, m, y = (
        _collapsed(np.asarray(values, dtype=float), np.asarray(answers, dtype=float))
        for values in (size, answers, total)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(m > 0, y / m, 0.0)
        held = np.where(m > 0, n, 0.0)
        weight = np.where(m > 0, n / m, 0.0)
        share = np.where(n > 0, m / n, 0.0)
        whole = n.sum(axis=-1)
        answered = m.sum(axis=-1) / whole
        spread = (n * (share - answered[..., None]) ** 2).sum(axis=-1) / whole
        return Carried(
            y.sum(axis=-1) / m.sum(axis=-1),
            (held * mean).sum(axis=-1) / held.sum(axis=-1),
            m.sum(axis=-1) * (m * weight**2).sum(axis=-1) / (m * weight).sum(axis=-1) ** 2,
            1 - 2 * np.sqrt(spread),
            answered,
        )


def bounds(mean: ArrayLike, answered: ArrayLike, lowest: float = 0.0, highest: float = 1.0) -> tuple[Floats, Floats]:
    """Where everybody's mean must lie, whatever the silent think.

    Args:
        mean, answered: (...), of those who answered, and the share they are.

    Source:
        Manski (1990), American Economic Review 80(2), 319-323.
    """
    own, share = np.asarray(mean, dtype=float), np.asarray(answered, dtype=float)
    return np.asarray(share * own + (1 - share) * lowest), np.asarray(share * own + (1 - share) * highest)


def tipping_point(distance: ArrayLike, answered: ArrayLike) -> Floats:
    """How far the silent must differ from what is assumed of them until a finding is gone; inf where none are silent.

    Args:
        distance: (...), how far the mean lies from where the finding turns.
        answered: (...), the share that answered.
    """
    silent = 1 - np.asarray(answered, dtype=float)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(silent > 0, np.abs(np.asarray(distance, dtype=float)) / silent, np.inf))


def overturning(change: ArrayLike, mean: ArrayLike, answered: ArrayLike) -> Floats:
    """The same for a change of ln of something proportional to the mean rating, in the rating's unit.

    A shift s of the silent moves the mean to mean + (1 - answered) s: it undoes a change c where
    ln(1 + (1 - answered) s / mean) = |c|.

    Args:
        change: (...), of ln. mean: (...), the mean rating carried to all. answered: (...), the share that answered.
    """
    return tipping_point(np.asarray(mean, dtype=float) * np.expm1(np.abs(np.asarray(change, dtype=float))), answered)


def _collapsed(values: Floats, answers: Floats) -> Floats:
    """The strata, those that say too little made one at the end."""
    judged = answers.reshape(-1, answers.shape[-1])[0]
    thin = judged < LEAST_ANSWERS
    rest = values[..., thin].sum(axis=-1, keepdims=True)
    return np.concatenate([values[..., ~thin], rest], axis=-1)
