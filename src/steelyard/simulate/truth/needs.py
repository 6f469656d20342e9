"""Which customers are in need at the end: the newest contact about an issue of the last days solved nothing."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns, order_by, stack, take
from steelyard.simulate.centre.reactions import CHURNED
from steelyard.simulate.centre.run import Week
from steelyard.simulate.centre.world import FIRST_CUSTOMER, World

NEED_DAYS = 14
"""An issue whose newest contact is older than so many days before the export is given up."""

_KEPT = ("issue", "customer", "at", "is_solved")


class Needs:
    """Watches the weeks go by, holding no more than the contacts of the last days and who answered a survey."""

    def __init__(self, world: World) -> None:
        self._since = world.exported_at - NEED_DAYS * DAY_S
        self._end = world.exported_at
        self._recent: list[Columns] = []
        self._broken: list[np.ndarray] = []
        self._has_answered = np.zeros(len(world.customers["site"]), dtype=bool)

    def add(self, week: Week) -> None:
        """Take in the next week."""
        rows = take(week.contacts, (week.contacts["kind"] == 0) & (week.contacts["at"] > self._since))
        self._recent.append({name: rows[name] for name in _KEPT})
        due = week.contacts["due_at"]
        is_broken = (due > self._since) & (due <= self._end) & (week.contacts["kept_at"] > self._end)
        self._broken.append(week.contacts["customer"][is_broken & (week.contacts["ended_at"] < self._end)])
        self._has_answered[week.surveys["customer"][week.surveys["is_answered"]]] = True

    def tell(self, outcomes: Columns) -> dict[str, list[str]]:
        """`customers` in need who had not left, `silent`, those of them who never answered a survey, and `broken`:
        customers, in need or not, to whom a promise due in the last days was not kept, and who had not left."""
        rows = order_by(stack(self._recent), "issue", "at")
        is_newest = np.append(rows["issue"][1:] != rows["issue"][:-1], np.ones(min(len(rows["issue"]), 1), dtype=bool))
        needy = np.unique(rows["customer"][is_newest & ~rows["is_solved"]])
        left = outcomes["customer"][outcomes["kind"] == CHURNED]
        needy = np.setdiff1d(needy, left)
        broken = np.setdiff1d(np.concatenate(self._broken), left)
        told = {"customers": needy, "silent": needy[~self._has_answered[needy]], "broken": broken}
        return {name: [str(who + FIRST_CUSTOMER) for who in of.tolist()] for name, of in told.items()}
