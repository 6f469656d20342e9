"""Draws worlds: plain arrays, one entry for each contact, answer, evaluation or outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from calibration.drawn.setting import (
    BEFORE,
    BUY_DAYS,
    CHURN_DAYS,
    DELAY_DAYS,
    DELAY_SHAPE,
    JITTER_DAYS,
    LONGEST,
    SLOT_DAYS,
    Setting,
)

Columns = dict[str, np.ndarray]

FIRST_DAY = datetime(2025, 1, 10)
"""Day 0, UTC: issues begin from here on; the data begin eight days before."""

DAY_S = 86_400
FAMILIES = 3
SHAPE = 2.0
"""Of the Gamma distribution of durations."""
MOST_POINTS = 50
"""Of an evaluation."""


@dataclass(frozen=True)
class Drawn:
    """What happened, seconds counted from day 0; rows name contacts, customers and worlds by number."""

    contacts: Columns
    surveys: Columns
    evaluations: Columns
    outcomes: Columns


@dataclass(frozen=True)
class _People:
    world: np.ndarray
    kind: np.ndarray
    returns: np.ndarray
    abandons: np.ndarray
    slowness: np.ndarray
    readiness: np.ndarray
    taste: np.ndarray


@dataclass(frozen=True)
class _Issues:
    customer: np.ndarray
    start_s: np.ndarray
    channel: np.ndarray
    family: np.ndarray
    team: np.ndarray
    is_solved: np.ndarray
    is_later: np.ndarray


class _Days:
    """The factors of each world's days and agents."""

    def __init__(self, setting: Setting, worlds: int, random: np.random.Generator) -> None:
        days = setting.last_day + LONGEST * SLOT_DAYS
        self.day = {
            name: _around_one(random, getattr(setting.shocks, f"day_{name}"), (worlds, days))
            for name in ("returns", "handle", "resolved")
        }
        self.agent = {
            name: _around_one(random, getattr(setting.shocks, f"agent_{name}"), (worlds, setting.agents))
            for name in ("returns", "handle")
        }


def draw(setting: Setting, worlds: int, customers: int, seed: int) -> Drawn:
    """A number of worlds with as many customers each.

    Args:
        seed: the same seed gives the same rows.
    """
    random = np.random.default_rng(seed)
    people = _people(setting, worlds, customers, random)
    days = _Days(setting, worlds, random)
    issues, outcomes = _issues(setting, people, days, random)
    contacts = _contacts(setting, people, issues, days, random)
    return Drawn(
        contacts, _answers(setting, people, issues, contacts, random), _heard(setting, contacts, random), outcomes
    )


def _around_one(random: np.random.Generator, reach: float, shape: tuple[int, int]) -> np.ndarray:
    return 1 + reach * random.uniform(-1, 1, shape)


def _people(setting: Setting, worlds: int, customers: int, random: np.random.Generator) -> _People:
    count = worlds * customers
    kind = random.choice(len(setting.kinds), count, p=[kind.share for kind in setting.kinds])
    ratings = np.array([channel.rating for channel in setting.channels])
    taste = random.beta(setting.sameness * ratings, setting.sameness * (1 - ratings), (count, *ratings.shape))
    between = setting.handle_spread[0]
    return _People(
        np.repeat(np.arange(worlds), customers),
        kind,
        _beta(setting, kind, "returns", random),
        _beta(setting, kind, "abandons", random),
        np.array([k.slowness for k in setting.kinds])[kind] * _log_normal(random, between, count),
        random.beta(0.8, 0.8, count),
        taste,
    )


def _beta(setting: Setting, kind: np.ndarray, name: str, random: np.random.Generator) -> np.ndarray:
    a, b = np.array([getattr(entry, name) for entry in setting.kinds]).T
    drawn: np.ndarray = random.beta(a[kind], b[kind])
    return drawn


def _log_normal(random: np.random.Generator, spread: float, count: int) -> np.ndarray:
    """Mean 1."""
    drawn: np.ndarray = np.exp(spread * random.standard_normal(count) - spread**2 / 2)
    return drawn


