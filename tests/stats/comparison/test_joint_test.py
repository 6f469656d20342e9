"""One test of several estimates: by hand, at its nominal size, and never a claim where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import f

from steelyard.stats.comparison.joint_test import UNKNOWN, covariance, direction, hotelling
from steelyard.stats.sampling.jackknife import jackknife


def test_by_hand() -> None:
    """Two uncorrelated estimates two and one standard errors from zero: T2 = 5, F = 5 x 29 / 60."""
    found = hotelling([0.2, -0.3], [0.01, 0.09], [[0.01, 0.0], [0.0, 0.09]], 30.0)
    assert found.statistic == pytest.approx(5 * 29 / 60)
    assert found.p == pytest.approx(float(f.sf(5 * 29 / 60, 2, 29)))


def test_correlation_is_taken_from_the_covariance_and_size_from_the_variances() -> None:
    """Correlation 0.6, each one standard error off the same way: T2 = 2 / 1.6; a quarter at four times the variance."""
    together = np.array([[1.0, 0.6], [0.6, 1.0]])
    one, wide = (hotelling([1.0, 1.0], variances, together, 1e9) for variances in ([1.0, 1.0], [4.0, 4.0]))
    assert one.statistic == pytest.approx(2 / 1.6 / 2)
    assert wide.statistic == pytest.approx(2 / 1.6 / 8)


@pytest.mark.parametrize("groups", [10, 24, 64])
def test_size_is_five_percent(groups: int) -> None:
    """4,000 null worlds, four correlated factors: the share claimed is 5%, within three standard errors of it."""
    rng = np.random.default_rng(groups)
    mixing = rng.normal(size=(4, 4))
    claimed = 0
    for _ in range(4000):
        sums = mixing @ rng.normal(size=(4, groups))
        full = sums.mean(axis=1)
        without = (sums.sum(axis=1, keepdims=True) - sums) / (groups - 1)
        joint = covariance(full, without, np.ones(groups, dtype=bool))
        claimed += hotelling(full, np.diag(joint), joint, groups - 1).is_claimed(0.05)
    assert abs(claimed / 4000 - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 4000)


def test_size_holds_with_the_degrees_of_freedom_of_the_furthest_direction() -> None:
    """Groups as heavy-tailed as customers' (t with 5 degrees of freedom): at most 5%, within three standard errors."""
    rng = np.random.default_rng(7)
    claimed, groups = 0, 64
    for _ in range(4000):
        sums = rng.standard_t(5, size=(4, groups))
        full = sums.mean(axis=1)
        without = (sums.sum(axis=1, keepdims=True) - sums) / (groups - 1)
        joint = covariance(full, without, np.ones(groups, dtype=bool))
        weights = direction(full, np.diag(joint), joint)
        df = float(jackknife(full @ weights, weights @ without).df)
        claimed += hotelling(full, np.diag(joint), joint, df).is_claimed(0.05)
    assert claimed / 4000 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4000)


@pytest.mark.parametrize(
    ("variances", "df"), [([np.nan, 1.0], 30.0), ([0.0, 1.0], 30.0), ([1.0, 1.0], np.nan), ([1.0, 1.0], 1.0)]
)
def test_what_cannot_be_known_is_no_claim(variances: list[float], df: float) -> None:
    found = hotelling([9.0, 9.0], variances, np.eye(2), df)
    assert found == UNKNOWN or np.isnan(found.p)
    assert not found.is_claimed(0.05)


def test_a_replicate_that_is_not_finite_or_a_single_group_leaves_no_covariance() -> None:
    full, without = np.zeros(2), np.zeros((2, 3))
    assert np.isnan(covariance(full, without, [True, False, False])).all()
    without[0, 1] = np.inf
    assert np.isnan(covariance(full, without, [True, True, True])).all()
    assert np.isfinite(covariance(full, without, [True, False, True])).all()
