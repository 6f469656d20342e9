"""Who gets in touch: new issues of a span of days, and where each customer first turns."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns, order_by, take
from steelyard.simulate.centre.pushes import find_bots
from steelyard.simulate.centre.world import World, draw_local_seconds, is_closed
from steelyard.simulate.setting.plants import Break
from steelyard.simulate.setting.scenario import BOT, CHAT, EMAIL, PHONE

NOBODY = -1
"""The contact before the first one."""
ORDINARY = -1
"""The cause of an issue that no broken step caused."""
BEFORE = -1
"""The month of chains that began before the data."""

FIRST_CAUSED = 2**40
"""Numbers of issues that broken steps cause begin at multiples of this, and leave the numbers of all others alone."""


def draw_new_issues(world: World, rng: np.random.Generator, first: int, last: int, serial: int) -> Columns:
    """New issues of the local days first..last-1, as first arrivals numbered from `serial`.

    Returns:
        One row per issue with the columns every arrival has: issue, customer, at, channel, topic, site; attempt
        (1 for the first contact of the issue), cause (of the issue: a position in the scenario's breaks, or
        ORDINARY), solved_before; and the state of its chain, see `begin_chain`.
    """
    counts = rng.poisson(world.issues_per_day * world.days["volume"][first:last])
    day = np.repeat(np.arange(first, last), counts)
    return _spoil(world, _open_issues(world, rng, day, serial, ORDINARY), day)


def draw_caused_issues(
    world: World, rng: np.random.Generator, first: int, last: int, serial: int, cause: int
) -> Columns:
    """The further issues of those days that one of the scenario's breaks causes, numbered from `serial`."""
    plant, topics = world.scenario.breaks[cause], world.scenario.topics
    day = np.arange(first, last)
    weight = sum(topic.weight for topic in topics if topic.name == plant.topic) / sum(topic.weight for topic in topics)
    ordinary = world.issues_per_day * world.days["volume"][first:last] * weight
    counts = rng.poisson(ordinary * plant.volume_share * _strength(world, plant, day))
    return _open_issues(world, rng, np.repeat(day, counts), serial, cause)


def _strength(world: World, plant: Break, day: np.ndarray) -> np.ndarray:
    """How much of a broken step is at work on each day: 0 where it is not, less than 1 once it is partly repaired."""
    on = world.scenario.begins_on.toordinal() + day
    is_broken = (on >= plant.begins_on.toordinal()) & (on <= (plant.ends_on or world.scenario.ends_on).toordinal())
    is_repaired = on >= plant.repaired_on.toordinal() if plant.repaired_on else np.zeros(len(on), dtype=bool)
    return np.asarray(is_broken * np.where(is_repaired, 1 - plant.repaired_share, 1.0))


def _spoil(world: World, arrivals: Columns, day: np.ndarray) -> Columns:
    """The same issues; those that a broken step spoils have it as their cause.

    Which ones follows from their numbers alone, so that nothing else is drawn otherwise than without it.
    """
    names = [part.name for part in world.scenario.topics]
    for cause, plant in enumerate(world.scenario.breaks):
        if not plant.touched_share:
            continue
        lot = (arrivals["issue"] * 2_654_435_761 + 97 * cause) % 2**32 / 2**32
        is_spoiled = lot < plant.touched_share * _strength(world, plant, day)
        is_spoiled &= arrivals["topic"] == names.index(plant.topic)
        arrivals = {**arrivals, "cause": np.where(is_spoiled, cause, arrivals["cause"]).astype(np.int8)}
    return arrivals


