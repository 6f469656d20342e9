from __future__ import annotations

import numpy as np

from steelyard.stats.agreement.severity import severity


def _doubles(rng: np.random.Generator, severe: np.ndarray, drift: np.ndarray, units: int):  # type: ignore[no-untyped-def]
    judges = len(severe)
    unit = np.repeat(np.arange(units), 2)
    judge = np.array([rng.choice(judges, 2, replace=False) for _ in range(units)]).ravel()
    at = np.repeat(rng.uniform(0, 90, units), 2)
    score = rng.normal(80, 8, units)[unit] + severe[judge] + drift[judge] * (at - 45) + rng.normal(0, 4, len(unit))
    return unit, np.char.add("S", judge.astype(str)), score, at


def test_a_lenient_and_a_drifting_judge_are_found_and_make_nobody_strict() -> None:
    severe, drift = np.array([6.0, 0, 0, 0, 0, 0]), np.array([0, 0.15, 0, 0, 0, 0])
    found = severity(*_doubles(np.random.default_rng(1), severe, drift, 240))
    assert found is not None
    assert found.drift is not None
    assert found.level.is_one.tolist() == [True, False, False, False, False, False]
    assert found.drift.is_one.tolist() == [False, True, False, False, False, False]
    assert found.level.low[0] < 6 < found.level.high[0]
    assert found.drift.low[1] < 0.15 < found.drift.high[1]


def test_known_severity_is_held_and_none_is_claimed_of_equals() -> None:
    rng = np.random.default_rng(2)
    held, claims = [], 0
    for _ in range(100):
        severe = rng.normal(0, 2, 6)
        found = severity(*_doubles(rng, severe, np.zeros(6), 120))
        assert found is not None
        others = (severe.sum() - severe) / 5
        first = severity(*_doubles(rng, np.zeros(6), np.zeros(6), 120))
        assert first is not None
        assert first.drift is not None
        claims += bool(first.level.is_one.any() or first.drift.is_one.any())
        if not found.level.is_one.any():
            held += list((found.level.low <= severe - others) & (severe - others <= found.level.high))
    assert np.mean(held) >= 0.93
    assert claims / 100 <= 0.08


def test_judges_who_share_nothing_are_not_compared() -> None:
    rng = np.random.default_rng(3)
    unit = np.repeat(np.arange(60), 2)
    judge = np.where(unit < 40, np.tile(["A", "B"], 60), np.tile(["C", "D"], 60))
    found = severity(unit, judge, rng.normal(size=120))
    assert found is not None
    assert found.judges == ("A", "B")
    assert found.drift is None


def test_too_few_shared_units_say_nothing() -> None:
    assert severity([0, 0, 1, 1], ["A", "B", "A", "B"], [1.0, 2.0, 3.0, 4.0]) is None
    assert severity([], [], []) is None
    assert severity(np.arange(50), ["A"] * 50, np.arange(50.0)) is None
