from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.efficiency.dea import Technology, scores
from steelyard.stats.efficiency.linear_program import WHOLE, Problem, Program


def test_only_the_frontier_is_in_the_model() -> None:
    random = np.random.default_rng(1)
    x = random.uniform(1, 3, (1000, 2))
    y = x.mean(axis=1) * random.uniform(0.3, 1, 1000)
    technology = Technology.of(x, y, "variable")
    program = technology.program(own=1)
    for unit in range(1000):
        least = np.concatenate([[0, 0], -technology.table[unit, 2:3] * -1, [1.0]])
        column = np.concatenate([-technology.table[unit, :2], [0, 0]])[:, None]
        program.solve(Problem(column, np.ones(1), least, np.array([np.inf, np.inf, np.inf, 1])), unit)
    on_it = np.flatnonzero(scores(x, y).score > 1 - 1e-7)
    assert set(on_it.tolist()) <= set(program.frontier.tolist())
    assert len(program.frontier) < 3 * len(on_it) < 300


def test_limits_that_cannot_be_kept_give_no_number() -> None:
    table = np.column_stack([-np.ones(WHOLE + 5), np.linspace(0, 1, WHOLE + 5)])
    program = Program(table, own=1)
    beyond = Problem(np.array([[1.0], [0.0]]), np.ones(1), np.array([0.0, 1e9]), np.array([np.inf, 1e-9 + 1e9]))
    assert program.solve(beyond).objective == pytest.approx(1e9)
    none = Problem(np.array([[0.0], [0.0]]), np.ones(1), np.array([-1.0, 9.0]), np.array([0.0, np.inf]))
    found = program.solve(none)
    assert np.isnan(found.objective)
    assert len(found.peers) == 0
