"""Which design the data allow, and what a measure did under it, two ways where there are two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import comb
from typing import Literal

import numpy as np

from steelyard.analyses.initiative.panel import Panel, by_unit, by_week, scaled
from steelyard.declare import Metric
from steelyard.measure.estimates.evaluate import Figure, spread_of
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.undertaken import Initiative
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import adjusted_difference, difference, levelled_difference
from steelyard.stats.designs.sensitivity import permuted
from steelyard.stats.designs.series import drift, placebo_share, step
from steelyard.stats.designs.staggered import NEVER, SMALL, averaged, cohorts

Design = Literal["customers", "randomised", "two-by-two", "staggered", "series"]

DRAWN = frozenset({"customers", "randomised"})
"""Designs in which a lot says who is treated."""

MANY = 5
"""Units on either side from which they, and not the weeks, tell how sure an effect is."""

MOST_MOVED = 0.10
"""A larger change of how many a measure rests on, against the control, is another group."""

BLOCK = 4
"""Weeks of one period where units begin one after another."""

UNKNOWN = Effect(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Layout:
    """Who was treated when, in a panel.

    Attributes:
        treated, control: (units,). cohorts: flags of units that began on the same day, the first first.
        starts: the day each cohort began.
        before, after: (units, weeks), whole weeks without and with it; of controls, those of the first cohort.
        shares: (cohorts,), treated units.
        is_of_customers: units are sides of a lot of customers, whose groups tell how sure an effect is.
    """

    panel: Panel
    treated: Flags
    control: Flags
    cohorts: tuple[Flags, ...]
    starts: tuple[date, ...]
    before: Flags
    after: Flags
    shares: Floats
    is_randomised: bool
    is_of_customers: bool = False

    @property
    def design(self) -> Design:
        """The best these units and days allow."""
        if self.is_of_customers:
            return "customers"
        if min(self.treated.sum(), self.control.sum()) < MANY:
            return "series"
        if len(self.starts) > 1:
            return "staggered"
        return "randomised" if self.is_randomised else "two-by-two"

    def sides(self, cohort: int) -> tuple[Flags, Flags]:
        """(weeks,) each: those before and since a cohort began."""
        row = int(np.flatnonzero(self.cohorts[cohort])[0])
        return self.before[row], self.after[row]


def layout(panel: Panel, initiative: Initiative) -> Layout:
    """Units and weeks sorted; a week in which it began, and weeks after a pilot's end, count on neither side."""
    names = np.array(panel.units)
    starts = {unit: day for unit, day in initiative.starts.items() if unit in panel.units}
    treated = np.isin(names, list(starts))
    control = np.isin(names, initiative.controls) if initiative.controls else ~treated
    days = sorted(set(starts.values()))
    groups = tuple(np.array([starts.get(name) == day for name in panel.units], dtype=bool) for day in days)
    mondays = np.array(panel.weeks, dtype="datetime64[D]")
    last = mondays + np.timedelta64(6, "D")
    first_day = days[0] if days else panel.weeks[-1] + timedelta(days=7)
    begun = np.array([starts.get(name, first_day) for name in panel.units], dtype="datetime64[D]")
    before = last[None, :] < begun[:, None]
    after = mondays[None, :] >= begun[:, None]
    if initiative.until is not None:
        after &= np.asarray(last <= np.datetime64(initiative.until), dtype=bool).reshape(1, -1)
    sizes = np.array([float(flags.sum()) for flags in groups])
    shares = sizes / sizes.sum() if len(sizes) else sizes
    drawn = initiative.is_randomised, initiative.is_of_customers
    return Layout(panel, treated, control, groups, tuple(days), before, after, shares, *drawn)


