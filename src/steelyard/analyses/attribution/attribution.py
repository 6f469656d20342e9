"""What each factor, and each part of the service, brought to the change of the balance, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from steelyard import theme
from steelyard.analyses.periods.comparison import LEDGER
from steelyard.answers import UNDEFINED, Caveat, Estimate, Interval
from steelyard.measure import Identity
from steelyard.measure.estimates.caveats import FEW, FEWEST
from steelyard.measure.estimates.spanning import spanning
from steelyard.measure.models.sturdy import sturdy
from steelyard.measure.question import ROWS
from steelyard.metrics import factors
from steelyard.metrics.factors import CONTACTS, COST, ISSUES, VALUE
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.joint_test import UNKNOWN, Joint, covariance, direction, hotelling
from steelyard.stats.economics.lmdi import decompose_segments, plan
from steelyard.stats.sampling.intervals import score_limits

FACTORS = (
    *factors.FACTORS,
    "technology",
    "field",
    "other",
    "contact_cost",
    "handled_otherwise",
    "mix",
)
"""In the order of the identity, mix last."""

TWO_SIDED = {"handled_otherwise": ("handled_value", "handled_cost")}
"""A factor with a part in value and one in cost -> the terms it is the sum of."""

SEGMENTS = ("segment", "family", "channel")
"""The mix is measured in customers' segment and topic family; channel is a way, as is human or bot: always apart."""

OF_COST = LEDGER | {"onceness", "pace", "handled_cost"}
"""Terms that need no rating."""

LEVEL = 0.95


def segments_of(compared: str = "") -> tuple[str, ...]:
    """What segments are made by; not by the dimension whose parts are compared, in which no two would be alike."""
    return tuple(name for name in SEGMENTS if name != compared)


@dataclass(frozen=True)
class Count:
    """How many of what an effect rests on."""

    n: float
    unit: str


LIGHT = 0.02
"""A segment with less than this share of issues, contacts and cost."""


