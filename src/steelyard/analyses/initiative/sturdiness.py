"""How sturdy a finding is: other estimators, other looks, a drift that would undo it, what came after a pilot's end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from steelyard.analyses.initiative.answer import Evaluation
from steelyard.analyses.initiative.checks import short
from steelyard.analyses.initiative.designs import DRAWN, Found, Layout, gaps_of, layout
from steelyard.analyses.initiative.measured import told
from steelyard.analyses.initiative.panel import Panel, by_unit
from steelyard.answers import Check
from steelyard.declare import Metric
from steelyard.settings.undertaken import Initiative
from steelyard.stats.arrays import Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.instrument import LEAST_F
from steelyard.stats.designs.sensitivity import breakdown, permuted
from steelyard.stats.designs.sequential import always_valid
from steelyard.stats.designs.series import step
from steelyard.stats.designs.synthetic import placebo_rank, synthetic_control, synthetic_differences
from steelyard.stats.designs.two_way import two_way
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.wording import capital, change_limits_of, change_of, lowered

DONORS = 4
"""Units not treated from which a mix of them may stand for those treated."""

POOR = 0.5
"""Misfit before, in standard deviations of what is fitted, over which a mix of others stands for nobody."""

BLOCK = 4


def parting(answer: Evaluation, one: Found) -> tuple[Check, ...]:
    """How far those treated and the others would have to part by themselves; nothing of a lot or without a finding."""
    if answer.design in DRAWN or not one.effect.p < 0.05 or not answer.study:
        return ()
    held = answer.study[0].moments
    before = [moment.gap.value if moment.gap.value is not None else np.nan for moment in held if moment.week < 0]
    after = sum(moment.week >= 0 for moment in held)
    times = breakdown(one.effect, before, after)
    if not np.isfinite(times):
        return ()
    said = (
        f"The finding in {lowered(short(one.metric.title))} would be undone if the two had parted by {times:.1f} times "
        f"the largest change between two months before, in every month since and always to the same side."
    )
    return (Check("parting", said, None),)


def reverted(panel: Panel, initiative: Initiative, metric: Metric) -> tuple[Check, ...]:
    """Whether the gap went back when a pilot had ended; nothing where it goes on, or too few weeks are known since."""
    if initiative.until is None:
        return ()
    held = layout(panel, replace(initiative, until=None))
    mondays = np.array(panel.weeks, dtype="datetime64[D]")
    off = held.after & (mondays > np.datetime64(initiative.until))[None, :]
    if off.any(axis=0).sum() < BLOCK:
        return ()
    gaps, after, _ = gaps_of(replace(held, after=off), metric)
    moved = step(gaps, after, held.shares)
    shown = told(metric, moved, int(off.any(axis=0).sum()), "step of the weekly gap")
    back = "it did not go back" if moved.p < 0.05 else "it is back as far as can be told"
    said = (
        f"Since it ended the gap in {lowered(short(metric.title))} lies {change_of(shown)} ({change_limits_of(shown)}) "
        f"from what it was before it began: {back}."
    )
    return (Check("reverted", said, moved.p >= 0.05 if np.isfinite(moved.p) else None),)


def others(held: Layout, one: Found) -> tuple[str, ...]:
    """What further estimators give for the primary measure."""
    found: list[tuple[str, Effect, str]] = []
    if held.design == "series" and len(held.starts) == 1 and held.control.sum() >= DONORS:
        found += _mixed(held, one.metric)
    if held.design in ("two-by-two", "staggered"):
        found += _levels(held, one.metric)
    if held.design == "two-by-two":
        found += _chance(held, one)
    return tuple(_line(one.metric, name, effect, more) for name, effect, more in found)


def of_those_reached(answer: Evaluation, one: Found) -> tuple[str, ...]:
    """What it did to those it reached, where who was treated was drawn by lot and not all of them were reached.

    The lot is the instrument: its effect on the outcome over its effect on who was reached. Effects on the log of
    amounts are read the same way. Both errors enter as if they did not go together.
    """
    gained = answer.reached.gained if answer.reached else None
    if answer.design not in DRAWN or gained is None or gained.value is None or gained.interval is None:
        return ()
    if gained.sign <= 0:
        return ("Those drawn were not reached more often than the others, so nothing is said of those reached.",)
    share, error = gained.value, gained.interval.margin / float(t_quantile(one.effect.df, 0.95))
    if (share / error) ** 2 < LEAST_F:
        return ("The lot moved too few to say what it did to those it reached.",)
    value = one.effect.value / share
    effect = Effect(value, (one.effect.variance + value**2 * error**2) / share**2, one.effect.df)
    return (_line(one.metric, "of those it reached, by the lot as instrument", effect, ""),)


def always(one: Found) -> tuple[str, ...]:
    """The interval that holds however often a running initiative is looked at; nothing where none is known."""
    watched = held_always(one.effect)
    if not np.isfinite(watched.variance):
        return ()
    shown = told(one.metric, watched, one.n, "")
    now = told(one.metric, one.effect, one.n, "")
    name = lowered(short(one.metric.title))
    return (f"However often it is looked at while it runs: {name} {change_of(now)} ({change_limits_of(shown)}).",)


def held_always(effect: Effect) -> Effect:
    """An effect whose 95% interval holds at every look at once.

    As many errors wide as the mixture asks for, at the level these errors have with so few degrees of freedom: of
    weeks that are alike few tell how sure an effect is, and the normal's limits would stop one in five by chance.
    """
    half = always_valid(effect.variance, effect.variance)
    if not (np.isfinite(half) and effect.df > 0):
        return replace(effect, variance=float("nan"))
    level = 1 - 2 * float(ndtr(-half / effect.error))
    times = float(t_quantile(effect.df, level)) / float(t_quantile(effect.df, 0.95))
    return replace(effect, variance=effect.variance * times**2)


def _line(metric: Metric, name: str, effect: Effect, more: str) -> str:
    shown = told(metric, effect, 0, name)
    limits = change_limits_of(shown)
    return (
        f"{capital(name)}: {lowered(short(metric.title))} {change_of(shown)}{f' ({limits})' if limits else ''}{more}."
    )


def _blocks(held: Layout, metric: Metric) -> tuple[Floats, np.ndarray]:
    """A measure of each unit in blocks of weeks of the first cohort (units, blocks), and which are before."""
    before, after = held.sides(0)
    sides, flags = [], []
    for chosen, is_before in ((np.flatnonzero(before), True), (np.flatnonzero(after), False)):
        kept = chosen[len(chosen) % BLOCK :] if is_before else chosen[: len(chosen) // BLOCK * BLOCK]
        for place in range(0, len(kept), BLOCK):
            week = np.isin(np.arange(len(held.panel.weeks)), kept[place : place + BLOCK])
            sides.append(np.broadcast_to(week, held.before.shape))
            flags.append(is_before)
    return by_unit(held.panel, metric, sides), np.array(flags, dtype=bool)


def _mixed(held: Layout, metric: Metric) -> list[tuple[str, Effect, str]]:
    """Synthetic control and synthetic difference in differences, of units with a figure in every block."""
    values, before = _blocks(held, metric)
    known = np.isfinite(values).all(axis=1)
    own, donors = values[held.treated & known], values[held.control & known]
    if not len(own) or len(donors) < DONORS or before.sum() < 3 or before.all():
        return []
    mixed = synthetic_control(own.mean(axis=0), donors, before)
    nan = float("nan")
    found = [("synthetic difference in differences", synthetic_differences(own, donors, before), "")]
    if mixed.relative_misfit > POOR:
        return found
    rank = placebo_rank(own.mean(axis=0), donors, before)
    more = f", fitted within {mixed.relative_misfit:.2f} standard deviations before; {rank:.0%} of units part as much"
    return [("synthetic control", Effect(mixed.effect, nan, nan), more), *found]


def _levels(held: Layout, metric: Metric) -> list[tuple[str, Effect, str]]:
    """Fixed effects of units and weeks."""
    values, before = _blocks(held, metric)
    kept = (held.treated | held.control) & np.isfinite(values).all(axis=1)
    if len(held.starts) > 1 or kept.sum() < 2 * DONORS:
        return []
    units, blocks = np.nonzero(kept[:, None] & np.ones(values.shape[1], dtype=bool))
    reached = held.treated[units] & ~before[blocks]
    return [("fixed effects of units and months", two_way(units, blocks, reached, values[units, blocks]), "")]


def _chance(held: Layout, one: Found) -> list[tuple[str, Effect, str]]:
    """How many other choices of as many units change as much."""
    values = by_unit(held.panel, one.metric, (held.before, held.after))
    moved = values[:, 1] - values[:, 0]
    kept = (held.treated | held.control) & np.isfinite(moved)
    share = permuted(held.treated[kept], moved[kept], most=2_000)
    if not np.isfinite(share):
        return []
    return [
        ("difference in differences over units", one.effect, f"; {share:.1%} of other choices of units show as much")
    ]
