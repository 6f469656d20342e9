"""How far an effect can be moved by units that are no longer seen on one side more often than on the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import difference


def trimmed(reached: ArrayLike, outcome: ArrayLike, seen: tuple[float, float]) -> tuple[Effect, Effect]:
    """The least and the most the difference could be among those who would be seen either way.

    Of the side that is seen more often the excess is taken away, once from the top and once from the bottom. Holds
    where being reached makes nobody both likelier and less likely to be seen.

    Args:
        reached: (units,), flags. outcome: (units,), no missing ones. seen: the share still seen of either side.

    Source:
        Lee (2009), Review of Economic Studies 76, 1071-1102.
    """
    flags, values = np.asarray(reached, dtype=bool), np.asarray(outcome, dtype=float)
    ends = [difference(kept[0], kept[1]) for kept in (_cut(flags, values, seen, at) for at in (0, 1))]
    return (ends[0], ends[1]) if ends[0].value <= ends[1].value else (ends[1], ends[0])


def _cut(flags: Flags, values: Floats, seen: tuple[float, float], end: int) -> tuple[Flags, Floats]:
    side = flags if seen[0] > seen[1] else ~flags
    share = 1 - min(seen) / max(seen) if max(seen) > 0 else 0.0
    places = np.flatnonzero(side)[np.argsort(values[side], kind="stable")]
    count = int(np.ceil(share * len(places) - 1e-9))
    gone = places[:count] if end == 0 else places[len(places) - count :]
    kept = ~np.isin(np.arange(len(values)), gone)
    return flags[kept], values[kept]
