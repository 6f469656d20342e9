"""A stretch of weeks in which a series lies above what was expected of it: since when, until when, by how much.

found = highest(observed, expected)       the stretch that stands out most, and how likely chance gives one as clear
raised(observed, expected, inside)        by how much a stretch lies above the rest, as an effect
stepped(observed, expected, inside)       the same beyond one slope through all weeks
beginnings(observed, expected, found)     the weeks that could be its first
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.designs.effect import Effect
from steelyard.stats.distributions import student_sf

LEAST_BEFORE, LEAST_LONG, LEAST_OVER = 8, 4, 8
"""Weeks a stretch needs before it, weeks it lasts where it goes on to the end, and where it is over: what comes and
goes within two months is an episode."""

_WINDOWS = 0.08
"""Independent stretches among those of T weeks, as a share of T squared: what makes the best one's p right where weeks
are independent and normal; found by simulation from 24 to 104 weeks, where it is right or too large."""

_HANSEN = 7.35
"""The 95% point of how much worse the true beginning fits than the best: -2 ln(1 - root of 0.95)."""


@dataclass(frozen=True)
class Stretch:
    """Weeks from `begin` up to, and without, `end`.

    Attributes:
        share: by how much they lie above the rest, as a share of what was expected. p: how likely chance gives a
            stretch as clear anywhere. t: how clear it is.
    """

    begin: int
    end: int
    share: float
    t: float
    p: float

    def inside(self, weeks: int) -> Flags:
        """(weeks,), which lie in it."""
        at = np.arange(weeks)
        return np.asarray((at >= self.begin) & (at < self.end))


def highest(observed: ArrayLike, expected: ArrayLike) -> Stretch | None:
    """The stretch that lies highest above the rest, measured by how sure that is; None where weeks are too few.

    Weeks weigh by what was expected, which their variance is taken to be proportional to, overdispersed by as much as
    they show. Where neighbouring weeks are alike, what is sure is less, by their correlation.

    Args:
        observed: (T,), sums by week. expected: (T,), what would be expected at one constant level.

    Source:
        Page (1955), Biometrika 42, 523-527, and Siegmund (1986), Annals of Statistics 14, 361-404: a change that ends.
    """
    x, b = _read(observed, expected)
    known = np.flatnonzero(b > 0)
    weeks = len(known)
    if weeks < LEAST_BEFORE + LEAST_LONG + 4 or x.sum() <= 0:
        return None
    sums = _Sums(x[known], b[known])
    begins, ends = _stretches(weeks)
    gaps, misfit, spread = sums.of(begins, ends)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(misfit > 0, gaps / np.sqrt(misfit / (weeks - 2) * spread), -np.inf)
    if not np.isfinite(t).any():
        return None
    best = int(t.argmax())
    begin, end = int(begins[best]), int(ends[best])
    clear = float(t[best]) / math.sqrt(_alike(x[known], b[known], begin, end))
    p = min(1.0, max(1.0, _WINDOWS * weeks**2) * float(student_sf(clear, weeks - 2)))
    last = len(x) if end == weeks else int(known[end])
    level = sums.level(begin, end)
    return Stretch(int(known[begin]), last, float(gaps[best]) / level if level > 0 else math.inf, clear, p)


def raised(observed: ArrayLike, expected: ArrayLike, inside: ArrayLike) -> Effect:
    """By how much the weeks inside lie above the rest, summed over them, in the unit of what was observed.

    nan where one side holds nothing that was expected, or too few weeks.
    """
    x, b = _read(observed, expected)
    flags = np.asarray(inside, dtype=bool)
    known = b > 0
    x, b, flags = x[known], b[known], flags[known]
    sides = b[flags].sum(), b[~flags].sum()
    if min(sides) <= 0 or len(x) < 4 or min(flags.sum(), (~flags).sum()) < 2:
        return Effect(float("nan"), float("nan"), float("nan"))
    means = x[flags].sum() / sides[0], x[~flags].sum() / sides[1]
    off = x / b - np.where(flags, *means)
    per_week = float((b * off**2).sum()) / (len(x) - 2) * _correlated(np.sqrt(b) * off)
    variance = per_week * (1 / sides[0] + 1 / sides[1]) * sides[0] ** 2
    return Effect(float((means[0] - means[1]) * sides[0]), float(variance), float(len(x) - 2))


def stepped(observed: ArrayLike, expected: ArrayLike, inside: ArrayLike) -> Effect:
    """By how much the weeks inside lie above the rest beyond one slope through all of them, for each expected.

    Args:
        observed, expected: (T,), as `highest` takes them, in the order of time. inside: (T,), flags.

    Source:
        Wagner et al. (2002), Journal of Clinical Pharmacy and Therapeutics 27, 299-309: segmented regression.
    """
    x, b = _read(observed, expected)
    flags = np.asarray(inside, dtype=bool)
    at = np.arange(len(x), dtype=float)[b > 0]
    x, b, flags = x[b > 0], b[b > 0], flags[b > 0]
    if len(x) < 6 or min(flags.sum(), (~flags).sum()) < 2:
        return Effect(float("nan"), float("nan"), float("nan"))
    root = np.sqrt(b)
    design = np.stack([np.ones(len(x)), flags.astype(float), at - at.mean()], axis=1) * root[:, None]
    held = np.linalg.pinv(design.T @ design)
    found = held @ design.T @ (x / root)
    off = x / root - design @ found
    variance = held[1, 1] * float(off @ off) / (len(x) - 3) * _correlated(off)
    return Effect(float(found[1]), float(variance), float(len(x) - 3))


def beginnings(observed: ArrayLike, expected: ArrayLike, found: Stretch) -> tuple[int, int]:
    """The first and the last week that could be the stretch's first: those whose best fit is within chance.

    Source:
        Hansen (2000), Econometrica 68, 575-603: inverting the likelihood ratio of a threshold.
    """
    x, b = _read(observed, expected)
    known = np.flatnonzero(b > 0)
    weeks = len(known)
    begins, ends = _stretches(weeks)
    if not len(begins):
        return found.begin, found.begin
    _, misfit, _ = _Sums(x[known], b[known]).of(begins, ends)
    begin = int(np.searchsorted(known, found.begin))
    end = int(np.searchsorted(known, found.end))
    alike = _alike(x[known], b[known], begin, end)
    here = (begins == begin) & (ends == end)
    least = float(misfit[here][0]) if here.any() else float(misfit.min())
    allowed = least + _HANSEN * alike * least / max(weeks - 2, 1)
    possible = begins[(misfit <= allowed) & (np.abs(ends - end) <= LEAST_LONG)]
    if not len(possible):
        return found.begin, found.begin
    return int(known[possible.min()]), int(known[possible.max()])


class _Sums:
    """Running sums, from which every stretch's level and misfit follow."""

    def __init__(self, x: Floats, b: Floats) -> None:
        self._x, self._b = np.append(0.0, np.cumsum(x)), np.append(0.0, np.cumsum(b))
        self._squares = float((x**2 / b).sum())

    def of(self, begins: np.ndarray, ends: np.ndarray) -> tuple[Floats, Floats, Floats]:
        """Inside less outside, the misfit of two levels, and how the variance of the gap follows from a week's."""
        x, b = self._x[ends] - self._x[begins], self._b[ends] - self._b[begins]
        rest_x, rest_b = self._x[-1] - x, self._b[-1] - b
        misfit = np.maximum(self._squares - x**2 / b - rest_x**2 / rest_b, 0.0)
        return x / b - rest_x / rest_b, misfit, 1 / b + 1 / rest_b

    def level(self, begin: int, end: int) -> float:
        """The level outside a stretch."""
        x, b = self._x[end] - self._x[begin], self._b[end] - self._b[begin]
        return float((self._x[-1] - x) / (self._b[-1] - b))


