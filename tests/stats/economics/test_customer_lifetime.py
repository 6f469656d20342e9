"""Retention with heterogeneity and discounted margins, against published figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stats.reference import case
from steelyard.errors import SteelyardError
from steelyard.stats.economics.customer_lifetime import Retention, fit_retention, present_value


@pytest.mark.parametrize("name", ["high_end", "regular"])
def test_two_published_segments(shared: Path, name: str) -> None:
    found = case(shared, "value", "sbg_retention")
    there = np.array(found["inputs"][name][:8], dtype=float)
    expected = found["expected"][name]
    fitted = fit_retention(there[:-1], -np.diff(there))
    assert fitted.alpha == pytest.approx(expected["alpha"], abs=0.002)
    assert fitted.beta == pytest.approx(expected["beta"], abs=0.002)
    np.testing.assert_allclose(fitted.retained(np.arange(1, 13)), expected["retention_t"], atol=0.002)
    np.testing.assert_allclose(fitted.surviving(12)[1:], expected["survival_t"], atol=0.002)


def test_a_mix_of_tenures_is_fitted_by_their_own_years() -> None:
    truth = Retention(0.7, 2.0)
    years = np.array([1.0, 3.0, 8.0, 20.0])
    present = np.full(4, 1e6)
    fitted = fit_retention(present, present * (1 - truth.retained(years)), years)
    assert (fitted.alpha, fitted.beta) == pytest.approx((0.7, 2.0), rel=1e-3)


def test_those_who_stayed_longer_stay_longer() -> None:
    fitted = Retention(0.7, 2.0)
    assert (fitted.surviving(3, tenure=5)[1:] > fitted.surviving(3)[1:]).all()
    np.testing.assert_allclose(fitted.surviving(4)[2:] / fitted.surviving(4)[1], fitted.surviving(3, tenure=1)[1:])


def test_a_kept_customer_by_hand() -> None:
    assert present_value([1.0, 1.0, 1.0], 0.0, 24) == pytest.approx(2.0)
    assert present_value([1.0, 0.0], 0.0, 12) == pytest.approx(0.5)
    assert present_value([1.0, 1.0], 0.1, 12) == pytest.approx(0.1 / np.log(1.1) / 1.1, rel=1e-3)
    assert present_value([1.0, 1.0], 0.1, 6) < present_value([1.0, 1.0], 0.0, 6) == pytest.approx(0.5)


@pytest.mark.parametrize(("present", "lost"), [([0.0], [0.0]), ([10.0], [0.0]), ([10.0], [11.0])])
def test_nothing_to_fit_is_refused(present: list[float], lost: list[float]) -> None:
    with pytest.raises(SteelyardError, match="no chance of leaving"):
        fit_retention(present, lost)