@dataclass(frozen=True)
class Attribution:
    """The change of ln balance, by term and segment.

    Args:
        found: the identity it was computed from.
        effects: term -> (K,).
        replicates: chance -> term -> (groups, K).
        corners: the same if none, or all, of what may have been solved had been, alike on both sides; none where
            nothing is open. What is claimed must hold in all of them.
    """

    found: Identity
    effects: Mapping[str, Floats]
    replicates: Mapping[str, Mapping[str, Floats]]
    corners: Collection[Attribution] = ()

    @property
    def is_defined(self) -> bool:
        """Whether there is a balance on both sides."""
        return bool(np.isfinite(sum(effect.sum() for effect in self.effects.values())))

    @property
    def rated(self) -> int:
        """Rated issues of the side that has fewer: what the split of value rests on."""
        return int(self.found.answers.sum(axis=0).min())

    @property
    def factors(self) -> tuple[str, ...]:
        """The terms that play a role here; the mix always does."""
        moving = {name for name, effect in self.effects.items() if effect.any()} | {"mix"}
        return tuple(name for name in FACTORS if not moving.isdisjoint(TWO_SIDED.get(name, (name,))))

    def part_names(self, key: str) -> tuple[str, ...]:
        """The values of a dimension, in alphabetical order."""
        place = self.found.keys.index(key)
        return tuple(sorted({segment[place] for segment in self.found.segments}))

    def segments_of(self, key: str, part: str) -> Flags:
        """(K,), which segments belong to a part."""
        place = self.found.keys.index(key)
        return np.array([segment[place] == part for segment in self.found.segments])

    def effect(self, terms: Sequence[str], segments: Flags | None = None, level: float = LEVEL) -> Estimate:
        """The sum of one or more terms over some segments, all of them unless told, in ln units."""
        metric = terms[0] if len(terms) == 1 else "balance"
        count = counted(self.found, terms, segments)
        found = _estimate(metric, self.found, *self._sum(terms, segments), level, count)
        return spanning(found, [corner.effect(terms, segments, level) for corner in self.corners])

    def variance(self, terms: Sequence[str], segments: Flags | None = None) -> tuple[float, float]:
        """The variance of that sum over every chance, and its degrees of freedom."""
        spread = self.found.spread(*self._sum(terms, segments))
        return float(spread.variance), float(spread.df)

    def is_claimed(self, terms: Sequence[str], level: float, beyond: Attribution | None = None) -> bool:
        """Whether one test of several terms together says that they are not all zero.

        Args:
            level: what chance alone may make of it.
            beyond: what is tested is by how much each moved otherwise than there; both over the same groups.

        Returns:
            Whether it does in every corner where something is open.
        """
        return all(one._joint(terms, other).is_claimed(level) for one, other in self._ends(beyond))

    def _ends(self, beyond: Attribution | None) -> Iterator[tuple[Attribution, Attribution | None]]:
        """Both where what is open lies at the same end; each at its own where only one has any."""
        if beyond is not None and len(self.corners) == len(beyond.corners):
            yield from zip(self.corners or (self,), beyond.corners or (beyond,), strict=True)
            return
        for corner in self.corners or (self,) if beyond is None else self.corners:
            yield corner, beyond
        for corner in beyond.corners if beyond is not None else ():
            yield self, corner

    def _joint(self, terms: Sequence[str], beyond: Attribution | None) -> Joint:
        if not terms:
            return UNKNOWN
        full, varied = self._terms(terms)
        if beyond is not None:
            less, without = beyond._terms(terms)
            full, varied = full - less, {chance: values - without[chance] for chance, values in varied.items()}
        spread = self.found.spread(full, varied)
        together = [
            covariance(full, varied[chance], self.found.replicates[chance][2]) for chance in varied if chance != ROWS
        ]
        covary = np.sum(together, axis=0)
        weights = direction(full, spread.variance, covary)
        furthest = self.found.spread(full @ weights, {chance: weights @ values for chance, values in varied.items()})
        return hotelling(full, spread.variance, covary, float(furthest.df))

    def _terms(self, names: Sequence[str]) -> tuple[Floats, dict[str, Floats]]:
        """Each term over all segments (terms,), and without each group (terms, groups)."""
        full = np.array([self.effects[name].sum() for name in names])
        return full, {
            chance: np.array([by_term[name].sum(axis=-1) for name in names])
            for chance, by_term in self.replicates.items()
        }

    def _sum(self, terms: Sequence[str], segments: Flags | None) -> tuple[Floats, dict[str, Floats]]:
        kept = np.ones(len(self.found.segments), dtype=bool) if segments is None else segments
        names = [name for term in terms for name in TWO_SIDED.get(term, (term,))]
        full = sum((self.effects[name][kept].sum() for name in names), start=0.0)
        held = self._light if segments is None else np.zeros_like(kept)
        without = {
            chance: np.sum([self._without(by_term, name, held)[:, kept].sum(axis=-1) for name in names], axis=0)
            for chance, by_term in self.replicates.items()
        }
        return np.asarray(full), without

    def _without(self, by_term: Mapping[str, Floats], name: str, held: Flags) -> Floats:
        """A term's replicates (groups, K); where one empties a segment that is `held`, that stays as it is."""
        found = by_term[name]
        return np.where(held & ~np.isfinite(found), self.effects[name], found)

    @property
    def _light(self) -> Flags:
        """(K,), segments too light on both sides for the whole to hang on them: a group alone may carry them."""
        sides = np.stack([self.found.before, self.found.after])[..., [ISSUES, CONTACTS, COST]]
        return np.asarray((sides < LIGHT * sides.sum(axis=1, keepdims=True)).all(axis=(0, 2)))


def attribute(given: Identity) -> Attribution:
    """Split both sides of an identity; how segments are split is chosen once and kept in every replicate."""
    found = sturdy(given)
    return replace(_attribute(found), corners=_Corners(tuple(_corners(found))))


def _attribute(found: Identity) -> Attribution:
    """The whole and every replicate are split in one go; a replicate that holds nothing of this changes nothing."""
    how = plan(found.before, found.after, found.cells)
    moved = {
        chance: (before != found.before).any(axis=(1, 2)) | (after != found.after).any(axis=(1, 2))
        for chance, (before, after, _) in found.replicates.items()
    }
    before, after = (
        np.concatenate([whole[None], *(found.replicates[chance][place][flags] for chance, flags in moved.items())])
        for place, whole in enumerate((found.before, found.after))
    )
    split = decompose_segments(before, after, how)
    ends = np.cumsum([1, *(int(flags.sum()) for flags in moved.values())])
    replicates = {
        chance: {term: _placed(values[0], flags, values[first:last]) for term, values in split.items()}
        for (chance, flags), first, last in zip(moved.items(), ends, ends[1:], strict=False)
    }
    return Attribution(found, {term: values[0] for term, values in split.items()}, replicates)


def _placed(whole: Floats, is_moved: Flags, moved: Floats) -> Floats:
    """(groups, K): the replicates that moved where they stand, the whole elsewhere."""
    found = np.repeat(whole[None], len(is_moved), axis=0)
    found[is_moved] = moved
    return found


class _Corners(Collection[Attribution]):
    """What both sides would be at the ends of what is not known of them, each split when it is first looked at."""

    def __init__(self, ends: Sequence[Callable[[], Identity]]) -> None:
        self._ends = ends
        self._split: list[Attribution] = []

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[Attribution]:
        for place, end in enumerate(self._ends):
            if place == len(self._split):
                self._split.append(_attribute(end()))
            yield self._split[place]

    def __contains__(self, one: object) -> bool:
        return any(one is each for each in self)


