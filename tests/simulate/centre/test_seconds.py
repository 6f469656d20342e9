"""Second scorings: what the first gave, with the scorer's own severity, drift and error, from luck of their own."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.opinions import CRITERIA, FIRST_SECOND, draw_seconds
from steelyard.simulate.scenarios import handle_time_target, steady
from steelyard.simulate.setting.plants import SecondScorer

MOST = np.array([points for _, _, points in CRITERIA])


def _drawn(**told: Any) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    count = 20_000
    rng = np.random.default_rng(1)
    scenario = replace(steady.SCENARIO, **told)
    world: Any = SimpleNamespace(scenario=scenario, day_count=365, day_of=lambda at: at // DAY_S)
    first = {
        "contact": np.arange(count),
        "evaluator": rng.integers(0, 9, count),
        "at": np.sort(rng.integers(0, 365 * DAY_S, count)),
        "points": np.round(rng.uniform(0.4, 0.7, (count, len(CRITERIA))) * MOST).astype(np.int64),
    }
    return first, draw_seconds(world, np.random.default_rng(2), first)


def _apart(first: dict[str, np.ndarray], found: dict[str, np.ndarray], who: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of 100 above the first score, and the year in which."""
    rows = found["evaluator"] == FIRST_SECOND + who
    before = first["points"][found["contact"][rows]].sum(axis=1)
    return found["points"][rows].sum(axis=1) - before, found["at"][rows] / DAY_S / 365


def test_severity_and_drift_are_as_planted() -> None:
    first, found = _drawn(second_scorers=(SecondScorer(severity=7), SecondScorer(drift=14), SecondScorer()))
    assert len(found["contact"]) == pytest.approx(0.15 * 20_000, rel=0.1)
    lenient, _ = _apart(first, found, 0)
    moved, year = _apart(first, found, 1)
    usual, _ = _apart(first, found, 2)
    assert lenient.mean() - usual.mean() == pytest.approx(7, abs=0.5)
    assert np.polyfit(year, moved, 1)[0] == pytest.approx(14, abs=1.5)
    assert usual.mean() == pytest.approx(0, abs=0.4)


def test_halo_is_shared_by_all_criteria() -> None:
    first, found = _drawn(second_scorers=(SecondScorer(halo=0.9), SecondScorer()))
    for who, low, high in ((0, 0.7, 1.0), (1, -0.1, 0.1)):
        rows = found["evaluator"] == FIRST_SECOND + who
        apart = (found["points"][rows] - first["points"][found["contact"][rows]])[:, [1, 3, 4]]
        assert low < np.corrcoef(apart.T)[0, 1] < high


def test_the_demo_plants_one_lenient_and_one_drifting() -> None:
    planted = handle_time_target.SCENARIO.second_scorers
    assert [one.severity for one in planted if one.severity] == [7]
    assert [one.drift for one in planted if one.drift] == [14]
    assert all(one == SecondScorer() for one in steady.SCENARIO.second_scorers)
