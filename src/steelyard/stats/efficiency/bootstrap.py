"""How sure is a distance to the frontier, when the frontier is the best of those who happen to be in the data.

The best units seen are hardly the best possible: a score flatters. Drawing new worlds in which the frontier seen is
the true one shows by how much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import QuestionError
from steelyard.stats.arrays import Floats
from steelyard.stats.efficiency.dea import Returns, columns, scores
from steelyard.stats.efficiency.worlds import input_scores

_ON_FRONTIER = 1e-6

UNDERSMOOTHING = 0.5
"""Of the normal reference rule: nearer to the published choice, and to the truth in simulation, than the whole."""


@dataclass(frozen=True)
class Corrected:
    """Scores less their flattery, (N,) each.

    Attributes:
        score: as seen. corrected: less its bias; below `score`.
        low, high: basic interval around `corrected`; `score` itself lies outside it.
        draws: how many worlds were drawn. bandwidth: of the smoothing.
    """

    score: Floats
    bias: Floats
    corrected: Floats
    low: Floats
    high: Floats
    draws: int
    bandwidth: float


def corrected(
    inputs: ArrayLike,
    outputs: ArrayLike,
    *,
    returns: Returns = "variable",
    draws: int = 500,
    bandwidth: float | None = None,
    level: float = 0.95,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Corrected:
    """Correct input scores for bias and give them intervals, by the smoothed homogeneous bootstrap.

    Each draw puts every unit on the frontier seen, moves it away by an inefficiency drawn from the smoothed scores of
    all (reflected at 1), and scores the units as they are against that world.

    Args:
        draws: worlds; 500 to look at, 2,000 to print.
        bandwidth: of the smoothing on the scale of scores at least 1; by the normal reference rule when None.
        progress: told (draws done, of how many).

    Raises:
        QuestionError: as `scores`, or fewer than two draws.

    Source:
        Simar and Wilson (1998), Management Science 44, 49-61, sections 3 and 4; the interval as their (2000) basic one.
        Checked against the 19 electric plants there (bandwidth 0.014, 2,000 draws; scores, bias and limits). Of 60
        simulated units with one input and output, variable returns, the correction takes away a third of the error, and
        the limits hold the truth for about 8 in 10: less than they say.
    """
    if draws < 2:
        raise QuestionError("a bootstrap needs two draws at the least", next="Ask for 500.")
    x, y = columns(inputs), columns(outputs)
    score = scores(x, y, returns=returns).score
    width = _bandwidth(score) if bandwidth is None else bandwidth
    random = np.random.default_rng(seed)
    moved = np.array([score / _smoothed(score, width, random) for _ in range(draws)])
    own_x, own_y = (np.broadcast_to(side, (draws, *side.shape)) for side in (x, y))
    reference = (x * moved[..., None], own_y)
    worlds = input_scores(own_x, own_y, returns=returns, reference=reference, progress=progress)
    bias = worlds.mean(axis=0) - score
    tails = np.quantile(worlds, [(1 + level) / 2, (1 - level) / 2], axis=0)
    low, high = 2 * score - tails
    return Corrected(score, bias, score - bias, low, high, draws, width)


def _smoothed(nearness: Floats, bandwidth: float, random: np.random.Generator) -> Floats:
    """As many scores again, drawn from the smoothed distribution of those seen, reflected at 1."""
    drawn = random.choice(nearness, len(nearness))
    noisy = drawn + bandwidth * random.standard_normal(len(nearness))
    reflected = np.where(noisy <= 1, noisy, 2 - noisy)
    variance = nearness.var()
    shrunk = np.sqrt(1 + bandwidth**2 / variance) if variance > 0 else 1.0
    return drawn.mean() + (reflected - drawn.mean()) / shrunk


def _bandwidth(nearness: Floats) -> float:
    """The normal reference rule on scores below 1 and their reflection (Daraio and Simar 2007, section 3.4)."""
    below = nearness[nearness < 1 - _ON_FRONTIER]
    if len(below) < 2:
        return 0.0
    both = np.concatenate([below, 2 - below])
    lower, upper = np.percentile(both, [25, 75])
    rule = UNDERSMOOTHING * 0.9 * min(both.std(ddof=1), (upper - lower) / 1.34) * len(both) ** -0.2
    return float(rule * (len(both) / len(nearness)) ** 0.2 * nearness.std(ddof=1) / both.std(ddof=1))
