from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steelyard.simulate import Scenario
from steelyard.simulate.centre.arrivals import draw_new_issues
from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.handling import handle_contacts
from steelyard.simulate.centre.world import World, build_world
from steelyard.simulate.setting.scenario import BOT, EMAIL, PHONE, Target


def handle(world: World) -> Columns:
    arrivals = draw_new_issues(world, np.random.default_rng(1), 0, 14, 1)
    calm, agents, customers = np.ones(3), np.zeros(len(world.agents["team"])), np.zeros(len(world.customers["site"]))
    return handle_contacts(world, np.random.default_rng(2), arrivals, calm, agents, customers)


def with_haste(scenario: Scenario, share: float) -> World:
    target = Target("Porto", scenario.begins_on, share, ramp_days=1)
    return build_world(replace(scenario, target=target), 300_000, 1)


@pytest.fixture(scope="module")
def calm(scenario: Scenario) -> Columns:
    return handle(with_haste(scenario, 0.0))


@pytest.fixture(scope="module")
def hasty(scenario: Scenario) -> Columns:
    return handle(with_haste(scenario, 0.3))


def rate(contacts: Columns, name: str, site: int) -> float:
    return float(contacts[name][(contacts["agent"] >= 0) & (contacts["site"] == site)].mean())


def test_less_time_than_a_case_needs_solves_less_and_transfers_more(calm: Columns, hasty: Columns) -> None:
    assert rate(hasty, "talk_s", 0) < 0.8 * rate(calm, "talk_s", 0)
    assert rate(hasty, "is_solved", 0) < rate(calm, "is_solved", 0) - 0.08
    assert rate(hasty, "transfers", 0) > 1.3 * rate(calm, "transfers", 0)
    assert rate(hasty, "score", 0) < rate(calm, "score", 0) - 0.1
    for name in ("talk_s", "is_solved", "transfers"):
        assert rate(hasty, name, 1) == rate(calm, name, 1)


def test_long_cases_are_cut_more(calm: Columns, hasty: Columns) -> None:
    worked = (hasty["site"] == 0) & (hasty["agent"] >= 0)
    assert np.corrcoef(hasty["cut"][worked], calm["talk_s"][worked])[0, 1] > 0.3


def test_a_fast_agent_does_not_solve_less(scenario: Scenario) -> None:
    world = build_world(replace(scenario, target=None, agent_speed_sd=0.6, agent_skill_sd=0.0), 300_000, 1)
    contacts = handle(world)
    fast = world.agents["speed"][contacts["agent"]] < 0
    worked = contacts["agent"] >= 0
    solved = [contacts["is_solved"][worked & part].mean() for part in (fast, ~fast)]
    assert contacts["talk_s"][worked & fast].mean() < 0.6 * contacts["talk_s"][worked & ~fast].mean()
    assert solved[0] == pytest.approx(solved[1], abs=0.03)


def test_what_a_contact_may_and_may_not_have(calm: Columns) -> None:
    abandoned, channel = calm["is_abandoned"], calm["channel"]
    assert 0.05 < abandoned[channel == PHONE].mean() < 0.2
    assert not abandoned[(channel == BOT) | (channel == EMAIL)].any()
    for name in ("talk_s", "hold_s", "wrap_s", "transfers", "reopens"):
        assert not calm[name][abandoned].any(), name
        assert not calm[name][channel == BOT].any(), name
    assert not (calm["is_solved"] & abandoned).any()
    assert not (calm["is_marked"] & abandoned).any()
    assert not (calm["handed_over"] & (calm["is_solved"] | (channel != BOT))).any()
    assert np.isin(calm["score"], [1, 2, 3, 4, 5]).all()
    assert calm["is_identified"][channel != PHONE].all()


def test_unmarked_does_not_mean_unsolved_nor_the_reverse(calm: Columns) -> None:
    worked = calm["agent"] >= 0
    marked, solved = calm["is_marked"][worked], calm["is_solved"][worked]
    assert marked[solved].mean() == pytest.approx(0.94, abs=0.02)
    assert marked[~solved].mean() == pytest.approx(0.55, abs=0.04)


def test_the_target_is_silent_before_its_day(scenario: Scenario) -> None:
    later = replace(scenario, target=Target("Porto", date(2026, 1, 1), 0.3))
    assert not handle(build_world(later, 100_000, 1))["cut"].any()
