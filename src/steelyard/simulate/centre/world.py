"""What stands still while contacts happen: customers, agents, teams and the days to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from steelyard.simulate.centre.clock import DAY_S, Clock, build_clock, day_number
from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.draws import Draws
from steelyard.simulate.centre.pushes import build_pushes, count_units, find_units, ramp
from steelyard.simulate.setting.house import SPECIALISTS, TEAMS
from steelyard.simulate.setting.scenario import Scenario

_TEAM_SHARES = np.array([0.28, 0.27, 0.30, 0.15])
"""Of a site's agents, in the order of TEAMS."""
_WEEKDAY_VOLUME = np.array([1.22, 1.12, 1.05, 1.02, 1.05, 0.72, 0.45])
"""Issues of a day relative to the average, Monday first."""
_HOUR_VOLUME = np.array(
    [0.4, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.5, 5, 8.5, 10, 9.5, 7.5, 7, 8.5, 8.5, 7.5, 6.5, 5.5, 4.5, 3.5, 2.5, 1.5, 0.8]
)
"""Issues by the local hour they begin in, in percent of the day's."""
_BUSY = 6.6
"""The percent of the day's issues that an hour of load 1 has."""
FIRST_CUSTOMER, FIRST_AGENT = 500_001, 1_001
OPENS_H, CLOSES_H = 8, 21
"""Local hours between which calls and chats are taken."""


@dataclass(frozen=True)
class World:
    """A scenario drawn once.

    Attributes:
        scenario: the knobs.
        contacts: about how many were asked for.
        seed: what every later draw also starts from.
        clock: local time.
        first_day: day number of the first local day.
        customers: one row per customer, the number in the systems is the row plus FIRST_CUSTOMER: segment, site,
            since_day, contact_rate (cumulative, ends at 1), patience_s, leniency, returning (log-odds),
            answering (log-odds), value.
        agents: one row per agent, team by team and by start within a team: team, start_day, skill, speed, cost.
        team_first, team_size: where a team's agents lie. Team numbers are site * len(TEAMS) + position in TEAMS.
        days: one row per local day: volume (1 on average), solve, rating, wait (shocks), haste (share cut
            at the target's site), plan (planned volume).
        present: agents of a team who have started, (team, day), one at least.
        presence: agents at work relative to plan, (site, day).
        topic_shares: cumulative shares of the topics among new issues, (site, day, topic).
        pushes: what initiatives do, see `build_pushes`.
        issues_per_day: new issues on an average day.
        until: the last local day that the systems know of when they are exported; the last of all unless told.
    """

    scenario: Scenario
    contacts: int
    seed: int
    clock: Clock
    first_day: int
    customers: Columns
    agents: Columns
    team_first: np.ndarray
    team_size: np.ndarray
    days: Columns
    present: np.ndarray
    presence: np.ndarray
    topic_shares: np.ndarray
    pushes: Columns
    issues_per_day: float
    until: date | None = None

    @property
    def team_names(self) -> list[str]:
        """`Porto Phone 1` and so on, by team number."""
        return [f"{site.name} {team}" for site in self.scenario.sites for team in TEAMS]

    @property
    def day_count(self) -> int:
        """Local days in the data."""
        return (self.scenario.ends_on - self.scenario.begins_on).days + 1

    @property
    def known_days(self) -> int:
        """Local days that the systems know of when they are exported."""
        return self.day_count if self.until is None else (self.until - self.scenario.begins_on).days + 1

    @property
    def exported_at(self) -> int:
        """The instant after the last of them, when the systems are exported."""
        return self._after(self.known_days)

    @property
    def ends_at(self) -> int:
        """The instant after the last local day."""
        return self._after(self.day_count)

    def _after(self, days: int) -> int:
        return int(self.clock.to_utc(np.array([(self.first_day + days) * DAY_S]))[0])

    @property
    def halves_day(self) -> int:
        """Local days before the second half."""
        return (self.scenario.halves_on - self.scenario.begins_on).days

    def joined_at(self, customer: np.ndarray | slice = slice(None)) -> np.ndarray:
        """The instant from which each customer is one; long before the data for most."""
        joined: np.ndarray = (self.customers["since_day"][customer].astype(np.int64) + self.first_day) * DAY_S
        return joined

    def day_of(self, at: np.ndarray) -> np.ndarray:
        """Local day of each instant, counted from the first day."""
        return self.clock.to_local(at) // DAY_S - self.first_day

    def month_starts(self) -> list[date]:
        """The first of each month the data touch."""
        first, last = self.scenario.begins_on, self.scenario.ends_on
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months]

    def month_of_days(self) -> np.ndarray:
        """For each local day the position of its month in `month_starts`."""
        days = [self.scenario.begins_on + timedelta(days=day) for day in range(self.day_count)]
        first = days[0].year * 12 + days[0].month
        return np.array([day.year * 12 + day.month - first for day in days])


