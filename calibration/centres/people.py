"""Agents and customers: what they are like, and nobody sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.centres.centre import AGENTS_OF_TEAM, TEAMS, Centre

CONTACTS_OF_A_CUSTOMER = 3.8
TAIL = 2.0
"""Of the Pareto distribution of how often customers call."""
MOST_OFTEN = 40.0
BUSINESS_SHARE = 0.3
BUSINESS_OFTEN = 1.2
LOAD_SPREAD = 0.45
"""Of the log share of a team's contacts an agent takes."""


@dataclass(frozen=True)
class Agents:
    """One entry for each agent; whoever is replaced keeps the place in the roster, from the change on as another.

    Attributes:
        team: number. pace: log handling. skill: log odds. share: of the team's contacts.
        is_new: takes a place only from the change on. place: in the roster of TEAMS x AGENTS_OF_TEAM.
        before, after: the agent in each place of the roster.
    """

    team: np.ndarray
    pace: np.ndarray
    skill: np.ndarray
    is_new: np.ndarray
    share: np.ndarray
    before: np.ndarray
    after: np.ndarray


@dataclass(frozen=True)
class Customers:
    """One entry for each customer: how often, segment, feeling, log handling, log odds."""

    often: np.ndarray
    is_business: np.ndarray
    mood: np.ndarray
    pace: np.ndarray
    ease: np.ndarray


def agents(centre: Centre, random: np.random.Generator) -> Agents:
    """Draw the roster, and who replaces whom."""
    places = len(TEAMS) * AGENTS_OF_TEAM
    team = np.arange(places) // AGENTS_OF_TEAM
    load = np.exp(LOAD_SPREAD * random.standard_normal(places))
    leaves = random.permutation(places)[: round(centre.change.replaced * places)]
    before, after = np.arange(places), np.arange(places)
    after[leaves] = places + np.arange(len(leaves))
    size = places + len(leaves)
    return Agents(
        np.concatenate([team, team[leaves]]),
        centre.pace * random.standard_normal(size),
        centre.skill * random.standard_normal(size),
        np.arange(size) >= places,
        load,
        before,
        after,
    )


def customers(centre: Centre, random: np.random.Generator) -> Customers:
    """Draw as many as there would be contacts enough for."""
    size = round(centre.contacts / CONTACTS_OF_A_CUSTOMER)
    is_business = random.random(size) < BUSINESS_SHARE
    often = np.minimum(1 + random.pareto(TAIL, size), MOST_OFTEN) * np.where(is_business, BUSINESS_OFTEN, 1)
    return Customers(
        often,
        is_business,
        0.5 * random.standard_normal(size),
        0.15 * random.standard_normal(size),
        0.4 * random.standard_normal(size),
    )
