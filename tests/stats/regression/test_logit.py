"""Logistic regression from cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.regression.logit import fit

PLAIN = ("smoke", "ptd", "ht", "ui")


def design(birthwt: dict[str, np.ndarray]) -> np.ndarray:
    races = [birthwt["race"] == name for name in ("black", "other")]
    columns = [birthwt["age"], birthwt["lwt"], *races, *(birthwt[name] for name in PLAIN)]
    return np.column_stack(columns).astype(float)


def test_published_coefficients(shared: Path) -> None:
    birthwt = table(shared, "drivers", "birthwt.csv")
    expected = case(shared, "drivers", "logit_birthwt")["expected"]
    x, ones = design(birthwt), np.ones(len(birthwt["low"]))
    found = fit(x, ones, birthwt["low"])
    assert found.coefficients == pytest.approx(list(expected["coef"].values()), abs=1e-5)
    errors = np.sqrt(np.diag(found.covariance))
    assert errors == pytest.approx(expected["se"], rel=1e-4), "glm takes the weights of the round before its last"
    assert found.deviance == pytest.approx(expected["deviance"], abs=1e-5)
    assert found.deviance + 2 * len(found.coefficients) == pytest.approx(expected["aic"], abs=1e-5)
    assert not found.is_separated


def test_cells_give_what_rows_give() -> None:
    random = np.random.default_rng(1)
    x = random.integers(0, 3, size=(500, 2)).astype(float)
    y = (random.random(500) < 0.2 + 0.2 * x[:, 0]).astype(float)
    cells, place = np.unique(x, axis=0, return_inverse=True)
    count, hits = np.bincount(place.ravel()), np.bincount(place.ravel(), weights=y)
    by_rows, by_cells = fit(x, np.ones(500), y), fit(cells, count, hits)
    assert by_cells.coefficients == pytest.approx(by_rows.coefficients)
    assert by_cells.mcfadden == pytest.approx(by_rows.mcfadden)


def test_without_predictors_nothing_is_explained() -> None:
    assert fit(np.zeros((2, 0)), [10, 20], [3, 4]).mcfadden == pytest.approx(0)


def test_a_predictor_that_tells_the_event_for_certain_is_seen() -> None:
    found = fit([[0.0], [1.0]], [50, 50], [0, 50])
    assert found.is_separated
    assert found.mcfadden == pytest.approx(1, abs=1e-3)


def test_an_event_that_never_happens_leaves_nothing_to_explain() -> None:
    assert fit([[0.0], [1.0]], [50, 50], [0, 0]).mcfadden == 0


def test_no_rows() -> None:
    with pytest.raises(SteelyardError, match="no row"):
        fit(np.zeros((0, 1)), [], [])
