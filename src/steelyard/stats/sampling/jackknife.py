"""How sure is a figure: the delete-a-group jackknife over groups of customers.

Every figure is a formula, of degree 0, of sums. Leaving one group out at a time and computing the formula again
shows how far the figure hangs on which customers happened to call.

    full, replicates = replicate(sums, present)           sums of K quantities by group
    spread = jackknife(formula(full), formula(replicates), present)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Flags, Floats, Integers


@dataclass(frozen=True)
class Spread:
    """How far an estimate would move with other customers, days or agents.

    Attributes:
        variance: of the estimate, in its unit squared; nan where it cannot be known.
        df: degrees of freedom of that variance, for Student's t; nan where the variance is.

    A variance that is not finite, or known by no degree of freedom, is unknown: whoever computed it, both are nan.
    """

    variance: Floats
    df: Floats

    def __post_init__(self) -> None:
        variance, df = np.asarray(self.variance, dtype=float), np.asarray(self.df, dtype=float)
        is_known = np.isfinite(variance) & (variance >= 0) & (df > 0)
        if not is_known.all():
            object.__setattr__(self, "variance", np.where(is_known, variance, np.nan))
            object.__setattr__(self, "df", np.where(is_known, df, np.nan))


def replicate(sums: ArrayLike, present: ArrayLike | None = None) -> tuple[Floats, Floats]:
    """The sums of the whole and of the whole without each group.

    A replicate is (total - group) x G / (G - 1), with G the number of non-empty groups of its cell, so that a
    total keeps its size. The replicate of an empty group is the whole itself: `jackknife` passes over it.

    Args:
        sums: (..., G, K), K sums for each of G groups.
        present: (..., G), which groups hold anything the formula needs (its denominators above zero);
            all of them when None.

    Returns:
        The whole (..., K) and the replicates (..., G, K); these are nan where fewer than two groups are present.
    """
    by_group = np.asarray(sums, dtype=float)
    is_present = _presence(present, by_group.shape[:-1])
    full = by_group.sum(axis=-2)
    count = is_present.sum(axis=-1)
    scale = np.where(count > 1, count / np.maximum(count - 1, 1), np.nan)[..., None, None]
    without = (full[..., None, :] - by_group) * scale
    return full, np.where(is_present[..., None], without, full[..., None, :])


def jackknife(
    full: ArrayLike, replicates: ArrayLike, present: ArrayLike | None = None, *, is_ordered: bool = False
) -> Spread:
    """The variance of an estimate from its replicates, and how well that variance is known.

    v = (G - 1)/G x sum d^2 with d the deviations from the full estimate (not from the replicates' mean: this is the
    conservative form), df = 3 (sum d^2)^2 / sum d^4 - 2, between 1 and G - 1.

    Args:
        full: (...), the estimate from the whole.
        replicates: (..., G), the estimate without each group.
        present: (..., G), which groups are not empty; all of them when None.
        is_ordered: whether groups stand in order of time, so that neighbours may be alike (the last stands before the
            first): see `_alike`. Others are independent.

    Returns:
        nan where the full estimate is not finite or fewer than two groups are present.

    Raises:
        SteelyardError: a replicate is not finite although the full estimate is: it rests on one group alone.

    Source:
        Rust and Rao (1996), Statistical Methods in Medical Research 5, 283-310. The df of G independent normal
        deviations is G on average, since E[sum d^4 / (sum d^2)^2] = 3 / (G + 2); fewer where few groups carry most.
        Checked against the variance of a mean (to rounding) and by simulated coverage.
    """
    estimate = np.asarray(full, dtype=float)
    values = np.asarray(replicates, dtype=float)
    is_present = _presence(present, values.shape)
    count = is_present.sum(axis=-1)
    is_known = np.isfinite(estimate) & (count > 1)
    _refuse_broken(values, is_known[..., None] & is_present)
    with np.errstate(invalid="ignore"):
        deviations = np.where(is_present & is_known[..., None], values - estimate[..., None], 0.0)
    size = np.abs(deviations).max(axis=-1, initial=0.0)
    squares = (deviations / np.where(size > 0, size, 1.0)[..., None]) ** 2
    second, fourth = squares.sum(axis=-1), (squares * squares).sum(axis=-1)
    matched = np.where(fourth > 0, 3 * second**2 / np.where(fourth > 0, fourth, 1.0) - 2, np.inf)
    variance = (count - 1) / np.maximum(count, 1) * second * size**2
    df = np.maximum(np.minimum(matched, count - 1), 1.0)
    if is_ordered:
        factor, few = _alike(deviations, count)
        variance, df = variance * factor, np.maximum(1 / (1 / (factor * df) + (1 - 1 / factor) / few), 1.0)
    return Spread(np.where(is_known, variance, np.nan), np.where(is_known, df, np.nan))


def _alike(deviations: Floats, count: Integers) -> tuple[Floats, Floats]:
    """(...) twice: by how much neighbours that are alike raise the variance (never below 1), and the degrees of
    freedom that part is known with.

    The larger of two answers. The squared sums of every stretch of S groups over S times the single squares, S being
    the root of the number of groups and one more; as the deviations of each of two sides add up to zero, such sums
    are too small by 2 S / G, which is put back. And (1 + r) / (1 - r), what a series that hands on the share r of each
    value to the next has, r the correlation of next neighbours, corrected for its bias. Stretches see what lasts,
    the series what is strong. What is estimated so has as many degrees of freedom as there are stretches.

    It is not asked first whether neighbours are alike beyond sampling error: whoever raises the variance only then
    misses half of the days that hang together a little, and is too sure of those.

    Source:
        Newey and West (1987), Econometrica 55, 703-708, whose weights these stretches amount to; Andrews and Monahan
        (1992), Econometrica 60, 953-966, for the first order; Kendall (1954), Biometrika 41, 403-404, for its bias.
        Checked by simulation with AR(1) days that make up a tenth to the whole of the days' variance.
    """
    size = np.minimum(np.rint(np.sqrt(count)), count // 4).astype(np.int64) + 1
    squares = (deviations**2).sum(axis=-1)
    safe = np.where(squares > 0, squares, 1.0)
    stretches = _stretches(deviations, size) / safe / (1 - size / np.maximum(count, 2 * size))
    next_one = (deviations * np.roll(deviations, -1, axis=-1)).sum(axis=-1) / safe
    tie = np.clip(next_one + (1 + 3 * next_one) / np.maximum(count, 1), 0.0, 0.9)
    factor = np.maximum(stretches, (1 + tie) / (1 - tie))
    return np.where(squares > 0, np.maximum(factor, 1.0), 1.0), np.maximum(count / size, 1.0)


def _stretches(deviations: Floats, size: Integers) -> Floats:
    """(...), the squared sums of the stretches of `size` groups that begin at each group, over `size`."""
    groups = deviations.shape[-1]
    start = np.zeros((*deviations.shape[:-1], 1))
    reached = np.concatenate([start, np.cumsum(np.concatenate([deviations, deviations], axis=-1), axis=-1)], axis=-1)
    ends = np.take_along_axis(reached, np.arange(groups) + size[..., None], axis=-1)
    return np.asarray(((ends - reached[..., :groups]) ** 2).sum(axis=-1) / size)


def freedom_of_two(weights: ArrayLike) -> Floats:
    """The degrees of freedom of a difference between two sides that rest on groups of their own: (...).

    The jackknife over all groups takes a side of two agents beside one of twelve for fourteen; the few decide, by
    (s_1 + s_2)^2 / (s_1^2 / (G_1 - 1) + s_2^2 / (G_2 - 1)) with s the sum of a side's squared shares, to which the
    variance of its mean is proportional.

    Args:
        weights: (..., 2, G), what each group weighs on either side; zero where it has no part in it.

    Returns:
        nan where a side has fewer than two groups.

    Source:
        Satterthwaite (1946), Biometrics Bulletin 2, 110-114; Welch (1947) with shares in place of variances.
    """
    held = np.maximum(np.asarray(weights, dtype=float), 0.0)
    count = (held > 0).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = ((held / held.sum(axis=-1, keepdims=True)) ** 2).sum(axis=-1)
        freedom = spread.sum(axis=-1) ** 2 / (spread**2 / (count - 1)).sum(axis=-1)
    return np.where((count > 1).all(axis=-1), np.maximum(freedom, 1.0), np.nan)


def _presence(present: ArrayLike | None, shape: tuple[int, ...]) -> Flags:
    if present is None:
        return np.ones(shape, dtype=bool)
    return np.broadcast_to(np.asarray(present, dtype=bool), shape)


def _refuse_broken(values: Floats, needed: Flags) -> None:
    broken = int((~np.isfinite(values) & needed).any(axis=-1).sum())
    if broken:
        raise SteelyardError(
            f"{broken} of the figures asked exist only because of one group of customers.",
            next="Ask for a longer period or a coarser dimension, so that several groups carry each figure.",
        )
