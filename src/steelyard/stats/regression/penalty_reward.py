"""Which parts of a service cost rating where they fail, and which add to it where they excel: penalty and reward.

    found = contrasts(dummies, slopes, bent, level=...)      penalty, reward and their difference, item by item
    carried = shares(slopes, level=...)                        what each item carries of what all explain

The overall rating is regressed on a low and a high answer to every item at once, so that an item is not credited with
what others carry. Products of all columns, summed by group of customers, are all that is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Floats
from steelyard.stats.regression.importance import shared, subset_fits
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import jackknife, replicate

Kind = Literal["basic", "performance", "excitement", "not telling"]

LEAST_TAIL = 100
"""Low answers, and high ones, below which nothing is said of an item."""

LEAST_MIDDLE = 30
_SINGULAR = 1e-9
_ONE_SIDED = 1 / 3
"""Excess over the sum of both slopes where one is twice the other."""


@dataclass(frozen=True)
class Figure:
    """Values (K,) with their limits; nan where they cannot be told."""

    value: Floats
    low: Floats
    high: Floats

    @property
    def side(self) -> Floats:
        """1 above nought beyond chance, -1 below, else 0."""
        return np.asarray(np.where(self.low > 0, 1.0, np.where(self.high < 0, -1.0, 0.0)))


@dataclass(frozen=True)
class Contrasts:
    """What low and high answers go with.

    Attributes:
        n: answers that have every item and the overall rating. low, middle, high: (K,), those of them.
        penalty: how much lower the overall rating is where an item is low than where it is in the middle, as a share of
            the scale. reward: how much higher where it is high.
        excess: the slope below the middle of the scale less the slope above it, so that an item whose steps all go with
            the same is at nought, however far its low and high answers lie from the middle.
        steepness: the sum of both slopes, which says whether an excess is large.
        own: the excess on normal scores beyond the curve in which the overall rating follows all items together, so
            that a rating that ends at its best box makes no item one-sided.
    """

    n: float
    low: Floats
    middle: Floats
    high: Floats
    penalty: Figure
    reward: Figure
    excess: Figure
    steepness: Figure
    own: Figure

    def kind(self, item: int) -> Kind:
        """What an item is: one-sided where one slope is twice the other, and that is beyond chance on both scales."""
        penalty, reward = self.penalty.side[item] > 0, self.reward.side[item] > 0
        is_large = abs(self.excess.value[item]) >= _ONE_SIDED * abs(self.steepness.value[item])
        asymmetry = {self.excess.side[item], self.own.side[item]} if is_large else {0.0}
        if penalty and asymmetry == {1.0}:
            return "basic"
        if reward and asymmetry == {-1.0}:
            return "excitement"
        return "performance" if penalty and reward else "not telling"


def contrasts(dummies: Floats, slopes: Floats, bent: Floats, *, level: float = 0.95) -> Contrasts | None:
    """Penalty and reward of every item; None where items cannot be told apart.

    An item with too few low, high or middling answers is held equal by one column, and has no figures.

    Args:
        dummies, slopes: (G, 2K + 2, 2K + 2), products of 1, K columns of low answers, K of high ones and the overall
            rating, summed by group: marks, distances from the middle of the scale.
        bent: the same of 1, K normal scores, their K distances from the middle, both times the steepness of the common
            curve, and the overall rating less that curve: one step of a single-index model. Nought where there is no
            such curve.
        level: of each interval; above .95 where several are looked at.

    Source:
        Brandt (1987), Proceedings of the AMA Services Conference, 61-65; Matzler and Sauerwein (2002), International
        Journal of Service Industry Management 13, 314-332. Slopes in the place of coefficients for the comparison,
        because low and high answers do not lie equally far from the middle; Ichimura (1993), Journal of Econometrics
        58, 71-120, for the single index.
    """
    items = (dummies.shape[-1] - 2) // 2
    whole = dummies.sum(axis=0)
    low, high = whole[0, 1 : 1 + items], whole[0, 1 + items : 1 + 2 * items]
    middle = whole[0, 0] - low - high
    held = (low >= LEAST_TAIL) & (high >= LEAST_TAIL) & (middle >= LEAST_MIDDLE)
    present = dummies[:, 0, 0] > 0
    nothing = Figure(*(np.full(items, np.nan) for _ in range(3)))
    if not held.any():
        return Contrasts(float(whole[0, 0]), low, middle, high, nothing, nothing, nothing, nothing, nothing)
    marks, ways = _reduced(dummies, held, (-1.0, 1.0)), _reduced(slopes, held, (-1.0, 1.0))
    figures = [
        _figure(cross, present, sign, level, int(held.sum()))
        for cross, sign in ((marks, (-1, 0)), (marks, (0, 1)), (ways, (-1, -1)), (ways, (-1, 1)))
    ]
    is_curved = bent[:, 0, 0].sum() > 0
    own = _figure(_reduced(bent, held, (1.0, 0.0)), present, (0, -1), level, int(held.sum())) if is_curved else None
    told = [_spread(figure, held) for figure in figures if figure is not None]
    if len(told) < len(figures):
        return None
    penalty, reward, excess, steepness = told
    beyond = _spread(own, held) if own else nothing
    return Contrasts(float(whole[0, 0]), low, middle, high, penalty, reward, excess, steepness, beyond)


def _reduced(cross: Floats, held: np.ndarray, signs: tuple[float, float]) -> Floats:
    """The products with both columns of items that are held, and one of each other item where it varies."""
    items = len(held)
    chosen = np.flatnonzero(held)
    rows = [*(1 + chosen), *(1 + items + chosen)]
    turn = np.zeros((len(rows) + 2, cross.shape[-1]))
    turn[0, 0] = turn[-1, -1] = 1.0
    turn[np.arange(1, len(rows) + 1), rows] = 1.0
    others = []
    total = cross.sum(axis=0)
    for item in np.flatnonzero(~held):
        row = np.zeros(cross.shape[-1])
        row[1 + item], row[1 + items + item] = signs
        mean, square = row @ total[0] / total[0, 0], row @ total @ row / total[0, 0]
        if square - mean**2 > _SINGULAR:
            others.append(row)
    turn = np.vstack([turn[:-1], *others, turn[-1:]])
    return np.asarray(turn @ cross @ turn.T)


def _spread(figure: Figure, held: np.ndarray) -> Figure:
    """Figures of the items held, in the place of each among all; nan of the others."""

    def of(values: Floats) -> Floats:
        found = np.full(len(held), np.nan)
        found[held] = values
        return found

    return Figure(of(figure.value), of(figure.low), of(figure.high))


def shares(slopes: Floats, *, level: float = 0.95) -> tuple[Figure, float] | None:
    """What each item carries (K,) of what all explain together, in shares, and how much that is (R squared).

    Args:
        slopes: as of `contrasts`.

    Source:
        Lindeman, Merenda and Gold (1980); Groemping (2006), see `stats.regression.importance`.
    """
    items = (slopes.shape[-1] - 2) // 2
    turn = np.zeros((items + 2, slopes.shape[-1]))
    turn[0, 0] = turn[-1, -1] = 1.0
    for item in range(items):
        turn[1 + item, 1 + item], turn[1 + item, 1 + items + item] = -1.0, 1.0
    linear = turn @ slopes @ turn.T
    present = linear[:, 0, 0] > 0
    full, without = _replicated(linear, present)
    found = [shared(subset_fits(_covariance(cross))) for cross in (full, without)]
    with np.errstate(divide="ignore", invalid="ignore"):
        whole, parts = (np.asarray(entry.shares / entry.total[..., None]) for entry in found)
    total = float(found[0].total)
    told = _limits(whole, np.moveaxis(parts, -1, 0), present, level) if np.isfinite(total) and total > 0 else None
    return None if told is None else (told, total)


def means(sums: Floats, *, level: float = 0.95) -> Figure | None:
    """Means (K,) of values whose counts and sums (G, K, 2) are known by group."""
    return centred(sums, centre=False, level=level)


def centred(sums: Floats, *, centre: bool = True, level: float = 0.95) -> Figure | None:
    """How far each mean lies from the mean of all of them."""
    present = sums[..., 0].sum(axis=-1) > 0
    full, without = replicate(sums.reshape(len(sums), -1), present)
    values = [_means(entry.reshape(*entry.shape[:-1], *sums.shape[1:]), centre) for entry in (full, without)]
    return _limits(values[0], np.moveaxis(values[1], -1, 0), present, level)


def _means(sums: Floats, centre: bool) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = sums[..., 1] / sums[..., 0]
    return np.asarray(found - found.mean(axis=-1, keepdims=True) if centre else found)


def _replicated(cross: Floats, present: np.ndarray) -> tuple[Floats, Floats]:
    full, without = replicate(cross.reshape(len(cross), -1), present)
    return full.reshape(cross.shape[1:]), without.reshape(cross.shape)


def _figure(cross: Floats, present: np.ndarray, signs: tuple[int, int], level: float, items: int) -> Figure | None:
    """A sum of the low and the high coefficient of every item, each with its sign."""
    full, without = _replicated(cross, present)
    if not _is_regular(full) or not np.isfinite(without).all():
        return None
    found = []
    for entry in (full, without):
        try:
            told = np.linalg.solve(entry[..., :-1, :-1], entry[..., :-1, -1:])[..., 0]
        except np.linalg.LinAlgError:
            return None
        found.append(signs[0] * told[..., 1 : 1 + items] + signs[1] * told[..., 1 + items : 1 + 2 * items])
    return _limits(found[0], np.moveaxis(found[1], -1, 0), present, level)


def _is_regular(cross: Floats) -> bool:
    """Whether every column tells something that the others do not."""
    matrix = cross[:-1, :-1]
    scale = np.sqrt(np.diagonal(matrix))
    if not (np.isfinite(matrix).all() and (scale > 0).all()):
        return False
    return bool(np.linalg.eigvalsh(matrix / np.outer(scale, scale)).min() > _SINGULAR)


def _covariance(cross: Floats) -> Floats:
    n = cross[..., :1, :1]
    mean = cross[..., :1, 1:] / n
    return np.asarray(cross[..., 1:, 1:] / n - np.swapaxes(mean, -1, -2) * mean)


def _limits(full: Floats, without: Floats, present: np.ndarray, level: float) -> Figure | None:
    """Values (K,) and their replicates (K, G) as figures; None where one rests on a single group."""
    is_told = np.isfinite(full)
    try:
        spread = jackknife(np.where(is_told, full, 0.0), np.where(is_told[:, None], without, 0.0), present)
    except SteelyardError:
        return None
    half = t_quantile(spread.df, level) * np.sqrt(spread.variance)
    value = np.where(is_told, full, np.nan)
    return Figure(value, np.where(is_told, full - half, np.nan), np.where(is_told, full + half, np.nan))
