"""What factors and parts brought: exact sums, parts that add up, intervals that know their groups."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from steelyard.analyses.attribution.attribution import Attribution, alone, attribute, difference
from steelyard.analyses.attribution.joint_change import move
from steelyard.measure import Identity

GROUPS = 16


def identity(after_hours: float = 1.0, hurt: float = 1.0, noise: float = 0.01) -> Identity:
    """Two sites, human only: V, R, I, C, H, P, M and its parts; B's hours and value are scaled later."""
    rng = np.random.default_rng(1)
    base = np.array([[80.0, 90, 100, 130, 20, 25, 600, 500, 100, 0, 0]] * 2)
    after = base.copy()
    after[1, [4, 5, 7]] *= after_hours
    after[1, 6] = after[1, 7:].sum()
    after[1, [0, 1]] *= hurt

    def without(side: np.ndarray) -> np.ndarray:
        parts = side[None] / GROUPS * (1 + noise * rng.standard_normal((GROUPS, 2, 11)))
        parts[..., 6] = parts[..., 7:].sum(axis=-1)
        return side[None] - parts

    present = np.ones(GROUPS, dtype=bool)
    replicates = {"customers": (without(base), without(after), present)}
    segments = (("A", "human"), ("B", "human"))
    return Identity(("site", "handled_by"), segments, base, after, replicates, np.full((2, 2), 40.0))


def total(found: Attribution) -> float:
    return found.effect(found.factors).value or 0.0


def test_the_terms_add_up_to_the_change_of_the_balance() -> None:
    found = identity(after_hours=0.8, hurt=0.7)
    split = attribute(found)
    levels = [side[:, 0].sum() / side[:, 6].sum() for side in (found.before, found.after)]
    assert total(split) == pytest.approx(math.log(levels[1] / levels[0]), abs=1e-12)
    assert sum(split.effect((name,)).value or 0.0 for name in split.factors) == pytest.approx(total(split), abs=1e-12)


def test_parts_add_up_to_their_factor_and_lie_where_the_change_is() -> None:
    split = attribute(identity(after_hours=0.8, hurt=0.7))
    effects = {name: split.effect(("effectiveness",), split.segments_of("site", name)) for name in ("A", "B")}
    assert effects["A"].value == pytest.approx(0.0, abs=1e-12)
    assert effects["B"].value == pytest.approx(split.effect(("effectiveness",)).value, abs=1e-12)
    assert split.part_names("site") == ("A", "B")


def test_faster_handling_raises_pace_and_nothing_else() -> None:
    split = attribute(identity(after_hours=0.8))
    assert split.effect(("pace",)).value == pytest.approx(math.log(1200 / 1100)), "labour of B: 500 to 400 of 1,200"
    for name in ("experience", "effectiveness", "onceness", "capacity", "price", "technology", "mix"):
        assert split.effect((name,)).value == pytest.approx(0.0, abs=1e-9)


def test_intervals_hold_the_effect_and_widen_with_the_noise() -> None:
    calm, loud = (attribute(identity(hurt=0.7, noise=noise)).effect(("effectiveness",)) for noise in (0.01, 0.05))
    for effect in (calm, loud):
        assert effect.interval is not None
        assert effect.interval.low < (effect.value or 0.0) < effect.interval.high
    assert calm.interval is not None
    assert loud.interval is not None
    assert loud.interval.high - loud.interval.low > 2 * (calm.interval.high - calm.interval.low)


def test_without_cost_there_is_no_balance_but_its_factors_stand_alone() -> None:
    known = identity(after_hours=0.8)
    costless = replace(
        known,
        before=known.before[:, :7] * [1, 1, 1, 1, 1, 0, 0],
        after=known.after[:, :7] * [1, 1, 1, 1, 1, 0, 0],
        replicates={
            chance: (a[..., :7] * [1, 1, 1, 1, 1, 0, 0], b[..., :7] * [1, 1, 1, 1, 1, 0, 0], present)
            for chance, (a, b, present) in known.replicates.items()
        },
    )
    assert not attribute(costless).is_defined
    found = dict(alone(costless))
    assert set(found) == {"experience", "effectiveness", "onceness", "pace"}
    assert found["pace"].value == pytest.approx(math.log(40 / 36))