def build_world(scenario: Scenario, contacts: int, seed: int) -> World:
    """Draws customers, agents and days for about `contacts` contacts."""
    streams = np.random.SeedSequence([seed, 0]).spawn(3)
    customers_rng, agents_rng, days_rng = (np.random.default_rng(stream) for stream in streams)
    days_count = (scenario.ends_on - scenario.begins_on).days + 1
    agents, first, size = _draw_agents(scenario, agents_rng, days_count)
    pushes = build_pushes(scenario, days_count)
    return World(
        scenario=scenario,
        contacts=contacts,
        seed=seed,
        clock=build_clock(scenario.zone, scenario.begins_on, scenario.ends_on),
        first_day=day_number(scenario.begins_on),
        customers=_draw_customers(scenario, customers_rng, days_count, contacts),
        agents=agents,
        team_first=first,
        team_size=size,
        days=_draw_days(scenario, days_rng, days_count),
        present=_count_present(agents, size, days_count),
        presence=_draw_presence(scenario, days_rng, pushes, days_count),
        topic_shares=_share_topics(scenario, days_count),
        pushes=pushes,
        issues_per_day=contacts / days_count / scenario.contacts_per_issue,
    )


def draw_local_seconds(rng: Draws, count: int, opens_h: int = 0, closes_h: int = 24) -> np.ndarray:
    """Seconds after local midnight at which contacts begin, following the hours of the day between two hours."""
    volume = _HOUR_VOLUME[opens_h:closes_h]
    edges = np.concatenate([[0.0], np.cumsum(volume) / volume.sum()])
    return np.interp(rng.random(count), edges, np.arange(opens_h, closes_h + 1) * 3_600).astype(np.int64)


def is_closed(local: np.ndarray) -> np.ndarray:
    """Whether no calls and chats are taken at these local seconds."""
    hour = local % DAY_S // 3_600
    closed: np.ndarray = (hour < OPENS_H) | (hour >= CLOSES_H)
    return closed


