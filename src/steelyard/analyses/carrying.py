"""From sums of products to what each measure carries: shares, what remains within chance, tails, and the key few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from steelyard.analyses.candidates import Candidate, Outcome
from steelyard.answers import Estimate, Interval
from steelyard.measure.moments import Moments
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.contrast import Contrast
from steelyard.stats.importance import Shares, members_of, place_of, shared, subset_fits
from steelyard.stats.intervals import score_limits, t_quantile
from steelyard.stats.jackknife import jackknife, replicate

SURE = 0.95
ENOUGH = 0.9
"""The key few carry at least so much of what all carry."""

LEAST_TAIL = 100
"""Cases a tail needs, and what lies between the tails, for a pattern to be told."""

ALIKE = 0.8
"""Measures that correlate so much cannot be told apart."""

HALO = 0.5
"""Three answers and more that correlate so much on average may be one mood."""

_LEAST_STRATUM = 5
Pattern = Literal["", "must-be", "attractive", "performance", "in between"]


@dataclass(frozen=True)
class Driver:
    """What one measure carries.

    Args:
        name: column; title: as people say it.
        share: its part of what all measures explain together, over all orders of taking them in.
        first, last: what it explains alone, and what it adds to all others, as parts of the same.
        effect: the outcome where there was much of it less where there was little (yes less no), among cases alike.
        penalty, reward: what the bad tail costs and the good one brings against what lies between.
        pattern: "must-be" where only the bad tail counts, "attractive" where only the good one, "performance" both;
            "in between" where it is best or worst between the tails.
        is_claimed: beyond chance, the number of measures allowed for. is_key: one of the key few.
    """

    name: str
    title: str
    more: str
    share: Estimate
    first: float
    last: float
    effect: Estimate
    penalty: Estimate
    reward: Estimate
    pattern: Pattern
    is_claimed: bool
    is_key: bool


@dataclass(frozen=True)
class Carried:
    """A model.

    Args:
        drivers: the largest share first.
        explained: the part of the outcome's differences that all explain together.
        kept: the part of it the key few carry; no number where nothing is claimed.
        alike: pairs of measures that move together, with their correlation.
        halo: answers, or numbers of the workspace's own, that all move together; empty where they do not.
    """

    drivers: tuple[Driver, ...]
    explained: Estimate
    kept: Estimate
    alike: tuple[tuple[Candidate, Candidate, float], ...]
    halo: tuple[Candidate, ...]
    n: int


def pooled_fits(found: Moments) -> Floats:
    """(p,), the part of the outcome's differences each measure explains alone, whatever the kind of case."""
    matrix = _within(found.cross.sum(axis=(0, 1))[None])
    return shared_alone(matrix)


def shared_alone(matrix: Floats) -> Floats:
    """(p,), squared correlations with the last row of a covariance matrix."""
    size = np.diagonal(matrix)[:-1] * matrix[-1, -1]
    return np.where(size > 0, matrix[:-1, -1] ** 2 / np.where(size > 0, size, 1.0), 0.0)


def chosen(found: Moments, places: Sequence[int]) -> Moments:
    """The same sums of some measures only."""
    rows = np.array([0, *(place + 1 for place in places), found.cross.shape[-1] - 1])
    kept = list(places)
    return Moments(found.cross[..., rows[:, None], rows], found.low[..., kept, :], found.high[..., kept, :])


def carried(found: Moments, candidates: Sequence[Candidate], outcome: Outcome) -> Carried:
    """What measures carry, their intervals from the groups of customers, strata held equal."""
    groups = len(found.cross)
    present = found.cross[..., 0, 0].sum(axis=1) > 0
    full, without = replicate(found.cross.reshape(groups, -1), present)
    shape = found.cross.shape[1:]
    matrices = np.stack([_within(full.reshape(shape)), *(_within(one.reshape(shape)) for one in without)])
    n = round(float(found.cross[..., 0, 0].sum()))
    fits = subset_fits(matrices)
    shares = shared(fits)
    is_claimed = _claimed(matrices, present)
    key = _key(fits[:, 0], is_claimed)
    tails = _Tails(found, present, outcome)
    drivers = tuple(
        _driver(place, candidate, shares, present, tails, bool(is_claimed[place]), place in key, n, outcome)
        for place, candidate in enumerate(candidates)
    )
    kept = _kept(fits, key, present, n, outcome)
    explained = _estimate("explained", "share", shares.total, present, n, outcome, 0.0, 1.0)
    ordered = tuple(sorted(drivers, key=lambda one: -(one.share.value or 0.0)))
    return Carried(ordered, explained, kept, _alike(matrices[0], candidates), _halo(matrices[0], candidates), n)


