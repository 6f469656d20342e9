"""What happens in a contact: the wait, the work, whether it solves, and how the customer finds it."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.draws import CONTACT, Draws, draw_for
from steelyard.simulate.centre.pushes import find_unit
from steelyard.simulate.centre.queueing import draw_staffed_waits
from steelyard.simulate.centre.world import World, hour_load
from steelyard.simulate.setting.house import DIGITAL, SPECIALISTS, TEAMS
from steelyard.simulate.setting.scenario import BOT, CHAT, EMAIL, PHONE

OPEN, BY_AGENT, BY_CUSTOMER, BY_INACTIVITY, BY_MERGE, BY_BULK, BY_BOT = range(7)
"""How a contact was closed. OPEN: a call whose agent noted that it is not finished."""

_TIME_FACTOR = np.array([1.0, 1.25, 0.85, 0.0])
"""Time a case needs in each channel, relative to the phone; bots take nobody's."""
_CSAT_CUTS = np.array([-1.9, -1.1, -0.3, 0.75])
"""Standard deviations of an experience above which the score is 2, 3, 4 and 5."""


def sigmoid(odds: np.ndarray) -> np.ndarray:
    """The probability of log-odds."""
    return 1 / (1 + np.exp(-odds))


def logit(share: float) -> float:
    """The log-odds of a share, finite for 0 and 1."""
    inside = min(max(share, 1e-9), 1 - 1e-9)
    return float(np.log(inside / (1 - inside)))


def handle_contacts(
    world: World,
    rng: Draws,
    arrivals: Columns,
    load: np.ndarray,
    week_skill: np.ndarray,
    grudge: np.ndarray,
) -> Columns:
    """Contacts that arise from arrivals.

    Args:
        world: the world.
        rng: this span's own generator.
        arrivals: rows as `arrivals` makes them.
        load: for each site, its recent load relative to what it is staffed for.
        week_skill: for each agent, this week's shock, log-odds.
        grudge: for each customer, standard deviations that earlier contacts took from ratings.

    Returns:
        The arrivals with team, agent (-1: none), coded (topic as recorded), wait_s, is_abandoned, is_identified,
        talk_s, hold_s, wrap_s, cut (log units by which time was cut), transfers, replies, reopens, is_reopened
        (by the customer whose issue was not solved), solved_at_first, is_solved, closure, is_marked,
        first_reply_at, ended_at, handed_over (bot to human), score (1..5, if everyone were asked).
    """
    rng = draw_for(rng, arrivals, CONTACT)
    day = np.clip(world.day_of(arrivals["at"]), 0, world.day_count - 1)
    contacts = {**arrivals, **_assign(world, rng, arrivals, day)}
    contacts["begun_by"] = np.where(contacts["fresh"], find_unit(world.scenario, contacts), contacts["begun_by"])
    contacts |= _queue(world, rng, contacts, day, load)
    contacts |= _work(world, rng, contacts, day)
    contacts |= _solve(world, rng, contacts, day, week_skill)
    contacts |= _finish(world, rng, contacts)
    contacts["score"] = _rate(world, rng, contacts, day, grudge)
    return contacts


def _topic_values(world: World, contacts: Columns, name: str) -> np.ndarray:
    values = np.array([getattr(topic, name) for topic in world.scenario.topics], dtype=float)
    return values[contacts["topic"]]


def _push(world: World, contacts: Columns, day: np.ndarray, name: str) -> np.ndarray | float:
    """What initiatives add to each contact; 0 where none does."""
    if name not in world.pushes:
        return 0.0
    unit = find_unit(world.scenario, contacts)
    pushed: np.ndarray = world.pushes[name][unit, contacts["topic"], day]
    return pushed


def _caused(world: World, contacts: Columns, name: str) -> np.ndarray | float:
    """A quantity of the broken step that caused each contact's issue; 0 for ordinary issues."""
    if not world.scenario.breaks:
        return 0.0
    values: np.ndarray = np.array([*(getattr(plant, name) for plant in world.scenario.breaks), 0.0])[contacts["cause"]]
    return values


