"""From sums of products to what each measure accounts for: shares, which are claimed, tails, the key few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from steelyard.analyses.drivers.predictors import Candidate, Outcome
from steelyard.answers import UNDEFINED, Caveat, Estimate, Interval
from steelyard.measure.estimates.replicates import Replicas
from steelyard.measure.models.cross_products import Moments
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.stratified_difference import Contrast
from steelyard.stats.regression.importance import Shares, members_of, place_of, shared, subset_fits
from steelyard.stats.sampling.intervals import score_limits, t_quantile

SURE = 0.95
ENOUGH = 0.9
"""The key few carry at least so much of what all carry."""

LEAST_TAIL = 100
"""Cases a tail needs, and what lies between the tails, for a pattern to be told."""

ALIKE = 0.8
"""Measures that correlate so much cannot be distinguished."""

HALO = 0.5
"""Three answers and more that correlate so much on average may be one mood."""

_LEAST_STRATUM = 5
Pattern = Literal["", "must-be", "attractive", "performance", "in between"]


_FEW_ALIKE = Caveat("too_few", "too few similar cases on one side for a difference", "refusal")
_NONE_CLAIMED = Caveat("nothing_claimed", "no measure is associated with the outcome beyond sampling error", "refusal")


@dataclass(frozen=True)
class Driver:
    """What one measure carries.

    Args:
        name: column; title: as people say it.
        share: its part of what all measures explain together, over all orders of taking them in.
        first, last: what it explains alone, and what it adds to all others, as parts of the same.
        effect: the outcome where there was much of it less where there was little (yes less no), among similar cases.
        penalty, reward: what the bad tail costs and the good one brings against what lies between.
        pattern: "must-be" where only the bad tail counts, "attractive" where only the good one, "performance" both;
            "in between" where it is best or worst between the tails.
        is_claimed: beyond sampling error, the number of measures allowed for. is_key: one of the key few.
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
    return _alone(_within(found.cross.sum(axis=(0, 1))[None]))


def carried(
    found: Mapping[str, Moments], candidates: Sequence[Candidate], outcome: Outcome, reach: float = 1.0
) -> Carried:
    """What measures carry, strata held equal; their intervals know every chance there are sums for.

    Args:
        found: chance -> sums by its groups.
        reach: contacts for each case, see `measure.figures.reach_of`.
    """
    crosses = {chance: one.cross for chance, one in found.items()}
    replicas = Replicas.over(crosses, reach)
    matrices = replicas.of(crosses, _within)
    n = round(float(next(iter(crosses.values()))[..., 0, 0].sum()))
    fits = subset_fits(matrices)
    shares = shared(fits)
    is_claimed = _claimed(matrices, replicas)
    key = _key(fits[:, 0], is_claimed)
    figures = _Figures(replicas, n, outcome)
    tails = _Tails(figures, replicas.of({chance: _bands(one) for chance, one in found.items()}, np.asarray))
    drivers = tuple(
        _driver(place, candidate, shares, figures, tails, bool(is_claimed[place]), place in key)
        for place, candidate in enumerate(candidates)
    )
    explained = figures.share("explained", shares.total)
    ordered = tuple(sorted(drivers, key=lambda one: -(one.share.value or 0.0)))
    alike, halo = _alike(matrices[0], candidates), _halo(matrices[0], candidates)
    return Carried(ordered, explained, _kept(fits, key, figures), alike, halo, n)


def _alone(matrix: Floats) -> Floats:
    """(p,), squared correlations with the last row of a covariance matrix."""
    size = np.diagonal(matrix)[:-1] * matrix[-1, -1]
    return np.where(size > 0, matrix[:-1, -1] ** 2 / np.where(size > 0, size, 1.0), 0.0)


def _within(cross: Floats) -> Floats:
    """(..., p + 1, p + 1), products about each stratum's own means, from sums of (..., strata, p + 2, p + 2)."""
    n = cross[..., 0, 0]
    sums = cross[..., 0, 1:]
    means = sums / np.where(n > 0, n, 1.0)[..., None]
    return np.asarray((cross[..., 1:, 1:] - sums[..., :, None] * means[..., None, :]).sum(axis=-3))


def _bands(found: Moments) -> Floats:
    """(groups, 3, strata, p, 2), cases and outcomes' sums in the low tail, between, and in the high one."""
    whole = found.cross[..., 0, [0, -1]][..., None, :]
    return np.stack([found.low, whole - found.low - found.high, found.high], axis=1)


def _claimed(matrices: Floats, replicas: Replicas) -> Flags:
    """(p,), whose slope alone or among all others is beyond sampling error, at 95% over both and over all measures."""
    p = matrices.shape[-1] - 1
    size = np.diagonal(matrices[0])[:p]
    usable = size > 0
    alone = matrices[:, :p, p] / np.where(usable, size, 1.0)
    among = np.stack([_slopes(one) for one in matrices])
    level = 1 - (1 - SURE) / (2 * p)
    found = np.zeros(p, dtype=bool)
    for slopes in (alone, among):
        spread = replicas.spread(slopes)
        error = np.sqrt(spread.variance)
        found |= usable & (error > 0) & (np.abs(slopes[0]) > t_quantile(spread.df, level) * error)
    return found


