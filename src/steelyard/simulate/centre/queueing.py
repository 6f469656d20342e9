"""Waits that follow from the agents present against the load."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.draws import Draws
from steelyard.simulate.centre.world import World
from steelyard.simulate.setting.house import Staffing

_FULLEST = 0.97
"""Load at which a queue stops growing within the hour: callers give up instead."""
_WRAP_S = 42.0
"""After-call work planned with, on average."""


def draw_staffed_waits(
    world: World, rng: Draws, site: np.ndarray, day: np.ndarray, hour: np.ndarray, load: np.ndarray
) -> np.ndarray:
    """Seconds each call or chat would wait in its site's queue, if nobody hung up.

    Args:
        world: the world; its scenario sets `staffing`.
        rng: draws for these contacts.
        site: row of each contact's site.
        day: its local day.
        hour: how busy its hour is, 1 on average.
        load: for each site, its recent work relative to plan.
    """
    staffing = world.scenario.staffing or Staffing()
    topics = world.scenario.topics
    handle_s = np.average([topic.handle_s for topic in topics], weights=[topic.weight for topic in topics]) + _WRAP_S
    at_work = world.presence[site, day] * hour**staffing.roster_share
    volume = (world.days["volume"] / world.days["plan"])[day]
    offered = staffing.load_share * np.clip(load, 0.4, 2.5)[site] * hour * volume
    chance, mean_s = expect_wait(staffing.seats * at_work, offered / at_work, float(handle_s))
    waits: np.ndarray = (rng.random(len(day)) < chance) * rng.exponential(1.0, len(day)) * mean_s
    return waits


def expect_wait(seats: np.ndarray, load_share: np.ndarray, handle_s: float) -> tuple[np.ndarray, np.ndarray]:
    """The chance of waiting, and the mean wait of those who do, in seconds.

    Their product is the mean wait of Sakasegawa (1977) with random arrivals and handle times; with one agent it is
    the exact one of M/M/1. Against Erlang C the mean is right within a fifth, or 2.5 seconds, from a load of 0.8 on;
    at lower loads, where waits are short, it is too long.
    """
    seats = np.maximum(seats, 1.0)
    full = np.minimum(load_share, _FULLEST)
    return full ** (np.sqrt(2 * (seats + 1)) - 1), handle_s / (seats * (1 - full))