def _assign(world: World, rng: Draws, contacts: Columns, day: np.ndarray) -> Columns:
    count, scenario, channel = len(day), world.scenario, contacts["channel"]
    position = np.where(channel == PHONE, (rng.random(count) < 0.5).astype(int), DIGITAL)
    is_hard = _topic_values(world, contacts, "difficulty") > scenario.hard_difficulty
    position = np.where(is_hard & (rng.random(count) < scenario.hard_share), SPECIALISTS, position)
    team = contacts["site"].astype(np.int64) * len(TEAMS) + _route(world, rng, contacts, position)
    seen = day if scenario.is_paired else np.full_like(day, day.min(initial=world.day_count - 1))
    present, first = world.present[team, seen], world.team_first[team]
    agent = first + (rng.random(count) * present).astype(np.int64)
    if scenario.sorted_share:
        rival = first + (rng.random(count) * present).astype(np.int64)
        is_sorted = is_hard & (rng.random(count) < scenario.sorted_share)
        is_better = world.agents["skill"][rival] > world.agents["skill"][agent]
        agent = np.where(is_sorted & is_better, rival, agent)
    human = channel != BOT
    coded = _code_topics(world, rng, contacts["topic"])
    return {"team": np.where(human, team, -1), "agent": np.where(human, agent, -1), "coded": coded}


def _route(world: World, rng: Draws, contacts: Columns, position: np.ndarray) -> np.ndarray:
    """The position of the team each contact goes to, after the scenario's rules."""
    scenario, count = world.scenario, len(position)
    if scenario.is_routed_at_random:
        sizes = world.team_size.reshape(-1, len(TEAMS))[contacts["site"]]
        ends = sizes.cumsum(axis=1) / sizes.sum(axis=1, keepdims=True)
        position = (rng.random(count)[:, None] >= ends).sum(axis=1)
    for route in scenario.routes:
        about = np.array([not route.topics or topic.name in route.topics for topic in scenario.topics])
        goes = about[contacts["topic"]] & (rng.random(count) < route.share)
        position = np.where(goes, TEAMS.index(route.team), position)
    return position


def _code_topics(world: World, rng: Draws, topic: np.ndarray) -> np.ndarray:
    """The topic as recorded: some under a sibling of the same family, some under anything."""
    topics, scenario = world.scenario.topics, world.scenario
    families = [[n for n, other in enumerate(topics) if other.family == one.family] for one in topics]
    sibling = np.array([family[(family.index(n) + 1) % len(family)] for n, family in enumerate(families)])
    slip = rng.random(len(topic))
    coded = np.where(slip < scenario.sibling_share, sibling[topic], topic)
    return np.where(slip > 1 - scenario.miscoded_share, rng.integers(0, len(topics), len(topic)), coded)


def _queue(world: World, rng: Draws, contacts: Columns, day: np.ndarray, load: np.ndarray) -> Columns:
    scenario, channel, count = world.scenario, contacts["channel"], len(day)
    busy = np.clip(load, 0.4, 2.5)[contacts["site"]] ** scenario.load_power
    wait = _draw_waits(world, rng, contacts, day, load) * np.exp(_push(world, contacts, day, "wait_log"))
    patience = rng.exponential(1.0, count) * world.customers["patience_s"][contacts["customer"]]
    queued = (channel == PHONE) | (channel == CHAT)
    reply = scenario.email_reply_h * 3_600 * np.sqrt(busy) * rng.lognormal(0, 0.8, count)
    is_abandoned = queued & (patience < wait)
    wait = np.where(queued, np.minimum(wait, patience), np.where(channel == EMAIL, reply, 0.0))
    known = rng.random(count) >= _share_unidentified(world, channel, day)
    agent = np.where(is_abandoned, -1, contacts["agent"])
    whole = wait.astype(np.int64) + (channel == EMAIL) * 60
    return {"wait_s": whole, "is_abandoned": is_abandoned, "is_identified": known, "agent": agent}


def _draw_waits(world: World, rng: Draws, contacts: Columns, day: np.ndarray, load: np.ndarray) -> np.ndarray:
    scenario, count, hour = world.scenario, len(day), hour_load(world.clock.to_local(contacts["at"]))
    if scenario.staffing is not None:
        return draw_staffed_waits(world, rng, contacts["site"], day, hour, load)
    busy = np.clip(load, 0.4, 2.5)[contacts["site"]] ** scenario.load_power
    mean = scenario.wait_s * busy * hour * world.days["wait"][day]
    return rng.exponential(1.0, count) * mean * np.where(contacts["channel"] == CHAT, 0.7, 1.0)


