"""What a simulated contact centre is told to be: every knob, its unit and what turning it does.

A scenario is one small file in `scenarios/` that sets `SCENARIO`. Log-odds are natural; a share lies in 0..1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from math import isclose
from pkgutil import iter_modules
from types import ModuleType

from steelyard.errors import QuestionError, SettingsError, did_you_mean
from steelyard.simulate.setting.house import TEAMS, MixChange, Route, Staffing, Trait
from steelyard.simulate.setting.plants import Break, Gaming, Initiative, LostIds, SecondScorer

CHANNELS = ("phone", "chat", "email", "bot")
PHONE, CHAT, EMAIL, BOT = range(4)
FEWEST_DAYS = 91
"""Agents who start late do so from the 30th day on, and 60 days before the end at the latest."""


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
    """A place of work.

    Attributes:
        name: as payroll spells it.
        share: its share of customers and of agents.
    """

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
        halves_on: the first of a month, a local day; it divides the truth into two halves.
        sites, topics, segments: what the world consists of.
        target: the handle-time target, or None.
        initiatives, breaks, gaming, lost_ids: what is planted.
        routes, traits, mix_changes, staffing: how the centre is run; without `staffing` waits have a fixed mean.
        zone: reporting time zone.
        is_paired: whether a contact's luck belongs to the contact, so that the same world without a plant can be
            run beside it; otherwise numbers are drawn in order, and effects come from a paired twin.
        warm_up_weeks: weeks that are run before the data begin and left out of them.
        contacts: default number of contacts, all channels, about.
        contacts_per_customer: contacts a customer has over the whole time, on average.
        contacts_per_issue: planning figure, contacts of all kinds that an issue leads to; it sets how many issues
            make the contacts asked for.
        agents: people, over all sites.
        growth_per_year: share by which new issues grow.
        season_share: share by which the year moves volume up and down; the peak lies in December.
        overflow_share: share of issues taken by a site drawn at random instead of the customer's.
        joins_per_year: share of customers who joined in a year of the data; the others were there before.
        contact_rate_shape: shape of the gamma distribution of customers' rates of contact; smaller is more unequal.
        patience_shape: shape of the gamma distribution of customers' patience around their segment's.
        expectation_sd: standard deviations by which customers differ in what they expect, and so in how they rate.
        returning_sd: log-odds by which customers differ in coming back.
        answering_sd: log-odds by which customers differ in answering surveys.
        quiet_days: days after the beginning of an issue in which its customer has no other of the same family.
        day_volume_sd: a day's own shock to volume, log units.
        day_solve_sd: a day's own shock to solving, log-odds.
        day_rating_sd: a day's own shock to ratings, standard deviations.
        day_wait_sd: a day's own shock to waits, log units.
        week_volume_sd: a week's own shock to volume, log units.
        week_solve_sd: a week's own shock to solving, log-odds.
        week_rating_sd: a week's own shock to ratings, standard deviations.
        agent_skill_sd: agents' lasting differences in solving, log-odds; drawn apart from their speed.
        agent_speed_sd: agents' lasting differences in handle time, log units.
        agent_week_sd: an agent's own shock in a week, log-odds of solving.
        agent_late_share: share of agents who start within the data.
        agent_cost_share: share by which an agent's hourly cost lies at most above or below its team's.
        specialist_pay_share: share by which Specialists' hours cost more.
        phone_share, chat_share: share of issues that begin with people which begin by phone and by chat; the
            rest, and all at night, begin by email.
        hard_difficulty: log-odds of difficulty above which a topic is hard.
        hard_share: share of contacts on hard topics that go to Specialists, where no route says otherwise.
        is_routed_at_random: whether every contact goes to any team of its site, by the teams' sizes.
        sorted_share: share of contacts on hard topics that get the more skilled of two agents of the team.
        solve_odds: log-odds that an average agent solves an average case in the time it needs.
        case_sd: cases' own difference in difficulty, log-odds.
        haste_odds: log-odds of solving lost for each log unit of time cut below what the case needs.
        transfer_odds: log-odds that an average case is transferred.
        transfer_haste_odds: log-odds of a transfer added per log unit of time cut.
        wait_s: mean wait in the queue in an average hour, seconds, where no staffing is set.
        load_power: power of the load with which waits grow; 0 leaves waits alone.
        email_reply_h: median hours until the first reply to an email.
        bot_first_share: share of issues that start with the bot, more where the topic suits it.
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
        sibling_share: share of contacts recorded under another topic of the family.
        miscoded_share: share of contacts recorded under any topic.
        rating_solved: standard deviations between the rating of a solved and an unsolved contact.
        rating_haste: standard deviations lost per log unit of time cut.
        grudge: standard deviations an unsolved contact takes from the ratings after it.
        grudge_days: days until half of it is gone.
        invite_share: share of closed contacts that are invited to a survey.
        answer_odds: log-odds that an invitation is answered.
        answer_solved_odds: log-odds added where the issue was solved.
        answer_extreme_odds: log-odds added where the score is the lowest or the highest.
        churn_unsolved_share: share who leave because a contact left the issue unsolved; half of it because of a
            bad rating alone.
        churn_days: mean days until they do.
        purchases_per_year: purchases of a customer in a year, without any contact.
        evaluate_share: share of handled contacts a supervisor evaluates.
        second_share: share of those that somebody scores a second time.
        second_scorers: who does, in turn by lot.
        second_noise: standard deviation of their errors on each criterion, as a share of its points.
        unidentified_share: share of calls without a customer number.
        unidentified_chat_share, unidentified_email_share: the same of chats and of emails.
        occupancy: share of paid hours spent handling before the halves divide; it sets how many hours are paid.
        hourly_cost: loaded cost of a paid hour, euro.
        wage_growth_per_year: share by which it rises every January.
        outbound_share, internal_share, spam_share, test_share, merged_share, duplicate_share: rows of
            each kind added, as a share of contacts (of tests only tickets, of duplicates only calls).
    """

    name: str
    begins_on: date
    ends_on: date
    halves_on: date
    sites: tuple[Site, ...]
    topics: tuple[Topic, ...]
    segments: tuple[Segment, ...]
    target: Target | None = None
    initiatives: tuple[Initiative, ...] = ()
    breaks: tuple[Break, ...] = ()
    gaming: tuple[Gaming, ...] = ()
    lost_ids: LostIds | None = None
    routes: tuple[Route, ...] = ()
    traits: tuple[Trait, ...] = ()
    mix_changes: tuple[MixChange, ...] = ()
    staffing: Staffing | None = None
    zone: str = "Europe/Lisbon"
    is_paired: bool = True
    warm_up_weeks: int = 0
    contacts: int = 120_000
    contacts_per_customer: float = 4.0
    contacts_per_issue: float = 1.16
    agents: int = 150
    growth_per_year: float = 0.02
    season_share: float = 0.08
    overflow_share: float = 0.06
    joins_per_year: float = 0.145
    contact_rate_shape: float = 1.2
    patience_shape: float = 4.0
    expectation_sd: float = 0.5
    returning_sd: float = 0.6
    answering_sd: float = 0.9
    quiet_days: int = 0
    day_volume_sd: float = 0.06
    day_solve_sd: float = 0.06
    day_rating_sd: float = 0.05
    day_wait_sd: float = 0.25
    week_volume_sd: float = 0.0
    week_solve_sd: float = 0.0
    week_rating_sd: float = 0.0
    agent_skill_sd: float = 0.30
    agent_speed_sd: float = 0.15
    agent_week_sd: float = 0.08
    agent_late_share: float = 0.12
    agent_cost_share: float = 0.06
    specialist_pay_share: float = 0.15
    phone_share: float = 0.56
    chat_share: float = 0.20
    hard_difficulty: float = 0.35
    hard_share: float = 0.33
    is_routed_at_random: bool = False
    sorted_share: float = 0.0
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
    sibling_share: float = 0.05
    miscoded_share: float = 0.02
    rating_solved: float = 1.75
    rating_haste: float = 0.4
    grudge: float = 0.5
    grudge_days: float = 90.0
    invite_share: float = 0.5
    answer_odds: float = -1.5
    answer_solved_odds: float = 0.6
    answer_extreme_odds: float = 0.35
    churn_unsolved_share: float = 0.065
    churn_days: float = 34.0
    purchases_per_year: float = 0.8
    evaluate_share: float = 0.015
    second_share: float = 0.15
    second_scorers: tuple[SecondScorer, ...] = (SecondScorer(),) * 6
    second_noise: tuple[float, ...] = (0.05, 0.05, 0.05, 0.05, 0.05)
    unidentified_share: float = 0.06
    unidentified_chat_share: float = 0.0
    unidentified_email_share: float = 0.0
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
        if self.halves_on.day != 1:
            raise SettingsError("halves_on must be the first of a month: the truth is told by months", where=self.name)
        if (self.ends_on - self.begins_on).days < FEWEST_DAYS:
            raise SettingsError(f"the data must span more than {FEWEST_DAYS} days", where=self.name)
        for kind, parts in (("sites", self.sites), ("segments", self.segments)):
            if not isclose(sum(part.share for part in parts), 1, abs_tol=1e-8):
                raise SettingsError(f"the shares of the {kind} must add up to 1", where=self.name)
        if self.agents < 12 * len(self.sites):
            raise SettingsError("each site needs at least 12 agents, for its four teams", where=self.name)
        plants = [plant.name for plant in self.initiatives] + [plant.name for plant in self.breaks]
        if len(set(plants)) < len(plants):
            raise SettingsError("two plants have one name, and the truth could not tell them apart", where=self.name)
        sites = [site.name for site in self.sites]
        teams = [f"{site} {team}" for site in sites for team in TEAMS]
        adopting = [adoption.unit for initiative in self.initiatives for adoption in initiative.adoptions]
        self._check("site", sites, [self.target.site] if self.target else [])
        self._check("site", sites, [change.site for change in self.mix_changes if change.site])
        self._check("site or team", [*sites, *teams], [*adopting, *(game.unit for game in self.gaming)])
        self._check("site or team", [*sites, *teams, *TEAMS], [trait.unit for trait in self.traits])
        self._check("team", TEAMS, [route.team for route in self.routes])
        topics = [topic.name for topic in self.topics]
        self._check("topic", topics, [topic for route in self.routes for topic in route.topics])
        self._check("topic", topics, [topic for initiative in self.initiatives for topic in initiative.topics])
        self._check("topic", topics, [change.topic for change in self.mix_changes])
        self._check("topic", topics, [plant.topic for plant in self.breaks])

    def _check(self, kind: str, known: Sequence[str], named: Sequence[str]) -> None:
        """Every name is known, or the error says which is not."""
        for name in named:
            if name not in known:
                hint = did_you_mean(name, known)
                raise SettingsError(f"there is no {kind} called {name}", where=self.name, next=hint)


def list_scenarios() -> list[str]:
    """The names of the scenarios shipped, one for each file."""
    package = import_module("steelyard.simulate.scenarios")
    return sorted(module.name.replace("_", "-") for module in iter_modules(package.__path__))


def find_scenario(name: str) -> Scenario:
    """The scenario of that name.

    Raises:
        QuestionError: no file of that name.
    """
    scenario: Scenario = _open_scenario(name).SCENARIO
    return scenario


def describe_scenario(name: str) -> str:
    """What a scenario plants, and what must be found in it: the text at the head of its file.

    Raises:
        QuestionError: no file of that name.
    """
    return (_open_scenario(name).__doc__ or "").strip()


def _open_scenario(name: str) -> ModuleType:
    if name not in list_scenarios():
        hint = did_you_mean(name, list_scenarios())
        raise QuestionError(f"there is no scenario called {name}", next=hint)
    return import_module(f"steelyard.simulate.scenarios.{name.replace('-', '_')}")
