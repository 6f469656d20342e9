from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steelyard.errors import SteelyardError
from steelyard.stats.decomposition import decompose, decompose_segments, log_mean, plan, split
from steelyard.stats.jackknife import jackknife, replicate

from .reference import case

#                V     R      I      C      H      P       M
PHONE = np.array([400.0, 500.0, 700.0, 900.0, 150.0, 200.0, 6000.0])
EMAIL = np.array([100.0, 150.0, 300.0, 500.0, 100.0, 125.0, 3000.0])
BOT = np.array([50.0, 100.0, 400.0, 450.0, 0.0, 0.0, 90.0])
ABSENT = np.zeros(7)


def balance(world: np.ndarray) -> np.ndarray:
    return np.log(world[..., 0].sum(axis=-1) / world[..., 6].sum(axis=-1))


def test_log_mean() -> None:
    assert log_mean([2.0, 0.0, 3.0, 0.0, 1.0], [2.0, 5.0, 0.0, 0.0, np.e]) == pytest.approx([2, 0, 0, 0, np.e - 1])
    for a in np.linspace(1, 9, 50):
        assert log_mean(a, a * (1 + 3e-13)) == pytest.approx(a, rel=1e-12)


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_log_mean_lies_between_the_geometric_and_the_arithmetic(a: float, b: float) -> None:
    mean = float(log_mean(a, b))
    assert np.sqrt(a * b) * (1 - 1e-9) <= mean <= (a + b) / 2 * (1 + 1e-9)
    assert mean == pytest.approx(float(log_mean(b, a)), rel=1e-9)


def test_published_service_example(shared: Path) -> None:
    inputs = case(shared, "index_numbers", "service_productivity_worked_a")
    expected = inputs["expected"]["decomposition_provider"]
    value, cost = ([_chain(rows, unit) for rows in _periods(inputs)] for unit in ("value", "cost"))
    on_value, on_cost = (split(*side).sum(axis=-2) for side in (value, cost))
    found = {"effectiveness": on_value[1], "efficiency": -on_cost[1], "mix": on_value[0] - on_cost[0]}
    for name, term in found.items():
        assert term == pytest.approx(expected[name], abs=1e-9), name
    assert sum(found.values()) == pytest.approx(expected["log_change"], abs=1e-9)


def _periods(inputs: dict) -> list[list[dict]]:
    return [inputs["inputs"]["period0"], inputs["inputs"]["period1"]]


def _chain(rows: list[dict], unit: str) -> list[list[float]]:
    return [[row["n"], row["n"] * row[unit] * (row["resolved"] if unit == "value" else 1)] for row in rows]


@pytest.mark.parametrize(
    ("term", "column", "sign"),
    [
        ("experience", 0, 1),
        ("effectiveness", 1, 1),
        ("onceness", 3, -1),
        ("pace", 4, -1),
        ("capacity", 5, -1),
        ("price", 6, -1),
    ],
)
def test_each_factor_moves_its_own_term_alone(term: str, column: int, sign: int) -> None:
    before = np.array([PHONE, EMAIL])
    after = before.copy()
    later = {0: [0], 1: [0, 1], 3: [3, 4, 5, 6], 4: [4, 5, 6], 5: [5, 6], 6: [6]}[column]
    after[:, later] *= 1.1
    terms = decompose(before, after)
    assert terms.pop(term) == pytest.approx(sign * np.log(1.1))
    assert all(abs(float(other)) < 1e-12 for other in terms.values())


def test_more_of_the_same_changes_nothing() -> None:
    before = np.array([PHONE, EMAIL, BOT])
    assert all(abs(float(term)) < 1e-12 for term in decompose(before, before * 3.7).values())


def test_only_the_mix_of_issues_moves() -> None:
    before = np.array([PHONE, EMAIL, BOT])
    after = before * np.array([[0.5], [2.0], [3.0]])
    terms = decompose(before, after)
    assert terms.pop("mix") == pytest.approx(balance(after) - balance(before))
    assert all(abs(float(other)) < 1e-12 for other in terms.values())


def test_a_segment_absent_in_a_period_is_mix() -> None:
    before, after = np.array([PHONE, ABSENT]), np.array([PHONE, EMAIL])
    terms = decompose(before, after)
    assert terms["mix"] == pytest.approx(balance(after) - balance(before))
    assert terms["pace"] == pytest.approx(0)
    back = decompose(after, before)
    assert back["mix"] == pytest.approx(-terms["mix"])


def test_nothing_resolved_in_a_period_is_effectiveness() -> None:
    before, after = np.array([PHONE, EMAIL]), np.array([PHONE, EMAIL])
    after[1, :2] = 0
    terms = decompose(before, after)
    assert terms["effectiveness"] == pytest.approx(np.log(400 / 500))
    assert terms["experience"] == pytest.approx(0)
    after[1, 1] = 10
    assert decompose(before, after)["experience"] == pytest.approx(np.log(400 / 500)), "resolved, but worth nothing"


