"""Curves over a dose within strata, against least squares with dummies."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.stats.regression.dose_response import slope_between, within
from steelyard.stats.regression.segmented import fit_levels

STRATA, BANDS, CASES = 4, 6, 5_000


def cases(seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, STRATA, CASES)
    band = np.clip(rng.integers(0, BANDS, CASES) + stratum - 1, 0, BANDS - 1)
    return stratum, band, 0.5 * band - 2.0 * stratum + rng.normal(size=CASES)


def sums(stratum: np.ndarray, band: np.ndarray, values: np.ndarray) -> np.ndarray:
    found = np.zeros((STRATA, BANDS))
    np.add.at(found, (stratum, band), values)
    return found


def test_levels_are_those_of_least_squares() -> None:
    stratum, band, y = cases()
    curve = within(sums(stratum, band, np.ones(CASES)), sums(stratum, band, y))
    design = np.column_stack(
        [*(band == place for place in range(1, BANDS)), *(stratum == name for name in range(STRATA))]
    ).astype(float)
    expected = np.linalg.lstsq(design, y, rcond=None)[0][: BANDS - 1]
    np.testing.assert_allclose(curve.levels[1:] - curve.levels[0], expected, atol=1e-9)
    assert np.average(curve.levels, weights=np.bincount(band)) == pytest.approx(y.mean())


def test_a_line_through_the_bands_is_that_through_the_cases() -> None:
    stratum, band, y = cases()
    curve = within(sums(stratum, band, np.ones(CASES)), sums(stratum, band, y))
    fit = fit_levels(curve.levels, curve.weight, np.zeros((1, BANDS, BANDS)), np.inf)
    design = np.column_stack([band, *(stratum == name for name in range(STRATA))]).astype(float)
    expected = np.linalg.lstsq(design, y, rcond=None)[0][0]
    assert fit(np.arange(BANDS, dtype=float)[:, None]).coefficients[0] == pytest.approx(expected)


def test_pooled_and_between_contradict_within() -> None:
    stratum, band, y = cases()
    count, total = sums(stratum, band, np.ones(CASES)), sums(stratum, band, y)
    pooled = within(count.sum(axis=0, keepdims=True), total.sum(axis=0, keepdims=True)).levels
    assert pooled[-1] < pooled[0]
    doses = sums(stratum, band, band.astype(float))
    assert slope_between(count.sum(axis=1), doses.sum(axis=1), total.sum(axis=1)) < -1
    assert np.isnan(slope_between([3.0, 0.0], [1.0, 0.0], [1.0, 0.0]))


def test_replicates_are_fitted_each_for_itself() -> None:
    stratum, band, y = cases()
    count, total = sums(stratum, band, np.ones(CASES)), sums(stratum, band, y)
    both = within(np.stack([count, 2 * count]), np.stack([total, 2 * total]))
    np.testing.assert_allclose(both.levels[0], both.levels[1])
    np.testing.assert_allclose(2 * both.weight[0], both.weight[1])
