"""What customers are promised: of which contacts, until when, kept how often; nothing else moves."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.promises import CALLBACK, DISPATCH, KEPT_SHARE, NONE, REPLY, add_promises
from steelyard.simulate.centre.reactions import NEVER
from steelyard.simulate.setting.scenario import EMAIL, PHONE

COUNT = 40_000
CONTACTS = {
    "contact": np.arange(COUNT),
    "kind": (np.arange(COUNT) % 10 == 0).astype(np.int8),
    "agent": np.where(np.arange(COUNT) % 7 == 0, -1, 5),
    "is_abandoned": np.arange(COUNT) % 7 == 0,
    "is_solved": np.arange(COUNT) % 2 == 0,
    "is_marked": np.arange(COUNT) % 4 == 0,
    "channel": np.where(np.arange(COUNT) % 3 == 0, EMAIL, PHONE),
    "topic": np.arange(COUNT) % 2,
    "ended_at": 1_000_000 + np.arange(COUNT),
}
FAMILIES = np.array(["billing", "delivery"])


def test_promises_are_made_where_something_is_open_and_mostly_kept() -> None:
    found = add_promises(np.random.default_rng(1), CONTACTS, FAMILIES)
    made = found["promised"] > NONE
    ordinary = (CONTACTS["kind"] == 0) & ~CONTACTS["is_abandoned"]
    is_open = ~CONTACTS["is_solved"] & ~CONTACTS["is_marked"]
    assert not made[~ordinary].any()
    assert np.mean(made[ordinary & is_open]) > 5 * np.mean(made[ordinary & ~is_open])
    assert np.all((found["due_at"] < NEVER) == made)
    assert np.all(found["due_at"][made] > CONTACTS["ended_at"][made])
    for kind in (CALLBACK, REPLY, DISPATCH):
        kept = found["kept_at"][found["promised"] == kind] < NEVER
        assert abs(np.mean(kept) - KEPT_SHARE[kind]) < 0.05


def test_it_changes_nothing_else_and_is_drawn_alike() -> None:
    one, other = (add_promises(np.random.default_rng(1), CONTACTS, FAMILIES) for _ in range(2))
    assert all(one[name] is CONTACTS[name] for name in CONTACTS)
    assert all(np.array_equal(one[name], other[name]) for name in ("promised", "due_at", "kept_at"))
