from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.stats.reference import case

from steelyard.errors import SteelyardError
from steelyard.stats.economics.lmdi import decompose, decompose_segments, log_mean, plan
from steelyard.stats.sampling.jackknife import jackknife, replicate

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
    """The example has value and cost per issue of each type; what lies between is set to one."""
    inputs = case(shared, "index_numbers", "service_productivity_worked_a")
    expected = inputs["expected"]["decomposition_provider"]
    terms = decompose(*(_quantities(rows) for rows in _periods(inputs)))
    found = {"effectiveness": terms["experience"] + terms["effectiveness"], "mix": terms["mix"]}
    found["efficiency"] = sum(terms[name] for name in ("onceness", "pace", "capacity", "price"))
    for name, term in found.items():
        assert term == pytest.approx(expected[name], abs=1e-9), name
    assert sum(found.values()) == pytest.approx(expected["log_change"], abs=1e-9)


def _periods(inputs: dict) -> list[list[dict]]:
    return [inputs["inputs"]["period0"], inputs["inputs"]["period1"]]


def _quantities(rows: list[dict]) -> np.ndarray:
    found = []
    for row in rows:
        n, cost = row["n"], row["n"] * row["cost"]
        resolved = n * row["resolved"]
        found.append([resolved * row["value"], resolved, n, n, n, n, cost])
    return np.array(found, dtype=float)


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


def parts(world: np.ndarray, labour: float, technology: float, field: float = 0.0) -> np.ndarray:
    """Each segment with so much of its cost in each part; a segment without hours keeps all in other cost."""
    shares = np.where(world[:, 4:5] > 0, [[labour, technology, field, 1 - labour - technology - field]], [[0, 0, 0, 1]])
    return np.concatenate([world, world[:, 6:7] * shares], axis=1)


def test_a_constant_cost_of_a_contact_has_no_effect_of_its_own() -> None:
    """Handling a third faster; labour 4,320 to 2,880, technology 1.50 for each of 900 contacts throughout."""
    before = np.array([[400.0, 500, 700, 900, 150, 200, 5670, 4320, 1350, 0, 0]])
    after = np.array([[400.0, 500, 700, 900, 100, 133.3333333333, 4230, 2880, 1350, 0, 0]])
    terms = decompose(before, after)
    assert terms["technology"] == pytest.approx(0, abs=1e-12)
    assert terms["pace"] == pytest.approx(np.log(5670 / 4230)), "labour alone moved, so all of it is pace"
    assert terms["price"] == pytest.approx(0, abs=1e-9)


def test_parts_of_cost_that_move_together_split_by_their_size() -> None:
    """Labour 6,000 to 6,300 by price, field 600 to 1,200: weights L(6300, 6000) and L(1200, 600) over L(7500, 6600)."""
    before = np.array([[400.0, 500, 700, 900, 150, 200, 6600, 6000, 0, 600, 0]])
    after = np.array([[400.0, 500, 700, 900, 150, 200, 7500, 6300, 0, 1200, 0]])
    terms = decompose(before, after)
    scale = 900 / np.log(7500 / 6600)
    assert terms["price"] == pytest.approx(-300 / scale)
    assert terms["field"] == pytest.approx(-600 / scale)
    assert terms["price"] + terms["field"] == pytest.approx(np.log(6600 / 7500))


def test_a_part_of_cost_in_one_period_alone_is_its_own_term() -> None:
    before, after = parts(np.array([PHONE, EMAIL]), 1.0, 0.0), parts(np.array([PHONE, EMAIL]), 1.0, 0.0)
    after[0, [6, 8]] += 900
    terms = decompose(before, after)
    assert terms.pop("technology") == pytest.approx(np.log(9000 / 9900))
    assert all(abs(float(other)) < 1e-12 for other in terms.values())


CELLS = np.array([0, 0, 1])
"""Phone and email are ways of one kind of issue; the bot's issues are another kind."""


def test_a_shift_between_ways_is_no_mix() -> None:
    """Of 1,000 issues of one kind 300 went by email, 600 do: value 400/700 against 100/300 each, cost 60/7 against 10.

    Per issue the value falls from 0.5 to 0.4 x 400/700 + 0.6 x 100/300 = 0.42857, the cost rises from 9 to 9.42857.
    """
    before = np.array([PHONE, EMAIL])
    after = before * np.array([[4 / 7], [2.0]])
    terms = decompose(before, after, plan(before, after, np.array([0, 0])))
    assert terms.pop("handled_value") == pytest.approx(np.log(0.428571428571 / 0.5))
    assert terms.pop("handled_cost") == pytest.approx(-np.log(9.428571428571 / 9))
    assert all(abs(float(other)) < 1e-12 for other in terms.values())