@dataclass(frozen=True)
class Found:
    """What one measure did, on the scale of its changes.

    Attributes:
        effect, other: by the design, and by the second estimator.
        placebo: how likely a step as large is at other dates; nan where units tell how sure it is.
        elsewhere: share of units not treated with a step as sure at the same time, or where others could have been
            chosen in enough ways, share of these choices that show as large a change; nan likewise, or of one alone.
        is_permuted: it is the share of choices.
        ends: the effect with all that is unknown counted worst and best; empty where nothing is.
        margin: what of it would matter. heard: how many it rests on for each issue, ln, by the step of the gap.
        is_drawn: by lot, so that the second estimator is the same comparison less sharp, and need not be as sure.
        drift: of the gap per week before the beginning; unknown of a lot, where it is luck.
        alone: before against after of those treated, without a control.
        levelled: the effect among units that stood at the same level before; None where other designs tell it.
        n: what those treated rest on, since it began.
        levels: treated before and after, control before and after; on the measure's own scale.
    """

    metric: Metric
    effect: Effect
    other: Effect
    placebo: float
    drift: Effect
    alone: Effect
    n: int
    levels: tuple[float, float, float, float]
    elsewhere: float = float("nan")
    ends: tuple[Effect, ...] = ()
    is_drawn: bool = False
    is_permuted: bool = False
    margin: float = 0.0
    heard: Effect = UNKNOWN
    levelled: Effect | None = None

    @property
    def is_open(self) -> bool:
        """Whether the effect hangs on what is unknown by more than would matter."""
        return self.open > self.margin

    @property
    def is_heard_otherwise(self) -> bool:
        """Whether it rests on surely more or fewer of the issues than before, so that it may speak of others."""
        return abs(float(np.expm1(self.heard.value))) > MOST_MOVED and self.heard.p < 0.05

    @property
    def open(self) -> float:
        """By how much the effect hangs on what is unknown."""
        values = [end.value for end in self.ends]
        if not values or not np.isfinite(self.effect.value):
            return 0.0
        values.append(self.effect.value)
        if not np.isfinite(values).all():
            return float("inf")
        return max(values) - min(values)


def found(held: Layout, metric: Metric) -> Found:
    """A measure under the design of the layout."""
    gaps, after, before = gaps_of(held, metric)
    stepped = step(gaps, after, held.shares)
    pooled, alone, levels, n = _totals(held, metric)
    effects = {
        "series": lambda: (stepped, pooled),
        "two-by-two": lambda: (_changes(held, metric), stepped),
        "staggered": lambda: (_cohorts(held, metric), stepped),
        "randomised": lambda: _drawn(held, metric),
        "customers": lambda: _of_customers(held, metric),
    }[held.design]()
    placebo, elsewhere, is_permuted = float("nan"), float("nan"), False
    if held.design == "series":
        placebo = placebo_share(gaps, after, held.shares)
        is_permuted = can_be_permuted(held)
        elsewhere = _permuted(held, metric) if is_permuted else _elsewhere(held, metric, stepped)
    ends = tuple(at_end(held, metric, end) for end in (1, 2)) if metric.bounds else ()
    is_drawn = held.design in DRAWN
    drifted = UNKNOWN if is_drawn else drift(gaps, before, held.shares)
    one = Found(metric, *effects, placebo, drifted, alone, n, levels, elsewhere, ends, is_drawn, is_permuted)
    return replace(one, levelled=_levelled(held, metric)) if held.design in ("two-by-two", "staggered") else one


def at_end(held: Layout, metric: Metric, end: int) -> Effect:
    """The effect on a measure, or on the least or the most it could be."""
    if held.design == "series":
        gaps, after, _ = gaps_of(held, metric, end=end)
        return step(gaps, after, held.shares)
    estimators = {
        "two-by-two": _changes, "staggered": _cohorts, "randomised": _adjusted, "customers": _of_customers_adjusted,
    }  # fmt: skip
    return estimators[held.design](held, metric, end)


CHOICES = 20
"""Ways to choose as many units from which the share of them that show as much can reach 5%."""


def can_be_permuted(held: Layout) -> bool:
    """Whether chance can be told by who else could have been chosen: one start, and choices enough.

    Where just half are treated every choice and its opposite show the same.
    """
    treated, units = int(held.treated.sum()), int((held.treated | held.control).sum())
    ways = comb(units, treated) / (2 if 2 * treated == units else 1)
    return len(held.starts) == 1 and ways >= CHOICES


def _permuted(held: Layout, metric: Metric) -> float:
    """The share of choices of as many units that changed as much beside the others, the real one included."""
    values = by_unit(held.panel, metric, (held.before, held.after))
    moved = values[:, 1] - values[:, 0]
    kept = (held.treated | held.control) & np.isfinite(moved)
    if not (held.treated & ~kept).any() and (held.control & kept).sum() > 1:
        return permuted(held.treated[kept], moved[kept], most=2_000)
    return 1.0


MOST_PLACEBOS = 40
"""Units not treated that are looked at as if they were."""


def _elsewhere(held: Layout, metric: Metric, own: Effect) -> float:
    """The share of units not treated whose step beside the others of them is as sure, at the first beginning."""
    others = np.flatnonzero(held.control)[:MOST_PLACEBOS]
    if len(others) < 2 or not np.isfinite(own.p):
        return float("nan")
    before, after = held.sides(0)
    arms = [np.isin(np.arange(len(held.control)), place) for place in others]
    rests = [held.control & ~arm for arm in arms]
    values, _ = by_week(held.panel, metric, arms)
    rest = np.concatenate([by_week(held.panel, metric, [flags])[0] for flags in rests])
    gaps = np.where(before | after, values - rest, np.nan)
    return float(np.mean([step(row, after).p <= own.p for row in gaps]))


