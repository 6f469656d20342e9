from __future__ import annotations

import numpy as np
import pytest

from steelyard.simulate import Scenario
from steelyard.simulate.centre.world import CLOSES_H, OPENS_H, World, build_world, draw_local_seconds, is_closed


@pytest.fixture(scope="module")
def world(scenario: Scenario) -> World:
    return build_world(scenario, 40_000, 1)


def test_three_sites_of_four_teams_and_about_150_agents(world: World) -> None:
    assert len(world.team_names) == 12
    assert world.team_size.sum() == len(world.agents["team"]) == pytest.approx(150, abs=6)
    assert np.array_equal(np.bincount(world.agents["team"]), world.team_size)
    for first, size in zip(world.team_first, world.team_size, strict=True):
        start = world.agents["start_day"][first : first + size]
        assert np.all(np.diff(start) >= 0)
        assert start[0] < 0


def test_skill_and_speed_are_separate_traits(scenario: Scenario) -> None:
    agents = build_world(scenario, 1_000, 2).agents
    assert abs(np.corrcoef(agents["skill"], agents["speed"])[0, 1]) < 0.25
    assert agents["skill"].std() == pytest.approx(scenario.agent_skill_sd, rel=0.25)


def test_the_calendar(world: World) -> None:
    assert world.day_count == 548
    assert len(world.month_starts()) == 18
    assert np.bincount(world.month_of_days()).tolist()[:3] == [30, 31, 30]
    assert world.halves_day == 275
    assert world.exported_at == 1_790_809_200


def test_days_have_a_week_a_year_and_shocks(world: World) -> None:
    days = world.days
    weekday = (np.arange(548) + 1) % 7
    assert days["plan"][weekday == 0].mean() > 2 * days["plan"][weekday == 6].mean()
    assert days["plan"].mean() == pytest.approx(1)
    assert np.std(np.log(days["volume"] / days["plan"])) == pytest.approx(world.scenario.day_volume_sd, rel=0.15)
    december, june = days["plan"][244:275].mean(), days["plan"][61:91].mean()
    assert december > 1.08 * june


def test_the_target_ramps_up(world: World) -> None:
    haste = world.days["haste"]
    assert haste[274] == 0
    assert 0 < haste[275] < haste[290] < haste[304]
    assert haste[304] == haste[-1] == world.scenario.target.haste_share  # type: ignore[union-attr]


def test_seconds_of_the_day_keep_to_the_hours_asked_for() -> None:
    drawn = draw_local_seconds(np.random.default_rng(1), 5_000, OPENS_H, CLOSES_H)
    assert not is_closed(drawn).any()
    assert is_closed(draw_local_seconds(np.random.default_rng(1), 5_000)).mean() == pytest.approx(0.08, abs=0.015)
