"""Penalty and reward: a case by hand, a world whose truth is known, and worlds in which nothing is one-sided."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.measure.models.survey_items import _codes, normal_scores
from steelyard.stats.regression import penalty_reward
from steelyard.stats.regression.penalty_reward import Contrasts

CUTS = (-1.8, -1.2, -0.5, 0.5)


def crosses(items: np.ndarray, overall: np.ndarray, groups: np.ndarray) -> list[np.ndarray]:
    """Sums of the three models of items (N, K) and an overall rating (N,), both in steps from 0 to 4."""
    count = items.shape[1]
    codes = [_codes(np.bincount(items[:, item], minlength=5) / len(items)) for item in range(count)]

    def of(name: str) -> np.ndarray:
        return np.stack([np.array(codes[item][name])[items[:, item]] for item in range(count)], axis=1)

    y, scores, one = overall / 4, of("z"), np.ones((len(items), 1))
    weights = np.linalg.lstsq(np.hstack([one, scores]), y, rcond=None)[0][1:]
    index = scores @ weights
    index = (index - index.mean()) / max(index.std(), 1e-9)
    curve = np.polynomial.Polynomial.fit(index, y, 3).convert()
    steep = np.maximum(curve.deriv()(index), 0.05 * curve.coef[1])[:, None]
    models = [
        (of("dl"), of("dh"), y),
        (of("sl"), of("sh"), y),
        (steep * scores, steep * np.abs(scores), y - curve(index)),
    ]
    found = []
    for low, high, outcome in models:
        matrix = np.hstack([one, low, high, outcome[:, None]])
        found.append(np.stack([matrix[groups == group].T @ matrix[groups == group] for group in range(64)]))
    return found


def contrasts(items: np.ndarray, overall: np.ndarray, groups: np.ndarray) -> Contrasts:
    found = penalty_reward.contrasts(*crosses(items, overall, groups), level=1 - 0.05 / items.shape[1])
    assert found is not None
    return found


def test_one_item_by_hand() -> None:
    """Of one item the coefficients are differences of means: low 1, middle 3, high 3.5 of 0 to 4."""
    items = np.array([[0], [2], [4], [4]] * 128)
    overall = np.array([1, 3, 3, 4] * 128)
    groups = np.repeat(np.arange(64), 8)
    found = contrasts(items, overall, groups)
    assert found.penalty.value[0] == pytest.approx(2 / 4)
    assert found.reward.value[0] == pytest.approx(0.5 / 4)
    assert found.n == 512
    assert (found.low[0], found.middle[0], found.high[0]) == (128, 128, 256)


def test_an_item_at_its_best_box_is_held_equal_and_has_no_figures() -> None:
    rng = np.random.default_rng(8)
    items, overall = world("planted", rng)
    items[:, 3] = np.where(rng.random(len(items)) < 0.97, 4, 3)
    items[:, 4] = 4
    found = contrasts(items, overall, rng.integers(0, 64, len(items)))
    assert [found.kind(item) for item in range(3)] == ["basic", "performance", "excitement"]
    assert np.isnan(found.penalty.value[3:]).all()
    assert found.kind(3) == found.kind(4) == "not telling"


def world(kind: str, rng: np.random.Generator, n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Five items that a common mood colours, and an overall rating."""
    mood = rng.normal(size=n)
    felt = 0.6 * mood[:, None] + 0.8 * rng.normal(size=(n, 5))
    items = np.digitize(felt, CUTS)
    off = items - 2.0
    if kind == "null":
        return items, np.digitize(rng.normal(size=n), (-1.5, -1, -0.5, 0.5))
    if kind == "alike":
        latent = felt @ np.linspace(0, 0.5, 5) + 0.3 * mood + 0.7 * rng.normal(size=n)
        return items, np.digitize(latent, (-2.3, -1.8, -1.2, -0.5))
    total = 2 + 0.55 * np.minimum(off[:, 0], 0) + 0.3 * off[:, 1] + 0.5 * np.maximum(off[:, 2], 0)
    return items, np.clip(np.round(total + 0.7 * rng.normal(size=n)), 0, 4).astype(int)


def test_what_was_planted_is_found() -> None:
    rng = np.random.default_rng(5)
    for _ in range(5):
        items, overall = world("planted", rng)
        found = contrasts(items, overall, rng.integers(0, 64, len(items)))
        kinds = [found.kind(item) for item in range(3)]
        assert kinds == ["basic", "performance", "excitement"]


@pytest.mark.parametrize("kind", ["null", "alike"])
def test_where_nothing_is_one_sided_it_is_seldom_claimed(kind: str) -> None:
    """Of 25 worlds with nothing in them, or a rating at its ceiling that follows all items alike, at most 4."""
    rng = np.random.default_rng(11)
    claimed = 0
    for _ in range(25):
        items, overall = world(kind, rng, 2500)
        found = contrasts(items, overall, rng.integers(0, 64, len(items)))
        claimed += any(found.kind(item) in ("basic", "excitement") for item in range(5))
    assert claimed <= 4


def test_items_that_are_one_cannot_be_told_apart() -> None:
    rng = np.random.default_rng(2)
    items, overall = world("planted", rng, 800)
    twice = np.stack([items[:, 0], items[:, 0]], axis=1)
    assert penalty_reward.contrasts(*crosses(twice, overall, rng.integers(0, 64, 800))) is None


def test_shares_add_up_and_go_to_who_carries() -> None:
    rng = np.random.default_rng(3)
    items, overall = world("planted", rng)
    held = penalty_reward.shares(crosses(items, overall, rng.integers(0, 64, len(items)))[1])
    assert held is not None
    figure, explained = held
    assert figure.value.sum() == pytest.approx(1)
    assert 0 < explained < 1
    assert max(figure.value[3:]) < min(figure.value[:3])
    assert (figure.low <= figure.value).all()


def test_normal_scores_are_those_of_the_quantiles() -> None:
    assert normal_scores([0.5, 0.5]) == pytest.approx([-0.7979, 0.7979], abs=1e-4)
    assert np.dot(normal_scores([0.1, 0.0, 0.6, 0.3]), [0.1, 0.0, 0.6, 0.3]) == pytest.approx(0, abs=1e-9)
