"""What has to hold for an effect on a panel's units to be the initiative's; each can fail."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from steelyard.analyses.initiative.panels.designs import (
    CHOICES,
    POOR,
    UNKNOWN,
    Found,
    gaps_of,
    is_largest,
    is_told_by_units,
    ways,
)
from steelyard.analyses.initiative.panels.layout import DONORS, Layout
from steelyard.analyses.initiative.verdict import ELSEWHERE, most_placebos
from steelyard.answers import Check
from steelyard.settings.undertaken import PanelInitiative
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import difference
from steelyard.stats.designs.ratios import pooled_difference
from steelyard.stats.designs.series import drift
from steelyard.stats.designs.trimming import trimmed
from steelyard.wording import listed

BLOCKING = frozenset(
    {
        "pre_trend", "fit_before", "placebo_dates", "placebo_units", "composition", "overlap", "same_growth",
        "same_level", "same_definition",
    }
)  # fmt: skip
"""A verdict rests on these."""

MOST_TIMES = 5.0
"""So many times as much or as little, beside the others, is another unit or definition sooner than an effect."""

MOST_REACHED = 0.10
"""Share of the periods of those not treated in which they may have had it, too."""

UNBALANCED = 0.01
"""A lot leaves a difference before as sure as this once in a hundred."""

MOST_LEFT = 0.02
"""By how much the share of sums that are known may part: less moves nothing."""


def checks(held: Layout, initiative: PanelInitiative, others: Sequence[str], found: Found) -> tuple[Check, ...]:
    """Everything that was looked at, of the primary measure.

    Args:
        others: names of other registered initiatives on units of the panel.
    """
    looked = {
        "randomised": (_balance,),
        "two-by-two": (_pre_trend,),
        "staggered": (_pre_trend,),
        "synthetic": (_fit_before, _placebo_units),
        "series": (_pre_trend, _placebo_dates, _choices),
    }[held.design]
    return (
        *(check(held, found) for check in looked),
        *_same_growth(found),
        *_same_level(found),
        *_same_definition(found),
        _composition(held, found),
        _overlap(others),
        spill_over(held),
    )


def _same_growth(found: Found) -> tuple[Check, ...]:
    """Where something was found: whether it is there in percent, in which units of different size move alike."""
    if found.growth is None or not found.effect.p < 0.05:
        return ()
    percent = float(np.expm1(found.growth.value))
    is_same = bool(found.growth.p < 0.05 and np.sign(percent) == np.sign(found.effect.value))
    sure = f"(p {found.growth.p:.2f})" if np.isfinite(found.growth.p) else "(how sure, is not known)"
    said = f"In percent {found.name} of those treated changed by {_percent(percent)} beside the others {sure}"
    if is_same:
        return (Check("same_growth", f"{said}: it does not hang on units being of different size.", True),)
    tail = "units of different size change by different amounts where something moves all of them alike"
    return (Check("same_growth", f"{said}, which can be luck; {tail}.", False),)


def _same_level(found: Found) -> tuple[Check, ...]:
    """Where something was found: whether those treated moved beside others that stood as they did before."""
    if found.levelled is None or not found.effect.p < 0.05:
        return ()
    if not np.isfinite(found.levelled.p):
        few = "Too few units to see whether those treated moved beside others of the same level."
        return (Check("same_level", few, False),)
    is_same = bool(found.levelled.p < 0.05 and np.sign(found.levelled.value) == np.sign(found.effect.value))
    said = (
        f"Before it began {found.name} of those treated was {_level(found.levels[0])}, of the others "
        f"{_level(found.levels[2])}; beside others of the same level it changed by {_size(found.levelled.value)} "
        f"(p {found.levelled.p:.2f})"
    )
    if is_same:
        return (Check("same_level", f"{said}: it is no mere return to the usual.", True),)
    return (Check("same_level", f"{said}: units chosen for being low or high return by themselves.", False),)


def _same_definition(found: Found) -> tuple[Check, ...]:
    """Where something was found: whether so much more or less can be an effect."""
    if not (min(found.levels) > 0 and found.effect.p < 0.05):
        return ()
    own, others = found.levels[1] / found.levels[0], found.levels[3] / found.levels[2]
    times = own / others
    if 1 / MOST_TIMES < times < MOST_TIMES:
        return ()
    went = [_level(value) for value in found.levels]
    said = (
        f"{found.name} of those treated went from {went[0]} to {went[1]}, of the others from {went[2]} to {went[3]}: "
        f"over {MOST_TIMES:.0f} times as much or as little looks like another unit or definition since it began."
    )
    return (Check("same_definition", said, False),)


def spill_over(held: Layout) -> Check:
    """Whether those not treated had it, too, where the panel says who was reached."""
    seen = held.after & ~held.treated[:, None] & np.isfinite(held.sums.reached)
    if not seen.any():
        return Check("spill_over", "Whether those not treated felt it, too (a shared queue), is not recorded.", None)
    share = float(held.sums.reached[seen].mean())
    said = (
        f"Those not treated had it in {share:.0%} of their periods since it began; over {MOST_REACHED:.0%} makes what "
        "was found too small."
    )
    return Check("spill_over", said, share <= MOST_REACHED)


def trend(held: Layout, found: Found) -> Effect:
    """By how much more a measure of those treated grew in a period before it began, as the design tells it."""
    if held.design == "staggered":
        return found.drift
    if held.design == "series":
        gaps, after = gaps_of(held, held.sums.measures[found.name])
        return drift(gaps, np.isfinite(gaps) & ~after)
    return slopes(held, found) if held.design == "two-by-two" else UNKNOWN


def _balance(held: Layout, found: Found) -> Check:
    above, below = held.totals(held.sums.measures[found.name], held.before)
    seen = below > 0
    if not seen.any() or len(np.unique(held.treated[seen])) < 2:
        return Check("balance", "The panel says nothing of before it began.", None)
    before = pooled_difference(held.treated[seen], above[seen], below[seen])
    said = (
        f"Before it began {found.name} of those drawn lay {_size(before.value)} from that of the others "
        f"(p {before.p:.2f}); a lot leaves a difference so sure by chance in one case in {_odds(before.p)}."
    )
    return Check("balance", said, bool(before.p >= UNBALANCED) if np.isfinite(before.p) else None)


def _odds(p: float) -> str:
    return f"{1 / p:.0f}" if p > 0 and np.isfinite(p) else "very many"


def slopes(held: Layout, found: Found) -> Effect:
    """By how much those treated grew faster per period than the others before it began, over units."""
    means = np.where(held.before, held.sums.measures[found.name].means, np.nan)
    periods = np.arange(means.shape[1], dtype=float)
    known = np.isfinite(means)
    enough = known.sum(axis=1) >= 3
    count = np.maximum(known.sum(axis=1), 1)[:, None]
    off = np.where(known, periods - np.where(known, periods, 0.0).sum(axis=1, keepdims=True) / count, 0.0)
    spread = (off**2).sum(axis=1)
    enough &= spread > 0
    if min((held.treated & enough).sum(), (~held.treated & enough).sum()) < 2:
        return Effect(float("nan"), float("nan"), float("nan"))
    grown = (off * np.nan_to_num(means)).sum(axis=1)[enough] / spread[enough]
    return difference(held.treated[enough], grown)


def _pre_trend(held: Layout, found: Found) -> Check:
    return _trend(found, trend(held, found))


def _trend(found: Found, moved: Effect) -> Check:
    if not np.isfinite(moved.p):
        return Check("pre_trend", "There are too few periods to see whether the gap moved before it began.", None)
    said = (
        f"Before it began {found.name} of those treated grew by {_size(moved.value)} a period more than of the others "
        f"(p {moved.p:.2f}); {_size(moved.detectable)} a period would have been seen four times in five."
    )
    return Check("pre_trend", said, bool(moved.p >= 0.05))


def _fit_before(held: Layout, found: Found) -> Check:
    if not np.isfinite(found.misfit):
        return Check("fit_before", "There are too few units or periods to mix a stand-in for those treated.", None)
    said = (
        f"A mix of those not treated follows those treated before it began within {found.misfit:.2f} standard "
        f"deviations; over {POOR} it would stand for nobody."
    )
    return Check("fit_before", said, bool(found.misfit <= POOR))


def _placebo_units(held: Layout, found: Found) -> Check:
    others = int((~held.treated).sum())
    if not np.isfinite(found.elsewhere):
        said = f"{DONORS} units not treated would let a placebo test say how sure it is; there are {others}."
        return Check("placebo_units", said, None if others < DONORS else False)
    said = (
        f"Taken as if treated, {found.elsewhere:.0%} of the units moved as much, itself included; a claim needs at "
        f"most {ELSEWHERE:.0%}, and so {DONORS} units not treated."
    )
    return Check("placebo_units", said, bool(found.elsewhere <= ELSEWHERE) if found.effect.p < 0.05 else None)


def _placebo_dates(held: Layout, found: Found) -> Check:
    most = most_placebos(found.elsewhere if is_told_by_units(held) else float("nan"))
    said = (
        f"A step as sure as the one at its beginning is found at {found.placebo:.0%} of the dates, itself included; a "
        f"claim needs at most {most:.0%}."
    )
    return Check("placebo_dates", said, bool(found.placebo <= most) if found.effect.p < 0.05 else None)


def _choices(held: Layout, found: Found) -> Check:
    if not np.isfinite(found.elsewhere):
        said = "Who else could have been chosen cannot be looked at where units begin one after another or are few."
        return Check("placebo_units", said, None)
    is_claimed = found.effect.p < 0.05
    if is_told_by_units(held):
        said = (
            f"Of all choices of as many units {found.elsewhere:.0%} moved as much, the real one included; a claim "
            f"needs at most {ELSEWHERE:.0%}."
        )
        return Check("placebo_units", said, bool(found.elsewhere <= ELSEWHERE) if is_claimed else None)
    count = ways(held)
    said = (
        f"Of {count} choices of as many units, the real one included, {round(count * found.elsewhere)} moved as much; "
        f"with under {CHOICES} choices it must be the only one."
    )
    return Check("placebo_units", said, is_largest(held, found) if is_claimed else None)


def _composition(held: Layout, found: Found) -> Check:
    """Whether those who were there before are still seen alike on both sides, and whether it could undo the finding."""
    one = held.sums.measures[found.name]
    known = np.isfinite(one.means)
    there = (known & held.before).any(axis=1)
    spans = held.after.sum(axis=1)
    kept = there & (spans > 0)
    flags = held.treated[kept]
    if not kept.any() or min(flags.sum(), (~flags).sum()) < 1:
        return Check("composition", "Nobody was seen before it began, so nobody can be seen to have left.", None)
    seen = (known & held.after).sum(axis=1)[kept] / spans[kept]
    shares = float(seen[flags].mean()), float(seen[~flags].mean())
    said = (
        f"Of the periods since it began, {shares[0]:.0%} are known of those treated who were there before and "
        f"{shares[1]:.0%} of the others"
    )
    if abs(shares[0] - shares[1]) <= MOST_LEFT or _alike(flags, seen):
        return Check("composition", f"{said}: nobody was lost to one side more than to the other.", True)
    moved = held.means(one, held.after) - held.means(one, held.before)
    both = np.isfinite(moved)
    return _bounded(found, said, trimmed(held.treated[both], moved[both], shares))


def _alike(flags: Flags, seen: Floats) -> bool:
    if min(flags.sum(), (~flags).sum()) < 2:
        return False
    return not difference(flags, seen).p < 0.05


def _bounded(found: Found, said: str, ends: tuple[Effect, Effect]) -> Check:
    low, high = ends
    span = f"{_size(low.value)} to {_size(high.value)}"
    sure = low.limits()[0] > 0 or high.limits()[1] < 0
    if not np.isfinite(found.effect.p) or not found.effect.p < 0.05:
        return Check("composition", f"{said}: who stayed is not the same on both sides.", None)
    if sure:
        return Check(
            "composition", f"{said}; even if those best or worst had been lost the change would be {span}.", True
        )
    return Check(
        "composition", f"{said}: who left could make it anything from {span}, so those who stayed do not tell.", False
    )


def _overlap(others: Sequence[str]) -> Check:
    if not others:
        return Check("overlap", "No other registered initiative treats these units at the same time.", True)
    verb = "treats" if len(others) == 1 else "treat"
    said = f"{listed(others)} {verb} units at the same time: what either did cannot be told apart."
    return Check("overlap", said, False)


def _level(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else _size(value)


def _percent(share: float) -> str:
    return f"{100 * share:+.1f}%".replace("-", "\N{MINUS SIGN}")


def _size(value: float) -> str:
    return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