def _open_issues(world: World, rng: np.random.Generator, day: np.ndarray, serial: int, cause: int) -> Columns:
    count = len(day)
    customer = np.searchsorted(world.customers["contact_rate"], rng.random(count), side="right")
    customer = np.minimum(customer, len(world.customers["site"]) - 1)
    local = (world.first_day + day) * DAY_S + draw_local_seconds(rng, count)
    site = world.customers["site"][customer]
    overflow = rng.random(count) < world.scenario.overflow_share
    site = np.where(overflow, rng.integers(0, len(world.scenario.sites), count), site).astype(np.int8)
    topic = (rng.random(count)[:, None] >= world.topic_shares[site, day]).sum(axis=1).astype(np.int8)
    if cause != ORDINARY:
        names = [part.name for part in world.scenario.topics]
        topic[:] = names.index(world.scenario.breaks[cause].topic)
    arrivals = {
        "issue": serial + np.arange(count),
        "customer": customer,
        "at": world.clock.to_utc(local),
        "channel": _choose_channels(world, rng, topic, site, day, is_closed(local)),
        "topic": topic,
        "site": site,
        "cause": np.full(count, cause, np.int8),
        "attempt": np.ones(count, np.int64),
        "solved_before": np.zeros(count, bool),
    }
    return begin_chain(world, arrivals, np.ones(count, bool))


def shift(arrivals: Columns, days: int) -> Columns:
    """The same arrivals so many days earlier: the time before the data, which belongs to none of its months."""
    return {**arrivals, "at": arrivals["at"] - days * DAY_S, "month": arrivals["month"] * 0 + BEFORE}


def keep_quiet(world: World, arrivals: Columns, last_day: np.ndarray) -> Columns:
    """Without issues of a customer who had one of the same family within the quiet days; `last_day` is updated.

    Args:
        world: the world; its scenario sets `quiet_days`.
        arrivals: new issues.
        last_day: for each (customer, family) the day of the last issue kept.
    """
    families = list(dict.fromkeys(topic.family for topic in world.scenario.topics))
    family = np.array([families.index(topic.family) for topic in world.scenario.topics])
    arrivals = order_by(arrivals, "at", "issue")
    key = arrivals["customer"] * len(families) + family[arrivals["topic"]]
    _, first = np.unique(key, return_index=True)
    day, last = world.day_of(arrivals["at"])[first], last_day.reshape(-1)
    is_quiet = day - last[key[first]] < world.scenario.quiet_days
    kept = np.sort(first[~is_quiet])
    last[key[kept]] = world.day_of(arrivals["at"])[kept]
    return take(arrivals, kept)


def begin_chain(world: World, arrivals: Columns, fresh: np.ndarray) -> Columns:
    """Starts a new chain for the fresh rows: a return after the return window counts as another issue.

    Adds, or resets where `fresh`: month (position of the chain's month), begun_by (the unit of its first contact,
    see `find_unit`; known once that is handled), answered_before (answered contacts so far), follows (contact
    before it, NOBODY if none), before_channel, before_marked, before_score (of that contact), was_first
    (that contact was the chain's first answered one), was_visible (and carried a customer number).
    """
    count = len(arrivals["issue"])
    day = world.day_of(arrivals["at"])
    values = {
        "month": np.where(day < 0, BEFORE, world.month_of_days()[np.clip(day, 0, world.day_count - 1)]),
        "begun_by": np.full(count, NOBODY, np.int64),
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


def _choose_channels(
    world: World, rng: np.random.Generator, topic: np.ndarray, site: np.ndarray, day: np.ndarray, closed: np.ndarray
) -> np.ndarray:
    scenario = world.scenario
    fit = np.array([part.bot_fit for part in scenario.topics])
    weights = np.array([part.weight for part in scenario.topics])
    liking = np.clip(fit / np.average(fit, weights=weights), 0.4, 1.8)[topic]
    human = np.searchsorted(np.cumsum([scenario.phone_share, scenario.chat_share]), rng.random(len(topic)))
    channel = np.where(closed, EMAIL, np.array([PHONE, CHAT, EMAIL])[human])
    first_share = np.full(len(topic), scenario.bot_first_share)
    if "bot_share" in world.pushes:
        first_share += world.pushes["bot_share"][find_bots(scenario, site), topic, day]
    to_bot = rng.random(len(topic)) < np.minimum(first_share * liking, 1)
    return np.where(to_bot, BOT, channel).astype(np.int8)
