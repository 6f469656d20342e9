"""What one measure of a panel did, by the design its units and periods allow, two ways where there are two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import comb

import numpy as np

from steelyard.analyses.initiative.panels.layout import MANY, Layout
from steelyard.measure.models.panels import Measure
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import difference, levelled_difference
from steelyard.stats.designs.instrument import LEAST_F, instrumented
from steelyard.stats.designs.ratios import adjusted_ratio_difference, pooled_difference
from steelyard.stats.designs.sensitivity import permuted
from steelyard.stats.designs.series import placebo_share, step
from steelyard.stats.designs.staggered import NEVER, SMALL, averaged, cohorts
from steelyard.stats.designs.synthetic import placebo_rank, synthetic_control, synthetic_differences
from steelyard.stats.designs.two_way import two_way
from steelyard.theme import counted

UNKNOWN = Effect(float("nan"), float("nan"), float("nan"))

LEAST_FIT = 4
"""Units not treated, and periods before, from which a mix of them may stand for those treated."""

CHOICES = 20
"""Ways to choose as many units from which the share of them that moved as much can reach 5%."""

POOR = 0.25
"""Misfit before, in standard deviations of what is fitted, over which a mix of others stands for nobody."""

KNOWN = 0.8
"""Share of the units that must have a figure in every block of periods for cohorts to be compared block by block."""


@dataclass(frozen=True)
class Found:
    """Attributes:
    name, better: of the measure. effect, other: by the design, and by the second estimator.
    placebo: share of dates at which nothing began with a step as sure; nan where units tell how sure it is.
    elsewhere: share of units, those treated included, that moved as much; nan where others tell it.
    alone: those treated before and after. levels: treated before and since, control before and since.
    n: known sums of those treated since it began. more: further estimators by name, each with what is said behind it.
    growth: the effect on the ln of the measure; None where a lot drew them, or it is not above zero throughout.
    levelled: the effect among units that stood at the same level before; None where other designs tell it.
    misfit: of a mix of others before; nan where there is none. drift: how much more those treated grew per period
    before they began, where the design itself tells it.
    """

    name: str
    better: str
    effect: Effect
    other: Effect
    alone: Effect
    levels: tuple[float, float, float, float]
    n: int
    placebo: float = float("nan")
    elsewhere: float = float("nan")
    more: tuple[tuple[str, Effect, str], ...] = ()
    misfit: float = float("nan")
    drift: Effect = UNKNOWN
    growth: Effect | None = None
    levelled: Effect | None = None


def found(held: Layout, name: str, better: str) -> Found:
    """A measure under the design of the layout."""
    one = held.sums.measures[name]
    flat = Found(name, better, UNKNOWN, UNKNOWN, _alone(held, one), _levels(held, one), _count(held, one))
    by_design = {
        "randomised": _drawn,
        "two-by-two": _changes,
        "staggered": _cohorts,
        "synthetic": _mixed,
        "series": _stepped,
    }
    return replace(by_design[held.design](held, one, flat), growth=_growth(held, one))


def _growth(held: Layout, one: Measure) -> Effect | None:
    """By how much ln of the measure moved beside the others; what moves all by the same percentage leaves it at 0."""
    if held.design == "randomised":
        return None
    if held.design == "series":
        sides, after = sides_of(held, one)
        values = _logged(sides)
        return step(values[:, 0] - values[:, 1], after) if values is not None else None
    if held.design == "two-by-two":
        values = _logged(np.stack([held.means(one, held.before), held.means(one, held.after)]))
        if values is None:
            return None
        moved = values[1] - values[0]
        kept = np.isfinite(moved)
        return difference(held.treated[kept], moved[kept])
    if held.design == "staggered":
        values, first = _blocked(held, one)
        values = _logged(values)
        if values is None:
            return None
        kept = np.isfinite(values).all(axis=1) & (first != 0)
        own = first[kept] != NEVER
        return _overall(values[kept], first[kept], True) if min(own.sum(), (~own).sum()) >= MANY else None
    values = _logged(np.where(held.before | held.after, one.means, np.nan))
    if values is None:
        return None
    own, donors = (values[flags][np.isfinite(values[flags]).all(axis=1)] for flags in (held.treated, ~held.treated))
    before = np.arange(values.shape[1]) < held.first
    if len(held.starts) > 1 or not len(own) or len(donors) < LEAST_FIT or before.sum() < LEAST_FIT:
        return None
    return synthetic_differences(own, donors, before)


def _logged(values: Floats) -> Floats | None:
    """ln of what is known; None where some of it is not above zero."""
    known = np.isfinite(values)
    if not known.any() or values[known].min() <= 0:
        return None
    return np.log(np.where(known, values, np.nan))


def settled(held: Layout, name: str) -> Layout:
    """The same, by periods where no mix of the others follows those treated and there are periods enough."""
    if held.design != "synthetic":
        return held
    one = held.sums.measures[name]
    blank = Found(name, "", UNKNOWN, UNKNOWN, UNKNOWN, _levels(held, one), 0)
    return replace(held, is_unlike=_mixed(held, one, blank).misfit > POOR)


def _count(held: Layout, one: Measure) -> int:
    return int((np.isfinite(one.means) & held.after)[held.treated].sum())


def _levels(held: Layout, one: Measure) -> tuple[float, float, float, float]:
    cells = []
    for side in (held.treated, ~held.treated):
        for flags in (held.before, held.after):
            above, below = (values[side].sum() for values in held.totals(one, flags))
            cells.append(float(above / below) if below > 0 else float("nan"))
    return cells[0], cells[1], cells[2], cells[3]


def _alone(held: Layout, one: Measure) -> Effect:
    """Those treated before and after, which is what a comparison without anybody else would say."""
    moved = (held.means(one, held.after) - held.means(one, held.before))[held.treated]
    moved = moved[np.isfinite(moved)]
    if len(moved) > 1:
        return Effect(float(moved.mean()), float(moved.var(ddof=1)) / len(moved), len(moved) - 1.0)
    values = one.means[held.treated]
    row = np.where(held.before[held.treated] | held.after[held.treated], values, np.nan)
    return step(row, held.after[held.treated]) if len(row) == 1 and np.isfinite(row).sum() > 3 else UNKNOWN


def _drawn(held: Layout, one: Measure, flat: Found) -> Found:
    """A lot: sums since it began, less what earlier ones tell; and as they are."""
    above, below = held.totals(one, held.after)
    seen = below > 0
    drawn, earlier = held.treated[seen], held.means(one, held.before)[seen]
    if min(drawn.sum(), (~drawn).sum()) < 2:
        return flat
    plain = pooled_difference(drawn, above[seen], below[seen])
    adjusted = adjusted_ratio_difference(drawn, above[seen], below[seen], earlier)
    more = (*_reached(held, one), *_fixed(held, one))
    return replace(flat, effect=adjusted, other=plain, more=more)


def _reached(held: Layout, one: Measure) -> tuple[tuple[str, Effect, str], ...]:
    """What it did to those it reached, by the lot as instrument; nothing where nobody says who was."""
    known = held.after & np.isfinite(one.means)
    shares = held.sums.reached
    if not known.any() or not np.isfinite(shares[known]).all():
        return ()
    above, below = held.totals(one, held.after)
    taken = np.where(known, np.nan_to_num(shares) * np.nan_to_num(one.sizes), 0.0).sum(axis=1)
    seen = below > 0
    if np.allclose(taken[seen], np.where(held.treated[seen], below[seen], 0.0)):
        return ()
    asked = instrumented(held.treated[seen], above[seen], taken[seen], below[seen])
    gained = f"{100 * asked.taken.value:.1f} points of the periods"
    if not asked.f >= LEAST_F:
        return (("of those it reached", UNKNOWN, "; the lot moved too few to say"),)
    return (("of those it reached, by the lot as instrument", asked.effect, f"; being drawn moved {gained}"),)


def _fixed(held: Layout, one: Measure) -> tuple[tuple[str, Effect, str], ...]:
    """Fixed effects of units and periods over all known sums; nothing of staggered beginnings."""
    used = (held.before | held.after) & np.isfinite(one.means)
    units, periods = np.nonzero(used)
    on = (held.treated[:, None] & held.after)[used]
    if not on.any() or on.all() or len(held.starts) > 1 or held.first == 0:
        return ()
    if len(units) <= len(np.unique(units)) + len(np.unique(periods)) + 1:
        return ()
    weights = one.sizes[used]
    effect = two_way(units, periods, on, one.means[used], None if (weights == weights[0]).all() else weights)
    return (("fixed effects of units and periods", effect, ""),)


def _changes(held: Layout, one: Measure, flat: Found) -> Found:
    """Every unit's own change: those treated beside the others; and fixed effects of units and periods."""
    moved = held.means(one, held.after) - held.means(one, held.before)
    kept = np.isfinite(moved)
    flags, values = held.treated[kept], moved[kept]
    if min(flags.sum(), (~flags).sum()) < MANY:
        return flat
    effect = difference(flags, values)
    (_, other, _), *_ = (*_fixed(held, one), ("", UNKNOWN, ""))
    share = permuted(flags, values, most=2_000)
    more = (("difference in differences over units", effect, f"; {share:.1%} of other choices of units show as much"),)
    return replace(flat, effect=effect, other=other, more=more, levelled=_levelled(held, one))