def _issues(setting: Setting, people: _People, days: _Days, random: np.random.Generator) -> tuple[_Issues, Columns]:
    count = len(people.kind)
    active = random.random((count, setting.cells)) < _beta(setting, people.kind, "busy", random)[:, None]
    active[np.arange(count), random.integers(setting.cells, size=count)] = True
    churns = np.array([kind.churns for kind in setting.kinds])[people.kind]
    has_left = active & (random.random(active.shape) < churns[:, None])
    active &= np.cumsum(has_left, axis=1) - has_left == 0
    phase = random.uniform(0, SLOT_DAYS, (count, setting.lines))
    customer, cell = np.nonzero(active)
    slot, line = np.divmod(cell, setting.lines)
    size = len(customer)
    start_day = phase[customer, line] + slot * SLOT_DAYS + random.uniform(0, JITTER_DAYS, size)
    is_later = start_day >= setting.change_day
    kind, world = people.kind[customer], people.world[customer]
    resolved = np.array([entry.resolved for entry in setting.kinds])[kind]
    resolved = (
        resolved * np.where(is_later, setting.later.resolved, 1) * days.day["resolved"][world, start_day.astype(int)]
    )
    first = setting.channels[0].share + np.where(is_later, setting.later.first_share, 0)
    first = first + setting.drift * (0.5 - start_day / setting.last_day)
    issues = _Issues(
        customer,
        (start_day * DAY_S).astype(np.int64),
        (random.random(size) >= first).astype(np.int64),
        line if setting.lines > 1 else random.integers(FAMILIES, size=size),
        random.integers(setting.teams, size=size),
        random.random(size) < resolved,
        is_later,
    )
    return issues, _outcomes(setting, people, issues, has_left[customer, cell], random)


def _outcomes(
    setting: Setting, people: _People, issues: _Issues, has_left: np.ndarray, random: np.random.Generator
) -> Columns:
    buys = np.array([kind.buys for kind in setting.kinds])[people.kind[issues.customer]]
    has_bought = random.random(len(buys)) < buys
    left_s = issues.start_s + (random.uniform(*CHURN_DAYS, len(buys)) * DAY_S).astype(np.int64)
    bought_s = issues.start_s + (random.uniform(*BUY_DAYS, len(buys)) * DAY_S).astype(np.int64)
    return {
        "customer": np.concatenate([issues.customer[has_left], issues.customer[has_bought]]),
        "at_s": np.concatenate([left_s[has_left], bought_s[has_bought]]),
        "is_churn": np.repeat([True, False], [has_left.sum(), has_bought.sum()]),
    }


def _contacts(setting: Setting, people: _People, issues: _Issues, days: _Days, random: np.random.Generator) -> Columns:
    pieces: list[Columns] = []
    issue, opened_s = np.arange(len(issues.customer)), issues.start_s
    for step in range(LONGEST):
        attempts, answered = _step(setting, people, issues, days, issue, opened_s, random)
        more = answered.pop("comes_back") if step < LONGEST - 1 else np.zeros(len(issue), dtype=bool)
        answered.pop("comes_back", None)
        early = random.random(len(issue)) < setting.marked_early
        answered["resolved"] = np.where(more, early, issues.is_solved[issue])
        pieces += [attempts, answered]
        delay_days = DELAY_DAYS[0] + DELAY_DAYS[1] * random.beta(*DELAY_SHAPE, int(more.sum()))
        opened_s = answered["ended_s"][more] + (delay_days * DAY_S).astype(np.int64)
        issue = issue[more]
    contacts = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[1]}
    contacts["world"] = people.world[contacts["customer"]]
    contacts["kind"] = people.kind[contacts["customer"]]
    contacts["is_solved"] = issues.is_solved[contacts["issue"]]
    contacts["is_later"] = issues.is_later[contacts["issue"]]
    return contacts


