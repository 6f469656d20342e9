"""What customers do after a contact: come back, fall silent, leave, buy, complain."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from steelyard.simulate.centre.arrivals import begin_chain
from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns, stack, take
from steelyard.simulate.centre.draws import OUTCOME, RETURN, RETURN_DECISION, Draws, draw_for
from steelyard.simulate.centre.followed import FollowedUp
from steelyard.simulate.centre.handling import logit, sigmoid
from steelyard.simulate.centre.world import CLOSES_H, OPENS_H, World, draw_local_seconds, is_closed
from steelyard.simulate.setting.scenario import BOT, CHAT, EMAIL, PHONE

RETURN_WINDOW_S = 7 * DAY_S
NEVER = 2**40
_UNSOLVED_SHARE = 0.27
"""Unsolved contacts per issue before the data begin; it only sets the grudges customers start with."""
CHURNED, PURCHASED, RENEWED, COMPLAINED = range(4)
OUTCOMES = ("churned", "purchased", "renewed", "complained")


@dataclass
class Memory:
    """What customers carry from one contact to the next; the only state that changes.

    Attributes:
        left_at: for each customer, the instant they leave (NEVER if not).
        grudge: standard deviations taken from the next ratings.
        invited_at: when they were last sent a survey.
        outcomes: tables of customer, at, kind, amount, gathered so far.
    """

    left_at: np.ndarray
    grudge: np.ndarray
    invited_at: np.ndarray
    outcomes: list[Columns] = field(default_factory=list)


def begin_memory(world: World, rng: np.random.Generator) -> Memory:
    """Customers before the first contact; some will leave whatever happens."""
    segments = world.scenario.segments
    rate = -np.log1p(-np.array([part.churn_per_year for part in segments]))[world.customers["segment"]]
    days = rng.exponential(365 / np.maximum(rate, 1e-9))
    start = np.maximum(world.customers["since_day"], 0) + world.first_day
    left_at = np.where(days < 10_000, (start + days) * DAY_S, NEVER).astype(np.int64)
    issues = np.diff(world.customers["contact_rate"], prepend=0.0) * world.issues_per_day
    lasting_days = world.scenario.grudge_days / np.log(2)
    hurts = rng.poisson(issues * _UNSOLVED_SHARE * lasting_days)
    return Memory(left_at, world.scenario.grudge * hurts, np.full(len(rate), -NEVER))


def select_active(world: World, memory: Memory, arrivals: Columns) -> Columns:
    """Without arrivals of customers who have left, or had not joined yet."""
    customer = arrivals["customer"]
    joined = world.joined_at(customer) <= arrivals["at"]
    return take(arrivals, joined & (arrivals["at"] < memory.left_at[customer]))


def remember(world: World, memory: Memory, contacts: Columns) -> None:
    """Takes what was not solved into the customers' memory."""
    hurt = world.scenario.grudge * (~contacts["is_solved"] | contacts["is_reopened"]) * (contacts["channel"] != BOT)
    memory.grudge += np.bincount(contacts["customer"], weights=hurt, minlength=len(memory.grudge))


def fade(world: World, memory: Memory, days: int) -> None:
    """Lets grudges fade over a number of days."""
    memory.grudge *= 0.5 ** (days / world.scenario.grudge_days)
    np.minimum(memory.grudge, 2.0, out=memory.grudge)


def draw_returns(world: World, rng: Draws, contacts: Columns, followed: FollowedUp | None = None) -> Columns:
    """The arrivals that follow: retries, hand-overs from the bot, returns of the unsolved, confirmations."""
    came = _decide_returns(world, draw_for(rng, contacts, RETURN_DECISION), contacts)
    back = take(contacts, came)
    if not came.any():
        return {}
    rng = draw_for(rng, back, RETURN)
    channel = _choose_channels(world, rng, back)
    at = _choose_instants(world, rng, back, channel)
    answered = ~back["is_abandoned"]
    arrivals = {
        "issue": back["issue"],
        "customer": back["customer"],
        "at": at,
        "channel": channel.astype(np.int8),
        "topic": back["topic"],
        "site": back["site"],
        "cause": back["cause"],
        "attempt": back["attempt"] + 1,
        "solved_before": back["is_solved"] | back["solved_before"],
        "month": back["month"],
        "begun_by": back["begun_by"],
        "answered_before": back["answered_before"] + answered,
        "follows": back["contact"],
        "before_channel": back["channel"].astype(np.int64),
        "before_marked": back["is_marked"],
        "before_score": back["score"] * 1.0,
        "was_first": answered & (back["answered_before"] == 0),
        "was_visible": back["is_identified"],
    }
    arrivals = begin_chain(world, arrivals, at - back["ended_at"] > RETURN_WINDOW_S)
    return followed.settle(world.seed, arrivals, back["ended_at"]) if followed else arrivals


def _decide_returns(world: World, rng: Draws, contacts: Columns) -> np.ndarray:
    scenario = world.scenario
    leaning = world.customers["returning"][contacts["customer"]]
    share = np.where(
        contacts["is_solved"],
        sigmoid(logit(scenario.confirm_share) + leaning),
        sigmoid(logit(scenario.callback_share) + leaning),
    )
    share = np.where(contacts["is_abandoned"], sigmoid(logit(scenario.retry_share) + leaning), share)
    if any(plant.repeat_share for plant in scenario.breaks):
        again = np.array([*(plant.repeat_share for plant in scenario.breaks), 0.0])[contacts["cause"]]
        is_first = (contacts["attempt"] == 1) & ~contacts["is_abandoned"]
        share = np.where(is_first, 1 - (1 - share) * (1 - again), share)
    share = np.where(contacts["handed_over"], 0.96, share)
    share = np.where(contacts["attempt"] >= scenario.contacts_limit, 0.0, share)
    return rng.random(len(share)) < share


