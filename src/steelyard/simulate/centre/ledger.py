"""What the centre pays: hours and euro by team and month, technology by channel and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from steelyard.simulate.centre.tally import Tally
from steelyard.simulate.centre.world import World, staff_change

_TECHNOLOGY_COST = np.array([0.32, 0.26, 0.11, 0.24])
"""Euro per contact at planned volume: phone, chat, email, bot."""
_FIXED_SHARE = 0.6
"""Share of technology cost that is a fee on planned volume; the rest follows the contacts."""


@dataclass(frozen=True)
class Ledger:
    """Hours paid and euro by (team, month), technology euro by (channel, month)."""

    hours: np.ndarray
    labour_cost: np.ndarray
    technology_cost: np.ndarray


def keep_ledger(world: World, tally: Tally) -> Ledger:
    """Staff are paid for the volume planned at the pace of the first half.

    A later change of pace changes neither people nor their hours: it shows as hours used or unused.
    """
    months = world.month_of_days()
    plan = np.bincount(months, weights=world.days["plan"])
    before = np.bincount(months[: world.halves_day], minlength=len(plan)) > 0
    shape = plan / plan[before].sum()
    used_h = tally.work["handle_s"][:, before].sum(axis=1) / 3_600
    changed = staff_change(world.scenario, world.pushes, world.day_count)
    staff = np.add.reduceat(changed * world.days["plan"], np.flatnonzero(np.diff(months, prepend=-1)), axis=1) / plan
    hours = np.round(np.outer(used_h / world.scenario.occupancy, shape) * (1 + staff), 1)
    volume = np.outer(tally.channels[:, before].sum(axis=1), shape)
    units = _FIXED_SHARE * volume + (1 - _FIXED_SHARE) * tally.channels
    return Ledger(
        hours=hours,
        labour_cost=np.round(hours * _hourly_cost(world), 2),
        technology_cost=np.round(units * _TECHNOLOGY_COST[:, None], 2),
    )


def spend(world: World, chains: Mapping[str, np.ndarray]) -> np.ndarray:
    """Euro that contacts cause, by month of the issue they belong to: the money a contact more or less moves.

    Args:
        chains: sums of a tally, by unit or topic and month, which the euro are by, too.

    Handling at the hourly cost of an average agent over the occupancy, and the part of technology's cost that
    follows the contacts, at the mean of the channels. The part that is paid whatever happens is left out.
    """
    technology = (1 - _FIXED_SHARE) * float(np.mean(_TECHNOLOGY_COST))
    hours = chains["handle_s"] / 3_600 / world.scenario.occupancy
    euro: np.ndarray = hours * world.scenario.hourly_cost + chains["answered"] * technology
    return euro


def _hourly_cost(world: World) -> np.ndarray:
    """Euro per paid hour by (team, month); raised every January."""
    agents, sizes = world.agents, world.team_size
    mean = np.bincount(agents["team"], weights=agents["cost"]) / sizes
    years = np.array([month.year - world.scenario.begins_on.year for month in world.month_starts()])
    return np.outer(mean, (1 + world.scenario.wage_growth_per_year) ** years)
