"""The agent design: against direct formulae on simulated contacts, and where it must be distrusted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stats.reference import case, table
from steelyard.stats.regression.ujive import Leniency, leniency, pace


def design(agent: np.ndarray, stratum: np.ndarray, x: np.ndarray, y: np.ndarray) -> Leniency:
    keys, cell = np.unique(np.stack([agent, stratum], axis=1), axis=0, return_inverse=True)
    sums = [np.bincount(cell, weights=values) for values in (np.ones(len(x)), x, y, x * x, x * y, y * y)]
    return leniency(pace(keys[:, 0], keys[:, 1], sums))


def work(skill: float, seed: int = 3) -> tuple[np.ndarray, ...]:
    """40 agents who share 3 kinds of work; a minute brings 0.5, hidden severity takes 2 and lengthens."""
    rng = np.random.default_rng(seed)
    size = 24_000
    agent, stratum, severity = rng.integers(0, 40, size), rng.integers(0, 3, size), rng.normal(size=size)
    speed, able = rng.normal(0, 1, 40)[agent], skill * rng.normal(0, 1, 40)[agent]
    x = 6 + 2 * stratum + speed + severity + rng.normal(size=size)
    return agent, stratum, x, 0.5 * x - 2 * severity - 3 * stratum + able + rng.normal(size=size)


def test_the_reference(shared: Path) -> None:
    reference = case(shared, "iv_dose", "handle_time_iv_a")["expected"]
    data = table(shared, "iv_dose", "handle_time_iv_a.csv")
    found = design(data["agent"].astype(int), data["stratum"].astype(int), data["aht_min"], data["score"])
    values = {
        "J_agent_dispersion": found.dispersion,
        "J_df": found.dispersion_df,
        "J_p": found.dispersion_p,
        "ols_within_strata": found.within,
        "iv_leave_one_out": found.per_unit.value,
        "iv_se_clustered_by_agent_no_small_sample": found.per_unit.se,
        "first_stage_coef": found.first_stage.value,
        "first_stage_F_clustered": found.first_f,
        "ujive": found.ujive,
        "tsls_agent_dummies": found.tsls,
    }
    for name, value in values.items():
        assert value == pytest.approx(reference[name], abs=1e-6), name
    assert abs(found.per_unit.value - reference["truth"]) < 2.5 * found.per_unit.se
    assert abs(found.within - reference["truth"]) > 1


def test_the_truth_is_found_where_pace_is_all_that_differs() -> None:
    found = design(*work(skill=0.0))
    assert found.ujive == pytest.approx(0.5, abs=2.5 * found.per_unit.se)
    assert found.within < 0
    assert found.dispersion_p > 0.05
    assert (found.agents, found.strata) == (40, 3)


def test_skill_is_betrayed_by_dispersion() -> None:
    found = design(*work(skill=0.3))
    assert found.first_f > 100
    assert found.dispersion_p < 1e-6


def test_skill_across_kinds_of_work_is_not_diluted() -> None:
    """Agents are held against each other over all their work, so many kinds do not hide what they share."""
    agent, _, x, y = work(skill=0.15)
    fine = np.random.default_rng(1).integers(0, 30, len(x))
    assert design(agent, fine, x, y).dispersion_p < 0.001


def test_single_cases_and_lone_agents_are_left_out() -> None:
    sums = np.array([[2, 3, 1, 5], [2.0, 3, 1, 5], [1.0, 1, 1, 1], [2.0, 3, 1, 5], [1.0, 1, 1, 1], [1.0, 1, 1, 1]])
    held = pace([7, 8, 9, 9], [0, 0, 0, 4], sums)
    assert held.n.tolist() == [2, 3]
    assert held.agent.tolist() == [0, 1]
    assert len(pace([1], [1], np.ones((6, 1))).n) == 0
