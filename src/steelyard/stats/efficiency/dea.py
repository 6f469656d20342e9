"""How far each unit is from the best practice that exists in the data: data envelopment analysis.

A unit's inputs are set against weighted sums of other units: those that give at least its outputs with the least of
its inputs are its peers. No prices and no shape of a cost curve are assumed; outputs and inputs are amounts, never
rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import QuestionError
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.efficiency.linear_program import Problem, Program

Orientation = Literal["input", "output"]
Returns = Literal["constant", "variable", "decreasing", "increasing"]
"""How size may matter: not at all (Charnes, Cooper and Rhodes), in any way (Banker, Charnes and Cooper), or one way."""

SIZES = {
    "constant": (-np.inf, np.inf),
    "variable": (1.0, 1.0),
    "decreasing": (-np.inf, 1.0),
    "increasing": (1.0, np.inf),
}
"""returns -> the limits of the sum of a unit's weights."""


@dataclass(frozen=True)
class Scores:
    """Units against a frontier.

    Attributes:
        score: (N,). Input: the share of its inputs that would do, at most 1 for units of the reference. Output: how
            many times its outputs could be had, at least 1. nan where no unit of the reference gives as much.
        unit, peer, weight: (P,), for each pair of a unit and one of its peers in the reference, the peer's weight.
    """

    score: Floats
    unit: Integers
    peer: Integers
    weight: Floats

    def peers(self, unit: int) -> tuple[Integers, Floats]:
        """The peers of a unit and their weights, the heaviest first."""
        held = np.flatnonzero(self.unit == unit)
        order = held[np.argsort(-self.weight[held], kind="stable")]
        return self.peer[order], self.weight[order]


@dataclass(frozen=True)
class Technology:
    """The units whose practice counts, ready for linear programs.

    Attributes:
        table: (R, K), inputs with a minus, outputs, size; columns divided by `scale`.
        scale: (m + s,), the means of inputs and outputs.
        inputs: how many of the columns are inputs.
    """

    table: Floats
    scale: Floats
    inputs: int
    returns: Returns

    @classmethod
    def of(cls, inputs: ArrayLike, outputs: ArrayLike, returns: Returns) -> Technology:
        """From amounts (N, m) and (N, s); a single input or output may be (N,).

        Raises:
            QuestionError: an amount is missing, infinite or negative, or a unit has no input or gives nothing.
        """
        x, y = columns(inputs), columns(outputs)
        check(x, y)
        scale = np.concatenate([x.mean(axis=0), y.mean(axis=0)])
        scale = np.where(scale > 0, scale, 1.0)
        table = np.concatenate([-x, y, np.ones((len(x), 1))], axis=1)
        table[:, :-1] /= scale
        return cls(table, scale, x.shape[1], returns)

    def scaled(self, inputs: ArrayLike, outputs: ArrayLike) -> tuple[Floats, Floats]:
        """Amounts of other units on the same scale."""
        return columns(inputs) / self.scale[: self.inputs], columns(outputs) / self.scale[self.inputs :]

    def program(self, own: int, extra: int = 0) -> Program:
        """The model for problems with so many columns and further rows of their own."""
        sizes = -self.table[:, : self.inputs].sum(axis=1) if self.returns == "constant" else None
        return Program(self.table, own, extra=extra, sizes=sizes)


def scores(
    inputs: ArrayLike,
    outputs: ArrayLike,
    *,
    orientation: Orientation = "input",
    returns: Returns = "variable",
    reference: tuple[ArrayLike, ArrayLike] | None = None,
) -> Scores:
    """Score units against the frontier of a reference.

    Args:
        inputs: (N, m). outputs: (N, s). Amounts.
        reference: inputs and outputs of the units whose practice counts; the units themselves when None.

    Raises:
        QuestionError: an amount is missing, infinite or negative, or a unit has no input or gives nothing.
        SteelyardError: a linear program was not solved.

    Source:
        Charnes, Cooper and Rhodes (1978), European Journal of Operational Research 2, 429-444; Banker, Charnes and
        Cooper (1984), Management Science 30, 1078-1092; the frontier found on the way as in Dulá (2011). Checked
        against Cooper, Seiford and Tone's tables 1.1 and 2.1, the 70 sites of Program Follow Through (both
        orientations, four returns, to 1e-6) and scipy's linprog on random units.
    """
    x, y = columns(inputs), columns(outputs)
    check(x, y)
    best_x, best_y = reference or (x, y)
    technology = Technology.of(best_x, best_y, returns)
    program = technology.program(own=1)
    problems = _radial(*technology.scaled(x, y), orientation, returns)
    found = [program.solve(problem, near) for near, problem in enumerate(problems)]
    sign = 1.0 if orientation == "input" else -1.0
    counts = [len(entry.peers) for entry in found]
    return Scores(
        sign * np.array([entry.objective for entry in found]),
        np.repeat(np.arange(len(x)), counts),
        np.concatenate([entry.peers for entry in found]),
        np.concatenate([entry.weights for entry in found]),
    )


def influence(inputs: ArrayLike, outputs: ArrayLike, found: Scores, *, returns: Returns = "variable") -> Floats:
    """How much the mean input score of the others rises when a unit is left out of the reference, (N,).

    Args:
        found: the units' own scores with input orientation and the same returns.

    Source:
        Wilson (1995), Journal of Productivity Analysis 6, 27-45, as leave-one-out.
    """
    x, y = columns(inputs), columns(outputs)
    moved = np.zeros(len(x))
    for peer in np.unique(found.peer).tolist():
        led = np.setdiff1d(found.unit[found.peer == peer], [peer])
        if len(led):
            rest = np.arange(len(x)) != peer
            again = scores(x[led], y[led], returns=returns, reference=(x[rest], y[rest])).score
            moved[peer] = np.nansum(np.minimum(again, 1.0) - found.score[led]) / (len(x) - 1)
    return moved


def _radial(x: Floats, y: Floats, orientation: Orientation, returns: Returns) -> list[Problem]:
    """For each unit: shrink its inputs, or stretch its outputs, as far as the reference allows."""
    low, high = SIZES[returns]
    is_input = orientation == "input"
    size = np.zeros((len(x), 1))
    own = np.concatenate([x, np.zeros_like(y), size] if is_input else [np.zeros_like(x), -y, size], axis=1)
    least = np.concatenate(
        [np.zeros_like(x), y, size + low] if is_input else [-x, np.zeros_like(y), size + low], axis=1
    )
    most = np.concatenate([np.full(x.shape[1] + y.shape[1], np.inf), [high]])
    cost = np.array([1.0 if is_input else -1.0])
    return [Problem(column[:, None], cost, limits, most) for column, limits in zip(own, least, strict=True)]


def columns(amounts: ArrayLike) -> Floats:
    """Amounts (N, k); a single one may be (N,)."""
    found = np.asarray(amounts, dtype=float)
    return found[:, None] if found.ndim == 1 else found


def check(x: Floats, y: Floats) -> None:
    """QuestionError where an amount is missing, infinite or negative, or a unit has no input or gives nothing."""
    every = np.concatenate([x, y], axis=1)
    if not np.isfinite(every).all() or (every < 0).any():
        raise QuestionError("an input or output is missing or negative", next="Leave such units out.")
    if not ((x > 0).any(axis=1) & (y > 0).any(axis=1)).all():
        raise QuestionError("a unit has no input, or gives nothing", next="Leave such units out.")
