"""Proportional hazards: published ones, and start-stop time from stretches and cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from statsmodels.duration.hazard_regression import PHReg
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.regression.cox import fit

NAMES = ("age", "sex", "ph.ecog")


@pytest.fixture
def lung(shared: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = table(shared, "drivers", "lung.csv")
    x = np.column_stack([found[name] for name in NAMES])
    known = np.isfinite(x).all(axis=1)
    return x[known], found["time"][known], found["status"][known] == 2


def test_published_coefficients(shared: Path, lung: tuple[np.ndarray, ...]) -> None:
    x, time, left = lung
    expected = case(shared, "drivers", "cox_lung")["expected"]
    found = fit(x, time, left)
    assert len(time) == expected["n"]
    assert found.coefficients == pytest.approx([expected["coef"][name] for name in NAMES], abs=1e-4)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(expected["se"], abs=1e-4)
    assert [found.null_log_likelihood, found.log_likelihood] == pytest.approx(expected["loglik"], abs=1e-4)


def test_stretches_and_cells_give_what_whole_rows_give() -> None:
    random = np.random.default_rng(2)
    x = random.integers(0, 2, size=(300, 1)).astype(float)
    time = np.ceil(random.exponential(6 / (1 + x[:, 0])))
    left = random.random(300) < 0.8
    whole = fit(x, time, left)
    rows = [
        (mark, month, left[place] and month == time[place])
        for place, mark in enumerate(x[:, 0])
        for month in range(1, int(time[place]) + 1)
    ]
    cells = sorted({row[:2] for row in rows})
    count = [sum(row[:2] == cell for row in rows) for cell in cells]
    events = [sum(row[:2] == cell and row[2] for row in rows) for cell in cells]
    marks, stop = np.array(cells).T
    split = fit(marks[:, None], stop, events, start=stop - 1, count=count)
    assert split.coefficients == pytest.approx(whole.coefficients)
    assert split.covariance == pytest.approx(whole.covariance)
    assert split.log_likelihood - split.null_log_likelihood == pytest.approx(
        whole.log_likelihood - whole.null_log_likelihood
    )


def test_late_entries_and_ties_as_statsmodels_has_them() -> None:
    random = np.random.default_rng(6)
    x = random.normal(size=(400, 2))
    start = random.integers(0, 5, 400) + 0.5
    stop = start + 0.5 + np.ceil(random.exponential(4 * np.exp(-0.5 * x[:, 0])))
    left = random.random(400) < 0.7
    found = fit(x, stop, left, start=start)
    theirs = PHReg(stop, x, status=left.astype(int), entry=start, ties="efron").fit()
    assert found.coefficients == pytest.approx(theirs.params, abs=1e-4)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(theirs.bse, rel=1e-3)


def test_exposure_counted_from_the_beginning_would_look_as_if_it_kept_people() -> None:
    """Contacts come at a constant pace and change nothing: whoever stays has had some."""
    random = np.random.default_rng(4)
    stay, first = np.ceil(random.exponential(10, 2000)), np.ceil(random.exponential(10, 2000))
    had_one = (first < stay).astype(float)
    ever = fit(had_one[:, None], stay, np.ones(2000))
    assert ever.coefficients[0] < -0.5, "the trap"
    exposed = had_one > 0
    x = np.concatenate([np.zeros(2000), np.ones(exposed.sum())])
    start = np.concatenate([np.zeros(2000), first[exposed]])
    stop = np.concatenate([np.where(exposed, first, stay), stay[exposed]])
    events = np.concatenate([~exposed, np.ones(exposed.sum(), dtype=bool)])
    found = fit(x[:, None], stop, events, start=start)
    assert abs(found.coefficients[0]) < 3 * np.sqrt(found.covariance[0, 0])


def test_nobody_left() -> None:
    with pytest.raises(SteelyardError, match="nobody left"):
        fit([[1.0], [0.0]], [3, 4], [0, 0])
