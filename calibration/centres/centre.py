"""What a contact centre is drawn from, and what may be planted in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

FIRST_ON = date(2025, 1, 1)
CHANGE_ON = date(2026, 1, 1)
"""Whatever is planted begins here."""
BEFORE = (date(2025, 1, 1), date(2025, 3, 31))
AFTER = (date(2026, 1, 1), date(2026, 3, 31))
"""The quarters a plant is looked for in: the year before, and the last."""

SITES = {"North": ("North 1", "North 2"), "South": ("South 1", "South 2"), "West": ("West 1", "West 2")}
TEAMS = tuple(team for teams in SITES.values() for team in teams)
TEAM_SHARES = (0.20, 0.20, 0.175, 0.175, 0.125, 0.125)
"""Of the volume."""
AGENTS_OF_TEAM = 12

FAMILIES = {
    "billing": ("invoice", "refund"),
    "delivery": ("late", "damaged"),
    "technical": ("setup", "fault"),
    "account": ("password", "address"),
}
FAMILY_SHARES = (0.24, 0.24, 0.27, 0.25)
FIRST_TOPIC_SHARE = 0.6
FAMILY_HANDLE_S = (360.0, 300.0, 600.0, 220.0)
"""Median handling."""
FAMILY_LOG_ODDS = (1.3, 1.5, 0.75, 1.8)
"""Of solving at an attempt."""

CHANNELS = ("phone", "chat", "email", "bot")
CHANNEL_SHARES = (0.52, 0.25, 0.23)
"""Of the issues people take first."""
TECHNOLOGY_COST = (0.35, 0.25, 0.10, 0.30)
"""Euro for each contact, attempts given up included."""
PRICE = 26.0
"""Euro for a paid hour."""
OVERHEAD = (1.27, 1.29, 1.31, 1.33, 1.36, 1.40)
"""Paid hours for an hour of work, by team."""


@dataclass(frozen=True)
class Bot:
    """A bot before people.

    Args:
        share: of the issues of the last quarter it takes first; `share_before` until then.
        solves: chance that a session solves the issue.
        confirms: chance that a session that did is marked as solved; all others are unmarked.
        comes_back: chance that a session that did not is followed by a contact with people.
    """

    share: float = 0.14
    share_before: float = 0.02
    solves: float = 0.15
    confirms: float = 0.85
    comes_back: float = 0.62


@dataclass(frozen=True)
class Change:
    """What is planted from CHANGE_ON on, and what it must move.

    Args:
        place: a site or a team. handle: factor of its handling. solved_odds: factor of its odds of solving.
        families: factors of the families' shares. ids_lost: share of contacts without id, None for as before.
        replaced: share of the agents that leave and are replaced by others of the same kind.
        moves: quantity -> the sign of what is to be said about it; whatever is absent does not move.
        outcome: what `tradeoff` is to say, "" where nothing.
    """

    place: str = ""
    handle: float = 1.0
    solved_odds: float = 1.0
    families: Mapping[str, float] = field(default_factory=dict)
    ids_lost: float | None = None
    replaced: float = 0.0
    moves: Mapping[str, int] = field(default_factory=dict)
    outcome: str = ""


@dataclass(frozen=True)
class Centre:
    """A contact centre, drawn from 2025-01-01 on.

    Args:
        contacts: about how many, attempts given up included, in 15.6 months.
        days_after: days the export goes on after the quarter that ends on 2026-03-31.
        trend: growth of the volume in a year. season: its reach over the year.
        tie: what one day hands on to the next of its shock (AR(1)). pace_shock, solve_shock, volume_shock, mood_shock:
            standard deviations of the days' shocks: of log handling, of log odds, of log volume, of feeling.
        pace, skill: standard deviations between agents, of log handling and of log odds.
        hard_is_long: fall of log handling for each log odds that an issue is easier; by default none, so that nothing
            is associated with how long a contact took.
        solution_days: mean of the exponential time to the end of a contact; None for minutes and, by mail, a day.
        ids_lost: share of contacts without id. ids_odds: factor of the odds for contacts that are returns.
        feeling_answers: log odds of answering a survey for each standard deviation of how one feels.
        hours_noise: standard deviation of log paid hours for the same work, by team and month.
    """

    contacts: int = 45_000
    days_after: int = 19
    trend: float = 0.08
    season: float = 0.15
    tie: float = 0.6
    pace_shock: float = 0.05
    solve_shock: float = 0.15
    volume_shock: float = 0.10
    mood_shock: float = 0.10
    pace: float = 0.20
    skill: float = 0.20
    hard_is_long: float = 0.0
    solution_days: float | None = None
    ids_lost: float = 0.04
    ids_odds: float = 1.0
    feeling_answers: float = 0.25
    hours_noise: float = 0.0
    bot: Bot | None = None
    change: Change = Change()


def agents_of(place: str) -> tuple[str, ...]:
    """The teams of a site or a team.

    Raises:
        ValueError: there is no such place.
    """
    if place and place not in SITES and place not in TEAMS:
        raise ValueError(f"there is no place {place!r}: {', '.join((*SITES, *TEAMS))}")
    return SITES.get(place, (place,) if place else ())


_LESS = {"cost": -1, "handle": -1}
_WORSE = {"solved": -1, "first_contact": -1, "returns": 1}

PLANTS: Mapping[str, Centre] = {
    "null": Centre(),
    "replaced": Centre(change=Change(replaced=1 / 3)),
    "mix": Centre(change=Change(families={"technical": 1.35, "account": 0.75}, moves={"mix": -1})),
    "trend": Centre(trend=0.30),
    "gain": Centre(change=Change("South", handle=0.85, moves=_LESS, outcome="gain")),
    "over-service": Centre(
        change=Change("West", handle=1.22, moves={"cost": 1, "handle": 1}, outcome="over_service"),
    ),
    "false-economy": Centre(
        contacts=60_000,
        change=Change("North 2", handle=0.8, solved_odds=0.6, moves={**_LESS, **_WORSE}, outcome="false_economy"),
    ),
    "bot-deflects": Centre(
        bot=Bot(), change=Change(moves={"cost": -1, "solved": -1, "returns": 1}, outcome="deflects")
    ),
    "bot-solves": Centre(bot=Bot(solves=0.80, confirms=0.55), change=Change(moves={"cost": -1}, outcome="replaces")),
    "ids-lost": Centre(ids_lost=0.02, change=Change(ids_lost=0.11)),
    "slow": Centre(solution_days=15.0, days_after=60),
    "ids-random": Centre(ids_lost=0.06),
    "ids-odds": Centre(ids_lost=0.06, ids_odds=1.5),
}
"""Name -> a centre in which something, or nothing, was planted."""


def centre(plant: str, *, place: str | None = None, **other: Any) -> Centre:
    """A planted centre with other parameters.

    Args:
        plant: one of PLANTS. place: where, instead of the plant's own. other: fields of `Centre`.
    """
    found = replace(PLANTS[plant], **other)
    return found if place is None else replace(found, change=replace(found.change, place=place))