def _levelled(held: Layout, one: Measure) -> Effect:
    """Each unit's level since, beside units whose level was the same before, in the same periods."""
    found = np.zeros((len(held.treated), 2))
    control = ~held.treated
    for start in held.starts:
        own = held.treated & (held.start == start)
        row = int(np.flatnonzero(own)[0])
        sides = [np.broadcast_to(side[row], held.before.shape) for side in (held.before, held.after)]
        values = np.stack([held.means(one, side) for side in sides], axis=1)
        known = control & np.isfinite(values).all(axis=1)
        off = values - (values[known].mean(axis=0) if known.any() else np.nan)
        found[own] = off[own]
        found[control] += own.sum() / held.treated.sum() * off[control]
    kept = np.isfinite(found).all(axis=1)
    return levelled_difference(held.treated[kept], found[kept, 1], found[kept, 0])


def _cohorts(held: Layout, one: Measure, flat: Found) -> Found:
    """Callaway and Sant'Anna's beside units never treated, and beside those not treated yet."""
    values, first = _blocked(held, one)
    kept = np.isfinite(values).all(axis=1) & (first != 0)
    own = first[kept] != NEVER
    if min(own.sum(), (~own).sum()) < MANY:
        return flat
    effects = [_overall(values[kept], first[kept], never) for never in (True, False)]
    left = int((~kept).sum())
    more = (("", UNKNOWN, f"{counted(left, 'units')} without a figure in some periods left out"),) if left else ()
    levelled = _levelled(held, one)
    return replace(
        flat,
        effect=effects[0],
        other=effects[1],
        more=more,
        levelled=levelled,
        drift=_drifted(values[kept], first[kept]),
    )


