"""What is asked about contacts afterwards: customers' surveys and supervisors' evaluations."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.handling import sigmoid
from steelyard.simulate.centre.pushes import find_unit, find_units
from steelyard.simulate.centre.reactions import Memory
from steelyard.simulate.centre.world import World
from steelyard.simulate.setting.plants import Gaming
from steelyard.simulate.setting.scenario import BOT, EMAIL

CSAT, NPS, CES = range(3)
QUIET_DAYS = 14
"""A customer is not invited again within so many days."""

CRITERIA = (
    ("Greeting and tone", "brand", 10),
    ("Knows the product", "product", 25),
    ("Offers what fits", "sales", 10),
    ("Listens and explains", "connection", 25),
    ("Finds and settles the cause", "process", 30),
)
"""Criterion, dimension and points of the evaluation form; the points add up to 100."""

FIRST_SECOND = 21
"""Number of the first who scores a second time: S21."""

_CUT_PENALTY = np.array([0.02, 0.08, 0.05, 0.28, 0.35])


def draw_surveys(world: World, rng: np.random.Generator, memory: Memory, contacts: Columns) -> Columns:
    """Invitations and answers about contacts of one span, in the order they were sent.

    Who answers depends on the outcome: customers whose issue was solved answer more, and so do extreme scores.

    Returns:
        One row per invitation: contact, channel, customer, instrument, sent_at, is_answered, answered_at, score, and
        felt (1..5, the score the customer would give if nobody asked for the top one); and of the contact topic,
        is_solved, cut, wait_s and transfers.
    """
    asked = _choose_invited(world, rng, memory, contacts)
    count = len(asked["contact"])
    score = asked["score"]
    odds = world.scenario.answer_odds + world.customers["answering"][asked["customer"]]
    odds = odds + world.scenario.answer_solved_odds * asked["is_solved"]
    odds = odds + world.scenario.answer_extreme_odds * ((score == 1) | (score == 5)) - 0.4 * (asked["channel"] == BOT)
    instrument = np.searchsorted([0.8, 0.9], rng.random(count))
    for game in world.scenario.gaming:
        is_begged = _is_gamed(world, asked, game) & (rng.random(count) < game.begged_share)
        odds = odds + game.begged_answer_odds * is_begged
        score = np.where(is_begged, 5, score)
    return {
        "contact": asked["contact"],
        "channel": asked["channel"],
        "customer": asked["customer"],
        "instrument": instrument.astype(np.int8),
        "sent_at": asked["sent_at"],
        "is_answered": rng.random(count) < sigmoid(odds),
        "answered_at": asked["sent_at"] + 20 + rng.exponential(9 * 3_600, count).astype(np.int64),
        "score": _translate(rng, score, instrument),
        "felt": asked["score"],
        **{name: asked[name] for name in ("topic", "is_solved", "cut", "wait_s", "transfers")},
    }


def draw_sentiment(rng: np.random.Generator, surveys: Columns) -> np.ndarray:
    """How the survey tool reads the remark of each row, -1 to 1; nan where the customer writes none.

    It follows what was felt, not the score that was clicked; the worse, the more customers write.
    """
    count = len(surveys["felt"])
    writes = rng.random(count) < 0.75 - 0.09 * surveys["felt"]
    tone = np.clip(rng.normal(0.3 * (surveys["felt"] - 3), 0.3, count), -1, 1)
    return np.where(writes, np.round(tone, 2), np.nan)


def draw_evaluations(world: World, rng: np.random.Generator, contacts: Columns) -> Columns:
    """Evaluations of a random sample of handled contacts.

    Returns:
        One row per evaluation: contact, channel, agent, evaluator, at, is_critical, and points (one column of
        the matrix per entry of CRITERIA).
    """
    sampled = (contacts["agent"] >= 0) & (rng.random(len(contacts["agent"])) < world.scenario.evaluate_share)
    rows = take(contacts, sampled)
    count = len(rows["agent"])
    ability = 0.90 + 0.05 * world.agents["skill"][rows["agent"]] - 0.02 * ~rows["is_solved"]
    shares = ability[:, None] - rows["cut"][:, None] * _CUT_PENALTY + rng.normal(0, 0.08, (count, len(CRITERIA)))
    most = np.array([points for _, _, points in CRITERIA])
    return {
        "contact": rows["contact"],
        "channel": rows["channel"],
        "agent": rows["agent"],
        "evaluator": rows["site"] * 3 + rng.integers(0, 3, count),
        "at": rows["ended_at"] + rng.integers(DAY_S, 10 * DAY_S, count),
        "is_critical": rng.random(count) < 0.01 + 0.05 * rows["cut"],
        "points": np.round(np.clip(shares, 0, 1) * most).astype(np.int64),
    }


def draw_seconds(world: World, rng: np.random.Generator, evaluations: Columns) -> Columns:
    """Some of the evaluated contacts scored again, by somebody who does not know the first score.

    Returns:
        The columns of evaluations: what the first gave, the scorer's severity and drift, and an error.
    """
    scenario = world.scenario
    rows = take(evaluations, rng.random(len(evaluations["contact"])) < scenario.second_share)
    count = len(rows["contact"])
    who = rng.integers(0, len(scenario.second_scorers), count)
    severity, drift, halo = (
        np.array([getattr(one, name) for one in scenario.second_scorers])[who] for name in ("severity", "drift", "halo")
    )
    years = (world.day_of(rows["at"]) - world.day_count / 2) / 365
    common, own = rng.normal(size=(count, 1)), rng.normal(size=(count, len(CRITERIA)))
    error = np.sqrt(halo)[:, None] * common + np.sqrt(1 - halo)[:, None] * own
    most = np.array([points for _, _, points in CRITERIA])
    moved = ((severity + drift * years) / 100)[:, None]
    shares = rows["points"] / most + moved + error * np.array(scenario.second_noise)
    return {
        **rows,
        "evaluator": FIRST_SECOND + who,
        "at": rows["at"] + rng.integers(DAY_S, 6 * DAY_S, count),
        "points": np.round(np.clip(shares, 0, 1) * most).astype(np.int64),
    }


def _choose_invited(world: World, rng: np.random.Generator, memory: Memory, contacts: Columns) -> Columns:
    count = len(contacts["contact"])
    delay = np.where(contacts["channel"] == EMAIL, DAY_S, rng.integers(600, 7_200, count))
    sent_at = contacts["ended_at"] + delay
    share = np.full(count, world.scenario.invite_share)
    for game in world.scenario.gaming:
        share *= 1 - game.withheld_share * (_is_gamed(world, contacts, game) & ~contacts["is_solved"])
    drawn = rng.random(count) < share
    quiet = sent_at - memory.invited_at[contacts["customer"]] >= QUIET_DAYS * DAY_S
    rows = np.flatnonzero(drawn & quiet & contacts["is_identified"] & ~contacts["is_abandoned"])
    _, first = np.unique(contacts["customer"][rows], return_index=True)
    rows = rows[first]
    rows = rows[np.argsort(sent_at[rows], kind="stable")]
    memory.invited_at[contacts["customer"][rows]] = sent_at[rows]
    return {**take(contacts, rows), "sent_at": sent_at[rows]}


def _is_gamed(world: World, contacts: Columns, game: Gaming) -> np.ndarray:
    """Which contacts belong to the unit, since it began."""
    since = (game.begins_on - world.scenario.begins_on).days
    there = np.isin(find_unit(world.scenario, contacts), find_units(world.scenario, game.unit))
    gamed: np.ndarray = there & (world.day_of(contacts["at"]) >= since)
    return gamed


def _translate(rng: np.random.Generator, score: np.ndarray, instrument: np.ndarray) -> np.ndarray:
    """One feeling on three instruments: CSAT 1 to 5, NPS 0 to 10, CES 1 (hard) to 7 (easy)."""
    noise = rng.normal(0, 1, len(score))
    nps = np.clip(np.round(np.array([1.5, 3.5, 6.0, 8.0, 9.4])[score - 1] + noise), 0, 10)
    ces = np.clip(np.round(1.2 + 1.1 * score + 0.8 * noise), 1, 7)
    return np.select([instrument == CSAT, instrument == NPS], [score, nps], ces).astype(np.int64)