def _within(cross: Floats) -> Floats:
    """(p + 1, p + 1), sums of squares and products about each stratum's own means, from (strata, p + 2, p + 2)."""
    n = cross[:, 0, 0]
    sums = cross[:, 0, 1:]
    means = sums / np.where(n > 0, n, 1.0)[:, None]
    return np.asarray((cross[:, 1:, 1:] - sums[:, :, None] * means[:, None, :]).sum(axis=0))


def _claimed(matrices: Floats, present: Flags) -> Flags:
    """(p,), whose slope alone or among all others is beyond chance, at 95% over both and over all measures."""
    p = matrices.shape[-1] - 1
    size = np.diagonal(matrices[0])[:p]
    usable = size > 0
    alone = matrices[:, :p, p] / np.where(usable, size, 1.0)
    among = np.stack([np.linalg.lstsq(one[:p, :p], one[:p, p], rcond=1e-9)[0] for one in matrices])
    level = 1 - (1 - SURE) / (2 * p)
    found = np.zeros(p, dtype=bool)
    for slopes in (alone, among):
        spread = jackknife(slopes[0], slopes[1:].T, present)
        error = np.sqrt(spread.variance)
        found |= usable & (error > 0) & (np.abs(slopes[0]) > t_quantile(spread.df, level) * error)
    return found


def _key(fits: Floats, is_claimed: Flags) -> tuple[int, ...]:
    """The smallest set of claimed measures that carries enough of what all do; all claimed where none does."""
    bits = np.arange(len(fits))
    allowed = place_of(tuple(np.flatnonzero(is_claimed).tolist()))
    inside = bits[(bits & ~allowed) == 0]
    enough = inside[fits[inside] >= ENOUGH * fits[-1]]
    if not len(enough):
        return members_of(allowed)
    sizes = np.bitwise_count(enough)
    fewest = enough[sizes == sizes.min()]
    return members_of(int(fewest[np.argmax(fits[fewest])]))


def _kept(fits: Floats, key: tuple[int, ...], present: Flags, n: int, outcome: Outcome) -> Estimate:
    if not key:
        return Estimate("key_few", "share", n=n, n_unit=outcome.cases)
    return _estimate("key_few", "share", fits[place_of(key)] / fits[-1], present, n, outcome, 0.0, 1.0)


def _driver(
    place: int,
    candidate: Candidate,
    shares: Shares,
    present: Flags,
    tails: _Tails,
    is_claimed: bool,
    is_key: bool,
    n: int,
    outcome: Outcome,
) -> Driver:
    total = shares.total
    share = _estimate("driver_share", "share", shares.shares[:, place] / total, present, n, outcome, 0.0, 1.0)
    effect, penalty, reward = tails.effects(place)
    return Driver(
        candidate.term.column,
        candidate.title,
        candidate.more,
        share,
        float(shares.first[0, place] / total[0]),
        float(shares.last[0, place] / total[0]),
        effect,
        penalty,
        reward,
        _pattern(penalty, reward) if is_claimed else "",
        is_claimed,
        is_key,
    )


