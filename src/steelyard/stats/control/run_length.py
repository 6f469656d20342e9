"""How long a chart takes to say that something changed, when nothing did and when something did.

Exact for limits that are known; `simulated` for limits taken from a baseline, which are off by themselves.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import optimize, stats

from steelyard.stats.arrays import Floats
from steelyard.stats.control.individuals import WIDTH, individuals
from steelyard.stats.control.rules import RUN, signals


@cache
def noticed(shift: float, within: int, run: int | None = RUN) -> float:
    """The chance that a chart signals within so many points of a shift, in the shift's direction or against it.

    Args:
        shift: of the mean, in standard deviations of a point.
    """
    moves = _moves(shift, run)
    state = np.zeros(len(moves))
    state[0] = 1.0
    return float(1 - (state @ np.linalg.matrix_power(moves, within)).sum())


def mean_run_length(shift: float = 0.0, run: int | None = RUN) -> float:
    """How many points until a signal, on average.

    Source:
        Champ and Woodall (1987), Technometrics 29, 393-399: the rules as a Markov chain; their table has 370.40 for
        the first rule alone and 152.73 for both, at no shift.
    """
    moves = _moves(shift, run)
    return float(np.linalg.solve(np.eye(len(moves)) - moves, np.ones(len(moves)))[0])


@cache
def shift_noticed(within: int, chance: float = 0.8, run: int | None = RUN) -> float:
    """The smallest shift, in standard deviations of a point, that is noticed within so many points at that chance."""
    return float(optimize.brentq(lambda shift: noticed(shift, within, run) - chance, 0.0, 10.0, xtol=1e-6))


def simulated(
    baseline: int, *, shift: float = 0.0, carried: float = 0.0, series: int = 2000, most: int = 600, seed: int = 1
) -> Floats:
    """Run lengths (series,) of charts whose limits come from a baseline of so many points; at most `most`.

    Args:
        carried: the share of each point's luck that the next one has, too.
    """
    rng = np.random.default_rng(seed)
    found = np.empty(series)
    for place in range(series):
        values = rng.standard_normal(baseline + most)
        for at in range(1, len(values) if carried else 0):
            values[at] = carried * values[at - 1] + np.sqrt(1 - carried**2) * values[at]
        limits = individuals(values[:baseline])
        fired = np.flatnonzero(signals((values[baseline:] + shift - limits.centre) / limits.sigma))
        found[place] = fired[0] + 1 if len(fired) else most
    return found


def _moves(shift: float, run: int | None) -> Floats:
    """Chances to go from one state without a signal to another: none on a side, then 1 to run - 1 above and below."""
    low, centre, high = stats.norm.cdf([-WIDTH - shift, -shift, WIDTH - shift])
    above, below = high - centre, centre - low
    if run is None:
        return np.array([[above + below]])
    steps = run - 1
    moves = np.zeros((1 + 2 * steps, 1 + 2 * steps))
    first_above, first_below = 1, 1 + steps
    moves[:, first_above] = above
    moves[:, first_below] = below
    for at in range(steps):
        moves[first_above + at, first_above] = 0.0
        moves[first_below + at, first_below] = 0.0
        if at + 1 < steps:
            moves[first_above + at, first_above + at + 1] = above
            moves[first_below + at, first_below + at + 1] = below
    return moves
