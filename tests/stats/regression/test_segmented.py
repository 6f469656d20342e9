"""Breaks: against a published one, by hand, and by simulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stats.reference import case, table
from steelyard.stats.regression import logit
from steelyard.stats.regression.segmented import PLACE_LEVEL, Fit, Fitted, davies, find_break, fit_levels, places
from steelyard.stats.sampling.intervals import t_quantile

X = np.linspace(1.0, 16.0, 16)
WEIGHT = np.eye(16) - 1 / 16


def fit(y: np.ndarray, sd: float) -> Fit:
    return fit_levels(y, WEIGHT, sd**2 * np.eye(16)[None], np.inf)


def test_the_break_of_the_down_data(shared: Path) -> None:
    expected = case(shared, "iv_dose", "down_breakpoint")["expected"]
    data = table(shared, "iv_dose", "down.csv")
    cases, births = data["cases"], data["births"]

    def binomial(design: np.ndarray) -> Fitted:
        found = logit.fit(design, births, cases)
        return Fitted(found.coefficients[1:], found.covariance[None, 1:, 1:], found.deviance)

    found = find_break(binomial, data["age"])
    healthy = births - cases
    with np.errstate(divide="ignore", invalid="ignore"):
        saturated = np.nan_to_num(cases * np.log(cases / births)) + healthy * np.log(healthy / births)
    assert found.place == pytest.approx(expected["psi"], abs=0.02)
    assert found.place_se == pytest.approx(expected["se"], abs=0.05)
    assert found.slopes == pytest.approx(expected["slopes"], abs=0.002)
    assert found.misfit + 2 * saturated.sum() == pytest.approx(expected["dev"], abs=0.002)
    assert davies(binomial, data["age"]) < 1e-6


def test_an_exact_break_is_found_exactly() -> None:
    found = find_break(fit(0.2 * X - 0.15 * np.maximum(X - 7.3, 0), 0.01), X)
    assert found.place == pytest.approx(7.3, abs=1e-3)
    assert found.slopes == pytest.approx((0.2, 0.05), abs=1e-4)
    assert found.misfit < 1e-8


def test_the_largest_chance_counts() -> None:
    y = 0.2 * X
    small, large = 0.01**2 * np.eye(16), 0.04**2 * np.eye(16)
    one, other, both = (
        fit_levels(y, WEIGHT, np.stack(stack), np.inf)(X[:, None]).error([1.0])
        for stack in ([small], [large], [small, large])
    )
    assert both == other == pytest.approx(4 * one)


def test_few_degrees_of_freedom_weaken_a_bend() -> None:
    y = 0.1 * X - 0.02 * np.maximum(X - 8, 0)
    certain = fit_levels(y, WEIGHT, 0.02**2 * np.eye(16)[None], np.inf)
    unsure = fit_levels(y, WEIGHT, 0.02**2 * np.eye(16)[None], 5.0)
    assert davies(certain, X) < davies(unsure, X) <= 1


def test_breaks_are_looked_for_inside() -> None:
    assert places(X).min() > X[0]
    assert places(X).max() < X[-1]
    assert places(np.array([1.0, 2.0, 3.0, 4.0])).tolist() == pytest.approx(np.linspace(2, 3, 60).tolist())


def test_straight_lines_are_seldom_called_bent() -> None:
    rng = np.random.default_rng(4)
    bent = [davies(fit(0.1 * X + rng.normal(0, 0.05, 16), 0.05), X) < 0.05 for _ in range(400)]
    assert np.mean(bent) < 0.07


@pytest.mark.parametrize("place", [4.0, 8.4])
def test_the_interval_holds_the_place(place: float) -> None:
    rng = np.random.default_rng(5)
    half = t_quantile(np.inf, PLACE_LEVEL)
    held = []
    for _ in range(200):
        found = find_break(fit(0.1 * X - 0.12 * np.maximum(X - place, 0) + rng.normal(0, 0.05, 16), 0.05), X)
        held.append(abs(found.place - place) < half * found.place_se)
    assert np.mean(held) > 0.93
