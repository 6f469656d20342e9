"""What customers are promised in a contact: a callback, a reply or a dispatch, until when, and whether it was done.

Promises are drawn from numbers of their own and change nothing else: no customer comes back or leaves because of one.
"""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.reactions import NEVER
from steelyard.simulate.setting.scenario import PHONE

NONE, CALLBACK, REPLY, DISPATCH = range(4)
PROMISES = ("", "callback", "reply", "dispatch")

OPEN_SHARE, SOLVED_SHARE = 0.40, 0.01
"""How many promises are made in contacts that solved nothing and are not marked solved, and in all others."""

KEPT_SHARE = np.array([0.0, 0.88, 0.90, 0.75])
"""How many are kept, by what was promised."""

LATE_SHARE, LATEST_DAYS = 0.2, 3


def add_promises(rng: np.random.Generator, contacts: Columns, families: np.ndarray) -> Columns:
    """The contacts with `promised`, `due_at` and `kept_at` (NEVER where nothing was promised, or it is never done).

    Args:
        families: of topics; of the topics of delivery a dispatch is promised.
    """
    count = len(contacts["contact"])
    chance, kept, late = rng.random(count), rng.random(count), rng.random(count)
    lead, early, delay = rng.uniform(0.5, 3.0, count), rng.uniform(0.1, 1.0, count), rng.random(count)
    is_answered = (contacts["kind"] == 0) & ~contacts["is_abandoned"] & (contacts["agent"] >= 0)
    is_open = ~contacts["is_solved"] & ~contacts["is_marked"]
    made = is_answered & (chance < np.where(is_open, OPEN_SHARE, SOLVED_SHARE))
    by_channel = np.where(contacts["channel"] == PHONE, CALLBACK, REPLY)
    kind = np.where(families[contacts["topic"]] == "delivery", DISPATCH, by_channel)
    promised = np.where(made, kind, NONE)
    due_at = contacts["ended_at"] + (lead * DAY_S).astype(np.int64)
    done_at = np.where(
        late < LATE_SHARE,
        due_at + (delay * LATEST_DAYS * DAY_S).astype(np.int64),
        contacts["ended_at"] + (lead * early * DAY_S).astype(np.int64),
    )
    is_kept = made & (kept < KEPT_SHARE[promised])
    return {
        **contacts,
        "promised": promised.astype(np.int8),
        "due_at": np.where(made, due_at, NEVER),
        "kept_at": np.where(is_kept, done_at, NEVER),
    }
