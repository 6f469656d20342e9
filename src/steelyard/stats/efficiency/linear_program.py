"""The linear programs behind efficiency frontiers: one warm model, in which the frontier is found on the way.

Every program weighs reference units together, w >= 0 each, so that rows (inputs, outputs, the size) keep limits, and
has a few columns of its own: a contraction, slacks. From unit to unit only those few columns and the limits change, so
the solver starts where it stopped. Of the reference only a pool is in the model: the units that the prices of a
solution show to lie beyond the pool join it, until none does. The pool is the frontier, a small part of all units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats, Integers

WHOLE = 150
"""A reference of so few units is in the model from the start."""

_DIRECTIONS = 400
_BEYOND = 1e-9
_FEASIBLE = 1e-7
_INFINITY = highspy.kHighsInf
_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


@dataclass(frozen=True)
class Problem:
    """What is asked for one unit: minimise costs x own columns.

    Attributes:
        matrix: (rows, own), the own columns; they may not be negative.
        costs: (own,).
        low, high: (rows,), the limits of each row.
    """

    matrix: Floats
    costs: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Solution:
    """The best there is.

    Attributes:
        objective: nan where no weights keep the limits.
        own: (own,), the own columns.
        peers, weights: the reference units with weight, and their weights.
    """

    objective: float
    own: Floats
    peers: Integers
    weights: Floats


class Program:
    """One model for many units.

    Args:
        reference: (R, K), a row of the model for each column: inputs with a minus, outputs, the size; so that more is
            better in all of them. Every column about 1 in the mean.
        own: how many columns of its own a problem has.
        extra: further rows, in which the reference has no part.
        sizes: (R,), what makes the reference units comparable when the one furthest beyond the pool is looked for.
    """

    def __init__(self, reference: Floats, own: int, *, extra: int = 0, sizes: Floats | None = None) -> None:
        count, width = reference.shape
        self._reference = reference
        self._sizes = np.ones(count) if sizes is None else sizes
        self._width, self._rows, self._own = width, width + extra, own
        self._matrix, self._costs = np.zeros((self._rows, own)), np.zeros(own)
        self._numbers = np.arange(self._rows, dtype=np.int32)
        self._model = self._empty()
        self._pool, self._held = np.zeros(0, dtype=np.int64), reference[:0]
        self._join(np.arange(count) if count <= WHOLE else _seeds(reference, self._sizes))

    @property
    def frontier(self) -> Integers:
        """The units in the pool: every unit on the frontier that a problem so far has met, and few others."""
        return self._pool

    def solve(self, problem: Problem, near: int = -1) -> Solution:
        """Solve one problem against the whole reference.

        Args:
            near: a reference unit that may keep the limits where the pool cannot; none below 0.

        Raises:
            SteelyardError: the solver gives something that does not keep the limits.
        """
        self._pose(problem)
        while True:
            values, prices = self._run(problem)
            if values is not None:
                beyond = self._beyond(prices)
                if beyond < 0:
                    return self._read(values)
                self._join(np.array([beyond]))
            elif len(self._pool) == len(self._reference):
                return Solution(float("nan"), np.full(self._own, np.nan), self._pool[:0], np.zeros(0))
            else:
                self._join(np.array([near]) if near >= 0 and near not in self._pool else self._others())

    def _read(self, values: Floats) -> Solution:
        own, weights = values[: self._own], values[self._own :]
        held = (weights > _BEYOND).nonzero()[0]
        return Solution(float(self._costs @ own), own, self._pool[held], weights[held])

    def _beyond(self, prices: Floats) -> int:
        """The unit furthest beyond the pool at these prices; -1 where none is."""
        if len(self._pool) == len(self._reference):
            return -1
        gains = self._reference @ prices / self._sizes
        gains[self._pool] = 0.0
        best = int(gains.argmax())
        return best if gains[best] > _BEYOND else -1

    def _others(self) -> Integers:
        return np.setdiff1d(np.arange(len(self._reference)), self._pool)

    def _empty(self) -> Any:
        model = highspy.Highs()
        for name, value in _OPTIONS.items():
            model.setOptionValue(name, value)
        free = np.full(self._rows, _INFINITY)
        none = np.zeros(0, dtype=np.int32)
        model.addRows(self._rows, -free, free, 0, np.zeros(self._rows, dtype=np.int32), none, np.zeros(0))
        for _ in range(self._own):
            model.addCol(0.0, 0.0, _INFINITY, 0, none, np.zeros(0))
        return model

    def _join(self, units: Integers) -> None:
        count, width = len(units), self._width
        free = np.zeros(count)
        starts = np.arange(0, count * width, width, dtype=np.int32)
        rows = np.tile(self._numbers[:width], count)
        values = self._reference[units].ravel()
        self._model.addCols(count, free, free, free + _INFINITY, count * width, starts, rows, values)
        self._pool = np.concatenate([self._pool, units])
        self._held = self._reference[self._pool]

    def _pose(self, problem: Problem) -> None:
        if problem.matrix is not self._matrix:
            rows, columns = (problem.matrix != self._matrix).nonzero()
            for place in zip(rows.tolist(), columns.tolist(), problem.matrix[rows, columns].tolist(), strict=True):
                self._model.changeCoeff(*place)
        if problem.costs is not self._costs:
            for column in (problem.costs != self._costs).nonzero()[0].tolist():
                self._model.changeColCost(column, float(problem.costs[column]))
        self._model.changeRowsBounds(self._rows, self._numbers, problem.low, problem.high)
        self._matrix, self._costs = problem.matrix, problem.costs

    def _run(self, problem: Problem) -> tuple[Floats | None, Floats]:
        """The columns' values, None where no weights keep the limits, and the prices of the table's rows.

        What the solver gives is checked against the limits, and solved afresh where it breaks them.
        """
        for _ in range(2):
            self._model.run()
            status = self._model.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return None, np.zeros(0)
            found = self._model.getSolution()
            values = np.array(found.col_value)
            if status == highspy.HighsModelStatus.kOptimal and self._keeps(problem, values):
                return values, np.array(found.row_dual)[: self._width]
            self._model.clearSolver()
        raise SteelyardError(
            f"a linear program of {len(self._pool)} units was not solved ({status.name})",
            next="Ask for coarser units, or leave out those that are thousands of times smaller than the others.",
        )

    def _keeps(self, problem: Problem, values: Floats) -> bool:
        rows = problem.matrix @ values[: self._own]
        rows[: self._width] += values[self._own :] @ self._held
        slack = _FEASIBLE * (1 + np.abs(rows))
        keeps = (rows + slack >= problem.low).all() and (rows - slack <= problem.high).all()
        return bool(keeps and (values >= -_FEASIBLE).all())


def _seeds(reference: Floats, sizes: Floats) -> Integers:
    """Units on the frontier: the best of all in random directions, and in every single row."""
    width = reference.shape[1]
    random = np.random.default_rng(0).dirichlet(np.full(width, 0.5), _DIRECTIONS)
    gains = (reference / sizes[:, None]) @ np.concatenate([np.eye(width), random]).T
    return np.unique(gains.argmax(axis=0))