def _choose_channels(world: World, rng: Draws, back: Columns) -> np.ndarray:
    count = len(back["issue"])
    switches = (rng.random(count) < world.scenario.switch_share) | (back["channel"] == BOT)
    other = np.array([PHONE, CHAT, EMAIL])[np.searchsorted([0.65, 0.8], rng.random(count))]
    channel = np.where(switches, other, back["channel"])
    return np.where(back["handed_over"], np.where(rng.random(count) < 0.85, CHAT, PHONE), channel)


def _choose_instants(world: World, rng: Draws, back: Columns, channel: np.ndarray) -> np.ndarray:
    count = len(channel)
    soon = (rng.random(count) < 0.25) | (back["is_abandoned"] & (rng.random(count) < 0.6))
    hours = rng.exponential(1.5, count) * 3_600 + 300
    days = rng.gamma(1.6, world.scenario.callback_days / 1.6, count) * DAY_S + 6 * 3_600
    lag = np.where(soon, hours, days)
    lag = np.where(back["handed_over"], rng.uniform(20, 240, count), lag).astype(np.int64)
    local = world.clock.to_local(back["ended_at"] + lag)
    next_day = local // DAY_S + (local % DAY_S // 3_600 >= CLOSES_H)
    opened = next_day * DAY_S + draw_local_seconds(rng, count, OPENS_H, CLOSES_H)
    at = world.clock.to_utc(np.where((channel != EMAIL) & is_closed(local), opened, local))
    return np.maximum(at, back["ended_at"] + 10)


def draw_outcomes(
    world: World, rng: Draws, memory: Memory, contacts: Columns, followed: FollowedUp | None = None
) -> np.ndarray:
    """Leaving, buying and complaining that follow from contacts; says which contacts made their customer leave."""
    scenario, count = world.scenario, len(contacts["issue"])
    rng = draw_for(rng, contacts, OUTCOME)
    customer, bad = contacts["customer"], ~contacts["is_solved"]
    share = scenario.churn_unsolved_share * (bad + 0.5 * (contacts["score"] <= 2) * ~bad)
    if scenario.breaks:
        direct = np.array([*(plant.churn_share for plant in scenario.breaks), 0.0])[contacts["cause"]]
        share = 1 - (1 - share) * (1 - direct * (contacts["attempt"] == 1))
    leaves: np.ndarray = rng.random(count) < share
    at = contacts["ended_at"] + (rng.gamma(2.0, scenario.churn_days / 2, count) * DAY_S).astype(np.int64)
    if followed:
        leaves &= ~followed.keep(world.seed, contacts, at)
    np.minimum.at(memory.left_at, customer[leaves], at[leaves])
    buys = rng.random(count) < np.where(bad, 0.02, 0.015 + 0.025 * (contacts["score"] - 1))
    bought_at = contacts["ended_at"] + rng.integers(DAY_S, 90 * DAY_S, count)
    amount = world.customers["value"][customer] * rng.uniform(0.05, 0.35, count)
    complains = bad & (contacts["attempt"] >= 2) & (rng.random(count) < 0.06)
    complained_at = contacts["ended_at"] + rng.integers(3_600, 5 * DAY_S, count)
    for kind, rows, when, money in (
        (PURCHASED, buys, bought_at, amount),
        (COMPLAINED, complains, complained_at, np.zeros(count)),
    ):
        memory.outcomes.append(_list_outcomes(customer[rows], when[rows], kind, money[rows]))
    return leaves


def finish_outcomes(world: World, rng: np.random.Generator, memory: Memory) -> Columns:
    """All outcomes in the data's time, with leavers, renewals and purchases that no contact led to, by time."""
    customers, count = world.customers, len(memory.left_at)
    start, end = world.first_day * DAY_S, world.ends_at
    everyone = np.arange(count, dtype=np.int32)
    left = memory.left_at < end
    churned = _list_outcomes(everyone[left], memory.left_at[left], CHURNED, customers["value"][left])
    years = (end - start) / DAY_S / 365
    buyer = np.repeat(everyone, rng.poisson(world.scenario.purchases_per_year * years, count))
    money = customers["value"][buyer] * rng.uniform(0.05, 0.35, len(buyer))
    bought = _list_outcomes(buyer, rng.integers(start, end, len(buyer)), PURCHASED, money)
    spontaneous = [churned, bought, *(_renew(world, year) for year in range(int(years) + 2))]
    rows = stack([_keep_while_customer(world, memory, table) for table in (*spontaneous, *memory.outcomes)])
    return take(rows, np.lexsort([rows["kind"], rows["customer"], rows["at"]]))


def _keep_while_customer(world: World, memory: Memory, rows: Columns) -> Columns:
    """Outcomes within the data, of customers who had joined and had not left."""
    customer, at = rows["customer"], rows["at"]
    is_told = (at >= world.first_day * DAY_S) & (at < world.exported_at)
    return take(rows, is_told & (at <= memory.left_at[customer]) & (at > world.joined_at(customer)))


def _renew(world: World, year: int) -> Columns:
    """Contracts renew on each yearly return of the day they began; those of one year from the data's first day."""
    since = world.customers["since_day"].astype(np.int64)
    next_day = np.where(since >= 0, since + 365, since % 365)
    at = (world.first_day + next_day + 365 * year) * DAY_S + 43_200
    return _list_outcomes(np.arange(len(since), dtype=np.int32), at, RENEWED, world.customers["value"])


def _list_outcomes(customer: np.ndarray, at: np.ndarray, kind: int, amount: np.ndarray) -> Columns:
    kinds = np.full(len(customer), kind, np.int8)
    return {"customer": customer.astype(np.int32), "at": at, "kind": kinds, "amount": amount.astype(np.float32)}
