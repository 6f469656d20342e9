"""What is known of some issues only, carried to the others of its pool of segments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from steelyard.declare import MOST_MISSING
from steelyard.measure.sums.model import Part, relabel
from steelyard.stats.arrays import Flags, Floats, Integers

OPEN = slice(11, 13)
"""Where a side holds the value and the count of issues that may have been solved."""

BOT = "bot"

MEANT = 1e-9
"""A remainder under this share of its whole is what rounding left of nothing."""


def carry_known(part: Floats, known: Floats, issues: Floats, pools: Integers) -> Floats:
    """(..., K): a sum known of some issues only, the others of each segment at the mean of its pool's known."""
    held = pooled(known, pools)
    mean = pooled(part, pools) / np.where(held > 0, held, 1.0)
    return part + np.maximum(issues - known, 0.0) * mean


def unmarked_bots(sums: Mapping[str, Floats], segments: Mapping[Part, int], within: tuple[int, ...]) -> Flags:
    """(K,): segments of bots of whose issues too few are marked to speak for the others."""
    ways = pools_of(segments, (*within, -1))
    by_bots = np.array([part[-1] == BOT for part in segments], dtype=bool)
    is_thin = pooled(sums["unmarked"], ways) > MOST_MISSING * pooled(sums["issues"], ways)
    return np.asarray(by_bots & is_thin)


def fill_open(side: Floats, share: float) -> Floats:
    """A side with that share of what is open solved instead of half; what rounding leaves of nothing is nothing."""
    found = side.copy()
    solved = side[..., :2] + (share - 0.5) * side[..., OPEN]
    found[..., :2] = np.where(solved > MEANT * side[..., OPEN], solved, 0.0)
    return found


def pools_of(segments: Mapping[Part, int], keys: tuple[int, ...]) -> Integers:
    """(K,): segments with the same number share these keys: within them the known stands for the unknown."""
    return relabel([tuple(part[place] for place in keys) for part in segments], {})


def pooled(sums: Floats, pools: Integers) -> Floats:
    """(..., K): every segment's pool summed up."""
    return np.asarray((sums @ np.eye(int(pools.max(initial=0)) + 1)[pools])[..., pools])