def _share_unidentified(world: World, channel: np.ndarray, day: np.ndarray) -> np.ndarray:
    scenario, lost = world.scenario, world.scenario.lost_ids
    usual = (scenario.unidentified_share, scenario.unidentified_chat_share, scenario.unidentified_email_share, 0.0)
    shares: np.ndarray = np.array(usual)[channel]
    if lost is None:
        return shares
    since = (lost.begins_on - scenario.begins_on).days
    then = np.array([lost.phone_share, lost.chat_share, lost.email_share, lost.bot_share])[channel]
    return np.where(day >= since, then, shares)


def _work(world: World, rng: Draws, contacts: Columns, day: np.ndarray) -> Columns:
    scenario, channel, agent, count = world.scenario, contacts["channel"], contacts["agent"], len(day)
    at_work = agent >= 0
    size = rng.lognormal(-0.1, 0.45, count)
    talk_s = _topic_values(world, contacts, "handle_s") + _caused(world, contacts, "handle_s")
    needed = talk_s * size * _TIME_FACTOR[channel]
    cut = _draw_cut(world, rng, contacts, day, needed)
    needed = needed * np.exp(_push(world, contacts, day, "handle_log"))
    given = needed * np.exp(world.agents["speed"][agent]) * rng.lognormal(0, 0.12, count) * np.exp(-cut)
    odds = scenario.transfer_odds + 0.7 * _topic_values(world, contacts, "difficulty")
    odds += scenario.transfer_haste_odds * cut - 0.4 * world.agents["skill"][agent]
    is_transferred = at_work & (rng.random(count) < sigmoid(odds))
    given *= np.where(is_transferred, 1.3, 1.0)
    held = np.where((channel == PHONE) & (rng.random(count) < 0.35), rng.uniform(0.05, 0.3, count), 0.0)
    wrap = rng.gamma(3.0, 14.0, count) * np.exp(-0.5 * cut) * np.array([1.0, 0.6, 0.0, 0.0])[channel]
    return {
        "cut": np.where(at_work, cut, 0.0),
        "transfers": is_transferred.astype(np.int64),
        "talk_s": np.where(at_work, np.maximum(15, given * (1 - held)), 0).astype(np.int64),
        "hold_s": np.where(at_work, given * held, 0).astype(np.int64),
        "wrap_s": np.where(at_work, wrap, 0).astype(np.int64),
    }


def _draw_cut(world: World, rng: Draws, contacts: Columns, day: np.ndarray, needed: np.ndarray) -> np.ndarray:
    """Log units of time cut: only where somebody asks for it, more from long cases, as a target on the mean invites."""
    target = world.scenario.target
    names = [site.name for site in world.scenario.sites]
    there = contacts["site"] == (names.index(target.site) if target else -1)
    asked = np.where(there, world.days["haste"][day], 0.0) + _push(world, contacts, day, "haste_share")
    share = asked * np.sqrt(needed / 400) * rng.gamma(6.0, 1 / 6.0, len(day))
    return -np.log1p(-np.clip(share, 0, 0.6))


def _solve(world: World, rng: Draws, contacts: Columns, day: np.ndarray, week_skill: np.ndarray) -> Columns:
    scenario, channel, agent, count = world.scenario, contacts["channel"], contacts["agent"], len(day)
    odds = scenario.solve_odds - _topic_values(world, contacts, "difficulty") + world.days["solve"][day]
    odds += world.agents["skill"][agent] + week_skill[agent] - scenario.haste_odds * contacts["cut"]
    odds += 0.15 * contacts["transfers"] + rng.normal(0, scenario.case_sd, count)
    odds += _push(world, contacts, day, "solve_odds") + _caused(world, contacts, "solve_odds")
    by_bot = _solve_by_bot(world, contacts, day)
    chance = np.where(channel == BOT, by_bot, sigmoid(odds))
    first = ((rng.random(count) < chance) | contacts["solved_before"]) & ~contacts["is_abandoned"]
    ticket = ((channel == EMAIL) | (channel == CHAT)) & ~contacts["is_abandoned"]
    back = sigmoid(logit(scenario.callback_share) + world.customers["returning"][contacts["customer"]])
    reopened = ticket & ~first & (rng.random(count) < back * scenario.reopen_share)
    thanked = ticket & first & (rng.random(count) < 0.02)
    second = reopened & (rng.random(count) < chance)
    missed = (channel == BOT) & ~first
    contained = scenario.bot_containment_share + _push(world, contacts, day, "bot_containment_share")
    return {
        "solved_at_first": first,
        "is_solved": first | second,
        "is_reopened": reopened,
        "reopens": reopened.astype(np.int64) + thanked,
        "handed_over": missed & (rng.random(count) >= contained),
    }


