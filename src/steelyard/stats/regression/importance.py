"""How much of what several measures explain together does each of them carry?

fits = subset_fits(covariance)          R2 of every subset of predictors, by bits
shares = shared(fits)                   Shapley's (LMG's) share of each, with first and last beside it
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Floats

MOST_EXACT = 12
"""Predictors up to which every subset is fitted."""

_COLLINEAR = 1e-9


@dataclass(frozen=True)
class Shares:
    """What each predictor carries; leading axes are replicates.

    Attributes:
        total: (...), the fit with all of them.
        shares: (..., p), the mean over all orders of what a predictor adds when it enters; they add up to the total.
        first: (..., p), the fit of each alone. last: (..., p), what each adds to all others.
    """

    total: Floats
    shares: Floats
    first: Floats
    last: Floats


def subset_fits(covariance: ArrayLike) -> Floats:
    """(2^p, ...), R2 of the subset whose members are the bits of its place, from (..., p + 1, p + 1).

    A predictor that the others of its subset determine adds nothing.
    """
    matrix = np.asarray(covariance, dtype=float)
    p = matrix.shape[-1] - 1
    whole = matrix[..., p, p]
    fits = np.zeros((2**p, *matrix.shape[:-2]))
    least = _COLLINEAR * np.diagonal(matrix, axis1=-2, axis2=-1)

    def descend(rest: Floats, begin: int, members: int) -> None:
        """`rest` is what is left of the predictors from `begin` on and of the outcome, given the members."""
        for place in range(begin, p):
            within = place - begin
            left = _given(rest[..., within:, within:], least[..., place])
            chosen = members | 1 << place
            fits[chosen] = _explained(whole, left[..., -1, -1])
            descend(left, place + 1, chosen)

    descend(matrix, 0, 0)
    return fits


def subset_fits_of(fit: Callable[[tuple[int, ...]], float], predictors: int) -> Floats:
    """(2^p,), any fit of every subset of predictors: McFadden's R2 of a logistic model, say."""
    return np.array([fit(members_of(bits)) for bits in range(2**predictors)])


def shared(fits: Floats) -> Shares:
    """Shapley's shares from the fits of all subsets (2^p, ...)."""
    p = len(fits).bit_length() - 1
    bits = np.arange(len(fits))
    sizes = np.bitwise_count(bits).astype(int)
    weights = np.array([1.0 / (p * _choose(p - 1, size)) for size in range(p)])
    shares, last = [], []
    for place in range(p):
        without = bits[(bits >> place) & 1 == 0]
        gain = fits[without | 1 << place] - fits[without]
        shares.append(np.tensordot(weights[sizes[without]], gain, axes=1))
        last.append(fits[-1] - fits[-1 - (1 << place)])
    first = [fits[1 << place] - fits[0] for place in range(p)]
    return Shares(fits[-1] - fits[0], *(np.stack(entry, axis=-1) for entry in (shares, first, last)))


def members_of(bits: int) -> tuple[int, ...]:
    """The predictors a subset's place stands for."""
    return tuple(place for place in range(bits.bit_length()) if bits >> place & 1)


def place_of(members: tuple[int, ...]) -> int:
    """The place of a subset among all."""
    return sum(1 << member for member in members)


def _given(matrix: Floats, least: Floats) -> Floats:
    """What is left of the other rows once the first is known."""
    pivot = matrix[..., 0, 0]
    factor = np.where(pivot > least, 1.0 / np.where(pivot > least, pivot, 1.0), 0.0)
    row = matrix[..., 0, 1:]
    return np.asarray(matrix[..., 1:, 1:] - row[..., :, None] * row[..., None, :] * factor[..., None, None])


def _explained(whole: Floats, left: Floats) -> Floats:
    return np.asarray(np.where(whole > 0, 1.0 - left / np.where(whole > 0, whole, 1.0), np.nan))


def _choose(n: int, k: int) -> float:
    found = 1.0
    for step in range(k):
        found *= (n - step) / (step + 1)
    return found
