"""Looking at a running initiative as planned: which look it is, and how sure it must be at this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scipy.special import ndtr

from steelyard.analyses.initiative.verdict import ERROR
from steelyard.settings.undertaken import Initiative
from steelyard.stats.designs.sequential import spent_limits


@dataclass(frozen=True)
class Look:
    """The newest planned look whose days are whole.

    Attributes:
        place, of: the how manieth of how many. on: its day. error: what a verdict may use up at this one.
    """

    place: int
    of: int
    on: date
    error: float


def newest(initiative: Initiative, known_to: date) -> Look | None:
    """The newest look; None where none is planned, or the first is still to come.

    The error of all looks together is that of one; each uses what was planned for it (Lan and DeMets), by the share of
    the planned time that has passed.
    """
    passed = [day for day in initiative.looks if day <= known_to]
    if not passed:
        return None
    begun_on = min(initiative.starts.values())
    whole = (initiative.looks[-1] - begun_on).days
    times = [(day - begun_on).days / whole for day in passed]
    limit = float(spent_limits(times, ERROR / 2)[-1])
    return Look(len(passed), len(initiative.looks), passed[-1], 2 * float(ndtr(-limit)))
