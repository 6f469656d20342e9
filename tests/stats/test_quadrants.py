"""Joint probabilities of two movements, against the reference and against draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stats.reference import case
from steelyard.stats.quadrants import OUTCOMES, Joint, correlation, outcomes, quadrants


def test_reference(shared: Path) -> None:
    for row in case(shared, "tradeoff", "quadrant_probabilities_a")["expected"]:
        joint = Joint(row["e"], row["x"], np.array([row["se_e"] ** 2, row["se_x"] ** 2]), row["rho"])
        found = quadrants(joint)
        assert found["win_win"] == pytest.approx(row["win_win"], abs=1e-5)
        assert found["efficiency_up_customers_down"] == pytest.approx(row["efficiency_up_experience_down"], abs=1e-5)
        assert found["efficiency_down_customers_up"] == pytest.approx(row["efficiency_down_experience_up"], abs=1e-5)
        assert found["lose_lose"] == pytest.approx(row["lose_lose"], abs=1e-5)


@pytest.mark.parametrize("rho", [-0.6, 0.0, 0.9])
def test_outcomes_add_up_and_agree_with_draws(rho: float) -> None:
    joint = Joint(0.02, -0.01, np.array([0.01**2, 0.008**2]), rho)
    found = outcomes(joint, 0.005)
    assert sum(found.values()) == pytest.approx(1.0)
    cross = rho * 0.01 * 0.008
    drawn = np.random.default_rng(3).multivariate_normal([0.02, -0.01], [[0.01**2, cross], [cross, 0.008**2]], 200_000)
    signs = np.sign(drawn) * (np.abs(drawn) > 0.005)
    for name in set(OUTCOMES.values()):
        cells = [signs_of for signs_of, called in OUTCOMES.items() if called == name]
        share = sum(((signs == cell).all(axis=1)).mean() for cell in cells)
        assert found[name] == pytest.approx(share, abs=0.005)


def test_what_stands_still_is_no_change() -> None:
    assert outcomes(Joint(0.0, 0.0, np.zeros(2), 0.0), 0.005)["no_detectable_change"] == pytest.approx(1.0)
    assert outcomes(Joint(0.1, -0.1, np.zeros(2), 0.0), 0.005)["false_economy"] == pytest.approx(1.0)
    assert outcomes(Joint(0.1, 0.1, np.full(2, 1e-4), 1.0), 0.005)["true_gain"] == pytest.approx(1.0)


def test_correlation_from_the_sum() -> None:
    assert correlation(4.0, 1.0, 4.0 + 1.0 + 2 * 0.3 * 2.0) == pytest.approx(0.3)
    assert correlation(4.0, 1.0, 0.0) == -1.0
    assert correlation(0.0, 1.0, 1.0) == 0.0
