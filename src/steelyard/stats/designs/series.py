"""A series of those reached beside a series of those not reached: the step in their gap when the change began.

Few units are reached, so how sure it is comes from the weeks: how the gap moved when nothing was begun.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.sampling.cluster_robust import fit_line

LEAST_SIDE = 8
"""Weeks on either side of a placebo date."""


def step(gaps: ArrayLike, after: ArrayLike, shares: ArrayLike | None = None) -> Effect:
    """The mean gap after the beginning less the mean before it, over cohorts by their share.

    Args:
        gaps: (cohorts, periods), those reached less those not; nan where a period is left out for a cohort.
        after: (cohorts, periods), whether the cohort had begun.
        shares: (cohorts,), adding up to 1; alike unless told.

    Source:
        Newey and West (1987), Econometrica 55, 703-708, Bartlett weights, scaled as `_variance` says; lags and
        degrees of freedom as Lazarus, Lewis, Stock and Watson (2018), Journal of Business & Economic Statistics 36,
        541-559: 1.3 times the root of T, and those of the chi-squared with the same variance.
    """
    values, flags, weights = _read(gaps, after, shares)
    pulls, off = _pulls(values, flags, weights)
    if not np.isfinite(pulls).all():
        return Effect(float("nan"), float("nan"), float("nan"))
    held = np.nan_to_num(values)
    periods, spent = values.shape[1], 2 * len(values)
    if periods <= spent:
        return Effect(float((pulls * held).sum()), float("nan"), float("nan"))
    known = np.isfinite(values)
    designs = [np.column_stack([row & at, row & ~at]).astype(float) for row, at in zip(known, flags, strict=True)]
    variance = _variance(pulls, off, designs)
    return Effect(float((pulls * held).sum()), variance, freedom(periods, spent))


def placebo_share(gaps: ArrayLike, after: ArrayLike, shares: ArrayLike | None = None) -> float:
    """The p of a placebo test: how often a step as sure is found at dates at which nothing began.

    The dates are those before any cohort began with `LEAST_SIDE` weeks on either side; weeks since then do not enter,
    so that the effect itself is no part of its own yardstick. The beginning counts as one of the dates.

    Source:
        Abadie, Diamond and Hainmueller (2015), American Journal of Political Science 59, 495-510: in-time placebos.
    """
    values, flags, weights = _read(gaps, after, shares)
    own = step(values, flags, weights).p
    quiet = values[:, np.isfinite(values).all(axis=0) & ~flags.any(axis=0)]
    weeks = np.arange(quiet.shape[1])
    dates = range(LEAST_SIDE, len(weeks) - LEAST_SIDE + 1)
    if not np.isfinite(own):
        return float("nan")
    as_sure = [step(quiet, np.broadcast_to(weeks >= date, quiet.shape), weights).p <= own for date in dates]
    return float((1 + sum(as_sure)) / (1 + len(as_sure)))


def drift(gaps: ArrayLike, before: ArrayLike, shares: ArrayLike | None = None) -> Effect:
    """How much the gap grew per period before the beginning, over cohorts by their share.

    Args:
        before: (cohorts, periods), periods that count as before.
    """
    values, flags, weights = _read(gaps, before, shares)
    held = flags & np.isfinite(values)
    if (held.sum(axis=1) < 4).any():
        return Effect(float("nan"), float("nan"), float("nan"))
    periods = np.arange(values.shape[1], dtype=float)
    kept = held.any(axis=0)
    pulls, off, designs, total = np.zeros_like(values), np.zeros_like(values), [], 0.0
    for place, (row, chosen, share) in enumerate(zip(values, held, weights, strict=True)):
        at = periods[chosen]
        fit = fit_line(np.column_stack([np.ones_like(at), at]), row[chosen])
        pulls[place, chosen] = share * (at - at.mean()) / ((at - at.mean()) ** 2).sum()
        off[place, chosen] = fit.residuals
        total += share * float(fit.coefficients[1])
        designs.append((np.column_stack([np.ones_like(periods), periods]) * chosen[:, None])[kept])
    return Effect(total, _variance(pulls[:, kept], off[:, kept], designs), freedom(int(kept.sum()), 2))


def lags(periods: int) -> int:
    """How many neighbours may be alike."""
    return math.ceil(1.3 * math.sqrt(periods)) - 1


def freedom(periods: int, spent: int) -> float:
    """Degrees of freedom of a long-run variance: 1.5 for every stretch of weeks that may be alike."""
    return float(min(periods - spent, 1.5 * periods / (lags(periods) + 1)))


def long_run(scores: Floats, most: int) -> float:
    """The variance of the sum of scores whose neighbours up to `most` apart may be alike."""
    found = float(scores @ scores)
    for lag in range(1, min(most, len(scores) - 1) + 1):
        found += 2 * (1 - lag / (most + 1)) * float(scores[lag:] @ scores[:-lag])
    return max(found, 0.0)


def _variance(pulls: Floats, off: Floats, designs: Sequence[Floats]) -> float:
    """The long-run variance of what residuals (cohorts, periods) weighed by `pulls` add up to.

    Residuals of a fit vary less than errors, the more so over long stretches; the variance is scaled to be right where
    weeks are not alike.

    Args:
        designs: (periods, columns) each, what was fitted; nought in periods left out.
    """
    periods = pulls.shape[1]
    most = min(lags(periods), periods - 1)
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    alike = np.maximum(1 - apart / (most + 1), 0.0)
    expected = 0.0
    for pull, design in zip(pulls, designs, strict=True):
        left = np.diag(design.any(axis=1).astype(float)) - design @ np.linalg.pinv(design)
        expected += float((alike * left * np.outer(pull, pull)).sum())
    if expected <= 0:
        return float("nan")
    return long_run((pulls * off).sum(axis=0), most) * float((pulls**2).sum()) / expected


def _read(gaps: ArrayLike, flags: ArrayLike, shares: ArrayLike | None) -> tuple[Floats, Flags, Floats]:
    values = np.atleast_2d(np.asarray(gaps, dtype=float))
    weights = np.full(len(values), 1 / len(values)) if shares is None else np.asarray(shares, dtype=float)
    return values, np.atleast_2d(np.asarray(flags, dtype=bool)), weights


def _pulls(values: Floats, after: Flags, shares: Floats) -> tuple[Floats, Floats]:
    """What each gap is weighed by in the step, and how far it lies from its own side's mean."""
    known = np.isfinite(values)
    pulls, off = np.zeros_like(values), np.zeros_like(values)
    for sign, side in ((1, known & after), (-1, known & ~after)):
        counts = side.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            pulls += np.where(side, sign * shares[:, None] / counts, 0.0)
            means = np.where(side, values, 0.0).sum(axis=1, keepdims=True) / counts
        off += np.where(side, values - means, 0.0)
        pulls[counts[:, 0] == 0] = np.nan
    return pulls, off
