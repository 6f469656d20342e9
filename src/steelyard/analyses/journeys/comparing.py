"""What is more or less frequent among journeys than in other days, or in another part, beyond chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from steelyard.analyses.journeys.answer import Moved, Way
from steelyard.analyses.journeys.figures import difference, ratio
from steelyard.analyses.journeys.look import LEAST_TESTED, Look, of_all
from steelyard.measure.journeys import sums
from steelyard.measure.journeys.sums import DAYS, Grid
from steelyard.stats.arrays import Floats
from steelyard.stats.surveys.selection import discoveries

MOST_MOVED = 10


def moved(
    look: Look, known: sums.Steps, told: frozenset[str], ways: Sequence[int], variants: Sequence[Way]
) -> tuple[tuple[Moved, ...], int]:
    """What is more or less frequent than in what is compared with: steps, ways and what became of journeys."""
    has_other = look.other == DAYS or look.has_agents
    tested: list[tuple[Moved, float]] = []
    for what, mine, theirs, others in _compared(look, known, told, ways, variants, has_other):
        if min(mine[:, 1].sum(), theirs[:, 1].sum()) < LEAST_TESTED:
            continue
        difference_, p = difference("journeys.difference", mine, theirs, others)
        share, other = (ratio("journeys.share", "share", each) for each in (mine, theirs))
        tested.append((Moved(what, share, other, difference_), p))
    stands = discoveries([p for _, p in tested]) if tested else np.zeros(0, dtype=bool)
    kept = [entry for entry, mark in zip(tested, stands, strict=True) if mark]
    kept.sort(key=lambda entry: (entry[1], entry[0].what))
    return tuple(entry for entry, _ in kept[:MOST_MOVED]), len(tested)


_Compared = tuple[str, Floats, Floats, tuple[Floats, Floats] | None]


def _compared(
    look: Look,
    known: sums.Steps,
    told: frozenset[str],
    ways: Sequence[int],
    variants: Sequence[Way],
    has_other: bool,
) -> Iterator[_Compared]:
    groups = (sums.CUSTOMERS, look.other) if has_other else (sums.CUSTOMERS,)
    wholes = [look.whole, *(sums.grids(look.held, "side", sums.WAYS, group=group) for group in groups[1:])]
    for name, said in (("solved", "solved"), ("back", "came back")):
        if name in told:
            yield _beside(said, [(whole[0][name], whole[1][name]) for whole in wholes])
    with_step = [sums.with_step(look.held, group) for group in groups]
    for code, name in known.names.items():
        found = [
            (_share(held.get((0, code)), whole[0]), _share(held.get((1, code)), whole[1]))
            for held, whole in zip(with_step, wholes, strict=True)
        ]
        yield _beside(f"step: {name}", found)
    listed = ", ".join(map(str, ways))
    by_way = [
        [sums.grids(look.held, "way", sums.WAYS, f"way IN ({listed}) AND side = {side}", group) for side in (0, 1)]
        for group in groups
    ]
    for way, variant in zip(ways, variants, strict=True):
        found = [
            (of_all(now.get(way), whole[0]), of_all(then.get(way), whole[1]))
            for (now, then), whole in zip(by_way, wholes, strict=True)
        ]
        yield _beside(f"way: {' > '.join(variant.steps)}", found)


def _beside(what: str, found: Sequence[tuple[Floats, Floats]]) -> _Compared:
    """Both sides by customers, and by the second chance where there is one."""
    return what, *found[0], found[1] if len(found) > 1 else None


def _share(cell: Floats | None, whole: Grid) -> Floats:
    own = np.zeros(len(whole["n"])) if cell is None else cell[:, 0]
    return np.stack([own, whole["n"][:, 0]], axis=1)
