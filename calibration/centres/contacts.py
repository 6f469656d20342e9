"""Issues and the contacts they make: attempts to solve, until it is solved or the customer gives up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.centres.centre import (
    CHANNEL_SHARES,
    FAMILIES,
    FAMILY_HANDLE_S,
    FAMILY_LOG_ODDS,
    FAMILY_SHARES,
    FIRST_TOPIC_SHARE,
    TEAM_SHARES,
    TEAMS,
    Centre,
    agents_of,
)
from calibration.centres.days import CHANGE_DAY, Days
from calibration.centres.people import Agents, Customers

Columns = dict[str, np.ndarray]

DAY_S = 86_400
PHONE, CHAT, EMAIL, BOT = range(4)
MOST_STEPS = 8
PATIENCE_S = 1_500.0
WAIT_S = (80.0, 52.0, np.nan, np.nan)
TRIES_AGAIN = 0.75
"""Of those who gave up waiting."""
STAYS_WITH_TEAM = 0.7
COMES_BACK = 0.62
"""Of those whose issue a person did not solve."""
NEEDS_MORE = 0.04
"""Of those whose issue was solved: something is left all the same."""
MARKS_SOLVED = (0.33, 0.98)
"""Chance that an agent ticks "solved" where it was not, and where it was."""
UNMARKED = 0.03
DIFFICULTY = 0.9
"""Standard deviation of an issue's log odds."""
CHURN = (0.035, 0.008)
"""Chance of leaving after an issue that was not solved, and after one that was."""


@dataclass(frozen=True)
class Issues:
    """One entry for each issue; `begun_s` counts from the first midnight."""

    begun_s: np.ndarray
    customer: np.ndarray
    family: np.ndarray
    topic: np.ndarray
    channel: np.ndarray
    team: np.ndarray
    ease: np.ndarray
    is_solved: np.ndarray


def issues(centre: Centre, days: Days, customers: Customers, random: np.random.Generator) -> Issues:
    """Draw what customers need."""
    begun = random.poisson(days.issues)
    day = np.repeat(np.arange(len(begun)), begun)
    size, is_after = len(day), day >= CHANGE_DAY
    often = np.cumsum(customers.often)
    customer = np.searchsorted(often, random.random(size) * often[-1])
    family = _families(centre, customers.is_business[customer], is_after, random)
    channel = _pick(random.random(size), np.array(CHANNEL_SHARES))
    if centre.bot is not None:
        share = np.where(is_after, centre.bot.share, centre.bot.share_before)
        channel = np.where(random.random(size) < share, BOT, channel)
    hour = np.clip(random.normal(13.5, 4.0, size), 0.01, 23.99)
    return Issues(
        (day * DAY_S + hour * 3600).astype(np.int64),
        customer,
        family,
        2 * family + (random.random(size) >= FIRST_TOPIC_SHARE),
        channel,
        _pick(random.random(size), np.array(TEAM_SHARES)),
        DIFFICULTY * random.standard_normal(size) + customers.ease[customer],
        np.zeros(size, dtype=bool),
    )


def _pick(uniform: np.ndarray, shares: np.ndarray) -> np.ndarray:
    steps = np.cumsum(shares)
    return np.minimum(np.searchsorted(steps / steps[-1], uniform), len(shares) - 1)


def _families(centre: Centre, is_business: np.ndarray, is_after: np.ndarray, random: np.random.Generator) -> np.ndarray:
    drawn, found = random.random(len(is_business)), np.zeros(len(is_business), dtype=np.int64)
    factors = np.array([centre.change.families.get(name, 1.0) for name in FAMILIES])
    for business in (False, True):
        usual = np.array(FAMILY_SHARES) * (np.array([1.3, 0.9, 1.1, 0.7]) if business else 1)
        for later in (False, True):
            part = (is_business == business) & (is_after == later)
            found[part] = _pick(drawn[part], usual * (factors if later else 1))
    return found


