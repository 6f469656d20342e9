"""Which judges differ from the others: each beside the mean of those who do not stand out themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.distributions import student_sf
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import jackknife


@dataclass(frozen=True)
class Standouts:
    """How far each judge lies from the others: all (J,), nan where unknown.

    Attributes:
        low, high: limits at the usual level, each judge taken alone. p: two-sided, of each alone.
        is_one: beyond what sampling error gives any of them, all tests counted.
    """

    value: Floats
    low: Floats
    high: Floats
    p: Floats
    is_one: Flags


def standouts(full: Floats, replicates: Floats, tests: int, *, level: float = 0.95) -> Standouts:
    """Judges' figures (J,) and the same without each group (G, J), beside each other.

    The one that surely differs most leaves the mean the others are held against, and all are looked at again: one
    lenient judge makes no strict ones of the rest.

    Args:
        tests: how many share the five percent (Bonferroni).
    """
    count = len(full)
    is_out = np.zeros(count, dtype=bool)
    for _ in range(max(count - 2, 1)):
        found = _beside(full, replicates, is_out, level)
        sure = np.where(found.p * tests < 1 - level, found.p, np.inf)
        sure[is_out] = np.inf
        if not np.isfinite(sure).any():
            break
        is_out[int(np.argmax(np.where(np.isfinite(sure), np.abs(found.value), -np.inf)))] = True
    found = _beside(full, replicates, is_out, level)
    return Standouts(found.value, found.low, found.high, found.p, is_out & (found.p * tests < 1 - level))


def _beside(full: Floats, replicates: Floats, is_out: Flags, level: float) -> Standouts:
    weights = np.eye(len(full))
    for one in range(len(full)):
        others = ~is_out
        others[one] = False
        if others.any():
            weights[one, others] -= 1 / others.sum()
    value = weights @ full
    spread = jackknife(value, (replicates @ weights.T).T)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(spread.variance)
        half = t_quantile(spread.df, level) * error
        p = np.where(error > 0, 2 * student_sf(np.abs(value) / error, spread.df), np.nan)
    return Standouts(value, value - half, value + half, p, is_out)
