"""What every plant of a scenario really did: the same world run with it and without it, with the same luck."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.ledger import spend
from steelyard.simulate.centre.pushes import count_units, find_units
from steelyard.simulate.centre.reactions import CHURNED
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.tally import Tally
from steelyard.simulate.centre.world import World, build_world
from steelyard.simulate.setting.scenario import Scenario

TARGET = "handle-time-target"
"""What the truth calls a scenario's target."""
EFFECTS = ("contacts", "issues", "handle_min", "customer_min", "solved", "returned", "rating", "churned", "cost")

Effects = dict[str, dict[str, dict[str, dict[str, float]]]]


def tell_effects(world: World, tally: Tally, outcomes: Columns) -> Effects:
    """For each plant, unit and month: every sum of EFFECTS as it is (`with`), as it would have been (`without`).

    Args:
        world: a world whose weeks have all been run.
        tally: its sums.
        outcomes: its outcomes.

    Returns:
        {plant: {unit: {month: {"contacts_with": .., "contacts_without": .., ..}}}}; units are the sites, the teams,
        the topics and `all`.
    """
    others = list_worlds_without(world.scenario)
    if not others:
        return {}
    if world.scenario.is_paired:
        own = _sum_units(world, tally, outcomes)
    else:
        own = _rehearse(replace(world.scenario, is_paired=True), world)
    return {name: _pair(own, _rehearse(scenario, world)) for name, scenario in others.items()}


def list_worlds_without(scenario: Scenario) -> dict[str, Scenario]:
    """For each plant the same scenario without it; all else that is planted stays."""
    plain = replace(scenario, is_paired=True)
    worlds = {}
    if scenario.target is not None:
        worlds[TARGET] = replace(plain, target=None)
    for number, plant in enumerate(scenario.initiatives):
        others = (*scenario.initiatives[:number], *scenario.initiatives[number + 1 :])
        worlds[plant.name] = replace(plain, initiatives=others)
    for number, broken in enumerate(scenario.breaks):
        mended = replace(broken, volume_share=0.0, touched_share=0.0)
        steps = (*scenario.breaks[:number], mended, *scenario.breaks[number + 1 :])
        worlds[broken.name] = replace(plain, breaks=steps)
    return worlds


def _rehearse(scenario: Scenario, like: World) -> dict[str, dict[str, Columns]]:
    world = build_world(scenario, like.contacts, like.seed)
    centre = Centre(world)
    centre.rehearse()
    return _sum_units(world, centre.tally, centre.outcomes())


def _sum_units(world: World, tally: Tally, outcomes: Columns) -> dict[str, dict[str, Columns]]:
    """{unit: {month: sums}}; a site's issues are those begun there, by people or by the bot."""
    cost = spend(world, tally.chains)
    parts = {team: [row] for row, team in enumerate(world.team_names)}
    parts |= {site.name: find_units(world.scenario, site.name).tolist() for site in world.scenario.sites}
    parts["all"] = list(range(count_units(world.scenario)))
    left = count_leavers(world, outcomes)
    left = {**left, "all": sum(left.values(), np.zeros(len(world.month_starts())))}
    months = [f"{month:%Y-%m}" for month in world.month_starts()]
    told: dict[str, dict[str, Columns]] = {}
    for name, rows in parts.items():
        chains = {key: sums[rows].sum(axis=0) for key, sums in tally.chains.items()}
        told[name] = _by_month(months, chains, cost[rows].sum(axis=0), left.get(name))
    by_topic = spend(world, tally.topics)
    for row, topic in enumerate(world.scenario.topics):
        chains = {key: sums[row] for key, sums in tally.topics.items()}
        told[topic.name] = _by_month(months, chains, by_topic[row], None)
    return told


def _by_month(months: list[str], chains: Columns, cost: np.ndarray, left: np.ndarray | None) -> dict[str, Columns]:
    """The sums of one unit or topic; customers who left are those a contact made leave, where nobody counted them."""
    sums = {
        "contacts": chains["answered"],
        "issues": chains["issues"],
        "handle_min": chains["handle_s"] / 60,
        "customer_min": chains["customer_s"] / 60,
        "solved": chains["solved"],
        "returned": chains["returned"],
        "rating": chains["score"],
        "churned": chains["leavers"] if left is None else left,
        "cost": cost,
    }
    return {month: {key: sums[key][at] for key in EFFECTS} for at, month in enumerate(months)}


def count_leavers(world: World, outcomes: Columns) -> dict[str, np.ndarray]:
    """Customers who left, by month, for each home site."""
    gone = outcomes["kind"] == CHURNED
    day = np.clip(world.day_of(outcomes["at"][gone]), 0, world.day_count - 1)
    month, home = world.month_of_days()[day], world.customers["site"][outcomes["customer"][gone]]
    months = len(world.month_starts())
    return {
        site.name: np.bincount(month[home == row], minlength=months).astype(float)
        for row, site in enumerate(world.scenario.sites)
    }


def _pair(with_it: dict[str, dict[str, Columns]], without: dict[str, dict[str, Columns]]) -> dict:
    return {
        unit: {
            month: {
                f"{key}_{which}": float(sums[unit][month][key])
                for key in EFFECTS
                for which, sums in (("with", with_it), ("without", without))
            }
            for month in months
        }
        for unit, months in with_it.items()
    }
