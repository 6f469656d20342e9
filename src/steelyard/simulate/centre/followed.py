"""What following customers up does to them: what was open is settled, and some who would have left stay.

Everything is drawn from numbers of its own, so a world in which nobody is followed up is the same to the byte, and one
in which somebody is differs from it only after the first follow-up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.draws import FOLLOWED, RowDraws

LASTS_DAYS = 90
"""Days after a follow-up in which it keeps a customer."""


@dataclass(frozen=True)
class FollowedUp:
    """Follow-ups that were done.

    Attributes:
        customer: rows of customers, none twice. at: the instant each was done.
        settles_share: how many of the further contacts about what was open then do not happen.
        keeps_share: how many departures of the next 90 days do not happen.
    """

    customer: np.ndarray
    at: np.ndarray
    settles_share: float = 0.5
    keeps_share: float = 0.5

    def settle(self, seed: int, arrivals: Columns, since: np.ndarray) -> Columns:
        """The arrivals that still happen; since: when the contact ended that each comes back from."""
        done = self._done(arrivals["customer"])
        is_open = (since < done) & (done < arrivals["at"])
        drawn = RowDraws(seed, arrivals["issue"] * 64 + arrivals["attempt"], FOLLOWED).random(len(done))
        return take(arrivals, ~(is_open & (drawn < self.settles_share)))

    def keep(self, seed: int, contacts: Columns, at: np.ndarray) -> np.ndarray:
        """Which contacts no longer make their customer leave, who else would at these instants."""
        draws = RowDraws(seed, contacts["issue"] * 64 + contacts["attempt"], FOLLOWED)
        return self._kept(draws, contacts["customer"], at)

    def keep_all(self, seed: int, left_at: np.ndarray) -> np.ndarray:
        """Which customers stay who else would leave at these instants whatever happens, a row each."""
        everyone = np.arange(len(left_at))
        return self._kept(RowDraws(seed, everyone, FOLLOWED + 1), everyone, left_at)

    def _kept(self, draws: RowDraws, customer: np.ndarray, at: np.ndarray) -> np.ndarray:
        done = self._done(customer)
        is_due = (done < at) & (at <= done + LASTS_DAYS * DAY_S)
        draws.random(len(customer))
        kept: np.ndarray = is_due & (draws.random(len(customer)) < self.keeps_share)
        return kept

    def _done(self, customer: np.ndarray) -> np.ndarray:
        """When each was followed up; never, before all time, where they were not."""
        if not len(self.customer):
            return np.full(len(customer), -(2**40))
        order = np.argsort(self.customer)
        known, at = self.customer[order], self.at[order]
        place = np.minimum(np.searchsorted(known, customer), len(known) - 1)
        return np.where(known[place] == customer, at[place], -(2**40))
