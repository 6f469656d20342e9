"""Who gets in touch: new issues of a span of days, and where each customer first turns."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.clock import DAY_S
from steelyard.simulate.columns import Columns
from steelyard.simulate.scenario import BOT, CHAT, EMAIL, PHONE
from steelyard.simulate.world import World, draw_local_seconds, is_closed

NOBODY = -1
"""The contact before the first one."""


def draw_new_issues(world: World, rng: np.random.Generator, first: int, last: int, serial: int) -> Columns:
    """New issues of the local days first..last-1, as first arrivals numbered from `serial`.

    Returns:
        One row per issue with the columns every arrival has: issue, customer, at, channel, topic, site; attempt
        (1 for the first contact of the issue), solved_before; and the state of its chain, see `begin_chain`.
    """
    counts = rng.poisson(world.issues_per_day * world.days["volume"][first:last])
    day = np.repeat(np.arange(first, last), counts)
    count = len(day)
    customer = np.searchsorted(world.customers["contact_rate"], rng.random(count), side="right")
    customer = np.minimum(customer, len(world.customers["site"]) - 1)
    local = (world.first_day + day) * DAY_S + draw_local_seconds(rng, count)
    site = world.customers["site"][customer]
    overflow = rng.random(count) < 0.06
    site = np.where(overflow, rng.integers(0, len(world.scenario.sites), count), site).astype(np.int8)
    weights = np.array([topic.weight for topic in world.scenario.topics])
    topic = rng.choice(len(weights), count, p=weights / weights.sum()).astype(np.int8)
    arrivals = {
        "issue": serial + np.arange(count),
        "customer": customer,
        "at": world.clock.to_utc(local),
        "channel": _choose_channels(world, rng, topic, is_closed(local)),
        "topic": topic,
        "site": site,
        "attempt": np.ones(count, np.int64),
        "solved_before": np.zeros(count, bool),
    }
    return begin_chain(world, arrivals, np.ones(count, bool))


def begin_chain(world: World, arrivals: Columns, fresh: np.ndarray) -> Columns:
    """Starts a new chain for the fresh rows: a return after the return window counts as another issue.

    Adds, or resets where `fresh`: month (position of the chain's month), credit (the site of its first contact;
    the number of sites where that was the bot), answered_before (answered contacts so far), follows (contact
    before it, NOBODY if none), before_channel, before_marked, before_score (of that contact), was_first
    (that contact was the chain's first answered one), was_visible (and carried a customer number).
    """
    count = len(arrivals["issue"])
    day = np.clip(world.day_of(arrivals["at"]), 0, world.day_count - 1)
    bot = len(world.scenario.sites)
    values = {
        "month": world.month_of_days()[day],
        "credit": np.where(arrivals["channel"] == BOT, bot, arrivals["site"]),
        "answered_before": np.zeros(count, np.int64),
        "follows": np.full(count, NOBODY, np.int64),
        "before_channel": np.full(count, NOBODY, np.int64),
        "before_marked": np.zeros(count, bool),
        "before_score": np.zeros(count),
        "was_first": np.zeros(count, bool),
        "was_visible": np.zeros(count, bool),
    }
    reset = {name: np.where(fresh, value, arrivals.get(name, value)) for name, value in values.items()}
    return {**arrivals, **reset, "fresh": fresh}


def _choose_channels(world: World, rng: np.random.Generator, topic: np.ndarray, closed: np.ndarray) -> np.ndarray:
    fit = np.array([part.bot_fit for part in world.scenario.topics])
    weights = np.array([part.weight for part in world.scenario.topics])
    liking = np.clip(fit / np.average(fit, weights=weights), 0.4, 1.8)[topic]
    human = np.searchsorted(np.cumsum([0.56, 0.20]), rng.random(len(topic)))
    channel = np.where(closed, EMAIL, np.array([PHONE, CHAT, EMAIL])[human])
    to_bot = rng.random(len(topic)) < np.minimum(world.scenario.bot_first_share * liking, 1)
    return np.where(to_bot, BOT, channel).astype(np.int8)
