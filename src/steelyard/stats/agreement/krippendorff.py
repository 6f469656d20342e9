"""Krippendorff's alpha: how far judges of the same units agree beyond chance, whatever is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.agreement.scores import grouped
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.sampling.intervals import t_quantile, wilson
from steelyard.stats.sampling.jackknife import jackknife

Level = Literal["nominal", "ordinal", "interval"]


@dataclass(frozen=True)
class Alpha:
    """Agreement beyond chance: 1 where all agree, 0 where chance does as well.

    Attributes:
        value: nan where fewer than two units have two scores, or all scores are the same.
        low, high: limits of it with other units of the same kind and the same judges; nan where unknown.
        units: with two scores or more. agreed: of the pairs of scores of one unit, the share that is equal.
    """

    value: float
    low: float
    high: float
    units: int
    agreed: float


def alpha(unit: ArrayLike, score: ArrayLike, level: Level = "ordinal", probability: float = 0.95) -> Alpha:
    """Alpha of scores (N,) of units (N labels); who gave a score plays no role.

    One less the disagreement seen within units over the one expected of the same scores shuffled over all units. Its
    limits leave out one group of units at a time, on the log scale of what is left to agree on.

    Args:
        score: a number each; missing ones (nan) are passed over. Of "nominal" and "ordinal" ones few differ.

    Source:
        Krippendorff (2011), Computing Krippendorff's alpha-reliability: its data at three levels are reproduced. The
        coverage of its limits was simulated (docs/evaluations.md).
    """
    codes, values = _paired(unit, score)
    units = int(codes.max(initial=-1)) + 1
    if units < 2 or len(np.unique(values)) < 2:
        return Alpha(float("nan"), float("nan"), float("nan"), units, 1.0 if units else float("nan"))
    group = grouped(units)
    gaps = _interval if level == "interval" else _categories(level)
    seen, expected = gaps(codes, values, group)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = seen / expected
    full = float(left[-1])
    agreed, pairs = _equal_share(codes, values)
    if seen[-1] <= 0:
        differ = _differ_share(values)
        most = float(wilson(0, pairs, probability).high) / differ
        return Alpha(1.0, max(1 - most, -1.0), 1.0, units, agreed)
    if not (np.isfinite(left) & (left > 0)).all():
        return Alpha(1 - full, float("nan"), float("nan"), units, agreed)
    spread = jackknife(np.log(full), np.log(left[:-1]))
    half = float(t_quantile(spread.df, probability) * np.sqrt(spread.variance))
    return Alpha(1 - full, 1 - full * float(np.exp(half)), 1 - full * float(np.exp(-half)), units, agreed)


def kappa(unit: ArrayLike, score: ArrayLike) -> float:
    """Fleiss' kappa of categories: agreement beyond that of judges who draw from the same shares of categories.

    Of units judged equally often. Where nearly all scores fall into one category it is low however often judges
    agree: the share of equal pairs belongs beside it.

    Source:
        Fleiss (1971), Psychological Bulletin 76, 378-382: his worked example is reproduced.
    """
    codes, values = _paired(unit, score)
    if not len(codes):
        return float("nan")
    counts = _counts(codes, values)
    each = counts.sum(axis=1)
    within = ((counts**2).sum(axis=1) - each) / (each * (each - 1))
    shares = counts.sum(axis=0) / counts.sum()
    by_chance = float((shares**2).sum())
    return float((within.mean() - by_chance) / (1 - by_chance)) if by_chance < 1 else float("nan")


def _paired(unit: ArrayLike, score: ArrayLike) -> tuple[Integers, Floats]:
    """Codes of units and their scores, of units with two scores or more."""
    labels, values = np.asarray(unit), np.asarray(score, dtype=float)
    is_known = np.isfinite(values)
    labels, values = labels[is_known], values[is_known]
    _, codes, count = np.unique(labels, return_inverse=True, return_counts=True)
    is_paired = count[codes] > 1
    _, again = np.unique(codes[is_paired], return_inverse=True)
    return again.astype(np.int64), values[is_paired]


def _interval(codes: Integers, values: Floats, group: Integers) -> tuple[Floats, Floats]:
    """The mean squared gap within units and over all: (G + 1,), without each group, the whole last."""
    each = np.bincount(codes).astype(float)
    mean = np.bincount(codes, values) / each
    centred = values - values.mean()
    inner = np.bincount(codes, (values - mean[codes]) ** 2) * 2 * each / (each - 1)
    parts = np.stack([inner, each, np.bincount(codes, centred), np.bincount(codes, centred**2)])
    within, n, first, second = _without(parts.T, group).T
    return within / n, 2 * (second - first**2 / n) / (n - 1)


def _categories(level: Level) -> Callable[[Integers, Floats, Integers], tuple[Floats, Floats]]:
    def gaps(codes: Integers, values: Floats, group: Integers) -> tuple[Floats, Floats]:
        counts = _counts(codes, values)
        scale = counts / (counts.sum(axis=1, keepdims=True) - 1)
        together = np.zeros((int(group.max()) + 1, counts.shape[1], counts.shape[1]))
        for one in range(len(together)):
            rows = group == one
            together[one] = scale[rows].T @ counts[rows] - np.diag(scale[rows].sum(axis=0))
        coincidences = np.concatenate([together.sum(axis=0) - together, together.sum(axis=0)[None]])
        margins = coincidences.sum(axis=-1)
        n = margins.sum(axis=-1)
        apart = _ordinal(margins) if level == "ordinal" else 1 - np.eye(counts.shape[1])[None]
        expected = (margins[:, :, None] * margins[:, None, :] * apart).sum(axis=(1, 2)) / (n * (n - 1))
        return (coincidences * apart).sum(axis=(1, 2)) / n, expected

    return gaps


def _ordinal(margins: Floats) -> Floats:
    """Squared distance of two categories: how many scores lie between them, theirs by half."""
    reached = np.cumsum(margins, axis=-1) - margins / 2
    return np.asarray((reached[:, :, None] - reached[:, None, :]) ** 2)


def _counts(codes: Integers, values: Floats) -> Floats:
    """(units, categories): how often each was given."""
    known, category = np.unique(values, return_inverse=True)
    counts = np.zeros((int(codes.max()) + 1, len(known)))
    np.add.at(counts, (codes, category), 1.0)
    return counts


def _without(parts: Floats, group: Integers) -> Floats:
    """Sums of (units, K) without each group, and of all: (G + 1, K)."""
    sums = np.zeros((int(group.max()) + 1, parts.shape[1]))
    np.add.at(sums, group, parts)
    return np.concatenate([sums.sum(axis=0) - sums, sums.sum(axis=0)[None]])


def _equal_share(codes: Integers, values: Floats) -> tuple[float, float]:
    """The share of pairs of one unit that are equal, and the number of pairs."""
    each = np.bincount(codes).astype(float)
    _, alike = np.unique(np.stack([codes.astype(float), values]), axis=1, return_counts=True)
    pairs = float((each * (each - 1)).sum() / 2)
    return float((alike * (alike - 1)).sum() / 2) / pairs, pairs


def _differ_share(values: Floats) -> float:
    """How often two scores of different units differ."""
    _, count = np.unique(values, return_counts=True)
    n = count.sum()
    return float(1 - (count * (count - 1)).sum() / (n * (n - 1)))