def test_bots_have_one_cost_term() -> None:
    before = np.array([PHONE, BOT])
    after = before.copy()
    after[1, 6] *= 2
    terms = decompose(before, after)
    assert terms["contact_cost"] == pytest.approx(np.log(6090 / 6180))
    assert terms["price"] == pytest.approx(0)
    staffed = before.copy()
    staffed[1, 4:6] = [3, 4]
    assert decompose(before, staffed)["pace"] == 0, "hours in one period alone are not a pace"


def test_labour_cost_splits_price() -> None:
    before = np.array([[*PHONE, 5000.0], [*BOT, 0.0]])
    after = before.copy()
    after[0, 6:] = [6600, 5500]
    terms = decompose(before, after)
    assert set(terms) >= {"price", "technology"}
    weight = np.log(6690 / 6090) / np.log(1.1)
    assert terms["price"] == pytest.approx(-np.log(1.1) * weight)
    assert terms["technology"] == pytest.approx(0)


def worlds(width: int) -> st.SearchStrategy[np.ndarray]:
    amounts = st.one_of(st.just(0.0), st.floats(1e-3, 1e5))
    return arrays(float, (2, 4, width), elements=amounts)


@given(worlds(7) | worlds(8))
def test_the_terms_add_up_whatever_is_missing(world: np.ndarray) -> None:
    before, after = world
    assume((world[..., [0, 2, 6]].sum(axis=-2) > 0).all())
    terms = decompose(before, after)
    assert sum(terms.values()) == pytest.approx(float(balance(after) - balance(before)), abs=1e-9)


@given(worlds(7), st.floats(0.01, 100))
def test_volume_plays_no_part(world: np.ndarray, growth: float) -> None:
    before, after = world
    assume((world[..., [0, 2, 6]].sum(axis=-2) > 0).all())
    terms, grown = decompose(before, after), decompose(before, after * growth)
    for name in terms:
        assert grown[name] == pytest.approx(float(terms[name]), abs=1e-9), name


@given(worlds(7))
def test_backwards_is_the_negative(world: np.ndarray) -> None:
    before, after = world
    assume((world[..., [0, 2, 6]].sum(axis=-2) > 0).all())
    there, back = decompose(before, after), decompose(after, before)
    for name in there:
        assert there[name] == pytest.approx(-back[name], abs=1e-9), name


def test_replicates_along_leading_axes_give_every_term_an_interval() -> None:
    rng = np.random.default_rng(8)
    by_group = np.array([PHONE, EMAIL, BOT]) * rng.gamma(5, 0.2, (2, 64, 3, 1)) * rng.gamma(50, 0.02, (2, 64, 3, 7))
    full, replicates = replicate(by_group.reshape(2, 64, 21))
    full, replicates = full.reshape(2, 3, 7), replicates.reshape(2, 64, 3, 7)
    how = plan(*full)
    terms, varied = decompose(*full, how), decompose(*replicates, how)
    assert sum(varied.values()) == pytest.approx(balance(replicates[1]) - balance(replicates[0]))
    for name, term in terms.items():
        assert varied[name].shape == (64,)
        assert jackknife(term, varied[name]).variance > 0, name


def test_a_replicate_that_loses_a_quantity_is_an_error_unless_the_plan_foresaw_it() -> None:
    before, after = np.array([PHONE, EMAIL]), np.array([PHONE, EMAIL * 1.2])
    broken = np.array([after, after])
    broken[1, 1, :2] = 0
    without = np.array([before, before])
    terms = decompose(before, after, plan(before, after))
    varied = decompose(without, broken, plan(before, after))
    with pytest.raises(SteelyardError, match="one group"):
        jackknife(terms["effectiveness"], varied["effectiveness"])
    careful = plan(without.min(axis=0), broken.min(axis=0))
    foreseen = decompose(without, broken, careful)
    assert sum(foreseen.values()) == pytest.approx(balance(broken) - balance(without))
    assert np.isfinite(
        jackknife(decompose(before, after, careful)["effectiveness"], foreseen["effectiveness"]).variance
    )


def test_without_value_there_is_no_balance_to_split() -> None:
    nothing = PHONE.copy()
    nothing[0] = 0
    assert not np.isfinite(sum(decompose(np.array([nothing]), np.array([PHONE])).values()))


def test_segments_add_up_to_their_terms() -> None:
    rng = np.random.default_rng(3)
    before, after = rng.uniform(1, 9, (2, 5, 4, 8))
    whole, by_segment = decompose(before, after), decompose_segments(before, after)
    assert by_segment["pace"].shape == (5, 4)
    for term, effect in whole.items():
        np.testing.assert_allclose(by_segment[term].sum(axis=-1), effect, atol=1e-12)
