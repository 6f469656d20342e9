"""What lies beside the contacts: surveys, evaluations, outcomes, paid work; and whose id is missing."""

from __future__ import annotations

import numpy as np

from calibration.centres.centre import AFTER, FIRST_ON, OVERHEAD, PRICE, TEAMS, TECHNOLOGY_COST, Centre
from calibration.centres.contacts import BOT, CHURN, DAY_S, EMAIL, PHONE, Columns, Issues
from calibration.centres.days import CHANGE_DAY, Days
from calibration.centres.people import Agents

INVITED = 0.5
EVALUATED = 0.03
CUTS = (-1.8, -1.0, -0.2, 0.9)
"""Feelings at which a score goes from one to the next, of 1 to 5."""
BUYS = 0.06
"""Chance that a customer buys after an issue."""
LOSES_ID = (1.35, 0.9, 0.4, 0.0)
"""Factor of the share without id, by channel."""


def surveys(centre: Centre, days: Days, contacts: Columns, random: np.random.Generator) -> Columns:
    """Invitations, with a score where somebody answered; whoever feels better answers more often."""
    asked = np.flatnonzero(~contacts["abandoned"] & (random.random(len(contacts["issue"])) < INVITED))
    felt = contacts["felt"][asked]
    answers = random.random(len(asked)) < 1 / (1 + np.exp(0.95 - centre.feeling_answers * felt))
    sent_s = contacts["ended_s"][asked] + 3600
    answered_s = sent_s + 3600 + random.exponential(30_000, len(asked)).astype(np.int64)
    end_s = len(days.issues) * DAY_S
    score = np.where(answers & (answered_s < end_s), 1.0 + np.searchsorted(np.array(CUTS), felt), np.nan)
    kept = sent_s < end_s
    found = {"contact": asked, "score": score, "sent_s": sent_s, "answered_s": answered_s}
    return {name: values[kept] for name, values in found.items()}


def evaluations(days: Days, agents: Agents, contacts: Columns, random: np.random.Generator) -> Columns:
    """What quality assurance heard."""
    heard = np.flatnonzero((contacts["agent"] >= 0) & (random.random(len(contacts["issue"])) < EVALUATED))
    level = 85.5 + 8 * agents.skill[contacts["agent"][heard]]
    at_s = contacts["ended_s"][heard] + random.integers(3600, 6 * 3600, len(heard))
    score = np.clip(np.round(level + 7 * random.standard_normal(len(heard))), 0, 100)
    kept = at_s < len(days.issues) * DAY_S
    return {"contact": heard[kept], "score": score[kept], "at_s": at_s[kept]}


def generations(days: Days, issues: Issues, random: np.random.Generator) -> tuple[np.ndarray, Columns]:
    """Who leaves, and who takes the place: each customer's successor is like it, so that nothing drifts.

    Returns:
        The generation of the customer at each issue; outcomes with the customer's number and generation.
    """
    size = len(issues.customer)
    leaves = random.random(size) < np.where(issues.is_solved, CHURN[1], CHURN[0])
    order = np.lexsort((issues.begun_s, issues.customer))
    gone = np.cumsum(leaves[order]) - leaves[order]
    starts = np.flatnonzero(np.diff(issues.customer[order], prepend=-1))
    base = np.repeat(gone[starts], np.diff(np.append(starts, size)))
    generation = np.zeros(size, dtype=np.int64)
    generation[order] = gone - base
    buys = np.flatnonzero(random.random(size) < BUYS)
    left = np.flatnonzero(leaves)
    at_s = issues.begun_s[np.concatenate([left, buys])]
    at_s = at_s + (DAY_S * np.concatenate([random.uniform(1, 40, len(left)), random.uniform(0, 20, len(buys))])).astype(
        int
    )
    rows = np.concatenate([left, buys])
    found = {
        "customer": issues.customer[rows],
        "generation": generation[rows],
        "at_s": at_s,
        "is_churn": np.arange(len(rows)) < len(left),
    }
    kept = at_s < len(days.issues) * DAY_S
    return generation, {name: values[kept] for name, values in found.items()}


def lost_ids(centre: Centre, contacts: Columns, random: np.random.Generator) -> np.ndarray:
    """Which contacts have no customer's id."""
    later = centre.change.ids_lost if centre.change.ids_lost is not None else centre.ids_lost
    share = np.where(contacts["opened_s"] >= CHANGE_DAY * DAY_S, later, centre.ids_lost)
    share = np.minimum(share * np.array(LOSES_ID)[contacts["channel"]], 0.99)
    odds = share / (1 - share) * np.where(contacts["step"] > 0, centre.ids_odds, 1)
    return random.random(len(share)) < odds / (1 + odds)


def ledger(centre: Centre, days: Days, contacts: Columns, random: np.random.Generator) -> Columns:
    """What was paid, by month and team: hours for the work done, technology for every contact."""
    month, first_day, last_day = _months(len(days.issues))
    of = month[contacts["opened_s"] // DAY_S]
    months, teams = len(first_day), len(TEAMS)
    worked_s = np.nan_to_num(contacts["handle_s"] + contacts["wrap_s"])
    hours = np.bincount(of * teams + contacts["team"], worked_s, months * teams) / 3600
    hours = hours * np.tile(OVERHEAD, months) * np.exp(centre.hours_noise * random.standard_normal(months * teams))
    place = np.arange(months * teams)
    pieces = [
        {"month": place // teams, "team": place % teams, "channel": np.full(len(place), -1), "hours": hours,
         "amount": hours * PRICE}
    ]  # fmt: skip
    for channel in (PHONE, PHONE + 1, EMAIL, BOT):
        part = contacts["channel"] == channel
        team = np.full(part.sum(), teams) if channel == BOT else contacts["team"][part]
        count = np.bincount(of[part] * (teams + 1) + team, minlength=months * (teams + 1))
        held = np.flatnonzero(count)
        pieces.append(
            {
                "month": held // (teams + 1),
                "team": held % (teams + 1),
                "channel": np.full(len(held), channel),
                "hours": np.full(len(held), np.nan),
                "amount": count[held] * TECHNOLOGY_COST[channel],
            }
        )
    found = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    return {**found, "from_day": first_day[found["month"]], "to_day": last_day[found["month"]]}


def _months(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The month of each day; the first and last day of each month, the last as far as the export goes."""
    first = np.datetime64(FIRST_ON)
    name = (first + np.arange(count)).astype("datetime64[M]")
    month = (name - name[0]).astype(np.int64)
    begins = np.flatnonzero(np.diff(month, prepend=-1))
    return month, begins, np.append(begins[1:], count) - 1


QUARTER_END_DAY = (AFTER[1] - FIRST_ON).days
