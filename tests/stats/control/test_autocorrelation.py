from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.control.autocorrelation import autocorrelation


def test_by_hand() -> None:
    found = autocorrelation([1.0, 2.0, 3.0, 4.0, 4.0, 3.0, 2.0, 1.0])
    assert found.value == pytest.approx((1.5 * 0.5 + 0.25 * -1 + 0.5 * 1.5 + 2.25 + 0.75 - 0.25 + 0.75) / 10)


def test_independent_neighbours_are_told_alike_one_time_in_twenty() -> None:
    rng = np.random.default_rng(5)
    share = np.mean([autocorrelation(rng.standard_normal(26)).is_beyond_chance for _ in range(2000)])
    assert 0.02 < share < 0.07


def test_alike_neighbours_are_found() -> None:
    rng = np.random.default_rng(5)
    walk = np.cumsum(rng.standard_normal(60))
    assert autocorrelation(walk).is_beyond_chance


@pytest.mark.parametrize("values", [[1.0] * 30, [1.0, 2.0], [np.nan] * 20])
def test_nothing_is_said_of_nothing(values: list[float]) -> None:
    assert not autocorrelation(values).is_beyond_chance
