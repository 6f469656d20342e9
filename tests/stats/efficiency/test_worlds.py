from __future__ import annotations

import numpy as np
import pytest

from steelyard.errors import QuestionError
from steelyard.stats.efficiency import worlds
from steelyard.stats.efficiency.dea import Returns, scores
from steelyard.stats.efficiency.worlds import input_scores

RETURNS: tuple[Returns, ...] = ("constant", "variable", "decreasing", "increasing")


def many(random: np.random.Generator, count: int = 12, units: int = 15) -> tuple[np.ndarray, np.ndarray]:
    """Worlds with ties, whole numbers and outputs of zero, in which corners coincide."""
    x = random.integers(1, 6, (count, units, 2)).astype(float)
    y = random.integers(0, 5, (count, units, 3)).astype(float) + np.eye(3)[random.integers(0, 3, units)]
    x[:, 3:6], y[:, 3:6] = x[:, :3] * 2, y[:, :3] * 2
    return x, y


@pytest.mark.parametrize("returns", RETURNS)
def test_every_world_is_scored_as_by_itself(returns: Returns, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = many(np.random.default_rng(3))
    expected = [scores(*world, returns=returns).score for world in zip(x, y, strict=True)]
    monkeypatch.setattr(worlds, "scores", None)
    assert input_scores(x, y, returns=returns) == pytest.approx(np.array(expected), abs=1e-9)


@pytest.mark.parametrize("returns", RETURNS)
def test_another_reference(returns: Returns) -> None:
    """Units beyond it, and units of which nobody there gives as much, who have no score."""
    random = np.random.default_rng(5)
    x, y = many(random)
    best = many(random, units=9)
    found = input_scores(x, y, returns=returns, reference=best)
    for world in range(len(x)):
        alone = scores(x[world], y[world], returns=returns, reference=(best[0][world], best[1][world])).score
        assert found[world] == pytest.approx(alone, abs=1e-9, nan_ok=True)
    assert (found[np.isfinite(found)] > 1).any()
    assert np.isnan(found).any() == (returns in ("variable", "decreasing"))


def test_what_is_not_proven_is_solved_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = many(np.random.default_rng(7))
    whole = input_scores(x, y, returns="variable")
    monkeypatch.setattr(worlds, "_MOST_STEPS", 1)
    assert input_scores(x, y, returns="variable") == pytest.approx(whole, abs=1e-9)


def test_the_first_that_helps_is_taken_where_the_best_goes_round(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = many(np.random.default_rng(9))
    whole = input_scores(x, y, returns="increasing")
    monkeypatch.setattr(worlds, "_PATIENCE", 0)
    monkeypatch.setattr(worlds, "scores", None)
    assert input_scores(x, y, returns="increasing") == pytest.approx(whole, abs=1e-9)


def test_progress_is_told_and_amounts_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = many(np.random.default_rng(1))
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(worlds, "_AT_ONCE", 5 * 15 * 15)
    input_scores(x, y, returns="constant", progress=lambda done, of: told.append((done, of)))
    assert told == [(5, 12), (10, 12), (12, 12)]
    with pytest.raises(QuestionError, match="missing or negative"):
        input_scores(-x, y, returns="constant")
