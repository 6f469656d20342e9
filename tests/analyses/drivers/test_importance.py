"""What is carried, on cases drawn with a known truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.analyses.drivers.importance import carried, pooled_fits
from steelyard.analyses.drivers.predictors import OUTCOMES, Candidate
from steelyard.measure.models.cross_products import Moments, Term

RATING, RETENTION = OUTCOMES["rating"], OUTCOMES["retention"]
GROUPS = 64


def named(*names: str) -> list[Candidate]:
    return [Candidate(Term(name, "number"), name.title(), f"more {name}") for name in names]


def summed(
    x: np.ndarray, y: np.ndarray, stratum: np.ndarray | None = None, cut: float = 1.28, **groups: np.ndarray
) -> dict[str, Moments]:
    """What the engine would give: the sums of rows spread over groups of customers, and over others where told."""
    strata = np.zeros(len(y), dtype=int) if stratum is None else stratum
    chances = {"customers": np.arange(len(y)) % GROUPS, **groups}
    return {chance: _summed(x, y, strata, cut, group) for chance, group in chances.items()}


def _summed(x: np.ndarray, y: np.ndarray, strata: np.ndarray, cut: float, group: np.ndarray) -> Moments:
    rows = np.column_stack([np.ones(len(y)), x, y])
    cells = group, strata
    cross = np.zeros((GROUPS, strata.max() + 1, rows.shape[1], rows.shape[1]))
    np.add.at(cross, cells, rows[:, :, None] * rows[:, None, :])

    def tail(is_in: np.ndarray) -> np.ndarray:
        spread = np.zeros((*cross.shape[:2], x.shape[1], 2))
        np.add.at(spread, cells, np.stack([is_in, is_in * y[:, None]], axis=-1))
        return spread

    return Moments(cross, tail((x <= -cut).astype(float)), tail((x >= cut).astype(float)))


def test_a_planted_measure_is_found_and_noise_is_not() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(8_000, 3))
    found = carried(summed(x, 0.2 * x[:, 1] + random.normal(size=8_000)), named("a", "b", "c"), RATING)
    assert [driver.name for driver in found.drivers if driver.is_claimed] == ["b"]
    assert [driver.name for driver in found.drivers if driver.is_key] == ["b"]
    first = found.drivers[0]
    assert first.share.value == pytest.approx(1.0, abs=0.03)
    assert first.pattern == "performance"
    assert found.explained.interval is not None
    assert found.explained.interval.low < 0.04 / 1.04 < found.explained.interval.high
    assert found.kept.value == first.share.value or found.kept.value == pytest.approx(1, abs=0.03)


def test_where_nothing_goes_together_something_is_claimed_in_one_world_of_twenty_at_the_most() -> None:
    random = np.random.default_rng(2)
    names = named("a", "b", "c", "d")
    claims = 0
    for _ in range(200):
        x, y = random.normal(size=(1_280, 4)), random.random(1_280) < 0.1
        claims += any(one.is_claimed for one in carried(summed(x, y.astype(float)), names, RETENTION).drivers)
    assert claims <= 18, "one in twenty, and what chance adds to 200 worlds"


@pytest.mark.parametrize("chance", ["agents", "days"])
def test_what_agents_or_days_share_is_chance(chance: str) -> None:
    """Each has a pace and a leniency of its own, which have nothing to do with each other."""
    random = np.random.default_rng(11)
    names, worlds, size, units = named("handling", "waiting"), 100, 2_000, 30
    naive, claims = 0, 0
    for _ in range(worlds):
        unit = random.integers(0, units, size)
        pace, leniency = random.normal(size=(units, 2)), random.normal(size=units)
        x = 0.7 * pace[unit] + random.normal(size=(size, 2))
        y = 0.7 * leniency[unit] + random.normal(size=size)
        found = summed(x, y, **{chance: unit, "rows": random.integers(0, GROUPS, size)})
        naive += any(one.is_claimed for one in carried({"customers": found["customers"]}, names, RATING).drivers)
        claims += any(one.is_claimed for one in carried(found, names, RATING).drivers)
    assert naive > 0.4 * worlds, "as if nothing but customers varied"
    assert claims <= 0.08 * worlds


def test_shares_are_covered_where_agents_work_differently() -> None:
    """What carries half of it is the agents' own doing: their handling and their tone, drawn alike."""
    random = np.random.default_rng(12)
    held, size = 0, 3_000
    for _ in range(60):
        agent = random.integers(0, 60, size)
        x = random.normal(size=(60, 2))[agent] + 0.2 * random.normal(size=(size, 2))
        y = 0.5 * x.sum(axis=1) + random.normal(size=60)[agent] + random.normal(size=size)
        found = summed(x, y, agents=agent, rows=random.integers(0, GROUPS, size))
        limits = carried(found, named("a", "b"), RATING).drivers[0].share.interval
        assert limits is not None
        assert limits.chances == ("customers", "agents")
        held += limits.low <= 0.5 <= limits.high
    assert held >= 52


