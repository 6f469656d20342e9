from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.stats.reference import case, table

from steelyard.errors import SteelyardError
from steelyard.stats.surveys.weighting import (
    fit_response,
    hajek_mean,
    kish_effect,
    post_stratified_mean,
    post_stratified_total,
    post_stratify,
    r_indicator,
    rake,
    response_chances,
)


def test_textbook_raking(shared: Path) -> None:
    example = case(shared, "nonresponse", "raking_4x4")
    inputs = example["inputs"]
    fitted = rake(inputs["table"], [inputs["row_totals"], inputs["col_totals"]])
    assert fitted == pytest.approx(np.array(example["expected"]["fitted"]), abs=1e-4)


def test_post_stratified_schools(shared: Path) -> None:
    example = case(shared, "nonresponse", "api_poststratify")
    data = table(shared, "nonresponse", "apiclus1.csv")
    sample = post_stratify(data["pw"], data["stype"], example["params"]["stype"])
    for row in example["expected"]["weights"]:
        assert sample.weights[data["stype"] == row["stype"]] == pytest.approx(row["w2"], rel=1e-6)
    design = (sample, data["dnum"], float(data["fpc"][0]))
    found = {
        "total_enroll": post_stratified_total(data["enroll"], *design),
        "mean_api00": post_stratified_mean(data["api00"], *design),
        "total_api_stu": post_stratified_total(data["api.stu"], *design),
    }
    for name, drawn in found.items():
        assert drawn.estimate == pytest.approx(example["expected"][name]["est"], rel=1e-6), name
        assert drawn.se == pytest.approx(example["expected"][name]["se"], rel=1e-4), name


def test_satisfaction_of_those_who_do_not_answer(shared: Path) -> None:
    expected = case(shared, "nonresponse", "csat_nonresponse_a")["expected"]
    data = table(shared, "nonresponse", "csat_a.csv")
    answered = data["responded"] == 1
    scores = data["csat"][answered]
    design = np.column_stack(
        [
            np.ones(len(answered)),
            data["channel"] == "chat",
            data["channel"] == "email",
            data["resolved"],
            data["wait_min"],
        ]
    )
    coefficients = fit_response(design, answered)
    assert coefficients == pytest.approx(list(expected["logit_coef"].values()), abs=1e-5)
    weights = 1 / response_chances(design, coefficients)[answered]
    assert answered.mean() == pytest.approx(expected["response_rate"], abs=1e-5)
    assert scores.mean() == pytest.approx(expected["naive_mean"], abs=1e-5)
    assert hajek_mean(scores, weights) == pytest.approx(expected["ipw_hajek"], abs=1e-5)
    assert kish_effect(weights) == pytest.approx(expected["kish_deff_ipw"], abs=1e-5)
    cell = np.char.add(data["channel"], data["resolved"].astype(str))
    sizes = dict(zip(*np.unique(cell, return_counts=True), strict=True))
    sample = post_stratify(np.ones(len(scores)), cell[answered], sizes)
    found = post_stratified_mean(scores, sample, np.flatnonzero(answered))
    assert found.estimate == pytest.approx(expected["poststrat_channel_x_resolved"], abs=1e-5)
    truth = expected["truth_all_interactions"]
    assert abs(hajek_mean(scores, weights) - truth) < 0.06
    assert abs(scores.mean() - truth) > 0.12


@given(arrays(float, (3, 4), elements=st.floats(0.5, 50)), arrays(float, (3, 4), elements=st.floats(0.5, 50)))
def test_raking_gives_the_totals_and_keeps_the_odds(seed: np.ndarray, target: np.ndarray) -> None:
    fitted = rake(seed, [target.sum(axis=1), target.sum(axis=0)])
    assert fitted.sum(axis=1) == pytest.approx(target.sum(axis=1), rel=1e-6)
    assert fitted.sum(axis=0) == pytest.approx(target.sum(axis=0), rel=1e-6)
    odds = [cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]) for cells in (seed, fitted)]
    assert odds[1] == pytest.approx(odds[0], rel=1e-6)


@pytest.mark.parametrize(
    "margins", [([10.0, 20.0], [15.0, 20.0]), ([30.0, 0.0], [10.0, 20.0])], ids=["unequal sums", "an empty cell"]
)
def test_totals_that_cannot_be_met_are_refused(margins: tuple[list[float], list[float]]) -> None:
    with pytest.raises(SteelyardError, match="No weights"):
        rake([[0.0, 1.0], [1.0, 1.0]], margins)


def test_post_stratification_by_hand() -> None:
    sample = post_stratify([1.0, 1.0, 1.0, 1.0], ["x", "x", "x", "y"], {"x": 30, "y": 70})
    assert sample.weights.tolist() == [10, 10, 10, 70]
    total = post_stratified_total([1.0, 2.0, 3.0, 5.0], sample, [1, 2, 3, 4])
    assert total.estimate == 410
    assert total.se == pytest.approx(np.sqrt(4 / 3 * 200))
    assert post_stratified_mean([1.0, 2.0, 3.0, 5.0], sample, [1, 2, 3, 4]).estimate == pytest.approx(4.1)


@pytest.mark.parametrize("sizes", [{"x": 1.0}, {"x": 1.0, "y": 2.0, "z": 3.0}])
def test_strata_without_rows_or_sizes_are_refused(sizes: dict[str, float]) -> None:
    with pytest.raises(SteelyardError, match="differ in"):
        post_stratify([1.0, 1.0], ["x", "y"], sizes)


def test_the_response_model_agrees_with_statsmodels() -> None:
    rng = np.random.default_rng(6)
    design = np.column_stack([np.ones(400), rng.standard_normal(400), rng.random(400) < 0.3])
    answered = rng.random(400) < 1 / (1 + np.exp(1 - design[:, 1]))
    other = sm.Logit(answered.astype(float), design).fit(disp=0)
    assert fit_response(design, answered) == pytest.approx(other.params, abs=1e-6)


@pytest.mark.parametrize("second", [np.arange(6) > 2, np.ones(6)], ids=["settles it", "repeats"])
def test_a_model_that_cannot_be_fitted_is_refused(second: np.ndarray) -> None:
    with pytest.raises(SteelyardError, match="cannot be modelled"):
        fit_response(np.column_stack([np.ones(6), second]), np.arange(6) > 2)


def test_equal_chances_are_representative() -> None:
    assert r_indicator([0.3, 0.3, 0.3]) == pytest.approx(1)
    assert r_indicator([0.1, 0.5]) == pytest.approx(1 - 2 * np.sqrt(0.08))
    assert kish_effect([2.0, 2.0]) == 1
    assert kish_effect([1.0, 3.0]) == pytest.approx(20 / 16)
    assert hajek_mean([1.0, 5.0], [3.0, 1.0]) == 2
    assert np.isnan([hajek_mean([], []), kish_effect([])]).all()