class _Tails:
    """Differences between the tails of a measure, within strata."""

    def __init__(self, found: Moments, present: Flags, outcome: Outcome) -> None:
        self._present, self._outcome = present, outcome
        whole = found.cross[..., 0, [0, -1]]
        between = whole[..., None, :] - found.low - found.high
        stacked = np.stack([found.low, between, found.high])
        full, without = replicate(np.moveaxis(stacked, 1, 0).reshape(len(whole), -1), present)
        shape = stacked.shape[:1] + stacked.shape[2:]
        self._sums = np.stack([full.reshape(shape), *(one.reshape(shape) for one in without)])

    def effects(self, place: int) -> tuple[Estimate, Estimate, Estimate]:
        """High less low; what the bad tail costs, and what the good one brings, against what lies between."""
        low, between, high = (self._sums[:, band, :, place] for band in range(3))
        effect = self._difference(high, low)
        if effect.value is None:
            return effect, _numberless(effect), _numberless(effect)
        is_high_good = effect.value > 0
        good, bad = (high, low) if is_high_good else (low, high)
        return effect, self._difference(between, bad, LEAST_TAIL), self._difference(good, between, LEAST_TAIL)

    def _difference(self, one: Floats, other: Floats, least: int = 1) -> Estimate:
        """The first's mean outcome less the second's; each is (1 + groups, strata, 2)."""
        n = round(float(one[0, :, 0].sum() + other[0, :, 0].sum()))
        none = Estimate("difference", self._outcome.unit, n=n, n_unit=self._outcome.cases)
        contrast = Contrast(one[..., 0], one[..., 1], other[..., 0], other[..., 1])
        strata = contrast.supported(_LEAST_STRATUM)[0]
        if not strata.any() or min(one[0, :, 0].sum(), other[0, :, 0].sum()) < least:
            return none
        values = contrast.within(contrast.n1 + contrast.n0, strata)
        turned = -1.0 if self._outcome.is_turned else 1.0
        scaled = values * self._outcome.scale * turned
        if not np.isfinite(scaled).all():
            return none
        return _estimate("difference", self._outcome.unit, scaled, self._present, n, self._outcome)


def _numberless(estimate: Estimate) -> Estimate:
    """The same figure without a number."""
    return Estimate(estimate.metric, estimate.unit, n=estimate.n, n_unit=estimate.n_unit)


def _pattern(penalty: Estimate, reward: Estimate) -> Pattern:
    """What the two tails say (Brandt 1987); empty where they say nothing or are too thin."""
    costs, brings = _sign(penalty), _sign(reward)
    if penalty.value is None or reward.value is None or not (costs or brings):
        return ""
    if min(costs, brings) < 0:
        return "in between"
    return "performance" if costs and brings else "must-be" if costs else "attractive"


def _sign(estimate: Estimate) -> int:
    """1 or -1 where the whole interval lies on one side of zero, else 0."""
    limits = estimate.interval
    return 0 if limits is None else int(limits.low > 0) - int(limits.high < 0)


def _alike(matrix: Floats, candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, Candidate, float], ...]:
    correlations = _correlations(matrix)
    rows, columns = np.nonzero(np.triu(np.abs(correlations) >= ALIKE, 1))
    found = [
        (candidates[one], candidates[other], float(correlations[one, other]))
        for one, other in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair[2])))


def _halo(matrix: Floats, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    asked = [place for place, one in enumerate(candidates) if one.is_asked]
    if len(asked) < 3:
        return ()
    among = _correlations(matrix)[np.ix_(asked, asked)][np.triu_indices(len(asked), 1)]
    return tuple(candidates[place] for place in asked) if among.mean() >= HALO else ()


def _correlations(matrix: Floats) -> Floats:
    """(p, p), of the measures; 0 where one does not differ."""
    size = np.sqrt(np.diagonal(matrix)[:-1])
    scale = size[:, None] * size
    return np.where(scale > 0, matrix[:-1, :-1] / np.where(scale > 0, scale, 1.0), 0.0)


def _estimate(
    metric: str,
    unit: str,
    values: Floats,
    present: Flags,
    n: int,
    outcome: Outcome,
    least: float = -np.inf,
    most: float = np.inf,
) -> Estimate:
    """A figure from the whole and its replicates (1 + groups,)."""
    value = float(values[0])
    if not np.isfinite(values).all():
        return Estimate(metric, unit, n=n, n_unit=outcome.cases)
    limits = score_limits(value, jackknife(value, values[1:], present), least=least, most=most)
    interval = Interval(float(limits.low), float(limits.high), SURE, "jackknife, own scale")
    return Estimate(metric, unit, {}, value, interval, n=n, n_unit=outcome.cases)