def test_ways_that_are_alike_move_nothing_whatever_the_mix_does() -> None:
    before = np.array([PHONE, PHONE * 0.3, BOT])
    after = np.array([PHONE * 0.2, PHONE * 1.7, BOT * 0.4])
    terms = decompose(before, after, plan(before, after, CELLS))
    assert terms.pop("mix") == pytest.approx(balance(after) - balance(before))
    assert all(abs(float(other)) < 1e-12 for other in terms.values())


def test_the_mix_is_the_same_however_finely_ways_are_told_apart() -> None:
    rng = np.random.default_rng(5)
    before, after = rng.uniform(1, 9, (2, 6, 11))
    before[:, 6], after[:, 6] = before[:, 7:].sum(axis=1), after[:, 7:].sum(axis=1)
    fine = decompose(before, after, plan(before, after, np.repeat([0, 1, 2], 2)))
    coarse = decompose(*(side.reshape(3, 2, 11).sum(axis=1) for side in (before, after)))
    assert fine["mix"] == pytest.approx(float(coarse["mix"]))
    assert abs(fine["handled_value"]) > 0.01


def test_a_way_absent_in_a_period_is_handled_otherwise() -> None:
    """A bot takes 400 of 1,100 issues of one kind: all of it is the way, none of it the mix."""
    before, after = np.array([PHONE * 11 / 7, ABSENT]), np.array([PHONE, BOT])
    terms = decompose(before, after, plan(before, after, np.array([0, 0])))
    assert terms.pop("handled_value") == pytest.approx(np.log(450 / (400 * 11 / 7)))
    assert terms.pop("handled_cost") == pytest.approx(-np.log(6090 / (6000 * 11 / 7)))
    assert all(abs(float(other)) < 1e-12 for other in terms.values())


def test_a_way_that_a_replicate_empties_on_both_sides_brings_nothing_there() -> None:
    before, after = np.array([PHONE, EMAIL]), np.array([PHONE, EMAIL * 1.2])
    how = plan(before, after, np.array([0, 0]))
    varied = decompose(np.array([before, [PHONE, ABSENT]]), np.array([after, [PHONE, ABSENT]]), how)
    assert np.isfinite(sum(varied.values())).all()
    broken = decompose(np.array([before, before]), np.array([after, [PHONE, ABSENT]]), how)
    assert not np.isfinite(sum(broken.values())[1]), "on one side alone nothing can be said of it"


def worlds(width: int) -> st.SearchStrategy[np.ndarray]:
    amounts = st.one_of(st.just(0.0), st.floats(1e-3, 1e5))
    return arrays(float, (2, 4, width), elements=amounts).map(_adding_up)


def _adding_up(world: np.ndarray) -> np.ndarray:
    """Cost as the sum of its parts; quantities need issues to belong to."""
    if world.shape[-1] > 7:
        world[..., 6] = world[..., 7:].sum(axis=-1)
    return world * (world[..., 2:3] > 0)


@given(worlds(7) | worlds(11), st.sampled_from([(0, 1, 2, 3), (0, 0, 1, 1), (0, 1, 0, 1), (0, 0, 0, 0)]))
def test_the_terms_add_up_whatever_is_missing(world: np.ndarray, cells: tuple[int, ...]) -> None:
    before, after = world
    assume((world[..., [0, 2, 6]].sum(axis=-2) > 0).all())
    terms = decompose(before, after, plan(before, after, np.array(cells)))
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
        if name not in ("technology", "field", "other", "handled_value", "handled_cost"):
            assert jackknife(term, varied[name]).variance > 0, name


def test_a_replicate_that_loses_a_quantity_is_an_error() -> None:
    before, after = np.array([PHONE, EMAIL]), np.array([PHONE, EMAIL * 1.2])
    broken = np.array([after, after])
    broken[1, 1, :2] = 0
    without = np.array([before, before])
    terms = decompose(before, after, plan(before, after))
    varied = decompose(without, broken, plan(before, after))
    with pytest.raises(SteelyardError, match="one group"):
        jackknife(terms["effectiveness"], varied["effectiveness"])


def test_without_value_there_is_no_balance_to_split() -> None:
    nothing = PHONE.copy()
    nothing[0] = 0
    assert not np.isfinite(sum(decompose(np.array([nothing]), np.array([PHONE])).values()))


def test_segments_add_up_to_their_terms() -> None:
    rng = np.random.default_rng(3)
    before, after = rng.uniform(1, 9, (2, 5, 4, 7))
    whole, by_segment = decompose(before, after), decompose_segments(before, after)
    assert by_segment["pace"].shape == (5, 4)
    for term, effect in whole.items():
        np.testing.assert_allclose(by_segment[term].sum(axis=-1), effect, atol=1e-12)
