from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case

from steelyard.stats.agreement.krippendorff import Level, alpha, kappa


def _long(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Judges by units -> unit and score of each."""
    judges, units = matrix.shape
    return np.tile(np.arange(units), judges), matrix.ravel()


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_krippendorffs_data_with_missing_scores(shared: Path, level: Level) -> None:
    found = case(shared, "qa", "krippendorff_2011")
    ratings = np.array(found["inputs"]["ratings"], dtype=float)
    answer = alpha(*_long(ratings), level)
    assert answer.value == pytest.approx(found["expected"][level], abs=found["tolerance"])
    assert answer.low < answer.value < answer.high < 1
    assert answer.units == 11


def test_fleiss_example(shared: Path) -> None:
    found = case(shared, "qa", "fleiss_wiki")
    counts = np.array(found["inputs"]["counts"])
    unit = np.repeat(np.arange(len(counts)), counts.sum(axis=1))
    score = np.concatenate([np.repeat(np.arange(counts.shape[1]), row) for row in counts])
    assert kappa(unit, score) == pytest.approx(found["expected"]["kappa"], abs=found["tolerance"])


def test_all_alike_is_one_and_not_surely_one() -> None:
    unit = np.repeat(np.arange(20), 2)
    answer = alpha(unit, np.repeat(np.arange(20) % 2, 2), "nominal")
    assert answer.value == 1
    assert 0.5 < answer.low < 0.8
    assert answer.agreed == 1


def test_what_never_varies_has_no_alpha() -> None:
    answer = alpha([0, 0, 1, 1], [3, 3, 3, 3])
    assert np.isnan(answer.value)
    assert answer.agreed == 1


def test_nothing_scored_twice_is_unknown() -> None:
    assert np.isnan(alpha([0, 1, 2], [1, 2, 3]).value)
    assert np.isnan(alpha([], []).value)
    assert np.isnan(kappa([], []))


@pytest.mark.parametrize(("level", "units"), [("interval", 40), ("ordinal", 60), ("nominal", 100)])
def test_limits_hold_the_truth(level: Level, units: int) -> None:
    """Scores of a unit share what it is worth; its truth is counted over very many units."""
    rng = np.random.default_rng(5)

    def drawn(n: int) -> tuple[np.ndarray, np.ndarray]:
        worth = rng.normal(size=n)
        scores = np.concatenate([worth + rng.normal(0, 0.6, n), worth + rng.normal(0, 0.6, n)])
        if level != "interval":
            scores = np.digitize(scores, [-1.2, 0.2] if level == "nominal" else [-1.5, -0.5, 0.5, 1.5]).astype(float)
        return np.tile(np.arange(n), 2), scores

    truth = alpha(*drawn(60_000), level).value
    held = [found.low <= truth <= found.high for found in (alpha(*drawn(units), level) for _ in range(200))]
    assert 0.91 <= np.mean(held) <= 0.99


def test_where_one_unit_alone_differs_no_limits_are_told() -> None:
    unit, score = np.repeat(np.arange(40), 2), np.ones(80)
    score[:2] = (1.0, 3.0)
    for level in ("nominal", "ordinal", "interval"):
        found = alpha(unit, score, level)
        assert np.isfinite(found.value)
        assert np.isnan(found.low)
