from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.control.rules import signals
from steelyard.stats.control.run_length import mean_run_length, noticed, shift_noticed, simulated


def test_as_published() -> None:
    """Champ and Woodall (1987), table 1."""
    assert mean_run_length() == pytest.approx(152.73, abs=0.01)
    assert [mean_run_length(shift, None) for shift in (0, 1, 2, 3)] == pytest.approx(
        [370.40, 43.89, 6.30, 2.00], abs=0.01
    )


@pytest.mark.parametrize("shift", [0.0, 0.8, 1.6])
def test_the_chain_is_what_the_rules_do(shift: float) -> None:
    rng = np.random.default_rng(3)
    fired = np.array([signals(rng.standard_normal(13) + shift).any() for _ in range(2000)])
    assert abs(fired.mean() - noticed(shift, 13)) < 4 * np.sqrt(0.25 / len(fired))


def test_the_smallest_shift_that_is_noticed() -> None:
    shift = shift_noticed(8, 0.8)
    assert noticed(shift, 8) == pytest.approx(0.8, abs=1e-4)
    assert shift_noticed(4, 0.8) > shift > shift_noticed(13, 0.8)


def test_limits_from_few_points_signal_sooner() -> None:
    """One false signal in 153 points where limits are known, in about 110 from 26; sooner of alike neighbours."""
    known, alike = (simulated(26, carried=carried, series=300, most=300) for carried in (0.0, 0.5))
    assert 60 < known.mean() < 130
    assert alike.mean() < 0.5 * known.mean()