def _slopes(matrix: Floats) -> Floats:
    """(p,), each measure's beside all others; nan from a matrix that is not known."""
    if not np.isfinite(matrix).all():
        return np.full(len(matrix) - 1, np.nan)
    return np.asarray(np.linalg.lstsq(matrix[:-1, :-1], matrix[:-1, -1], rcond=1e-9)[0], dtype=float)


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


@dataclass(frozen=True)
class _Figures:
    """Makes figures of values (1 + groups of all chances,), the whole first."""

    replicas: Replicas
    n: int
    outcome: Outcome

    def share(self, metric: str, values: Floats) -> Estimate:
        """A part of a whole."""
        return self.figure(metric, "share", values, 0.0, 1.0)

    def figure(
        self, metric: str, unit: str, values: Floats, least: float = -np.inf, most: float = np.inf, n: int | None = None
    ) -> Estimate:
        """With its interval; without a number where a group more or less makes none."""
        plain = Estimate(metric, unit, n=self.n if n is None else n, n_unit=self.outcome.cases)
        if not np.isfinite(values).all():
            return replace(plain, caveats=(UNDEFINED,))
        limits = score_limits(values[0], self.replicas.spread(values), least=least, most=most)
        interval = Interval(float(limits.low), float(limits.high), SURE, "jackknife, own scale", self.replicas.named)
        return replace(plain, value=float(values[0]), interval=interval)


def _kept(fits: Floats, key: tuple[int, ...], figures: _Figures) -> Estimate:
    if not key:
        return Estimate("key_few", "share", n=figures.n, n_unit=figures.outcome.cases, caveats=(_NONE_CLAIMED,))
    return figures.share("key_few", fits[place_of(key)] / fits[-1])


def _driver(
    place: int,
    candidate: Candidate,
    shares: Shares,
    figures: _Figures,
    tails: _Tails,
    is_claimed: bool,
    is_key: bool,
) -> Driver:
    effect, penalty, reward = tails.effects(place)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.where(shares.total > 0, shares.total, np.nan)
    return Driver(
        candidate.term.column,
        candidate.title,
        candidate.more,
        figures.share("driver_share", shares.shares[:, place] / total),
        float(shares.first[0, place] / total[0]),
        float(shares.last[0, place] / total[0]),
        effect,
        penalty,
        reward,
        _pattern(penalty, reward) if is_claimed else "",
        is_claimed,
        is_key,
    )


@dataclass(frozen=True)
class _Tails:
    """Differences between the tails of a measure, within strata; sums (1 + groups, 3, strata, p, 2)."""

    figures: _Figures
    sums: Floats

    def effects(self, place: int) -> tuple[Estimate, Estimate, Estimate]:
        """High less low; what the bad tail costs, and what the good one brings, against what lies between."""
        low, between, high = (self.sums[:, band, :, place] for band in range(3))
        effect = self._difference(high, low)
        if effect.value is None:
            return effect, _numberless(effect), _numberless(effect)
        is_high_good = effect.value > 0
        good, bad = (high, low) if is_high_good else (low, high)
        return effect, self._difference(between, bad, LEAST_TAIL), self._difference(good, between, LEAST_TAIL)

    def _difference(self, one: Floats, other: Floats, least: int = 1) -> Estimate:
        """The first's mean outcome less the second's; each is (1 + groups, strata, 2)."""
        outcome = self.figures.outcome
        n = round(float(one[0, :, 0].sum() + other[0, :, 0].sum()))
        contrast = Contrast(one[..., 0], one[..., 1], other[..., 0], other[..., 1])
        strata = contrast.supported(_LEAST_STRATUM)[0] & contrast.supported(1).all(axis=0)
        if not strata.any() or min(one[0, :, 0].sum(), other[0, :, 0].sum()) < least:
            return Estimate("difference", outcome.unit, n=n, n_unit=outcome.cases, caveats=(_FEW_ALIKE,))
        values = contrast.within(contrast.n1 + contrast.n0, strata)
        turned = -1.0 if outcome.is_turned else 1.0
        return self.figures.figure("difference", outcome.unit, values * outcome.scale * turned, n=n)


def _numberless(estimate: Estimate) -> Estimate:
    """The same figure without a number."""
    return Estimate(estimate.metric, estimate.unit, n=estimate.n, n_unit=estimate.n_unit, caveats=(_FEW_ALIKE,))


def _pattern(penalty: Estimate, reward: Estimate) -> Pattern:
    """What the two tails say (Brandt 1987); empty where they say nothing or are too thin."""
    costs, brings = penalty.sign, reward.sign
    if penalty.value is None or reward.value is None or not (costs or brings):
        return ""
    if min(costs, brings) < 0:
        return "in between"
    return "performance" if costs and brings else "must-be" if costs else "attractive"


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
