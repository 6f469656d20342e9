"""How good the agents and teams really are: every team given the same contacts, with the same luck."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steelyard.simulate.centre.arrivals import draw_new_issues
from steelyard.simulate.centre.columns import Columns, count_rows, take
from steelyard.simulate.centre.draws import RowDraws
from steelyard.simulate.centre.handling import handle_contacts
from steelyard.simulate.centre.tally import Tally
from steelyard.simulate.centre.world import FIRST_AGENT, World
from steelyard.simulate.setting.house import TEAMS, Route
from steelyard.simulate.setting.scenario import BOT

SAMPLE = 8_000
"""Contacts each team is given."""

Figures = dict[str, float]


def tell_teams(world: World, tally: Tally) -> dict[str, Figures]:
    """For each team solve_rate, handle_time_s and rating (1 to 5) on the same first contacts, drawn from all sites.

    Beside them own_solve_rate, the share of the team's own answered contacts that solved, easy or hard. Paired
    simulation: the contacts, their difficulty and their luck are the same for every team; what differs is the team's
    agents. No initiative, target or broken step is at work.
    """
    contacts = _draw_contacts(world)
    own = tally.work["solved"].sum(axis=1) / np.maximum(1, tally.work["answered"].sum(axis=1))
    return {
        name: {**_try_team(world, contacts, row), "own_solve_rate": float(own[row])}
        for row, name in enumerate(world.team_names)
    }


def tell_agents(world: World) -> dict[str, dict[str, float | str]]:
    """For each employee number the team and the true traits: skill (log-odds of solving), speed (log time)."""
    agents, teams = world.agents, world.team_names
    return {
        str(row + FIRST_AGENT): {"team": teams[team], "skill": skill, "speed": speed}
        for row, (team, skill, speed) in enumerate(
            zip(agents["team"].tolist(), agents["skill"].tolist(), agents["speed"].tolist(), strict=True)
        )
    }


def _draw_contacts(world: World) -> Columns:
    many = replace(world, issues_per_day=SAMPLE * 1.5 / world.days["volume"][:7].sum())
    arrivals = draw_new_issues(many, np.random.default_rng([world.seed, 6]), 0, 7, 1)
    human = take(arrivals, arrivals["channel"] != BOT)
    return take(human, np.arange(count_rows(human)) < SAMPLE)


def _try_team(world: World, contacts: Columns, team: int) -> Figures:
    site, kind = divmod(team, len(TEAMS))
    plain = replace(world.scenario, routes=(Route(TEAMS[kind], 1.0),), target=None, initiatives=(), sorted_share=0.0)
    agents = len(world.agents["team"])
    done = handle_contacts(
        replace(world, scenario=plain, pushes={}, days={**world.days, "haste": world.days["haste"] * 0}),
        RowDraws(world.seed, np.zeros(0), 0),
        {**contacts, "site": np.full(count_rows(contacts), site, np.int8)},
        np.ones(len(plain.sites)),
        np.zeros(agents),
        np.zeros(len(world.customers["site"])),
    )
    answered = ~done["is_abandoned"]
    handle_s = done["talk_s"] + done["hold_s"] + done["wrap_s"]
    return {
        "solve_rate": float(done["is_solved"][answered].mean()),
        "handle_time_s": float(handle_s[answered].mean()),
        "rating": float(done["score"][answered].mean()),
    }
