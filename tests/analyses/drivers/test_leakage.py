"""What gives an outcome away."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.analyses.drivers.leakage import ordered_share


def test_pairs_in_order_are_those_counted_one_by_one() -> None:
    random = np.random.default_rng(1)
    value = random.integers(0, 6, 300)
    left = random.random(300) < 0.1 + 0.1 * value
    n, events = np.bincount(value), np.bincount(value, weights=left)
    one, other = value[left][:, None], value[~left]
    by_hand = ((one > other) + 0.5 * (one == other)).mean()
    assert ordered_share(n, events) == pytest.approx(by_hand)
    assert ordered_share(n[::-1], events[::-1]) == pytest.approx(by_hand), "whichever way round"


def test_nothing_to_order() -> None:
    assert ordered_share(np.array([3.0, 4.0]), np.zeros(2)) == 0.5
    assert ordered_share(np.array([3.0, 4.0]), np.array([3.0, 0.0])) == 1.0
