"""What is left after all inputs shrank alike: single inputs that are still too much, single outputs too little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats
from steelyard.stats.efficiency.dea import SIZES, Returns, Scores, Technology
from steelyard.stats.efficiency.linear_program import Problem


@dataclass(frozen=True)
class Slacks:
    """What separates units from their targets.

    Attributes:
        inputs: (N, m), too much, in the inputs' units. outputs: (N, s), too little.
    """

    inputs: Floats
    outputs: Floats


@dataclass(frozen=True)
class SlacksBased:
    """The slacks-based measure: `score` (N,), 1 only without any slack, and the slacks it counts."""

    score: Floats
    slacks: Slacks


def slacks(inputs: ArrayLike, outputs: ArrayLike, found: Scores, *, returns: Returns = "variable") -> Slacks:
    """The second phase: the largest slacks at the input scores found, each counted in means of its column.

    Args:
        found: input scores of these units against themselves, with the same returns.

    Source:
        Cooper, Seiford and Tone (2007), Data Envelopment Analysis, section 3.3. Checked against its example 2.1.
    """
    technology = Technology.of(inputs, outputs, returns)
    x, y = technology.scaled(inputs, outputs)
    width, count = technology.inputs, x.shape[1] + y.shape[1]
    program = technology.program(own=count)
    matrix = np.concatenate([-np.eye(count), np.zeros((1, count))])
    low, high = SIZES[returns]
    rows = []
    for unit, score in enumerate(found.score):
        level = np.concatenate([-score * x[unit], y[unit]])
        limits = (np.append(level, low), np.append(level, high))
        rows.append(program.solve(Problem(matrix, -np.ones(count), *limits), unit).own)
    slack = np.array(rows) * technology.scale
    return Slacks(slack[:, :width], slack[:, width:])


def slacks_based(inputs: ArrayLike, outputs: ArrayLike, *, returns: Returns = "constant") -> SlacksBased:
    """Score units by the mean share of input too much against the mean share of output too little.

    (1 - mean of slack / input) / (1 + mean of slack / output), an amount of zero left out of its mean's sum.

    Source:
        Tone (2001), European Journal of Operational Research 130, 498-509, equation 8, made linear as there. Checked
        against its table on page 505, scores and slacks.
    """
    technology = Technology.of(inputs, outputs, returns)
    x, y = technology.scaled(inputs, outputs)
    width, count = technology.inputs, x.shape[1] + y.shape[1]
    program = technology.program(own=1 + count, extra=1)
    size = [end if np.isinf(end) else 0.0 for end in SIZES[returns]]
    low, high = (np.concatenate([np.zeros(count), [end, 1.0]]) for end in size)
    found = [program.solve(_fraction(x[unit], y[unit], low, high), unit) for unit in range(len(x))]
    own = np.array([entry.own for entry in found])
    slack = own[:, 1:] / own[:, :1] * technology.scale
    return SlacksBased(np.array([entry.objective for entry in found]), Slacks(slack[:, :width], slack[:, width:]))


def _fraction(x: Floats, y: Floats, low: Floats, high: Floats) -> Problem:
    """The measure's fraction made linear: everything is multiplied by t, which makes its denominator 1.

    The own columns are t, then the slacks times t; the last row is the denominator.
    """
    count = len(x) + len(y)
    units = np.concatenate([x, -y, [-1.0, 1.0]])[:, None]
    shares = np.concatenate([np.zeros(len(x)), _inverse(y) / len(y)])
    slack = np.concatenate([-np.eye(count), np.zeros((1, count)), shares[None]])
    costs = np.concatenate([[1.0], -_inverse(x) / len(x), np.zeros(len(y))])
    return Problem(np.concatenate([units, slack], axis=1), costs, low, high)


def _inverse(amounts: Floats) -> Floats:
    return np.divide(1.0, amounts, out=np.zeros_like(amounts), where=amounts > 0)
