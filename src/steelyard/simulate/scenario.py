"""What a simulated contact centre is told to be: every knob, its unit and what turning it does.

A scenario is one small file in `scenarios/` that sets `SCENARIO`. Log-odds are natural; a share lies in 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

from steelyard.errors import QuestionError, SettingsError, did_you_mean

CHANNELS = ("phone", "chat", "email", "bot")
PHONE, CHAT, EMAIL, BOT = range(4)


@dataclass(frozen=True)
class Topic:
    """What customers need.

    Attributes:
        name: as all systems spell it.
        family: topics between which customers and agents do not distinguish.
        weight: relative frequency of new issues.
        difficulty: log-odds by which it is harder to solve.
        handle_s: seconds of talk an average agent needs by phone.
        bot_fit: share a bot can solve.
    """

    name: str
    family: str
    weight: float
    difficulty: float
    handle_s: float
    bot_fit: float


@dataclass(frozen=True)
class Segment:
    """A kind of customer.

    Attributes:
        name: as the customer system spells it.
        share: share of customers.
        contact_rate: issues relative to the average customer.
        patience_s: mean seconds a caller waits before hanging up.
        value_per_year: euro.
        leniency: standard deviations added to how an experience is rated.
        churn_per_year: share who would leave in a year without any contact.
    """

    name: str
    share: float
    contact_rate: float
    patience_s: float
    value_per_year: float
    leniency: float
    churn_per_year: float


@dataclass(frozen=True)
class Site:
    """A place of work. `share` is its share of customers and of agents."""

    name: str
    share: float


@dataclass(frozen=True)
class Target:
    """A handle-time target given to one site.

    Attributes:
        site: the site's name.
        begins_on: the first local day.
        haste_share: share by which agents cut the time a case needs, on average; long cases are cut more.
        ramp_days: days until the cut is complete.
    """

    site: str
    begins_on: date
    haste_share: float
    ramp_days: int = 30


@dataclass(frozen=True)
class Scenario:
    """A contact centre's knobs.

    Attributes:
        name: the file's name with hyphens.
        begins_on, ends_on: first and last local day of the data.
        zone: reporting time zone.
        sites, topics, segments: what the world consists of.
        target: the handle-time target, or None.
        halves_on: the local day that divides the truth into two halves.
        contacts: default number of contacts, all channels, about.
        contacts_per_customer: contacts a customer has over the whole time, on average.
        agents: people, over all sites.
        growth_per_year: share by which new issues grow.
        season_share: amplitude of the yearly pattern of volume; the peak lies in December.
        day_volume_sd, day_solve_sd, day_rating_sd: a day's own shock to volume (log), solving (log-odds)
            and rating (standard deviations).
        agent_skill_sd, agent_speed_sd: agents' lasting differences in solving (log-odds) and in time (log).
        agent_week_sd: an agent's own shock in a week, log-odds of solving.
        solve_odds: log-odds that an average agent solves an average case in the time it needs.
        case_sd: cases' own difference in difficulty, log-odds.
        haste_odds: log-odds of solving lost for each log unit of time cut below what the case needs.
        transfer_odds: log-odds that an average case is transferred; `transfer_haste_odds` are added per log unit cut.
        wait_s: mean wait in the queue in an average hour, seconds; `load_power` is how it grows with the load.
        email_reply_h: median hours until the first reply to an email.
        bot_first_share: share of issues that start with the bot (relative to each channel's draw).
        bot_containment_share: share of sessions the bot did not solve that nevertheless end without a hand-off.
        bot_evidence_share: share of sessions the bot solved in which the customer confirms.
        callback_share: share of customers with an unsolved issue who come back.
        callback_days: mean days until they do (a quarter come within hours).
        switch_share: share of returns through another channel.
        confirm_share: share of customers with a solved issue who nevertheless come back.
        reopen_share: share of returns to email and chat that reopen the ticket instead of opening a new contact.
        retry_share: share who try again after abandoning.
        contacts_limit: contacts after which a customer gives up.
        mark_solved_share, mark_unsolved_share: share of solved and of unsolved contacts an agent marks resolved.
        rating_solved: standard deviations between the rating of a solved and an unsolved contact.
        rating_haste: standard deviations lost per log unit of time cut.
        grudge: standard deviations an unsolved contact takes from the ratings after it; half is gone in
            `grudge_days` days.
        invite_share: share of closed contacts that are invited to a survey.
        answer_odds: log-odds that an invitation is answered; `answer_solved_odds` are added where the issue was solved.
        churn_unsolved_share: share who leave within about 90 days because a contact left the issue unsolved.
        purchases_per_year: purchases of a customer in a year, without any contact.
        evaluate_share: share of handled contacts a supervisor evaluates.
        unidentified_share: share of calls without a customer number.
        occupancy: share of paid hours spent handling before the halves divide; it sets how many hours are paid.
        hourly_cost: loaded cost of a paid hour, euro; `wage_growth_per_year` raises it every January.
        outbound_share, internal_share, spam_share, test_share, merged_share, duplicate_share: extra rows per contact.
    """

    name: str
    begins_on: date
    ends_on: date
    halves_on: date
    sites: tuple[Site, ...]
    topics: tuple[Topic, ...]
    segments: tuple[Segment, ...]
    target: Target | None = None
    zone: str = "Europe/Lisbon"
    contacts: int = 120_000
    contacts_per_customer: float = 4.0
    agents: int = 150
    growth_per_year: float = 0.02
    season_share: float = 0.08
    day_volume_sd: float = 0.06
    day_solve_sd: float = 0.06
    day_rating_sd: float = 0.05
    agent_skill_sd: float = 0.30
    agent_speed_sd: float = 0.15
    agent_week_sd: float = 0.08
    solve_odds: float = 1.25
    case_sd: float = 0.6
    haste_odds: float = 2.9
    transfer_odds: float = -2.3
    transfer_haste_odds: float = 2.9
    wait_s: float = 36.0
    load_power: float = 2.0
    email_reply_h: float = 5.0
    bot_first_share: float = 0.16
    bot_containment_share: float = 0.35
    bot_evidence_share: float = 0.55
    callback_share: float = 0.76
    callback_days: float = 3.0
    switch_share: float = 0.3
    confirm_share: float = 0.03
    reopen_share: float = 0.35
    retry_share: float = 0.72
    contacts_limit: int = 8
    mark_solved_share: float = 0.94
    mark_unsolved_share: float = 0.55
    rating_solved: float = 1.75
    rating_haste: float = 0.4
    grudge: float = 0.5
    grudge_days: float = 90.0
    invite_share: float = 0.5
    answer_odds: float = -1.5
    answer_solved_odds: float = 0.6
    churn_unsolved_share: float = 0.065
    purchases_per_year: float = 0.8
    evaluate_share: float = 0.015
    unidentified_share: float = 0.06
    occupancy: float = 0.74
    hourly_cost: float = 24.0
    wage_growth_per_year: float = 0.0
    outbound_share: float = 0.02
    internal_share: float = 0.008
    spam_share: float = 0.008
    test_share: float = 0.001
    merged_share: float = 0.006
    duplicate_share: float = 0.0004

    def __post_init__(self) -> None:
        wrong = [name for name, value in vars(self).items() if name.endswith("_share") and not 0 <= value <= 1]
        if wrong:
            raise SettingsError(f"{wrong[0]} is a share and must lie between 0 and 1", where=self.name)
        if not self.begins_on < self.halves_on <= self.ends_on:
            raise SettingsError("begins_on, halves_on and ends_on must follow each other", where=self.name)
        if self.agents < 12 * len(self.sites):
            raise SettingsError("each site needs at least 12 agents, for its four teams", where=self.name)
        names = [site.name for site in self.sites]
        if self.target and self.target.site not in names:
            hint = did_you_mean(self.target.site, names)
            raise SettingsError(f"the target names an unknown site: {self.target.site}", where=self.name, next=hint)


def list_scenarios() -> list[str]:
    """The names of the scenarios shipped, one for each file."""
    package = import_module("steelyard.simulate.scenarios")
    return sorted(module.name.replace("_", "-") for module in iter_modules(package.__path__))


def find_scenario(name: str) -> Scenario:
    """The scenario of that name.

    Raises:
        QuestionError: no file of that name.
    """
    if name not in list_scenarios():
        hint = did_you_mean(name, list_scenarios())
        raise QuestionError(f"there is no scenario called {name}", next=hint)
    module = import_module(f"steelyard.simulate.scenarios.{name.replace('-', '_')}")
    scenario: Scenario = module.SCENARIO
    return scenario