def test_two_splits_of_the_same_data_differ_by_nothing() -> None:
    split = attribute(identity(hurt=0.9))
    assert difference(split, split, "who_answered").value == 0.0


def test_five_rated_issues_are_too_few_for_a_number_and_say_so() -> None:
    """Cost needs no rating: pace keeps its number, with the issues it rests on."""
    split = attribute(replace(identity(after_hours=0.8, hurt=0.1), answers=np.array([[40.0, 2], [40.0, 3]])))
    whole, felt, pace = (split.effect(terms) for terms in (split.factors, ("experience",), ("pace",)))
    for effect in (whole, felt):
        assert effect.value is None
        assert effect.n == 5
        assert [caveat.id for caveat in effect.caveats] == ["too_few"]
    assert pace.value is not None
    assert (pace.n, pace.n_unit) == (200, "issues")


def test_under_thirty_is_indicative() -> None:
    split = attribute(replace(identity(hurt=0.9), answers=np.array([[40.0, 12], [40.0, 13]])))
    effect = split.effect(split.factors)
    assert effect.n == 25
    assert [caveat.id for caveat in effect.caveats] == ["indicative"]


def test_a_place_of_one_agent_cannot_be_told_and_is_never_no_change() -> None:
    """Cost halved and solved fell from 85 to 45%, where one agent works: nobody knows what another would do."""
    before = np.array([[68.0, 85, 100, 130, 20, 25, 600, 500, 100, 0, 0]])
    after = np.array([[36.0, 45, 100, 130, 10, 12.5, 300, 250, 50, 0, 0]])
    customers = tuple(side[None] * (1 - 1 / GROUPS) * np.ones((GROUPS, 1, 1)) for side in (before, after))
    only = np.eye(GROUPS, dtype=bool)[0]
    agent = tuple(side[None] * ~only[:, None, None] for side in (before, after))
    everyone = np.ones(GROUPS, dtype=bool)
    rows = {"customers": (*customers, everyone), "agents": (*agent, only), "rows": (*customers, everyone)}
    found = Identity(("site", "handled_by"), (("A", "human"),), before, after, rows, np.array([[40.0, 40.0]]))
    split = attribute(found)
    assert split.effects["mix"].sum() == pytest.approx(0.0), "nothing is booked to the mix"
    assert split.effect(("effectiveness",)).value == pytest.approx(math.log(45 / 85))
    for terms in (("effectiveness",), ("pace",), ("mix",), split.factors):
        assert split.effect(terms).interval is None, terms
    assert move(split).outcome is None


def test_a_segment_of_one_agent_is_not_booked_to_the_mix() -> None:
    """Site B is one agent: its fall is its own term, and no more sure than one agent makes it."""
    found = identity(hurt=0.5)
    rest = [side.copy() for side in found.replicates["customers"][:2]]
    rows = {"customers": found.replicates["customers"]}
    one = np.repeat(found.before[None], GROUPS, axis=0), np.repeat(found.after[None], GROUPS, axis=0)
    for side, whole in zip(one, (found.before, found.after), strict=True):
        side[:, 0] = whole[0] * (1 - 1 / (GROUPS - 1))
        side[-1, 0] = whole[0]
        side[-1, 1] = 0.0
    rows |= {"agents": (*one, np.ones(GROUPS, dtype=bool)), "rows": (*rest, np.ones(GROUPS, dtype=bool))}
    split = attribute(replace(found, replicates=rows, kept=("site",)))
    hit = split.effect(("effectiveness",), split.segments_of("site", "B"))
    assert hit.value is not None
    assert hit.value < -0.2
    assert hit.interval is None or hit.interval.low < 0 < hit.interval.high
    mix = split.effect(("mix",))
    assert mix.value == pytest.approx(0.0, abs=1e-12)
