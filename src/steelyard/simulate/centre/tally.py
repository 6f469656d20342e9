"""Sums kept while the centre works, from which payroll and the truth are made at the end."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from steelyard.simulate.centre.arrivals import BEFORE
from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.pushes import count_units
from steelyard.simulate.centre.world import World
from steelyard.simulate.setting.scenario import BOT, CHANNELS, CHAT, EMAIL, PHONE

CHAIN_SUMS = (
    "issues",
    "answered",
    "resolved",
    "quality",
    "solved",
    "handle_s",
    "customer_s",
    "first",
    "solved_at_first",
    "returned",
    "fixed",
    "first_visible",
    "returned_visible",
    "score",
    "leavers",
)
CONTACT_SUMS = ("contacts", "live", "answered", "abandoned", "handle_s", "transfers", "score", "cut", "solved")


class Tally:
    """Running sums.

    Attributes:
        chains: for each name of CHAIN_SUMS an array (unit, month): issues by the unit of their first contact (see
            `find_units`) and the month they began, whatever happened later.
        topics: the same by (topic, month), what customers really needed.
        work: for each name of CONTACT_SUMS an array (team, month): contacts by who handled them, and when.
        channels: contacts by (channel, month).
    """

    def __init__(self, world: World) -> None:
        self.world = world
        months = len(world.month_starts())
        self._months = world.month_of_days()
        self.chains = {name: np.zeros((count_units(world.scenario), months)) for name in CHAIN_SUMS}
        count = len(world.scenario.topics)
        self.topics = {name: np.zeros((count, months)) for name in CHAIN_SUMS}
        self.work = {name: np.zeros((len(world.team_names), months)) for name in CONTACT_SUMS}
        self.channels = np.zeros((len(CHANNELS), months))
        self._week_handle_s: np.ndarray = np.zeros(len(world.scenario.sites))
        self._load_sum: np.ndarray = np.zeros(len(world.scenario.sites))
        self._load_weeks = 0

    def add(self, contacts: Columns) -> None:
        """Takes one week's customer contacts in."""
        month = self._months[np.clip(self.world.day_of(contacts["at"]), 0, len(self._months) - 1)]
        handle_s = contacts["talk_s"] + contacts["hold_s"] + contacts["wrap_s"]
        np.add.at(self.channels, (contacts["channel"], month), 1)
        ours = contacts["month"] != BEFORE
        cell = (contacts["begun_by"][ours], contacts["month"][ours])
        sums = take(_chain_sums(contacts, handle_s), ours)
        _add(self.chains, cell, sums)
        _add(self.topics, (contacts["topic"][ours], contacts["month"][ours]), sums)
        human = contacts["channel"] != BOT
        sums = {name: values[human] for name, values in _contact_sums(contacts, handle_s).items()}
        _add(self.work, (contacts["team"][human], month[human]), sums)
        sites = len(self._week_handle_s)
        self._week_handle_s = np.bincount(contacts["site"], weights=handle_s, minlength=sites)

    def recent_load(self, first: int, last: int) -> np.ndarray:
        """Each site's work of the last week against plan, relative to the mean so far of the first half."""
        ratio = self._week_handle_s / self.world.days["plan"][first:last].sum()
        if first < self.world.halves_day:
            self._load_sum = self._load_sum + ratio
            self._load_weeks += 1
        normal = self._load_sum / self._load_weeks
        return np.divide(ratio, normal, out=np.ones_like(ratio), where=normal > 0)


def _add(into: Mapping[str, np.ndarray], where: tuple[np.ndarray, np.ndarray], sums: Columns) -> None:
    shape = next(iter(into.values())).shape
    cell = np.ravel_multi_index((where[0].astype(np.int64), where[1]), shape)
    for name, values in sums.items():
        into[name] += np.bincount(cell, weights=values, minlength=shape[0] * shape[1]).reshape(shape)


def _chain_sums(contacts: Columns, handle_s: np.ndarray) -> Columns:
    """A contact adds its own mark and takes back that of the contact it follows in the same chain."""
    answered = ~contacts["is_abandoned"]
    first = answered & (contacts["answered_before"] == 0)
    follows = ~contacts["fresh"]
    before = contacts["before_marked"] & follows
    seen = contacts["is_identified"]
    mark = contacts["is_marked"]
    reopened = first & contacts["is_reopened"]
    came_back = contacts["was_first"] & follows
    direct = contacts["ended_at"] - contacts["first_reply_at"]
    present = np.where(contacts["replies"] > 0, handle_s, np.minimum(direct, 3_600))
    return {
        "issues": contacts["fresh"],
        "answered": answered,
        "resolved": mark * 1.0 - before,
        "quality": mark * (contacts["score"] - 1) / 4 - before * (contacts["before_score"] - 1) / 4,
        "solved": contacts["is_solved"] & ~contacts["solved_before"],
        "handle_s": handle_s,
        "customer_s": np.where(contacts["channel"] == EMAIL, 0, contacts["wait_s"]) + present,
        "first": first,
        "solved_at_first": first & contacts["solved_at_first"],
        "returned": came_back * 1.0 + reopened,
        "fixed": (first & mark) * 1.0 - (came_back & contacts["before_marked"]) - (reopened & mark),
        "first_visible": first & seen,
        "returned_visible": (came_back & contacts["was_visible"] & seen) * 1.0 + (reopened & seen),
        "score": np.where(answered, contacts["score"], 0),
        "leavers": contacts["makes_leave"],
    }


def _contact_sums(contacts: Columns, handle_s: np.ndarray) -> Columns:
    answered = ~contacts["is_abandoned"]
    return {
        "contacts": np.ones(len(handle_s)),
        "live": (contacts["channel"] == PHONE) | (contacts["channel"] == CHAT),
        "answered": answered,
        "abandoned": ~answered,
        "handle_s": handle_s,
        "transfers": contacts["transfers"],
        "score": np.where(answered, contacts["score"], 0),
        "cut": contacts["cut"],
        "solved": contacts["is_solved"] & ~contacts["solved_before"],
    }