def _step(
    setting: Setting,
    people: _People,
    issues: _Issues,
    days: _Days,
    issue: np.ndarray,
    opened_s: np.ndarray,
    random: np.random.Generator,
) -> tuple[Columns, Columns]:
    """Attempts given up, and the answered contacts after them, of every issue that goes on."""
    size, channel, customer = len(issue), issues.channel[issue], issues.customer[issue]
    of = {name: np.array([getattr(c, name) for c in setting.channels], dtype=float) for name in _OF_CHANNEL}
    is_live = of["wait_s"][channel] > 0
    gives_up = is_live & (random.random(size) < people.abandons[customer])
    attempts = _attempts(issues, issue[gives_up], opened_s[gives_up], of["wait_s"], random)
    opened_s = opened_s + np.where(gives_up, random.integers(600, 7200, size), 0)
    agent = _agent(setting, issues.team[issue], random)
    world, day = people.world[customer], opened_s // DAY_S
    later = np.where(issues.is_later[issue], setting.later.handle, BEFORE.handle)
    handle_s = of["handle_s"][channel] * people.slowness[customer] * later
    handle_s = handle_s * _log_normal(random, setting.handle_spread[1], size)
    handle_s = handle_s * days.day["handle"][world, day] * days.agent["handle"][world, agent]
    wait_s = np.where(is_live, random.exponential(1, size) * of["wait_s"][channel], np.nan)
    chance = people.returns[customer] * np.where(issues.is_later[issue], setting.later.returns, 1)
    chance = chance * days.day["returns"][world, day] * days.agent["returns"][world, agent]
    transfers = np.array([kind.transfers for kind in setting.kinds])[people.kind[customer]]
    duration_s = random.gamma(SHAPE, of["duration_s"][channel] / SHAPE)
    own_s = np.where(is_live, wait_s + handle_s, of["own_s"][channel] * random.gamma(SHAPE, 1 / SHAPE, size))
    return attempts, {
        "issue": issue,
        "customer": customer,
        "agent": agent,
        "team": issues.team[issue],
        "channel": channel,
        "family": issues.family[issue],
        "opened_s": opened_s,
        "ended_s": opened_s + np.ceil(duration_s).astype(np.int64),
        "abandoned": np.zeros(size, dtype=bool),
        "wait_s": wait_s,
        "handle_s": handle_s,
        "wrap_s": handle_s * of["wrap_share"][channel],
        "hold_s": np.where(is_live, random.exponential(1, size) * of["hold_s"][channel], np.nan),
        "customer_s": own_s,
        "cost": of["booked_cost"][channel],
        "replies": random.poisson(of["replies"][channel]).astype(float),
        "transfers": random.poisson(transfers).astype(float),
        "reopens": (random.random(size) < setting.reopened).astype(float),
        "sla_met": random.random(size) < setting.in_time,
        "comes_back": random.random(size) < chance,
    }


_OF_CHANNEL = ("handle_s", "wrap_share", "duration_s", "wait_s", "hold_s", "booked_cost", "replies", "own_s")
_UNKNOWN = ("handle_s", "wrap_s", "hold_s", "cost", "replies", "transfers", "reopens")


def _attempts(
    issues: _Issues, issue: np.ndarray, opened_s: np.ndarray, mean_s: np.ndarray, random: np.random.Generator
) -> Columns:
    size, channel = len(issue), issues.channel[issue]
    wait_s = random.exponential(1, size) * mean_s[channel]
    return {
        "issue": issue,
        "customer": issues.customer[issue],
        "agent": np.full(size, -1),
        "team": issues.team[issue],
        "channel": channel,
        "family": issues.family[issue],
        "opened_s": opened_s,
        "ended_s": opened_s + np.ceil(wait_s).astype(np.int64),
        "abandoned": np.ones(size, dtype=bool),
        "wait_s": wait_s,
        "customer_s": wait_s,
        **{name: np.full(size, np.nan) for name in _UNKNOWN},
        "sla_met": np.zeros(size, dtype=bool),
        "resolved": np.zeros(size, dtype=bool),
    }


def _agent(setting: Setting, team: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """One of the team's agents: agent a is in team a modulo the teams."""
    each = setting.agents // setting.teams
    drawn: np.ndarray = random.integers(each, size=len(team)) * setting.teams + team
    return drawn


def _answers(
    setting: Setting, people: _People, issues: _Issues, contacts: Columns, random: np.random.Generator
) -> Columns:
    readiness = np.array([channel.answers for channel in setting.channels])
    pieces = []
    for place, (_, share) in enumerate(setting.invited):
        asked = np.flatnonzero(~contacts["abandoned"] & (random.random(len(contacts["issue"])) < share))
        customer, channel = contacts["customer"][asked], contacts["channel"][asked]
        solved = contacts["is_solved"][asked].astype(np.int64)
        rating = people.taste[customer, channel, solved]
        rating = rating * np.where(contacts["is_later"][asked], setting.later.rating, 1)
        answers = random.random(len(asked)) < people.readiness[customer] * readiness[channel]
        score = random.binomial(_POINTS[setting.invited[place][0]], rating).astype(float)
        lowest = 0 if setting.invited[place][0] == "nps" else 1
        pieces.append(
            {
                "contact": asked,
                "instrument": np.full(len(asked), place),
                "score": np.where(answers, score + lowest, np.nan),
                "sent_s": contacts["ended_s"][asked],
            }
        )
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


_POINTS = {"csat": 4, "nps": 10, "ces": 6}


def _heard(setting: Setting, contacts: Columns, random: np.random.Generator) -> Columns:
    heard = np.flatnonzero(~contacts["abandoned"] & (random.random(len(contacts["issue"])) < setting.evaluated))
    quality = random.beta(20 * setting.quality, 20 * (1 - setting.quality), len(heard))
    return {"contact": heard, "score": random.binomial(MOST_POINTS, quality), "heard_s": contacts["ended_s"][heard]}
