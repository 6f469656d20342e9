"""Joint movements from identities made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.analyses.attribution.attribution import attribute, part_of, ratio_change
from steelyard.analyses.attribution.joint_change import Movement, Sides, _claimed, move, sides_of
from steelyard.measure import Identity
from steelyard.stats.comparison.joint_outcomes import SECTORS

GROUPS = 64
BASE = np.array([400.0, 600.0, 1000.0, 1250.0, 200.0, 300.0, 6000.0])
"""V, R, I, C, H, P, M of one segment before."""


def after(**factors: float) -> np.ndarray:
    """The same issues later, each factor multiplied: the quantities below it in the chain follow."""
    get = {
        name: factors.get(name, 1.0)
        for name in ("experience", "effectiveness", "onceness", "pace", "capacity", "price")
    }
    issues = BASE[2]
    resolved = BASE[1] * get["effectiveness"]
    value = BASE[0] / BASE[1] * resolved * get["experience"]
    contacts = BASE[3] / get["onceness"]
    hours = BASE[4] / BASE[3] * contacts / get["pace"]
    paid = BASE[5] / BASE[4] * hours / get["capacity"]
    return np.array([value, resolved, issues, contacts, hours, paid, BASE[6] / BASE[5] * paid / get["price"]])


def identity(sides: dict[str, np.ndarray], noise: float = 0.0) -> Identity:
    """A segment a part; without each group later value and hours move by `noise` up or down, as if groups differed."""
    before, later = np.array([BASE] * len(sides)), np.array(list(sides.values()))
    signs = np.resize([1.0, -1.0], GROUPS)
    rest = 1 - 1 / GROUPS
    without = np.repeat(rest * later[None], GROUPS, axis=0)
    without[..., 0] *= np.exp(noise * signs)[:, None]
    without[..., 4:7] *= np.exp(noise / 10 * np.resize([1.0, 1.0, -1.0, -1.0], GROUPS))[:, None, None]
    rows = (np.repeat(rest * before[None], GROUPS, axis=0), without, np.ones(GROUPS, dtype=bool))
    names = tuple((name, "human") for name in sides)
    return Identity(("site", "handled_by"), names, before, later, {"customers": rows}, np.full((len(sides), 2), 500.0))


def moved(noise: float = 1e-4, **factors: float) -> Movement:
    return move(attribute(identity({"Porto": after(**factors)}, noise)))


@pytest.mark.parametrize(
    ("factors", "outcome"),
    [
        ({"pace": 1.1, "experience": 1.1}, "true_gain"),
        ({"pace": 1.1}, "saving"),
        ({"pace": 1.2, "effectiveness": 0.95}, "saving"),
        ({"effectiveness": 1.1}, "improvement"),
        ({"pace": 0.9, "experience": 1.2}, "investment"),
        ({"pace": 0.9}, "over_service"),
        ({"pace": 0.8, "experience": 1.1}, "over_service"),
        ({"pace": 1.1, "onceness": 0.8}, "false_economy"),
        ({"pace": 1.1, "onceness": 1 / 1.1}, "false_economy"),
        ({"price": 0.9, "experience": 0.9}, "decline"),
        ({"effectiveness": 0.9}, "decline"),
        ({"pace": 1.002, "experience": 0.998}, None),
    ],
)  # fmt: skip
def test_every_outcome_has_its_name(factors: dict[str, float], outcome: str | None) -> None:
    """Cost and balance decide; where customers lost what was saved, the saving is not shown to pay."""
    found = moved(noise=4e-4, **factors)
    assert found.outcome == outcome
    assert sum(found.probabilities.values()) == pytest.approx(1.0)
    if outcome is not None:
        assert found.certainty >= 0.95


def test_what_cannot_vary_is_not_sure() -> None:
    """Value that no group moves has no sampling error that could be told: nothing is claimed, however large it is."""
    found = identity({"Porto": after(pace=1.3, experience=0.6)})
    movement = move(attribute(found))
    assert movement.outcome is None
    assert np.isnan(movement.certainty)
    assert np.isnan(movement.p_value)
    assert not movement.has_lost(0.95)


def test_a_replicate_that_loses_everything_leaves_the_outcome_open() -> None:
    """All value of the later side stands in one group: how far it varies is not known, which is not zero."""
    found = identity({"Porto": after(pace=1.3, experience=0.6)}, 1e-3)
    before, later, held = found.replicates["customers"]
    later = later.copy()
    later[0, 0, :2] = 0.0
    movement = move(attribute(replace(found, replicates={"customers": (before, later, held)})))
    assert movement.outcome is None
    assert movement.customers.interval is None or not movement.is_customers_claimed


def test_parts_are_tested_at_their_share_of_the_level() -> None:
    split = attribute(identity({"Porto": after(pace=1.1)}, 4e-3))
    movement = move(split)
    assert movement.p_value < 0.05
    assert move(split, alpha=movement.p_value / 2).outcome is None
    assert move(split, alpha=movement.p_value * 2).outcome == "saving"


def test_sizes_by_hand() -> None:
    found = moved(pace=1.25, experience=0.8, onceness=0.9)
    assert found.efficiency.value == pytest.approx(np.log(1.25))
    assert found.customers.value == pytest.approx(np.log(0.8 * 0.9))
    assert found.balance.value == pytest.approx(np.log(1.25 * 0.8 * 0.9))
    cost = after(pace=1.25, onceness=0.9)[6]
    assert found.lost.value == pytest.approx(cost * (1 / (0.8 * 0.9) - 1))
    assert found.saved.value == pytest.approx(cost * 0.25)
    hours = after(pace=1.25, onceness=0.9)[4]
    assert found.exchange.value == pytest.approx(BASE[0] * 0.8 * (1 / 0.8 - 1) / (hours * 0.25))
    assert found.exchange.interval is not None


def test_what_chance_could_have_made_is_not_claimed() -> None:
    found = moved(noise=0.02, experience=0.9)
    assert found.outcome is None
    assert not found.is_customers_claimed
    assert not found.is_efficiency_claimed


def test_without_hours_saved_there_is_no_rate_of_exchange() -> None:
    assert moved(experience=0.9).exchange.value is None


def test_a_part_by_itself() -> None:
    found = identity({"Porto": after(pace=1.2, experience=0.7), "Braga": after()}, 1e-4)
    porto, braga = (move(attribute(part_of(found, "site", name)), name) for name in ("Porto", "Braga"))
    assert porto.outcome == "false_economy"
    assert porto.customers.value == pytest.approx(np.log(0.7))
    assert braga.outcome is None


def with_bots(marked: float) -> Identity:
    """People as before; a bot takes half as many issues again at a tenth of the cost, so many of them marked solved."""
    people, bot = np.zeros(13), np.zeros(13)
    people[:7], people[7] = BASE, BASE[6]
    bot[[2, 3, 6, 10]] = [500, 500, 300, 300]
    unmarked = 500 - marked
    bot[:2] = np.array([400 / 600, 1]) * (marked + unmarked / 2)
    bot[11:] = np.array([400 / 600, 1]) * unmarked
    before, after_ = np.array([people, np.zeros(13)]), np.array([people, bot])
    noise = 1 + 1e-3 * np.random.default_rng(2).standard_normal((GROUPS, 2, 2, 1))
    left = [side[None] * (1 - noise[:, :, place] / GROUPS) for place, side in enumerate((before, after_))]
    rows = (*left, np.ones(GROUPS, dtype=bool))
    names = (("x", "human"), ("x", "bot"))
    return Identity(("family", "handled_by"), names, before, after_, {"customers": rows}, np.full((2, 2), 500.0))


def test_what_a_bot_may_have_solved_is_bounds() -> None:
    """Of its 500 issues 50 are marked solved: 650 to 1,100 of 1,500 were, 43 to 73% against 60% before."""
    found = move(attribute(with_bots(50)))
    low, high = np.log(650 / 1500 / 0.6), np.log(1100 / 1500 / 0.6)
    assert found.customers.bounds == pytest.approx((low, high))
    assert found.customers.interval is not None
    assert found.customers.interval.low < low < high < found.customers.interval.high
    assert not found.is_customers_claimed
    assert found.is_efficiency_claimed, "what it costs is known"
    assert found.outcome == "saving", (
        "the balance rose even if it solved nothing more: 650 for 6,300 against 600 for 6,000"
    )


def test_a_bot_whose_issues_are_marked_is_known() -> None:
    found = move(attribute(with_bots(500)))
    assert found.customers.bounds is None
    assert found.customers.value == pytest.approx(np.log(1100 / 1500 / 0.6))
    assert found.outcome == "true_gain"


def test_the_cost_of_handling_is_not_the_cost_per_contact() -> None:
    """6,000 for 1,000 issues in 1,250 contacts; with the bot 6,300 for 1,500 in 1,750: 4.2 an issue, 3.6 a contact."""
    split = attribute(with_bots(500))
    assert move(split).efficiency.value == pytest.approx(np.log(6 / 4.2))
    assert ratio_change(split.found, "cost_per_contact", 6, 3).value == pytest.approx(np.log(3.6 / 4.8))


def lost_but_made_up(probability: float) -> dict[str, float]:
    """Customers surely lost, and the balance rose with that probability all the same."""
    return {**dict.fromkeys(SECTORS, 0.0), "saving": probability, "false_economy": 1 - probability}


@pytest.mark.parametrize(
    ("alpha", "probability", "outcome"),
    [(0.05, 0.96, "saving"), (0.01, 0.96, "false_economy"), (0.01, 0.995, "saving"), (0.05, 0.5, "false_economy")],
)
def test_what_customers_surely_lost_is_excused_only_at_the_level_of_all_parts(
    alpha: float, probability: float, outcome: str
) -> None:
    """One of many parts soon shows a balance that rose: what excuses a sure loss must hold among all of them."""
    assert _claimed(alpha, lost_but_made_up(probability))[0] == outcome
    assert _claimed(alpha, lost_but_made_up(1.0), lost_but_made_up(probability))[0] == outcome


def test_a_saving_that_cost_customers_nothing_surely_needs_no_excuse() -> None:
    open_ = {**dict.fromkeys(SECTORS, 0.0), "true_gain": 0.4, "saving": 0.56, "false_economy": 0.04}
    assert _claimed(0.01, open_)[0] == "saving"


def test_the_balance_varies_as_its_two_sides_together() -> None:
    """Days that are alike in the sum alone do not raise its variance beyond what the sides can make together."""
    rng = np.random.default_rng(5)
    found = identity({"Porto": after(pace=1.05, experience=0.97)}, 4e-3)
    before, later, held = found.replicates["customers"]
    tie = np.cumsum(rng.standard_normal(GROUPS)) * 2e-4
    days = later.copy()
    days[..., 0] *= np.exp(tie + 2e-4 * rng.standard_normal(GROUPS))[:, None]
    days[..., 4:7] *= np.exp(2e-4 * rng.standard_normal(GROUPS))[:, None, None]
    rows = {"customers": (before, later, held), "days": (before, days, held), "rows": (before, later, held)}
    sides: Sides = sides_of(attribute(replace(found, replicates=rows)))
    first, second, total = np.sqrt(sides.spread.variance)
    assert abs(sides.correlation) < 1
    assert abs(first - second) <= total <= first + second
    movement = move(attribute(replace(found, replicates=rows)))
    assert movement.joint.correlation == sides.correlation