def _solve_by_bot(world: World, contacts: Columns, day: np.ndarray) -> np.ndarray:
    fit = np.clip(_topic_values(world, contacts, "bot_fit"), 1e-9, 1 - 1e-9)
    pushed = _push(world, contacts, day, "bot_solve_odds")
    if not np.any(pushed):
        return fit
    return sigmoid(np.log(fit / (1 - fit)) + pushed)


def _finish(world: World, rng: Draws, contacts: Columns) -> Columns:
    scenario, channel, count = world.scenario, contacts["channel"], len(contacts["at"])
    reopened, abandoned = contacts["is_reopened"], contacts["is_abandoned"]
    talk = (contacts["talk_s"] * np.where(reopened, 1.5, 1.0)).astype(np.int64)
    more = rng.poisson(0.35, count)
    replies = np.where((channel == EMAIL) & ~abandoned, 1 + more + reopened, 0)
    replies = np.where((channel == CHAT) & ~abandoned, 3 + talk // 90, replies)
    first_reply = contacts["at"] + contacts["wait_s"]
    direct = np.where(channel == BOT, rng.integers(25, 260, count), talk + contacts["hold_s"])
    email_s = talk + (more * rng.exponential(9 * 3_600, count)).astype(np.int64)
    ended = first_reply + np.where(channel == EMAIL, email_s, direct)
    ended += np.where(reopened, rng.exponential(1.6 * DAY_S, count) + 3_600, 0).astype(np.int64)
    ended = np.where(abandoned, first_reply, ended)
    closure = _close(scenario.mark_solved_share, scenario.mark_unsolved_share, rng, contacts)
    evident = (channel == BOT) & contacts["is_solved"] & (rng.random(count) < scenario.bot_evidence_share)
    closure = np.where(channel == BOT, np.where(evident, BY_CUSTOMER, BY_BOT), closure)
    marked = ((closure == BY_AGENT) | (closure == BY_CUSTOMER)) & ~abandoned
    times = {"first_reply_at": first_reply, "ended_at": ended, "talk_s": talk, "replies": replies}
    return {**times, "closure": closure.astype(np.int8), "is_marked": marked}


def _close(mark_solved: float, mark_unsolved: float, rng: Draws, contacts: Columns) -> np.ndarray:
    count = len(contacts["at"])
    marks = rng.random(count) < np.where(contacts["is_solved"], mark_solved, mark_unsolved)
    kind = rng.random(count)
    phone = contacts["channel"] == PHONE
    by_whom = np.where(~phone & contacts["is_solved"] & (kind < 0.15), BY_CUSTOMER, BY_AGENT)
    unmarked = np.where(phone, OPEN, np.where(kind < 0.05, BY_BULK, BY_INACTIVITY))
    closed = np.where(marks, by_whom, unmarked)
    return np.where(contacts["is_abandoned"], np.where(phone, OPEN, BY_INACTIVITY), closed)


def _rate(world: World, rng: Draws, contacts: Columns, day: np.ndarray, grudge: np.ndarray) -> np.ndarray:
    scenario, customer = world.scenario, contacts["customer"]
    waited = np.where(contacts["channel"] == EMAIL, contacts["wait_s"] / 300, contacts["wait_s"])
    feeling = 1.15 + world.customers["leniency"][customer] + world.days["rating"][day] - grudge[customer]
    feeling = feeling + _push(world, contacts, day, "rating_sd")
    feeling = feeling - np.where(contacts["is_solved"], 0.0, scenario.rating_solved)
    feeling = feeling - 0.18 * np.log1p(waited / 60) - 0.3 * (contacts["attempt"] - 1)
    feeling = feeling - 0.3 * contacts["transfers"] - scenario.rating_haste * contacts["cut"]
    feeling = feeling + 0.3 * world.agents["skill"][contacts["agent"]] * (contacts["agent"] >= 0)
    return 1 + np.searchsorted(_CSAT_CUTS, feeling + rng.normal(0, 0.7, len(day)))