def _corners(found: Identity) -> Iterator[Callable[[], Identity]]:
    """What both sides would be at the ends of what is not known of them; nothing where all is known.

    What is unknown is read alike on both sides, as in every change of a measure.
    """
    for other in found.at_odds:
        yield from list(_corners(other)) or [partial(replace, other)]
    if found.has_open:
        yield from (partial(found.filled, share, share) for share in (0.0, 1.0))


def part_of(found: Identity, key: str, part: str) -> Identity:
    """The identity of one part of a dimension by itself."""
    place = found.keys.index(key)
    kept = np.array([segment[place] == part for segment in found.segments])
    return replace(
        found,
        segments=tuple(segment for segment in found.segments if segment[place] == part),
        before=found.before[kept],
        after=found.after[kept],
        replicates={
            chance: (before[:, kept], after[:, kept], held)
            for chance, (before, after, held) in found.replicates.items()
        },
        answers=found.answers[kept],
        at_odds=tuple(part_of(other, key, part) for other in found.at_odds),
    )


def alone(found: Identity) -> tuple[tuple[str, Estimate], ...]:
    """The change of each factor that exists, for itself and with its mix in it: where there is no balance to split."""
    changes = {factor: ratio_change(found, factor, *places) for factor, places in factors.FACTORS.items()}
    return tuple((factor, change) for factor, change in changes.items() if change.value is not None)


def difference(one: Attribution, other: Attribution, metric: str) -> Estimate:
    """The whole change by one identity less that by another: both over the same groups."""
    corners = [difference(*pair, metric) for pair in zip(one.corners, other.corners, strict=False)]
    (first, varied), (second, others) = (entry._sum(tuple(entry.effects), None) for entry in (one, other))
    full = first - second
    without = {chance: values - others[chance] for chance, values in varied.items() if chance in others}
    base = one.found if set(one.replicates) <= set(other.replicates) else other.found
    count = counted(base, ("balance",))
    return spanning(_estimate(metric, base, np.asarray(full), without, LEVEL, count), corners)


def ratio_change(found: Identity, metric: str, top: int, bottom: int) -> Estimate:
    """The change of ln of one quantity over another, with its mix in it; spanning what bots may have solved."""
    ends = [_ratio_change(end(), metric, top, bottom) for end in _corners(found)]
    return spanning(_ratio_change(found, metric, top, bottom), ends)


def _ratio_change(found: Identity, metric: str, top: int, bottom: int) -> Estimate:
    def change(before: Floats, after: Floats) -> Floats:
        sums = [(side[..., top].sum(axis=-1), side[..., bottom].sum(axis=-1)) for side in (before, after)]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = [np.where((a > 0) & (b > 0), a / b, np.nan) for a, b in sums]
            result: Floats = np.log(ratios[1] / ratios[0])
        return result

    full = change(found.before, found.after)
    without = {chance: change(before, after) for chance, (before, after, _) in found.replicates.items()}
    terms = ("experience",) if VALUE in (top, bottom) else ("onceness",)
    return _estimate(metric, found, full, without, LEVEL, counted(found, terms))


def counted(found: Identity, terms: Sequence[str], segments: Flags | None = None) -> Count:
    """What an effect rests on, on the side that has fewer: issues where cost alone enters it, else rated issues."""
    kept = slice(None) if segments is None else segments
    if all(term in OF_COST for term in terms):
        return Count(min(float(side[kept, ISSUES].sum()) for side in (found.before, found.after)), "issues")
    return Count(float(found.answers[kept].sum(axis=0).min()), "rated issues")


def _estimate(
    metric: str, found: Identity, full: Floats, without: Mapping[str, Floats], level: float, count: Count
) -> Estimate:
    n = round(count.n)
    if n < FEWEST:
        text = f"one side has {theme.counted(n, count.unit)}; a figure needs at least {FEWEST}"
        return Estimate(metric, "ln", n=n, n_unit=count.unit, caveats=(Caveat("too_few", text, "refusal"),))
    if not np.isfinite(full):
        return Estimate(metric, "ln", n=n, n_unit=count.unit, caveats=(UNDEFINED,))
    limits = score_limits(full, found.spread(full, without), level=level)
    low, high = float(limits.low), float(limits.high)
    chances = tuple(chance for chance in found.replicates if chance != "rows")
    interval = Interval(low, high, level, "jackknife of the split", chances) if np.isfinite([low, high]).all() else None
    text = f"one side has only {theme.counted(n, count.unit)}: indicative"
    few = (Caveat("indicative", text, "warning"),) if n < FEW else ()
    return Estimate(metric, "ln", value=float(full), interval=interval, n=n, n_unit=count.unit, caveats=few)
