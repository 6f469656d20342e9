"""What was really so in a simulated world, by site and month: never read by the product, only by its judges."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.ledger import Ledger
from steelyard.simulate.centre.opinions import FIRST_SECOND
from steelyard.simulate.centre.tally import CHAIN_SUMS, CONTACT_SUMS, Tally
from steelyard.simulate.centre.world import World
from steelyard.simulate.setting.house import TEAMS
from steelyard.simulate.truth.effects import Effects, count_leavers, tell_effects
from steelyard.simulate.truth.standard import tell_agents, tell_teams

ALL, BOT_FIRST = "all", "bot"
Figures = dict[str, float | None]
FACTORS = ("experience", "effectiveness", "onceness", "pace", "capacity", "price")


@dataclass(frozen=True)
class Truth:
    """The truth of one export.

    Attributes:
        scenario, contacts, seed, months: what was run; contacts as asked for, months as `2025-04`.
        second_half_from: the first month of the second half.
        rows: rows written, by file (duplicated and broken rows included).
        issues: {site, `bot` or `all`: {month, `1` or `2` (half) or `whole`: figures}}. Issues belong to the site
            of their first contact and the month they began; `bot` are those that began with the bot. Figures:

            - issues, answered, resolved, handle_s, customer_s: the sums; chained with knowledge of what each
              contact was about, a new chain after the return window of 7 days; calls without a customer number
              are known here. resolved counts the chain's last contact being answered and marked.
            - solve_rate: issues really solved at some contact, whatever was marked.
            - fcr_solved: first answered contacts that really solved.
            - fcr_behavioural: first answered contacts with no reopening and no further contact, answered or not,
              within the window. fcr_visible: the same where both contacts carry a customer number. Another issue
              of the same customer and family within a window looks like a return but is none; a product that
              chains by customer and family reads about one point less.
            - fcr_fixed: first answered contacts marked solved, with neither: what the product calls fixed.
            - resolution_rate: resolved / issues that were answered. quality: mean (score - 1) / 4 of the CSAT score
              that every customer with a resolved issue would give at its last contact. contacts_per_issue: answered /
              issues that were.
        work: the same keys without `bot`; contacts by who handled them and when. Figures: contacts, answered,
            abandonment_rate, transfer_rate, handle_time_s (mean of answered), csat (mean score, 1 to 5, that
            everyone answered would give), cut (mean log units of time cut), paid_h, labour_cost.
            A figure without anything to divide by is None, and so are the changes then.
        churn: {site or `all`: {month: {customers, left, churn_rate}}} by customers' home site.
        factors: {site or `all`: {factor: change}}: log change between the halves of the balance's factors; they
            add up to `balance`. Sites' issues there are those that began with people at the site and their cost is
            the site's payroll; `all` counts every issue, payroll and technology.
        effects: {plant: {unit: {month: figures}}}, what each initiative, broken step and the target
            (`handle-time-target`) really did. Units are sites, teams, topics and `all`; issues belong to the unit and
            month of their first contact, and to the topic that was really meant. Each figure is told as `NAME_with`,
            as it is, and `NAME_without`, as it would have been without this one plant and with every other: a paired
            simulation, in which each contact that occurs in both worlds has the same luck. Sums: contacts (answered),
            issues, handle_min, customer_min (customers' own time), solved (issues), returned (first answered contacts
            that were followed by another), rating (sum of the scores, 1 to 5, that all answered contacts would get),
            churned (customers at home at the site who left in the month; for a team the customers whom a contact of
            an issue it began made leave), cost (euro that contacts cause, see `spend`). Where contacts' luck is drawn
            in order (`is_paired` false), both worlds are a paired twin of the one exported.
        teams: {team: {solve_rate, handle_time_s, rating, own_solve_rate}}: the first three with every team given the
            same contacts of all sites with the same luck, which is what is left after mix; own_solve_rate is the
            share of its own answered contacts that solved.
        best_team: the one of them with the highest solve_rate.
        agents: {employee: {team, skill, speed}}: true traits, log-odds of solving and log units of time.
        needs: customers, in need at the end: the newest contact about an issue of the last 14 days solved nothing and
            they had not left; silent, those of them who never answered a survey; broken, customers, in need or not,
            to whom something promised and due in these days was not done.
        scorers: {evaluator: {severity, drift, halo}} of those who score a second time, as planted.
    """

    scenario: str
    contacts: int
    seed: int
    months: tuple[str, ...]
    second_half_from: str
    rows: dict[str, int]
    issues: dict[str, dict[str, Figures]]
    work: dict[str, dict[str, Figures]]
    churn: dict[str, dict[str, Figures]]
    factors: dict[str, Figures]
    effects: Effects
    teams: dict[str, dict[str, float]]
    best_team: str
    agents: dict[str, dict[str, float | str]]
    needs: dict[str, list[str]] = field(default_factory=dict)
    scorers: dict[str, dict[str, float]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As plain lists, dictionaries and numbers."""
        return asdict(self)


