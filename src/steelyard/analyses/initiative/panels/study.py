"""How the gap between treated units of a panel and the others went, some periods at a time."""

from __future__ import annotations

import numpy as np

from steelyard.analyses.initiative.answer import Moment, Study
from steelyard.analyses.initiative.panels.designs import Found, gaps_of
from steelyard.analyses.initiative.panels.layout import MANY, Layout
from steelyard.analyses.initiative.panels.wording import told
from steelyard.stats.arrays import Flags
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import difference

MOST = 30
"""Moments of one picture."""


def study(held: Layout, found: Found) -> Study | None:
    """The gap in blocks of periods from each unit's beginning, less what it was before; None where nothing is known."""
    ages = np.arange(len(held.sums.periods))[None, :] - held.start[:, None]
    used = held.before | held.after
    width = int(np.ceil((ages[used].max() - ages[used].min() + 1) / MOST))
    block = np.where(used, np.floor_divide(ages, width), np.iinfo(np.int64).min)
    moments = []
    for at in np.unique(block[used]):
        effect = _gap(held, found, block == at)
        if effect is not None and np.isfinite(effect.value):
            moments.append(Moment(int(at) * width, told(found, effect, "gap less the gap before")))
    return Study(found.name, found.name, tuple(moments), found.better, "periods", width) if moments else None


def _gap(held: Layout, found: Found, chosen: Flags) -> Effect | None:
    one = held.sums.measures[found.name]
    rest = held.before & ~chosen
    moved = held.means(one, chosen) - held.means(one, rest)
    kept = np.isfinite(moved)
    if min((held.treated & kept).sum(), (~held.treated & kept).sum()) >= MANY:
        return difference(held.treated[kept], moved[kept])
    if len(held.starts) > 1:
        return None
    gaps, _ = gaps_of(held, one)
    own, others = chosen[held.treated][0], rest[held.treated][0]
    sides = [gaps[0][flags & np.isfinite(gaps[0])] for flags in (own, others)]
    if not all(map(len, sides)):
        return None
    return Effect(float(sides[0].mean() - sides[1].mean()), float("nan"), float("nan"))
