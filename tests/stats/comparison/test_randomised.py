"""Differences of two drawn arms, by hand, against a published example, and over many draws."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.comparison.randomised import of_means, of_shares


def ones(hits: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat([1.0, 0.0], [hits, n - hits]), np.ones(n)


def test_newcombes_example() -> None:
    """56 of 70 and 48 of 80: method 10 gives 0.0524 to 0.3339."""
    found = of_shares(*ones(56, 70), *ones(48, 80))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    pooled = 104 / 150
    assert found.smallest == pytest.approx(2.8 * np.sqrt(pooled * (1 - pooled) * (1 / 70 + 1 / 80)))


def test_an_arm_without_events_has_limits() -> None:
    found = of_shares(*ones(0, 20), *ones(0, 20))
    assert found is not None
    assert found.low < 0 < found.high
    assert found.smallest > 0


def test_too_few_say_nothing() -> None:
    assert of_shares(*ones(3, 9), *ones(3, 30)) is None
    assert of_means(np.arange(9.0), np.ones(9), np.arange(30.0), np.ones(30)) is None


def test_means_by_hand() -> None:
    """Two arms of 0 to 9 and 2 to 11: a difference of 2, each arm's variance 55 / 6."""
    found = of_means(np.arange(10.0) + 2, np.ones(10), np.arange(10.0), np.ones(10))
    assert found is not None
    error = np.sqrt(2 * (82.5 / 9) / 10)
    assert found.value == pytest.approx(2)
    assert found.smallest == pytest.approx(2.8 * error)
    assert found.high - found.value == pytest.approx(2.1009 * error, rel=1e-3)


def test_weights_undo_that_the_chance_of_the_arm_changed() -> None:
    """Half the cases at 20% withheld and no effect, half at 50%: unweighted the arms would differ."""
    base = np.repeat([0.1, 0.7], [1000, 1000])
    chance = np.repeat([0.2, 0.5], [1000, 1000])
    dice = np.random.default_rng(1)
    out, y = dice.random(2000) < chance, (dice.random(2000) < base).astype(float)
    found = of_shares(y[~out], 1 / (1 - chance[~out]), y[out], 1 / chance[out])
    plain = of_shares(y[~out], np.ones((~out).sum()), y[out], np.ones(out.sum()))
    assert found is not None
    assert plain is not None
    assert found.low < 0 < found.high
    assert plain.high < 0


def test_limits_hold_the_truth() -> None:
    dice = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        one, nought = (dice.random(120) < 0.3).astype(float), (dice.random(40) < 0.3).astype(float)
        found = of_shares(one, np.ones(120), nought, np.ones(40))
        assert found is not None
        held += found.low <= 0 <= found.high
    assert 0.92 < held / 400 < 0.985