def tell_truth(
    world: World, tally: Tally, ledger: Ledger, outcomes: Columns, rows: dict[str, int], has_effects: bool = True
) -> Truth:
    """The truth of a world whose weeks have all been run; without `has_effects` no world is run beside it."""
    standard = tell_teams(world, tally)
    months = tuple(month.strftime("%Y-%m") for month in world.month_starts())
    second = months.index(world.scenario.halves_on.strftime("%Y-%m"))
    spans = {month: slice(at, at + 1) for at, month in enumerate(months)}
    spans |= {"1": slice(0, second), "2": slice(second, len(months)), "whole": slice(0, len(months))}
    sites = [site.name for site in world.scenario.sites]
    each = len(TEAMS)
    own = {name: slice(row * each, (row + 1) * each) for row, name in enumerate(sites)}
    teams = own | {ALL: slice(None)}
    credits = own | {BOT_FIRST: slice(len(sites) * each, None), ALL: slice(None)}
    return Truth(
        scenario=world.scenario.name,
        contacts=world.contacts,
        seed=world.seed,
        months=months,
        second_half_from=months[second],
        rows=rows,
        issues={n: {k: _tell_issues(tally, part, span) for k, span in spans.items()} for n, part in credits.items()},
        work={n: {k: _tell_work(tally, ledger, part, span) for k, span in spans.items()} for n, part in teams.items()},
        churn=_tell_churn(world, outcomes, months),
        factors={n: _tell_factors(tally, ledger, credits[n], part, second) for n, part in teams.items()},
        effects=tell_effects(world, tally, outcomes) if has_effects else {},
        teams=standard,
        best_team=max(standard, key=lambda name: standard[name]["solve_rate"]),
        agents=tell_agents(world),
        scorers={f"S{FIRST_SECOND + place}": asdict(one) for place, one in enumerate(world.scenario.second_scorers)},
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _tell_issues(tally: Tally, part: slice, span: slice) -> Figures:
    sums = {name: float(tally.chains[name][part, span].sum()) for name in CHAIN_SUMS}
    return {
        **{name: sums[name] for name in ("issues", "answered", "resolved", "handle_s", "customer_s")},
        "solve_rate": _share(sums["solved"], sums["issues"]),
        "fcr_solved": _share(sums["solved_at_first"], sums["first"]),
        "fcr_fixed": _share(sums["fixed"], sums["first"]),
        "fcr_behavioural": _share(sums["first"] - sums["returned"], sums["first"]),
        "fcr_visible": _share(sums["first_visible"] - sums["returned_visible"], sums["first_visible"]),
        "resolution_rate": _share(sums["resolved"], sums["first"]),
        "quality": _share(sums["quality"], sums["resolved"]),
        "contacts_per_issue": _share(sums["answered"], sums["first"]),
    }


def _tell_work(tally: Tally, ledger: Ledger, part: slice, span: slice) -> Figures:
    sums = {name: float(tally.work[name][part, span].sum()) for name in CONTACT_SUMS}
    return {
        "contacts": sums["contacts"],
        "answered": sums["answered"],
        "abandonment_rate": _share(sums["abandoned"], sums["live"]),
        "transfer_rate": _share(sums["transfers"], sums["answered"]),
        "handle_time_s": _share(sums["handle_s"], sums["answered"]),
        "csat": _share(sums["score"], sums["answered"]),
        "cut": _share(sums["cut"], sums["answered"]),
        "paid_h": float(ledger.hours[part, span].sum()),
        "labour_cost": float(ledger.labour_cost[part, span].sum()),
    }


def _tell_churn(world: World, outcomes: Columns, months: tuple[str, ...]) -> dict[str, dict[str, Figures]]:
    home, since = world.customers["site"], world.customers["since_day"]
    leavers = count_leavers(world, outcomes)
    month_first = np.searchsorted(world.month_of_days(), np.arange(len(months)))
    told = {}
    for name, mine in [(site.name, home == row) for row, site in enumerate(world.scenario.sites)] + [(ALL, home >= 0)]:
        gone = sum(leavers.values(), np.zeros(len(months))) if name == ALL else leavers[name]
        there = np.array([np.sum(mine & (since < first)) for first in month_first]) - np.cumsum(gone) + gone
        told[name] = {
            month: {"customers": float(n), "left": float(g), "churn_rate": _share(float(g), float(n))}
            for month, n, g in zip(months, there, gone, strict=True)
        }
    return told


def _tell_factors(tally: Tally, ledger: Ledger, credit: slice, teams: slice, second: int) -> Figures:
    before, after = (_sum_half(tally, ledger, credit, teams, span) for span in (slice(0, second), slice(second, None)))
    if min(*before, *after) <= 0:
        return dict.fromkeys([*FACTORS, "balance"])
    steps = np.log(np.array(after) / np.array(before))
    change = dict(zip(FACTORS, (steps[:-1] - steps[1:]).tolist(), strict=True))
    return {**change, "balance": float(steps[0] - steps[-1])}


def _sum_half(tally: Tally, ledger: Ledger, credit: slice, teams: slice, span: slice) -> list[float]:
    """Value, resolved, issues, answered, handling, paid hours, cost: each factor is one divided by the next."""
    names = ("quality", "resolved", "first", "answered", "handle_s")
    sums = [float(tally.chains[name][credit, span].sum()) for name in names]
    technology = ledger.technology_cost[:, span].sum() if credit == slice(None) else 0.0
    cost = ledger.labour_cost[teams, span].sum() + technology
    return [*sums, float(ledger.hours[teams, span].sum()), float(cost)]
