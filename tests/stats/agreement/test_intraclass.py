from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case

from steelyard.stats.agreement.intraclass import intraclass, limits


def test_shrout_and_fleiss(shared: Path) -> None:
    found = case(shared, "qa", "icc_shrout_fleiss")
    ratings = np.array(found["inputs"]["ratings"], dtype=float)
    units, judges = ratings.shape
    answer = intraclass(np.repeat(np.arange(units), judges), np.tile(np.arange(judges), units), ratings.ravel())
    parts = answer.components
    given = [parts.icc1(), parts.icc2(), parts.icc3(), parts.icc1(4), parts.icc2(4), parts.icc3(4)]
    wanted = [found["expected"][name] for name in ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")]
    assert given == pytest.approx(wanted, abs=found["tolerance"])
    assert answer.value == pytest.approx(found["expected"]["ICC2"], abs=1e-6)


def test_limits_of_icc_1_are_those_of_shrout_and_fleiss(shared: Path) -> None:
    """R's psych::ICC gives -0.133 to 0.723 for their ICC(1,1)."""
    ratings = np.array(case(shared, "qa", "icc_shrout_fleiss")["inputs"]["ratings"], dtype=float)
    found = limits(np.repeat(np.arange(len(ratings)), ratings.shape[1]), ratings.ravel())
    assert found == pytest.approx((-0.133, 0.723), abs=0.001)


def test_limits_of_icc_1_hold_the_truth_with_few_scores_each() -> None:
    rng = np.random.default_rng(4)
    held = []
    for _ in range(400):
        unit = rng.integers(0, 30, 120)
        low, high = limits(unit, rng.normal(0, 1, 30)[unit] + rng.normal(0, 2, 120))
        held.append(low <= 0.2 <= high)
    assert 0.92 <= np.mean(held) <= 0.98


def test_limits_are_unknown_where_nothing_is_scored_twice() -> None:
    assert np.isnan(limits(np.arange(5), np.arange(5.0))).all()


def test_scores_missing_at_random_leave_it_where_it_was() -> None:
    rng = np.random.default_rng(3)
    units, severity = 4_000, np.array([-2.0, 0.0, 0.5, 1.5])
    worth = rng.normal(0, 3, units)
    pairs = np.array([rng.choice(4, 2, replace=False) for _ in range(units)])
    unit = np.repeat(np.arange(units), 2)
    judge = pairs.ravel()
    answer = intraclass(unit, judge, worth[unit] + severity[judge] + rng.normal(0, 2, len(unit)))
    parts = answer.components
    assert parts.units == pytest.approx(9, rel=0.08)
    assert parts.rest == pytest.approx(4, rel=0.08)
    assert parts.judges == pytest.approx(severity.var(ddof=1), rel=0.15)
    assert answer.low < answer.value < answer.high


def test_limits_hold_the_truth() -> None:
    rng = np.random.default_rng(9)
    held = []
    for _ in range(120):
        worth = rng.normal(0, 2, 60)
        pairs = np.array([rng.choice(6, 2, replace=False) for _ in range(60)])
        unit = np.repeat(np.arange(60), 2)
        answer = intraclass(unit, pairs.ravel(), worth[unit] + rng.normal(0, 1, 120))
        held.append(answer.low <= 4 / 5 <= answer.high)
    assert 0.90 <= np.mean(held) <= 0.99


def test_one_judge_or_none_scored_twice_is_unknown() -> None:
    assert np.isnan(intraclass([0, 1, 2], ["a", "b", "a"], [1.0, 2.0, 3.0]).value)
    assert np.isnan(intraclass([], [], []).value)
