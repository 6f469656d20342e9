from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.simulate import Scenario, find_scenario
from steelyard.simulate.centre.tally import Tally
from steelyard.simulate.centre.world import build_world
from steelyard.simulate.setting.house import Trait
from steelyard.simulate.truth.standard import tell_agents, tell_teams


def teams_of(scenario: Scenario) -> dict[str, dict[str, float]]:
    world = build_world(scenario, 20_000, 1)
    return tell_teams(world, Tally(world))


def test_teams_alike_are_equal_to_the_last_digit() -> None:
    """Same contacts, same luck, same agents: nothing is left to differ."""
    teams = teams_of(find_scenario("nothing-happens"))
    assert len(teams) == 12
    for name in ("solve_rate", "handle_time_s", "rating"):
        assert len({figures[name] for figures in teams.values()}) == 1


def test_a_trait_of_a_team_shows_after_mix() -> None:
    plain = find_scenario("nothing-happens")
    taught = replace(plain, traits=(Trait("Faro Digital", skill=0.5), Trait("Braga", speed=-0.2)))
    teams = teams_of(taught)
    usual = teams["Porto Phone 1"]
    assert teams["Faro Digital"]["solve_rate"] > usual["solve_rate"] + 0.05
    assert teams["Faro Digital"]["handle_time_s"] == pytest.approx(usual["handle_time_s"], rel=0.01)
    assert teams["Braga Digital"]["handle_time_s"] < 0.88 * usual["handle_time_s"]
    assert teams["Braga Digital"]["solve_rate"] == usual["solve_rate"]


def test_plants_do_not_make_a_team_better() -> None:
    scenario = find_scenario("staggered-coaching")
    assert teams_of(scenario) == teams_of(replace(scenario, initiatives=()))


def test_agents_are_those_of_the_payroll() -> None:
    world = build_world(find_scenario("steady"), 20_000, 1)
    agents = tell_agents(world)
    assert list(agents)[:2] == ["1001", "1002"]
    assert len(agents) == len(world.agents["team"])
    assert agents["1001"]["team"] == "Porto Phone 1"
    assert np.std([agent["skill"] for agent in agents.values()]) == pytest.approx(0.3, rel=0.25)
