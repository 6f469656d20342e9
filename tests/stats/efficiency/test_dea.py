from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.stats.reference import case, frontier_table, table

from steelyard.errors import QuestionError
from steelyard.stats.efficiency.dea import Orientation, Returns, influence, scores

RETURNS: dict[str, Returns] = {"crs": "constant", "vrs": "variable", "drs": "decreasing", "irs": "increasing"}


def by_linprog(x: np.ndarray, y: np.ndarray, unit: int) -> float:
    """The input score with variable returns, written down plainly."""
    count = len(x)
    shrink = np.concatenate([-x[unit], np.zeros(y.shape[1])])
    table_ub = np.column_stack([shrink, np.concatenate([x.T, -y.T])])
    limits = np.concatenate([np.zeros(x.shape[1]), -y[unit]])
    one = np.concatenate([[0.0], np.ones(count)])
    found = linprog(np.eye(1 + count)[0], table_ub, limits, one[None], [1.0])
    return float(found.fun)


def a_service(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    x = random.lognormal(0, 0.6, (count, 3)) * [1, 100, 1e6]
    mix = random.dirichlet([4, 4, 4], count)
    size = (x / [1, 100, 1e6]).prod(axis=1) ** 0.27 * np.exp(-np.abs(random.normal(0, 0.3, count)))
    return x, size[:, None] * mix / np.linalg.norm(mix, axis=1)[:, None]


def test_one_input_and_one_output_as_published(shared: Path) -> None:
    found = case(shared, "dea", "cst_one_input")
    x, y = np.array(found["inputs"]["x"]), np.array(found["inputs"]["y"])
    expected = found["expected"]
    assert scores(x, y, returns="constant").score == pytest.approx(expected["ccr_in"], abs=1e-6)
    assert scores(x, y).score == pytest.approx(expected["bcc_in"], abs=1e-6)
    assert scores(x, y, orientation="output").score == pytest.approx(expected["bcc_out"], abs=1e-6)


@pytest.mark.parametrize("returns", RETURNS)
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_seventy_school_sites_as_published(shared: Path, orientation: Orientation, returns: str) -> None:
    rows = table(shared, "dea", "program_follow_through.csv")
    x = np.stack([rows[f"x{place}"] for place in range(1, 6)], axis=1)
    y = np.stack([rows[f"y{place}"] for place in range(1, 4)], axis=1)
    expected = case(shared, "dea", "program_follow_through")["expected"][f"{orientation}_{returns}"]
    found = scores(x, y, orientation=orientation, returns=RETURNS[returns])
    assert found.score == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "inputs", "outputs"),
    [
        ("coelli_1998", ["input1", "input2"], ["output"]),
        (
            "hotels",
            ["Employees", "Guest_rooms", "Area_F&B", "Operating_cost"],
            ["Room_revenue", "F&B_revenue", "Other_revenue"],
        ),
        ("departments", ["Staff"], ["Undergrad", "Research_post", "Taught_post", "income"]),
    ],
)
def test_real_service_units(shared: Path, name: str, inputs: list[str], outputs: list[str]) -> None:
    rows, expected = frontier_table(shared, name), frontier_table(shared, f"{name}_reference")
    if name == "departments":
        rows["income"] = rows["Res_co_income"] + rows["Other_res_income"] + rows["Other_income"]
    x, y = (np.stack([rows[column] for column in columns], axis=1) for columns in (inputs, outputs))
    assert scores(x, y, returns="constant").score == pytest.approx(expected["crs_input"], abs=2e-6)
    assert scores(x, y).score == pytest.approx(expected["vrs_input"], abs=2e-6)
    assert scores(x, y, orientation="output").score == pytest.approx(expected["vrs_output_phi"], abs=2e-6)


def test_the_frontier_found_on_the_way_is_that_of_all_units() -> None:
    x, y = a_service(np.random.default_rng(3), 400)
    found = scores(x, y).score
    for unit in range(0, 400, 23):
        assert found[unit] == pytest.approx(by_linprog(x / x.mean(axis=0), y / y.mean(axis=0), unit), abs=1e-8)


def test_peers_give_as_much_with_the_inputs_scored() -> None:
    x, y = a_service(np.random.default_rng(5), 300)
    found = scores(x, y)
    for unit in (0, 17, 250):
        peers, weights = found.peers(unit)
        assert weights.sum() == pytest.approx(1)
        assert (np.diff(weights) <= 0).all()
        assert (weights @ y[peers] >= y[unit] * (1 - 1e-6)).all()
        assert (weights @ x[peers] <= found.score[unit] * x[unit] * (1 + 1e-6)).all()
        assert found.score[peers] == pytest.approx(1)


def test_units_of_measurement_do_not_matter() -> None:
    x, y = a_service(np.random.default_rng(8), 200)
    assert scores(x * [1e-6, 1, 1e3], y * 1e5).score == pytest.approx(scores(x, y).score, abs=1e-9)


def test_what_no_reference_gives_has_no_score() -> None:
    found = scores([[1.0], [1.0]], [[5.0], [1.0]], reference=([[1.0], [2.0]], [[1.0], [2.0]]))
    assert np.isnan(found.score[0])
    assert found.score[1] == pytest.approx(1)


@pytest.mark.parametrize(("x", "y"), [([1.0, np.nan], [1.0, 1.0]), ([1.0, -1.0], [1, 1]), ([1, 1], [1, 0])])
def test_amounts_must_be_amounts(x: list[float], y: list[float]) -> None:
    with pytest.raises(QuestionError):
        scores(x, y)


def test_one_unit_that_carries_the_frontier_is_seen() -> None:
    x = np.array([1.0, 2, 2, 2, 2])
    y = np.ones(5)
    found = scores(x, y)
    assert influence(x, y, found) == pytest.approx([0.5, 0, 0, 0, 0])