def gaps_of(held: Layout, metric: Metric, is_count: bool = False, end: int = 0) -> tuple[Floats, Flags, Flags]:
    """Treated less control by cohort and week, with flags of weeks since and before it began.

    Args:
        is_count: of the ln of how many the measure rests on, instead of the measure. end: see `panel.by_week`.
    """
    values, counts = by_week(held.panel, metric, (*held.cohorts, held.control), end)
    if is_count:
        values = logged(counts)
    gaps = values[:-1] - values[-1]
    sides = [held.sides(place) for place in range(len(held.cohorts))]
    before, after = (np.stack([side[at] for side in sides]) for at in (0, 1))
    return np.where(before | after, gaps, np.nan), after, before


def logged(counts: Floats) -> Floats:
    """ln of counts; nan where there are none."""
    with np.errstate(divide="ignore"):
        return np.where(counts > 0, np.log(counts), np.nan)


def heard(held: Layout, metric: Metric, of: Metric) -> Effect:
    """How many a measure rests on for each of what another rests on: the step of the weekly gap, ln.

    Ratings and evaluations are of some issues only; where treatment moves which, the measure speaks of others.
    """
    if held.is_of_customers:
        return counts_moved(held, metric, of)
    gaps, after, _ = gaps_of(held, metric, is_count=True)
    whole, _, _ = gaps_of(held, of, is_count=True)
    return step(gaps - whole, after, held.shares)


def _changes(held: Layout, metric: Metric, end: int = 0) -> Effect:
    values = by_unit(held.panel, metric, (held.before, held.after), end)
    moved = values[:, 1] - values[:, 0]
    kept = (held.treated | held.control) & np.isfinite(moved)
    return difference(held.treated[kept], moved[kept])


def _levelled(held: Layout, metric: Metric) -> Effect:
    """Beside others that stood as those treated did before: who was chosen for a bad quarter returns by themselves."""
    found = np.zeros((len(held.panel.units), 2))
    for place, flags in enumerate(held.cohorts):
        sides = [np.broadcast_to(side, held.before.shape) for side in held.sides(place)]
        values = by_unit(held.panel, metric, sides)
        known = held.control & np.isfinite(values).all(axis=1)
        off = values - (values[known].mean(axis=0) if known.any() else np.nan)
        found[flags] = off[flags]
        found[~flags & ~held.treated] += held.shares[place] * off[~flags & ~held.treated]
    kept = (held.treated | held.control) & np.isfinite(found).all(axis=1)
    return levelled_difference(held.treated[kept], found[kept, 1], found[kept, 0])


def _drawn(held: Layout, metric: Metric, end: int = 0) -> tuple[Effect, Effect]:
    values = by_unit(held.panel, metric, (held.before, held.after), end)
    kept = (held.treated | held.control) & np.isfinite(values).all(axis=1)
    flags, before, after = held.treated[kept], values[kept, 0], values[kept, 1]
    return adjusted_difference(flags, after, before), difference(flags, after)


def _adjusted(held: Layout, metric: Metric, end: int = 0) -> Effect:
    return _drawn(held, metric, end)[0]


def _cohorts(held: Layout, metric: Metric, end: int = 0) -> Effect:
    """Callaway and Sant'Anna's over blocks of weeks, its variance and freedom those of the smallest cohort.

    The influence function alone is too sure of cohorts of few units: it divides by their number, not by one less. Where
    one has fewer than `SMALL`, leaving out single units tells how sure it is.
    """
    weeks = len(held.panel.weeks)
    count = weeks // BLOCK
    skipped = weeks - count * BLOCK
    blocks = (np.arange(weeks) - skipped) // BLOCK
    sides = [np.broadcast_to(blocks == at, held.before.shape) for at in range(count)]
    values = by_unit(held.panel, metric, sides, end)
    first = np.full(len(held.panel.units), NEVER)
    for place, flags in enumerate(held.cohorts):
        begun = np.flatnonzero(~held.sides(place)[0])
        first[flags] = blocks[begun[0]] if len(begun) else NEVER
    kept = (held.treated | held.control) & np.isfinite(values).all(axis=1) & (first != 0)
    if min((held.treated & kept).sum(), (held.control & kept).sum()) < MANY:
        return UNKNOWN
    overall = cohorts(values[kept], first[kept]).overall()
    sizes = np.unique(first[kept & held.treated], return_counts=True)[1]
    least = int(sizes.min())
    if least < SMALL:
        return averaged(values[kept], first[kept])
    return replace(overall, variance=overall.variance * least / (least - 1), df=float(sizes.sum() - len(sizes)))