def _stretches(weeks: int) -> tuple[np.ndarray, np.ndarray]:
    begins, ends = np.meshgrid(np.arange(weeks), np.arange(weeks + 1), indexing="ij")
    fits = (begins >= LEAST_BEFORE) & (ends - begins >= np.where(ends == weeks, LEAST_LONG, LEAST_OVER))
    return begins[fits], ends[fits]


def _alike(x: Floats, b: Floats, begin: int, end: int) -> float:
    """By how much neighbours that are alike raise the variance; at least 1."""
    flags = np.zeros(len(x), dtype=bool)
    flags[begin:end] = True
    levels = x[flags].sum() / b[flags].sum(), x[~flags].sum() / b[~flags].sum()
    return _correlated(np.sqrt(b) * (x / b - np.where(flags, *levels)))


def _correlated(off: Floats) -> float:
    """(1 + r) / (1 - r), r the correlation of neighbours, corrected for its bias; at least 1, at most 5."""
    whole = float(off @ off)
    if whole <= 0 or len(off) < 4:
        return 1.0
    r = float(off[1:] @ off[:-1]) / whole + 2 / len(off)
    r = min(max(r, 0.0), 2 / 3)
    return (1 + r) / (1 - r)


def _read(observed: ArrayLike, expected: ArrayLike) -> tuple[Floats, Floats]:
    x, b = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    return np.where(np.isfinite(x), x, 0.0), np.where(np.isfinite(b), b, 0.0)