def _overall(values: Floats, first: Flags, never: bool) -> Effect:
    """The mean over cohorts and periods; of small cohorts leaving out single units tells how sure it is."""
    sizes = np.unique(first[first != NEVER], return_counts=True)[1]
    least = int(sizes.min())
    if least < SMALL:
        return averaged(values, first, is_never_only=never)
    overall = cohorts(values, first, is_never_only=never).overall()
    return replace(overall, variance=overall.variance * least / (least - 1), df=float(sizes.sum() - len(sizes)))


def _drifted(values: Floats, first: Flags) -> Effect:
    """How much more those treated grew from one period to the next before they began."""
    if np.unique(first[first != NEVER], return_counts=True)[1].min() < SMALL:
        return averaged(values, first, is_before=True)
    before = cohorts(values, first)
    return before.average(before.period < before.first)


def _blocked(held: Layout, one: Measure) -> tuple[Floats, Flags]:
    """(units, blocks) and the first block of each unit: as few periods in a block as leave most units a figure."""
    periods = len(held.sums.periods)
    first = np.where(held.treated, held.start, NEVER)
    for width in (1, 2, 4, 8, 13):
        skipped = periods % width
        blocks = (np.arange(periods) - skipped) // width
        count = periods // width
        if count < 3:
            break
        sides = [np.broadcast_to(blocks == at, held.before.shape) for at in range(count)]
        used = held.before | held.after
        values = np.stack([held.means(one, side & used) for side in sides], axis=1)
        begun = np.where(first == NEVER, NEVER, blocks[np.maximum(first, 0)])
        if np.isfinite(values).all(axis=1).mean() >= KNOWN:
            break
    return values, np.maximum(begun, NEVER)


