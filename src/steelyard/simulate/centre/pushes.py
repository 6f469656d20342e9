"""What initiatives do to a contact, by the unit that has it, its topic and its day."""

from __future__ import annotations

from datetime import date

import numpy as np

from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.setting.house import TEAMS
from steelyard.simulate.setting.plants import Adoption, Initiative
from steelyard.simulate.setting.scenario import Scenario

PUSHES = (
    "handle_log",
    "haste_share",
    "solve_odds",
    "rating_sd",
    "wait_log",
    "staff_share",
    "bot_share",
    "bot_solve_odds",
    "bot_containment_share",
)
"""The effects an `Initiative` can have."""


def find_units(scenario: Scenario, name: str) -> np.ndarray:
    """Positions of a unit's parts: team numbers, then one for each site's bot sessions.

    A site is its teams and its bot sessions; a kind of team (`Digital`) is that team at every site.
    """
    sites = [site.name for site in scenario.sites]
    if name in sites:
        place = sites.index(name)
        return np.append(np.arange(place * len(TEAMS), (place + 1) * len(TEAMS)), find_bots(scenario, place))
    teams = [f"{site} {team}" for site in sites for team in TEAMS]
    return np.flatnonzero([name in (team, kind) for team, kind in zip(teams, TEAMS * len(sites), strict=True)])


def find_unit(scenario: Scenario, contacts: Columns) -> np.ndarray:
    """The position of each contact's unit: its team, or its site's bot sessions."""
    return np.where(contacts["team"] >= 0, contacts["team"], find_bots(scenario, contacts["site"]))


def find_bots(scenario: Scenario, site: np.ndarray | int) -> np.ndarray:
    """The position of each site's bot sessions: behind all teams."""
    return len(scenario.sites) * len(TEAMS) + np.asarray(site, dtype=np.int64)


def count_units(scenario: Scenario) -> int:
    """How many positions there are: every team, and every site's bot sessions."""
    return len(scenario.sites) * (len(TEAMS) + 1)


def build_pushes(scenario: Scenario, days: int) -> Columns:
    """For each effect that some initiative has, its sum over initiatives as an array (unit, topic, day)."""
    names = [name for name in PUSHES if any(getattr(plant, name) for plant in scenario.initiatives)]
    shape = (count_units(scenario), len(scenario.topics), days)
    pushes = {name: np.zeros(shape) for name in names}
    for plant in scenario.initiatives:
        about = np.array([not plant.topics or topic.name in plant.topics for topic in scenario.topics])
        for adoption in plant.adoptions:
            units = find_units(scenario, adoption.unit)
            grown = about[:, None] * _grow(scenario.begins_on, plant, adoption, days)
            for name in names:
                pushes[name][units] += getattr(plant, name) * grown
    return pushes


def ramp(begins_on: date, from_on: date, days: int, ramp_days: int) -> np.ndarray:
    """0 before `from_on`, then rising in a line to 1 within `ramp_days`, for each of `days` days from `begins_on`."""
    since = np.arange(days) - (from_on - begins_on).days
    return np.clip((since + 1) / max(1, ramp_days), 0, 1)


def _grow(begins_on: date, plant: Initiative, adoption: Adoption, days: int) -> np.ndarray:
    late = np.zeros(plant.lag_days)
    grown = ramp(begins_on, adoption.begins_on, days, plant.ramp_days)
    return adoption.strength * np.concatenate([late, grown])[:days]
