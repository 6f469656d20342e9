"""What a centre's systems hold besides customers' contacts: calls out, internal ones, spam, tests, merged tickets."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.columns import Columns, stack, take
from steelyard.simulate.centre.world import World
from steelyard.simulate.setting.scenario import CHAT, EMAIL, PHONE

CUSTOMER, OUTBOUND, INTERNAL, SPAM, TEST, MERGED = range(6)
"""What a row is; everything but CUSTOMER is clutter."""


def add_clutter(world: World, rng: np.random.Generator, contacts: Columns, serial: int) -> Columns:
    """The contacts with `kind` and `merged_into` (a contact, or -1), followed by clutter numbered from `serial`."""
    count = len(contacts["contact"])
    plain = {**contacts, "kind": np.zeros(count, np.int8), "merged_into": np.full(count, -1)}
    scenario = world.scenario
    ticket = (contacts["channel"] == EMAIL) | (contacts["channel"] == CHAT)
    handled = contacts["agent"] >= 0
    drawn = (
        (OUTBOUND, scenario.outbound_share, (contacts["channel"] == PHONE) & handled),
        (INTERNAL, scenario.internal_share, (contacts["channel"] == PHONE) & handled),
        (SPAM, scenario.spam_share, (contacts["channel"] == EMAIL) & handled),
        (TEST, scenario.test_share, ticket & handled),
        (MERGED, scenario.merged_share, (contacts["channel"] == EMAIL) & handled),
    )
    parts = [plain]
    for kind, share, like in drawn:
        candidates = np.flatnonzero(like)
        rows = candidates[rng.random(len(candidates)) < share * count / max(1, len(candidates))]
        parts.append(_copy(rng, plain, rows, kind))
    clutter = stack(parts[1:])
    clutter["contact"] = serial + np.arange(len(clutter["contact"]))
    return stack([plain, clutter])


def _copy(rng: np.random.Generator, contacts: Columns, rows: np.ndarray, kind: int) -> Columns:
    """Rows of one kind made from ordinary contacts, which lend them their time, team and agent."""
    copies = take(contacts, rows)
    count = len(rows)
    shift = np.where(kind == MERGED, rng.integers(120, 5_400, count), rng.integers(-7_200, 7_200, count))
    short = rng.integers(20, 150, count)
    nothing = np.zeros(count, np.int64)
    changes: Columns = {
        "kind": np.full(count, kind, np.int8),
        "at": copies["at"] + shift,
        "first_reply_at": copies["at"] + shift + 60,
        "ended_at": copies["at"] + shift + 60 + short,
        "wait_s": nothing,
        "talk_s": short if kind in (OUTBOUND, INTERNAL) else nothing,
        "hold_s": nothing,
        "wrap_s": nothing,
        "transfers": nothing,
        "reopens": nothing,
        "replies": nothing,
        "follows": nothing - 1,
        "is_identified": np.full(count, kind in (OUTBOUND, MERGED)),
    }
    if kind == MERGED:
        changes["merged_into"] = copies["contact"]
    return {**copies, **changes}