def _mixed(held: Layout, one: Measure, flat: Found) -> Found:
    """A mix of the others for few treated: both weighed, and how many others would have parted as much."""
    values = np.where(held.before | held.after, one.means, np.nan)
    own, donors, periods = values[held.treated], values[~held.treated], np.arange(values.shape[1])
    own = own[np.isfinite(own).all(axis=1)]
    donors = donors[np.isfinite(donors).all(axis=1)]
    before = periods < held.first
    if len(held.starts) > 1 or not len(own) or len(donors) < LEAST_FIT or before.sum() < LEAST_FIT:
        return _pair(held, one, flat)
    mean = own.mean(axis=0)
    mix = synthetic_control(mean, donors, before)
    weighed = synthetic_differences(own, donors, before)
    nan = float("nan")
    more = _fixed(held, one)
    rank = placebo_rank(mean, donors, before)
    control = Effect(mix.effect, nan, nan)
    return replace(flat, effect=weighed, other=control, elsewhere=rank, more=more, misfit=mix.relative_misfit)


def _pair(held: Layout, one: Measure, flat: Found) -> Found:
    """Too few units and periods for anything that says how sure it is: the difference of changes as it is."""
    values = flat.levels
    nan = float("nan")
    change = (values[1] - values[0]) - (values[3] - values[2])
    return replace(flat, effect=Effect(change, nan, nan), more=_fixed(held, one))


def _stepped(held: Layout, one: Measure, flat: Found) -> Found:
    """The gap between those treated and the others, period by period: its step, held against other dates."""
    gaps, after = gaps_of(held, one)
    stepped = step(gaps, after)
    (_, other, _), *_ = (*_fixed(held, one), ("", UNKNOWN, ""))
    return replace(flat, effect=stepped, other=Effect(other.value, float("nan"), float("nan")),
                   placebo=placebo_share(gaps, after), elsewhere=_otherwise(held, one))  # fmt: skip


def ways(held: Layout) -> int:
    """In how many ways as many units could have been chosen; where just half are, a choice and its opposite are one."""
    treated, units = int(held.treated.sum()), len(held.treated)
    return comb(units, treated) // (2 if 2 * treated == units else 1)


def _otherwise(held: Layout, one: Measure) -> float:
    """The share of choices of as many units that moved as much, the real one included; nan of several starts."""
    if len(held.starts) > 1:
        return float("nan")
    moved = held.means(one, held.after) - held.means(one, held.before)
    kept = np.isfinite(moved)
    if (held.treated & ~kept).any() or (~held.treated & kept).sum() < 2:
        return float("nan")
    return permuted(held.treated[kept], moved[kept], most=2_000)


def is_told_by_units(held: Layout) -> bool:
    """Whether so many choices of units are there that the share of them that moved as much can reach 5%."""
    return ways(held) >= CHOICES


def is_largest(held: Layout, found: Found) -> bool:
    """Whether no other choice of as many units moved as much."""
    return found.elsewhere < 1.5 / ways(held)


def gaps_of(held: Layout, one: Measure) -> tuple[Floats, Flags]:
    """(cohorts, periods): those who began together less the control, and since when."""
    sides, after = sides_of(held, one)
    return sides[:, 0] - sides[:, 1], after


def sides_of(held: Layout, one: Measure) -> tuple[Floats, Flags]:
    """(cohorts, 2, periods): those who began together, and the control; and since when."""
    rows, flags = [], []
    for start in held.starts:
        own = held.treated & (held.start == start)
        sides = []
        for side in (own, ~held.treated):
            used = side[:, None] & np.isfinite(one.means)
            above, below = (np.where(used, values, 0.0).sum(axis=0) for values in (one.amounts, one.sizes))
            with np.errstate(divide="ignore", invalid="ignore"):
                sides.append(np.where(below > 0, above / below, np.nan))
        row = int(np.flatnonzero(own)[0])
        rows.append(np.where(held.before[row] | held.after[row], np.stack(sides), np.nan))
        flags.append(held.after[row])
    return np.stack(rows), np.stack(flags)
