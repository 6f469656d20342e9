"""Differences within strata, by hand and against least squares."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.comparison.stratified_difference import Contrast, slope_within

SIMPSON = Contrast(
    n1=np.array([90.0, 10.0]), y1=np.array([81.0, 3.0]), n0=np.array([10.0, 90.0]), y0=np.array([10.0, 36.0])
)
"""The state looks good pooled (0.84 against 0.46) and goes with a loss of 0.1 in either stratum."""


def test_pooled_and_within_strata_contradict() -> None:
    assert SIMPSON.pooled == pytest.approx(0.84 - 0.46)
    np.testing.assert_allclose(SIMPSON.by_stratum(), [-0.1, -0.1])
    assert SIMPSON.within(SIMPSON.n0, np.array([True, True])) == pytest.approx(-0.1)


def test_weights_say_whose_difference_it_is() -> None:
    both = Contrast(np.array([50.0, 50.0]), np.array([50.0, 0.0]), np.array([20.0, 80.0]), np.array([0.0, 0.0]))
    everything = np.array([True, True])
    assert both.within(both.n0, everything) == pytest.approx(0.2)
    assert both.within(both.n1, everything) == pytest.approx(0.5)
    assert both.within(both.n0, np.array([False, True])) == 0.0


def test_thin_strata_have_no_support_and_an_empty_one_no_difference() -> None:
    thin = Contrast(np.array([5.0, 0.0]), np.array([1.0, 0.0]), np.array([40.0, 40.0]), np.array([4.0, 4.0]))
    assert thin.supported(5).tolist() == [True, False]
    assert np.isnan(thin.by_stratum()[1])
    assert np.isnan(thin.within(thin.n0, np.array([False, False])))


def test_slope_is_that_of_least_squares_with_a_level_for_every_stratum() -> None:
    rng = np.random.default_rng(5)
    stratum = rng.integers(0, 3, 400)
    x = rng.normal(stratum, 1.0)
    y = 2.0 * stratum - 0.7 * x + rng.normal(size=400)
    design = np.column_stack([x, *(stratum == name for name in range(3))]).astype(float)
    expected = np.linalg.lstsq(design, y, rcond=None)[0][0]
    sums = [np.bincount(stratum, weights=values, minlength=3) for values in (np.ones(400), x, y, x * x, x * y)]
    assert slope_within(*sums) == pytest.approx(expected)
    assert np.isnan(slope_within(*np.ones((5, 3))))
