"""Excess mass at a limit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.surveys.bunching import bunching, chance, moved_mean, placebos, step

PLACE = np.arange(-20, 20) + 0.5
WINDOW = (PLACE > -2) & (PLACE < 4)
WITHIN = (PLACE > -2) & (PLACE < 0)


def kink(shared: Path, extra: tuple[tuple[float, float], ...] = ()) -> tuple[np.ndarray, np.ndarray]:
    """Counts in 19 bins of 50 on either side of the one centred on 10,000."""
    rows = table(shared, "gaming", "bunching_kink_counts.csv")
    values = np.append(rows["value"], [value for value, _ in extra])
    counts = np.append(rows["count"], [count for _, count in extra])
    codes = np.floor((values - 10_000 + 25) / 50).astype(int) + 19
    inside = (codes >= 0) & (codes < 39)
    return np.bincount(codes[inside], weights=counts[inside], minlength=39), np.arange(-19, 20.0)


def test_published_excess(shared: Path) -> None:
    expected = case(shared, "gaming", "bunching_kink")["expected"]
    counts, place = kink(shared)
    plain = bunching(counts, place, place == 0, order=4)
    assert plain.excess == pytest.approx(expected["B_uncorrected"], abs=0.01)
    assert plain.ratio == pytest.approx(expected["b_uncorrected"], abs=1e-5)
    corrected = bunching(counts, place, place == 0, order=4, corrected_above=place > 0)
    assert corrected.excess == pytest.approx(expected["B_corrected"], abs=0.5)
    assert corrected.ratio == pytest.approx(expected["b_corrected"], abs=2e-3)
    diffuse, place = kink(shared, ((9_950, 80), (9_900, 190), (10_050, 80), (10_100, 80)))
    found = bunching(diffuse, place, np.abs(place) <= 2, order=4)
    assert found.ratio == pytest.approx(expected["b_diffuse"], abs=1e-5)


def test_calls_cut_to_a_target(shared: Path) -> None:
    expected = case(shared, "gaming", "aht_target_a")["expected"]
    edges = np.arange(130, 481, 10)
    counts = np.histogram(table(shared, "gaming", "aht_a.csv")["handle_s"], edges)[0]
    place = ((edges[1:] + edges[:-1]) / 2 - 300) / 10
    window, within = (place > -1) & (place < 5), (place > -1) & (place < 0)
    found = bunching(counts, place, window, within=within)
    assert found.excess == pytest.approx(expected["excess"], abs=0.5)
    above = window & ~within
    assert (found.smooth - counts)[above].sum() == pytest.approx(expected["missing"], abs=0.5)
    spread = chance(counts, place, window, within=within)
    assert spread.low < expected["truth_moved"] < spread.high
    assert chance(counts, place, window, within=within) == spread, "the same seed, the same limits"
    others = placebos(counts, place, window, range(-20, 20), within=within)
    assert len(others) > 10
    assert found.ratio > others.max()
    drop, error = step(counts, place)
    assert drop > 3 * error


def test_round_numbers_are_no_target() -> None:
    rng = np.random.default_rng(1)
    rounds = (np.arange(40) % 5 == 4).astype(float)
    counts = rng.poisson(300 + 150 * rounds)
    naive = bunching(counts, PLACE, WINDOW, within=WITHIN)
    told = bunching(counts, PLACE, WINDOW, within=WITHIN, rounds=rounds[:, None])
    spread = chance(counts, PLACE, WINDOW, within=WITHIN, rounds=rounds[:, None])
    assert naive.excess > 80
    assert abs(told.excess) < 60
    assert spread.low < 0 < spread.high


def test_a_smooth_histogram_is_claimed_one_time_in_twenty() -> None:
    rng = np.random.default_rng(2)
    smooth = 400 - 6 * PLACE - 0.1 * PLACE**2
    claimed = 0
    for seed in range(200):
        counts = rng.poisson(smooth)
        spread = chance(counts, PLACE, WINDOW, within=WITHIN, draws=200, seed=seed)
        claimed += abs(bunching(counts, PLACE, WINDOW, within=WITHIN).excess) > 1.96 * spread.se
    assert claimed <= 20


def test_what_became_of_those_near_the_limit() -> None:
    rng = np.random.default_rng(3)
    counts = np.full(40, 500)
    share = np.where(WITHIN, 0.3, 0.1 + 0.001 * PLACE)
    moved, error = moved_mean(rng.binomial(counts, share), PLACE, WITHIN, counts)
    assert moved == pytest.approx(0.2, abs=0.04)
    assert moved > 5 * error
    same, error = moved_mean(rng.binomial(counts, 0.1 + 0.001 * PLACE), PLACE, WITHIN, counts)
    assert abs(same) < 3 * error


def test_too_few_bins_are_refused() -> None:
    with pytest.raises(SteelyardError, match="Too few bins"):
        bunching([5, 6, 7, 8], [-1.5, -0.5, 0.5, 1.5], [False, True, False, False])
    with pytest.raises(SteelyardError, match="Too few bins"):
        step([5, 6, 7, 8], [-1.5, -0.5, 0.5, 1.5])
    assert np.isnan(moved_mean([0, 0], [-0.5, 0.5], [True, False], [0, 0])[0])