def hour_load(local: np.ndarray) -> np.ndarray:
    """How busy the hour of each local second is: about 1 on average over working hours (1.07)."""
    return _HOUR_VOLUME[local % DAY_S // 3_600] / _BUSY


def _draw_customers(scenario: Scenario, rng: np.random.Generator, days: int, contacts: int) -> Columns:
    count = max(50, round(contacts / scenario.contacts_per_customer))
    joined_share = scenario.joins_per_year * days / 365
    segments, sites = scenario.segments, scenario.sites
    segment = rng.choice(len(segments), count, p=[part.share for part in segments]).astype(np.int8)
    rate = (
        rng.gamma(scenario.contact_rate_shape, 1.0, count) * np.array([part.contact_rate for part in segments])[segment]
    )
    long_ago = -rng.integers(30, 3_000, count)
    joins = rng.integers(0, days, count)
    return {
        "segment": segment,
        "site": rng.choice(len(sites), count, p=[site.share for site in sites]).astype(np.int8),
        "since_day": np.where(rng.random(count) < joined_share, joins, long_ago).astype(np.int32),
        "contact_rate": np.cumsum(rate) / rate.sum(),
        "patience_s": np.array([part.patience_s for part in segments])[segment]
        * rng.gamma(scenario.patience_shape, 1 / scenario.patience_shape, count),
        "leniency": np.array([part.leniency for part in segments])[segment]
        + rng.normal(0, scenario.expectation_sd, count),
        "returning": rng.normal(0, scenario.returning_sd, count),
        "answering": rng.normal(0, scenario.answering_sd, count),
        "value": np.array([part.value_per_year for part in segments])[segment] * rng.lognormal(-0.125, 0.5, count),
    }


def _draw_agents(scenario: Scenario, rng: np.random.Generator, days: int) -> tuple[Columns, np.ndarray, np.ndarray]:
    shares = np.outer([site.share for site in scenario.sites], _TEAM_SHARES).ravel()
    size = np.maximum(3, np.round(shares * scenario.agents)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    team = np.repeat(np.arange(len(size)), size)
    late = (rng.random(len(team)) < scenario.agent_late_share) & (np.arange(len(team)) - first[team] >= 2)
    start = np.where(late, rng.integers(30, days - 60, len(team)), -rng.integers(60, 2_500, len(team)))
    start = start[np.lexsort([start, team])]
    agents = {
        "team": team,
        "start_day": start,
        "skill": rng.normal(0, scenario.agent_skill_sd, len(team)),
        "speed": rng.normal(0, scenario.agent_speed_sd, len(team)),
        "cost": scenario.hourly_cost
        * np.where(team % len(TEAMS) == SPECIALISTS, 1 + scenario.specialist_pay_share, 1.0),
    }
    spread = scenario.agent_cost_share
    agents["cost"] *= rng.uniform(1 - spread, 1 + spread, len(team))
    for trait in scenario.traits:
        shared = np.isin(team, find_units(scenario, trait.unit))
        agents["skill"] += trait.skill * shared
        agents["speed"] += trait.speed * shared
    return agents, first, size


def _count_present(agents: Columns, size: np.ndarray, days: int) -> np.ndarray:
    started = agents["start_day"][:, None] <= np.arange(days)
    return np.maximum(1, np.add.reduceat(started, np.concatenate([[0], np.cumsum(size)[:-1]]), axis=0, dtype=np.int64))


def _draw_presence(scenario: Scenario, rng: np.random.Generator, pushes: Columns, days: int) -> np.ndarray:
    sites = len(scenario.sites)
    shock_sd = scenario.staffing.absence_sd if scenario.staffing else 0.0
    presence = np.exp(rng.normal(0, shock_sd, (sites, days)))
    changed = staff_change(scenario, pushes, days).reshape(sites, len(TEAMS), days).mean(axis=1)
    return presence * np.maximum(0.1, 1 + changed)


def staff_change(scenario: Scenario, pushes: Columns, days: int) -> np.ndarray:
    """The share by which initiatives change staff, (team, day)."""
    pushed = pushes.get("staff_share", np.zeros((count_units(scenario), 1, days)))
    change: np.ndarray = pushed[: len(scenario.sites) * len(TEAMS)].mean(axis=1)
    return change


def _share_topics(scenario: Scenario, days: int) -> np.ndarray:
    weights = np.empty((len(scenario.sites), days, len(scenario.topics)))
    weights[:] = [topic.weight for topic in scenario.topics]
    names = [topic.name for topic in scenario.topics]
    for change in scenario.mix_changes:
        grown = ramp(scenario.begins_on, change.begins_on, days, change.ramp_days)
        there = [change.site in (None, site.name) for site in scenario.sites]
        weights[there, :, names.index(change.topic)] *= change.factor**grown
    shares = (weights / weights.sum(axis=2, keepdims=True)).cumsum(axis=2)
    return shares / shares[:, :, -1:]


def _draw_days(scenario: Scenario, rng: np.random.Generator, count: int) -> Columns:
    day = np.arange(count)
    weekday = (scenario.begins_on.weekday() + day) % 7
    of_year = (scenario.begins_on.timetuple().tm_yday + day) % 365
    season = 1 + scenario.season_share * np.cos(2 * np.pi * (of_year - 350) / 365)
    plan = _WEEKDAY_VOLUME[weekday] * season * (1 + scenario.growth_per_year) ** (day / 365)
    plan = plan / plan.mean()
    shock = np.exp(rng.normal(0, scenario.day_volume_sd, count))
    days = {
        "plan": plan,
        "volume": plan * shock,
        "solve": rng.normal(0, scenario.day_solve_sd, count),
        "rating": rng.normal(0, scenario.day_rating_sd, count),
        "wait": np.exp(rng.normal(0, scenario.day_wait_sd, count)) * shock**2,
        "haste": _ramp_haste(scenario, count),
    }
    week = day // 7
    days["volume"] *= np.exp(rng.normal(0, scenario.week_volume_sd, week[-1] + 1))[week]
    days["solve"] += rng.normal(0, scenario.week_solve_sd, week[-1] + 1)[week]
    days["rating"] += rng.normal(0, scenario.week_rating_sd, week[-1] + 1)[week]
    return days


def _ramp_haste(scenario: Scenario, count: int) -> np.ndarray:
    target = scenario.target
    if target is None:
        return np.zeros(count)
    return target.haste_share * ramp(scenario.begins_on, target.begins_on, count, target.ramp_days)
