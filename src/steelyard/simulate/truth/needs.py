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
        self._recent: list[Columns] = []
        self._has_answered = np.zeros(len(world.customers["site"]), dtype=bool)

    def add(self, week: Week) -> None:
        """Take in the next week."""
        rows = take(week.contacts, (week.contacts["kind"] == 0) & (week.contacts["at"] > self._since))
        self._recent.append({name: rows[name] for name in _KEPT})
        self._has_answered[week.surveys["customer"][week.surveys["is_answered"]]] = True

    def tell(self, outcomes: Columns) -> dict[str, list[str]]:
        """`customers` in need who had not left, and `silent`: those of them who never answered a survey."""
        rows = order_by(stack(self._recent), "issue", "at")
        is_newest = np.append(rows["issue"][1:] != rows["issue"][:-1], np.ones(min(len(rows["issue"]), 1), dtype=bool))
        needy = np.unique(rows["customer"][is_newest & ~rows["is_solved"]])
        needy = np.setdiff1d(needy, outcomes["customer"][outcomes["kind"] == CHURNED])
        silent = needy[~self._has_answered[needy]]
        return {name: [str(who + FIRST_CUSTOMER) for who in of.tolist()] for name, of in _named(needy, silent)}


def _named(needy: np.ndarray, silent: np.ndarray) -> tuple[tuple[str, np.ndarray], ...]:
    return ("customers", needy), ("silent", silent)