def test_a_single_agent_is_no_chance_and_a_single_day_leaves_no_number() -> None:
    random = np.random.default_rng(13)
    x = random.normal(size=(2_000, 1))
    y, one = x[:, 0] + random.normal(size=2_000), np.zeros(2_000, dtype=int)
    rows = random.integers(0, GROUPS, 2_000)
    driver = carried(summed(x, y, agents=one, rows=rows), named("x"), RATING).drivers[0]
    assert driver.is_claimed
    assert driver.effect.interval is not None
    assert driver.effect.interval.chances == ("customers",)
    untold = carried(summed(x, y, days=one, rows=rows), named("x"), RATING)
    assert not untold.drivers[0].is_claimed
    assert untold.explained.value is None


def test_the_kind_of_case_is_held_equal() -> None:
    """Hard cases wait longer and rate lower; within each kind waiting changes nothing."""
    random = np.random.default_rng(3)
    kind = random.integers(0, 2, 6_000)
    x = (random.normal(size=6_000) + 2 * kind)[:, None]
    y = 0.5 * kind + random.normal(size=6_000)
    pooled = carried(summed(x, y), named("wait"), RATING)
    held = carried(summed(x, y, kind), named("wait"), RATING)
    assert pooled.drivers[0].is_claimed
    assert not held.drivers[0].is_claimed
    assert held.drivers[0].pattern == ""


def test_shares_are_covered_by_their_intervals() -> None:
    """Two measures that correlate and count alike: each carries half."""
    random = np.random.default_rng(4)
    held = 0
    for _ in range(100):
        common = random.normal(size=2_560)
        x = common[:, None] + random.normal(size=(2_560, 2))
        y = 0.3 * x.sum(axis=1) + random.normal(size=2_560)
        limits = carried(summed(x, y), named("a", "b"), RATING).drivers[0].share.interval
        assert limits is not None
        held += limits.low <= 0.5 <= limits.high
    assert held >= 88


def test_what_only_hurts_when_bad_is_a_must() -> None:
    random = np.random.default_rng(5)
    x = random.normal(size=(12_000, 1))
    y = np.where(x[:, 0] < -1.28, -0.5, 0.0) + random.normal(size=12_000)
    must = carried(summed(x, y), named("x"), RATING).drivers[0]
    assert must.pattern == "must-be"
    assert must.penalty.value == pytest.approx(50, abs=12)
    turned = carried(summed(-x, y), named("x"), RATING).drivers[0]
    assert turned.pattern == "must-be", "whichever end is the bad one"
    brings = carried(summed(x, -y), named("x"), RATING).drivers[0]
    assert brings.pattern == "attractive"


def test_the_best_in_between_is_said() -> None:
    random = np.random.default_rng(6)
    x = random.normal(size=(12_000, 1))
    y = -np.abs(x[:, 0]) + 0.3 * x[:, 0] + random.normal(size=12_000)
    assert carried(summed(x, y), named("x"), RATING).drivers[0].pattern == "in between"


def test_departures_are_turned_into_staying() -> None:
    random = np.random.default_rng(7)
    x = random.normal(size=(6_000, 1))
    left = (random.random(6_000) < np.where(x[:, 0] > 0, 0.2, 0.1)).astype(float)
    driver = carried(summed(x, left), named("wait"), RETENTION).drivers[0]
    assert driver.effect.value == pytest.approx(-0.1, abs=0.05)
    assert driver.effect.unit == "share"


def test_twins_are_named() -> None:
    random = np.random.default_rng(8)
    x = random.normal(size=(2_000, 1)) + 0.1 * random.normal(size=(2_000, 2))
    found = carried(summed(x, x[:, 0] + random.normal(size=2_000)), named("a", "b"), RATING)
    ((one, other, correlation),) = found.alike
    assert (one.title, other.title) == ("A", "B")
    assert correlation > 0.95


def test_what_each_explains_alone() -> None:
    random = np.random.default_rng(9)
    x = random.normal(size=(1_000, 3))
    y = x[:, 0] - x[:, 2] + random.normal(size=1_000)
    fits = pooled_fits(summed(x, y)["customers"])
    assert fits == pytest.approx([np.corrcoef(x[:, place], y)[0, 1] ** 2 for place in range(3)])


def test_answers_of_one_mood_are_named() -> None:
    random = np.random.default_rng(10)
    mood = random.normal(size=2_000)
    x = mood[:, None] + 0.8 * random.normal(size=(2_000, 3))
    asked = [replace(one, is_asked=True) for one in named("a", "b", "c")]
    y = mood + random.normal(size=2_000)
    assert [one.title for one in carried(summed(x, y), asked, RATING).halo] == ["A", "B", "C"]
    apart = random.normal(size=(2_000, 3))
    assert carried(summed(apart, y), asked, RATING).halo == ()
    assert carried(summed(x, y), named("a", "b", "c"), RATING).halo == (), "measured, not said"
