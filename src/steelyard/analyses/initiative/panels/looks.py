"""A panel as it was known at a planned look, or 90 days after the beginning."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from steelyard.analyses.initiative.panels.layout import Layout
from steelyard.analyses.initiative.verdict import ERROR
from steelyard.answers import Missing
from steelyard.measure.models.periods import places
from steelyard.settings.undertaken import PanelInitiative
from steelyard.stats.designs.sequential import spent_limits
from steelyard.wording import listed

MEMORY_DAYS = 90
"""After so many days a verdict is kept beside the newest one."""

_FIRST_DAY = 100_000
"""What a period counts as, if it is a day: over that; numbers of periods lie below."""


@dataclass(frozen=True)
class Look:
    """The newest planned look whose period is there.

    Attributes:
        place, of: the how manieth of how many. until: place of its period. error: what a verdict may use up.
    """

    place: int
    of: int
    until: int
    error: float


def newest(held: Layout, initiative: PanelInitiative) -> Look | Missing | None:
    """The newest look; None where none is planned; why not where the first is still to come or none can be read."""
    if not initiative.looks:
        return None
    periods = held.sums.periods
    order = places((*periods, *initiative.looks))
    if order is None or len({order[one] for one in initiative.looks}) < len(initiative.looks):
        said = f"the planned looks ({listed(initiative.looks)}) are no periods of the panel"
        return Missing("initiative", "", said, f"write them as the panel does, such as {periods[-1]}")
    planned = sorted(order[one] for one in initiative.looks)
    began = order[periods[held.first]]
    if planned[0] < began:
        return Missing("initiative", "", "a look is planned before it begins", "mend looks, or from")
    passed = [at for at in planned if at <= order[periods[-1]]]
    if not passed:
        said = f"its first planned look is at {min(initiative.looks, key=lambda one: order[one])}"
        return Missing("initiative", "", f"{said}, and the panel ends at {periods[-1]}", "load later periods")
    whole = planned[-1] - began + 1
    limits = spent_limits([(at - began + 1) / whole for at in passed], ERROR / 2)
    until = sum(order[one] <= passed[-1] for one in periods) - 1
    return Look(len(passed), len(planned), until, 2 * float(ndtr(-float(limits[-1]))))


def after_90_days(held: Layout) -> int | None:
    """Place of the last period that was known 90 days after the last units began; None of periods that are no days."""
    periods = held.sums.periods
    order = places(periods)
    if order is None or min(order.values()) < _FIRST_DAY:
        return None
    days = np.array([order[one] for one in periods])
    day = days[int(held.starts[-1])] + MEMORY_DAYS
    known = np.flatnonzero(days < day)
    return int(known[-1]) if days[-1] >= day and held.starts[-1] <= known[-1] else None


def until(held: Layout, place: int) -> Layout:
    """The same, with periods after one left out."""
    return replace(held, after=held.after & (np.arange(held.after.shape[1]) <= place)[None, :])
