"""Pairs of periods, and who moved against the frontier."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.analyses.frontier.malmquist import moved

MONTHS = [f"{year}-{month:02}-01" for year in (2024, 2025) for month in range(1, 13)]


def world(months: list[str], lost: float) -> tuple[list[tuple[str, str]], np.ndarray, np.ndarray]:
    """Two places with one input and output; the second loses in the later half."""
    units = [(place, on) for place in ("A", "B") for on in months]
    late = np.array([place == "B" and on >= months[len(months) // 2] for place, on in units])
    x = np.where(late, 100 * (1 + lost), 100.0)[:, None]
    return units, x, np.full((len(units), 1), 50.0)


def noise(count: int, size: float) -> dict[str, np.ndarray]:
    return {"customers": np.random.default_rng(1).normal(0, size / 8, (count, 1, 64))}


def test_the_same_months_a_year_apart_where_there_are_enough() -> None:
    units, x, y = world(MONTHS, 0.25)
    found = moved(units, x, y, noise(len(units), 0.02), least=12)
    assert found is not None
    assert found.is_year
    assert (found.before[0], found.after[0], found.counts) == ("2024-01-01", "2025-01-01", (12, 12))
    assert found.catch_up == pytest.approx([0, np.log(1 / 1.25)], abs=1e-9)
    assert found.shift == pytest.approx([0, 0], abs=1e-9)
    assert 0 < found.catch_up_sd[1] < 0.05


def test_else_the_halves_and_else_nothing() -> None:
    units, x, y = world(MONTHS[:9], 0.0)
    found = moved(units, x, y, noise(len(units), 0.02), least=8)
    assert found is not None
    assert not found.is_year
    assert (found.before, found.after[0]) == (tuple(MONTHS[:4]), MONTHS[5])
    assert moved(units, x, y, noise(len(units), 0.02), least=9) is None


def test_a_frontier_that_rises_lifts_nobody() -> None:
    units, x, y = world(MONTHS, 0.0)
    later = np.array([[on >= "2025"] for _, on in units])
    found = moved(units, np.where(later, x / 1.1, x), y, noise(len(units), 0.01), least=12)
    assert found is not None
    assert found.catch_up == pytest.approx([0, 0], abs=1e-9)
    assert found.whole_shift == pytest.approx(np.log(1.1))
