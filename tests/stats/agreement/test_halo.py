from __future__ import annotations

import numpy as np

from steelyard.stats.agreement.halo import halo


def _scores(rng: np.random.Generator, impression: np.ndarray, units: int):  # type: ignore[no-untyped-def]
    """Errors of a judge with the correlation of `impression` over five criteria, which correlate themselves."""
    unit = np.repeat(np.arange(units), 2)
    judge = np.array([rng.choice(len(impression), 2, replace=False) for _ in range(units)]).ravel()
    worth = rng.normal(size=(units, 1)) + rng.normal(size=(units, 5))
    share = impression[judge][:, None]
    shared = np.sqrt(share) * rng.normal(size=(len(unit), 1))
    error = shared + np.sqrt(1 - share) * rng.normal(size=(len(unit), 5))
    return unit, np.char.add("S", judge.astype(str)), worth[unit] + error


def test_true_correlation_of_criteria_is_no_halo() -> None:
    found = halo(*_scores(np.random.default_rng(1), np.zeros(5), 300))
    assert found is not None
    assert found.low < 0 < found.high
    assert abs(found.value) < 0.05


def test_one_judge_of_impressions_is_found() -> None:
    found = halo(*_scores(np.random.default_rng(2), np.array([0.8, 0.1, 0.1, 0.1, 0.1]), 300))
    assert found is not None
    assert found.beside is not None
    assert found.beside.is_one.tolist() == [True, False, False, False, False]
    assert found.beside.low[0] < 0.7 < found.beside.high[0]


def test_equals_are_seldom_told_apart() -> None:
    rng = np.random.default_rng(3)
    claims, held = 0, 0
    for _ in range(200):
        found = halo(*_scores(rng, np.full(5, 0.3), 120))
        assert found is not None
        claims += found.beside is not None and bool(found.beside.is_one.any())
        held += found.low <= 0.3 <= found.high
    assert claims / 200 <= 0.08
    assert held / 200 >= 0.91


def test_nothing_to_compare() -> None:
    assert halo([0, 1], ["A", "B"], [[1.0, 2.0], [2.0, 3.0]]) is None
    assert halo([0, 0], ["A", "B"], [1.0, 2.0]) is None
    assert halo([], [], []) is None
