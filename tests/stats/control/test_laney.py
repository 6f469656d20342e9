from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats import reference

from steelyard.stats.control.laney import laney, varying


def test_emergency_visits_as_published(shared: Path) -> None:
    known, data = reference.case(shared, "qa", "laney_nhs"), reference.table(shared, "qa", "nhs_accidents.csv")
    found, expected = laney(data["r"], data["n"]), known["expected"]
    assert found.centre == pytest.approx(expected["p_bar"], abs=1e-8)
    assert found.spread == pytest.approx(expected["sigma_z"], abs=1e-7)
    np.testing.assert_allclose(found.high, expected["ucl"], atol=1e-8)
    np.testing.assert_allclose(found.low, expected["lcl"], atol=1e-8)
    shares = data["r"] / data["n"]
    assert not ((shares > found.high) | (shares < found.low)).any()
    plain = 3 * found.errors / found.spread
    assert (np.abs(shares - found.centre) > plain).sum() == 16


def test_a_spread_under_one_is_allowed() -> None:
    assert laney([50, 51, 50, 51, 50], [100] * 5).spread < 1


def test_a_week_without_contacts_is_missing() -> None:
    found = laney([5, 0, 6, 4], [10, 0, 10, 10])
    assert np.isnan(found.errors[1])
    assert found.centre == pytest.approx(0.5)
    assert found.spread == pytest.approx(0.2 / np.sqrt(0.25 / 10) / 1.128)


def test_limits_come_from_the_baseline_alone() -> None:
    values, errors = np.array([10.0, 11.0, 10.0, 11.0, 90.0, 95.0]), np.ones(6)
    frozen = varying(values, errors, [True] * 4 + [False] * 2)
    assert frozen.centre == pytest.approx(10.5)
    assert frozen.high[5] == pytest.approx(10.5 + 3 / 1.128)


def test_larger_samples_have_narrower_limits() -> None:
    found = varying([1.0, 2.0, 1.0, 2.0], [0.5, 1.0, 0.5, 1.0])
    assert found.errors[1] == pytest.approx(2 * found.errors[0])