def _totals(held: Layout, metric: Metric) -> tuple[Effect, Effect, tuple[float, float, float, float], int]:
    """From totals of the first cohort and the control before and since: with control, without, all four, and n."""
    held_cells = _cells(held, metric)
    levels = held_cells.levels
    return (
        held_cells.contrast((-1, 1, 1, -1)),
        held_cells.contrast((-1, 1, 0, 0)),
        (levels[0], levels[1], levels[2], levels[3]),
        held_cells.n,
    )


def _of_customers(held: Layout, metric: Metric) -> tuple[Effect, Effect]:
    """Customers drawn by lot: the difference since, adjusted for the one before, and the plain one.

    How much of the earlier difference is taken off is what groups of customers left out tell (CUPED); it is chance
    alone, since nothing but the lot parts the two.
    """
    cells = _cells(held, metric)
    return cells.contrast(cells.adjusted), cells.contrast((0, 1, 0, -1))


def _of_customers_adjusted(held: Layout, metric: Metric, end: int = 0) -> Effect:
    cells = _cells(held, metric, end)
    return cells.contrast(cells.adjusted)


def counts_moved(held: Layout, metric: Metric, of: Metric | None = None) -> Effect:
    """Of a lot of customers: how many a measure rests on, or how many for each that another rests on, ln, beside
    the control and before.
    """
    counts, below = _counted(held, metric), _counted(held, of) if of else None
    if below:
        present = counts.present | below.present
        counts = replace(
            counts, values=counts.values - below.values, without=counts.without - below.without, present=present
        )
    return counts.contrast((-1, 1, 1, -1))


def _counted(held: Layout, metric: Metric) -> _Cells:
    cells, by_group = _cells(held, metric), _figure(held, metric).n_by_group
    whole = by_group.sum(axis=1)
    return replace(cells, values=logged(whole), without=logged(whole[:, None] - by_group), present=by_group > 0)


def apart_before(held: Layout, metric: Metric) -> Effect:
    """How far the two sides of a lot of customers lay apart before it began."""
    return _cells(held, metric).contrast((1, 0, -1, 0))


@dataclass(frozen=True)
class _Cells:
    """A measure of those treated before and since, and of the control: from totals, customers left out by groups.

    Attributes:
        levels: (4,), on its own scale. values: (4,), on that of its changes. without, present: (4, groups).
    """

    levels: tuple[float, ...]
    values: Floats
    without: Floats
    present: Flags
    n: int

    def contrast(self, weights: Sequence[float]) -> Effect:
        """A weighted sum of the four; unknown where one of those used is."""
        signs = np.array(weights, dtype=float)
        used = signs != 0
        whole = np.asarray(signs[used] @ self.values[used])
        if not np.isfinite(whole):
            return UNKNOWN
        rows = (signs[used] @ self.without[used], np.asarray(self.present[used].any(axis=0)))
        spread = spread_of(whole, {CUSTOMERS: rows})
        return Effect(float(whole), float(spread.variance), float(spread.df))

    @property
    def adjusted(self) -> tuple[float, float, float, float]:
        """Weights of the difference since, less what the one before tells of it."""
        kept = self.present.any(axis=0) & np.isfinite(self.without).all(axis=0)
        earlier, later = (self.without[at, kept] - self.without[at + 2, kept] for at in (0, 1))
        about = earlier - earlier.mean() if kept.any() else earlier
        square = float(about @ about)
        theta = float(about @ later) / square if square > 0 else 0.0
        return (-theta, 1.0, theta, -1.0)


def _cells(held: Layout, metric: Metric, end: int = 0) -> _Cells:
    figure = _figure(held, metric)
    replicates = figure.replicates[CUSTOMERS]
    return _Cells(
        tuple(float(value) for value in figure.value),
        scaled(metric, figure.values[end]),
        scaled(metric, replicates.values[end]),
        np.asarray(replicates.present, dtype=bool),
        round(float(figure.n[1])),
    )


def _figure(held: Layout, metric: Metric) -> Figure:
    """A measure of those treated before and since, and of the control."""
    groups = np.full(held.before.shape, -1)
    first, others = held.cohorts[0], held.control
    cells = ((first, held.before), (first, held.after), (others, held.before), (others, held.after))
    for place, (rows, flags) in enumerate(cells):
        groups[rows[:, None] & flags] = place
    return held.panel.figure(metric, groups, 4)
