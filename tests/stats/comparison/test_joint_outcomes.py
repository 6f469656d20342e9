"""Joint probabilities of two movements, against the reference and against draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stats.reference import case
from steelyard.stats.comparison.joint_outcomes import SECTORS, Joint, below, correlation, quadrants, sectors


def test_reference(shared: Path) -> None:
    for row in case(shared, "tradeoff", "quadrant_probabilities_a")["expected"]:
        joint = Joint(row["e"], row["x"], np.array([row["se_e"] ** 2, row["se_x"] ** 2]), row["rho"])
        found = quadrants(joint)
        assert found["win_win"] == pytest.approx(row["win_win"], abs=1e-5)
        assert found["efficiency_up_customers_down"] == pytest.approx(row["efficiency_up_experience_down"], abs=1e-5)
        assert found["efficiency_down_customers_up"] == pytest.approx(row["efficiency_down_experience_up"], abs=1e-5)
        assert found["lose_lose"] == pytest.approx(row["lose_lose"], abs=1e-5)


SIGNS = {
    "true_gain": (1, 1, 1),
    "saving": (1, -1, 1),
    "false_economy": (1, -1, -1),
    "decline": (-1, -1, -1),
    "over_service": (-1, 1, -1),
    "investment": (-1, 1, 1),
}
"""Sector -> signs of efficiency, of customers and of their sum."""


@pytest.mark.parametrize("df", [2.0, 7.0, np.inf])
@pytest.mark.parametrize("rho", [-0.6, 0.0, 0.9])
def test_sectors_add_up_and_agree_with_draws(rho: float, df: float) -> None:
    found = sectors(Joint(0.02, -0.01, np.array([0.01**2, 0.008**2]), rho, df))
    assert tuple(found) == SECTORS
    assert sum(found.values()) == pytest.approx(1.0)
    rng = np.random.default_rng(3)
    cross = rho * 0.01 * 0.008
    drawn = rng.multivariate_normal([0.0, 0.0], [[0.01**2, cross], [cross, 0.008**2]], 200_000)
    if np.isfinite(df):
        drawn /= np.sqrt(rng.chisquare(df, 200_000) / df)[:, None]
    drawn += [0.02, -0.01]
    signs = np.sign(np.column_stack([drawn, drawn.sum(axis=1)]))
    for name, wanted in SIGNS.items():
        assert found[name] == pytest.approx((signs == wanted).all(axis=1).mean(), abs=0.005)  # type: ignore[index]


def test_few_degrees_of_freedom_leave_a_claim_open() -> None:
    """Two deviations off zero: 0.977 with a known variance, 0.908 with two degrees of freedom (Student 1908)."""
    sure = Joint(0.02, 0.5, np.array([0.01**2, 0.01**2]), 0.0)
    assert 1 - below(sure, 0.0, np.inf) == pytest.approx(0.97725, abs=1e-4)
    few = Joint(0.02, 0.5, np.array([0.01**2, 0.01**2]), 0.0, 2.0)
    assert 1 - below(few, 0.0, np.inf) == pytest.approx(0.90825, abs=1e-4)


@pytest.mark.parametrize(
    "joint",
    [
        Joint(0.1, -0.1, np.zeros(2), 0.0),
        Joint(0.1, -0.1, np.array([1e-4, np.nan]), 0.0),
        Joint(0.1, -0.1, np.array([1e-4, np.inf]), 0.0),
        Joint(0.1, -0.1, np.array([1e-4, 1e-4]), float("nan")),
        Joint(0.1, -0.1, np.array([1e-4, 1e-4]), 0.0, float("nan")),
        Joint(float("nan"), -0.1, np.array([1e-4, 1e-4]), 0.0),
    ],
)
def test_what_is_unknown_has_no_probability(joint: Joint) -> None:
    assert not joint.is_known
    assert np.isnan(below(joint, 0.0, 0.0))
    assert np.isnan(list(quadrants(joint).values())).all()
    assert np.isnan(list(sectors(joint).values())).all()


def test_a_correlation_of_one_keeps_an_area() -> None:
    assert sectors(Joint(0.1, 0.1, np.full(2, 1e-4), 1.0))["true_gain"] == pytest.approx(1.0)


def test_correlation_from_the_sum() -> None:
    assert correlation(4.0, 1.0, 4.0 + 1.0 + 2 * 0.3 * 2.0) == pytest.approx(0.3)
    assert correlation(4.0, 1.0, 0.0) == -1.0
    assert np.isnan(correlation(0.0, 1.0, 1.0))
    assert np.isnan(correlation(float("nan"), 1.0, 1.0))