def contacts(
    centre: Centre, days: Days, people: tuple[Agents, Customers], found: Issues, random: np.random.Generator
) -> Columns:
    """Every contact within the export, by time of opening; sets which issues were solved in the end."""
    pieces: list[Columns] = []
    issue, opened_s, channel, team = np.arange(len(found.begun_s)), found.begun_s, found.channel, found.team
    for step in range(MOST_STEPS):
        piece = _step(centre, days, people, found, (issue, opened_s, channel, team), random)
        piece["step"] = np.full(len(issue), step)
        pieces.append(piece)
        found.is_solved[issue] |= piece["solved"]
        goes_on = piece["goes_on"]
        issue, opened_s = issue[goes_on], piece["again_s"][goes_on]
        channel, team = _next_way(channel[goes_on], team[goes_on], piece["abandoned"][goes_on], random)
    drawn = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    kept = drawn["opened_s"] < len(days.issues) * DAY_S
    order = np.argsort(drawn["opened_s"][kept], kind="stable")
    return {name: values[kept][order] for name, values in drawn.items()}


def _step(
    centre: Centre,
    days: Days,
    people: tuple[Agents, Customers],
    found: Issues,
    where: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    random: np.random.Generator,
) -> Columns:
    issue, opened_s, channel, team = where
    agents, customers = people
    size, customer = len(issue), found.customer[issue]
    day = np.minimum(opened_s // DAY_S, len(days.issues) - 1)
    wait_s = random.exponential(1, size) * np.array(WAIT_S)[channel]
    patience_s = random.exponential(PATIENCE_S, size)
    abandoned = wait_s > patience_s
    wait_s = np.round(np.where(abandoned, patience_s, wait_s), 1)
    agent = _agent(agents, team, day, random)
    planted = np.isin(team, [TEAMS.index(name) for name in agents_of(centre.change.place)]) & (day >= CHANGE_DAY)
    is_bot = channel == BOT
    handle_s = np.array(FAMILY_HANDLE_S)[found.family[issue]] * np.where(channel == EMAIL, 1.12, 1)
    handle_s = handle_s * np.exp(
        agents.pace[agent] + days.pace[day] + customers.pace[customer] - centre.hard_is_long * found.ease[issue]
    )
    handle_s = np.round(handle_s * random.lognormal(0, 0.5, size) * np.where(planted, centre.change.handle, 1)) + 5
    log_odds = np.array(FAMILY_LOG_ODDS)[found.family[issue]] + agents.skill[agent] + days.solve[day]
    log_odds = log_odds + found.ease[issue] + np.where(planted, np.log(centre.change.solved_odds), 0)
    solves = 1 / (1 + np.exp(-log_odds))
    solved = ~abandoned & (random.random(size) < np.where(is_bot, centre.bot.solves if centre.bot else 0, solves))
    ended_s = _ended(centre, opened_s, np.nan_to_num(wait_s), channel, handle_s, random)
    ended_s = np.where(abandoned, opened_s + np.ceil(np.nan_to_num(wait_s)).astype(np.int64), ended_s)
    back = np.where(solved, NEEDS_MORE, np.where(is_bot, centre.bot.comes_back if centre.bot else 0, COMES_BACK))
    goes_on = random.random(size) < np.where(abandoned, TRIES_AGAIN, back)
    later_s = np.where(abandoned, random.exponential(5_400, size) + 300, _lag_s(solved | is_bot, random))
    unknown = abandoned | is_bot
    return {
        "issue": issue,
        "customer": customer,
        "family": found.family[issue],
        "topic": found.topic[issue],
        "channel": channel,
        "team": team,
        "agent": np.where(unknown, -1, agent),
        "opened_s": opened_s,
        "ended_s": ended_s,
        "abandoned": abandoned,
        "wait_s": wait_s,
        "handle_s": np.where(unknown, np.nan, handle_s),
        "wrap_s": np.where(unknown, np.nan, np.round(random.lognormal(3.7, 0.38, size))),
        "replies": np.where(unknown, np.nan, 1.0 + random.poisson(np.where(channel == EMAIL, 0.8, 3.0), size)),
        "transfers": (~unknown & (random.random(size) < 0.11)).astype(np.int64),
        "solved": solved,
        "mark": _mark(centre, solved, abandoned, is_bot, random),
        "goes_on": goes_on,
        "again_s": ended_s + later_s.astype(np.int64) + 60,
        "reopened": solved & ~is_bot & (random.random(size) < 0.018),
        "felt": _felt(days, agents, customers, (customer, agent, day), solved, abandoned | is_bot, random),
    }


def _agent(agents: Agents, team: np.ndarray, day: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Who of the team takes it: by the shares of the places in its roster, as it is on that day."""
    drawn, place = random.random(len(team)), np.zeros(len(team), dtype=np.int64)
    roster_team = agents.team[: len(agents.before)]
    for number in range(len(TEAMS)):
        places, part = np.flatnonzero(roster_team == number), team == number
        place[part] = places[_pick(drawn[part], agents.share[places])]
    return np.where(day >= CHANGE_DAY, agents.after[place], agents.before[place])


def _ended(
    centre: Centre,
    opened_s: np.ndarray,
    wait_s: np.ndarray,
    channel: np.ndarray,
    handle_s: np.ndarray,
    random: np.random.Generator,
) -> np.ndarray:
    if centre.solution_days is not None:
        return opened_s + np.ceil(random.exponential(centre.solution_days * DAY_S, len(opened_s))).astype(np.int64)
    by_mail_s = random.lognormal(np.log(19.6 * 3600), 1.2, len(opened_s))
    lasts_s = np.where(channel == EMAIL, by_mail_s, np.where(channel == BOT, 120, wait_s + handle_s))
    return opened_s + np.ceil(lasts_s).astype(np.int64)


def _lag_s(is_late: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """From the end of a contact to the next: a day or so where it was not solved, longer where it seemed to be."""
    return random.lognormal(np.log(np.where(is_late, 2.0, 1.1) * DAY_S), 0.85)


def _next_way(
    channel: np.ndarray, team: np.ndarray, abandoned: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The channel and team of the next contact: after the bot people, and mostly by phone."""
    size = len(channel)
    moves = (channel == BOT) | (~abandoned & (random.random(size) < 0.25))
    to = np.where(random.random(size) < 0.8, PHONE, _pick(random.random(size), np.array(CHANNEL_SHARES)))
    changes = ~abandoned & (random.random(size) >= STAYS_WITH_TEAM)
    other = _pick(random.random(size), np.array(TEAM_SHARES))
    return np.where(moves, to, channel), np.where(changes, other, team)


def _mark(
    centre: Centre, solved: np.ndarray, abandoned: np.ndarray, is_bot: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """1 solved, 0 not solved, -1 unmarked."""
    size = len(solved)
    ticked = np.where(random.random(size) < np.where(solved, MARKS_SOLVED[1], MARKS_SOLVED[0]), 1, 0)
    ticked = np.where(abandoned, -1, np.where(random.random(size) < UNMARKED, -1, ticked))
    confirmed = solved & (random.random(size) < (centre.bot.confirms if centre.bot else 0))
    return np.where(is_bot, np.where(confirmed, 1, -1), ticked)


def _felt(
    days: Days,
    agents: Agents,
    customers: Customers,
    of: tuple[np.ndarray, np.ndarray, np.ndarray],
    solved: np.ndarray,
    by_nobody: np.ndarray,
    random: np.random.Generator,
) -> np.ndarray:
    customer, agent, day = of
    felt = np.where(solved, 0.6, -0.7) + customers.mood[customer] + days.mood[day]
    return felt + np.where(by_nobody, 0, 0.5 * agents.skill[agent]) + random.standard_normal(len(solved))
