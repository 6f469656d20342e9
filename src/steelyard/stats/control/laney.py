"""Laney's p': limits of values that rest on varying and large numbers, and vary more (or less) than those explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.control.individuals import D2, WIDTH, mean_moving_range


@dataclass(frozen=True)
class Varying:
    """A series beside the limits of its baseline.

    Attributes:
        centre: the baseline's mean, weighted by what each value rests on.
        spread: how much more the baseline varies than its sampling errors explain (sigma_z); 1 where they explain it.
        errors: (points,), what each point varies by: its sampling error times `spread`.
        low, high: (points,), its limits.
    """

    centre: float
    spread: float
    errors: Floats
    low: Floats
    high: Floats


def laney(hits: ArrayLike, counts: ArrayLike, baseline: ArrayLike | None = None) -> Varying:
    """Limits of shares.

    Args:
        hits, counts: (points,), of how many how many; a count of nought is a missing point.
        baseline: (points,) flags of those the limits come from; all unless told.

    Source:
        Laney (2002), Quality Engineering 14, 531-537: p -/+ 3 sqrt(p(1-p)/n) sigma_z.
    """
    found, out_of = np.asarray(hits, dtype=float), np.asarray(counts, dtype=float)
    held = _flags(baseline, len(found)) & (out_of > 0)
    total = out_of[held].sum()
    share = float(found[held].sum() / total) if total else float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(out_of > 0, np.sqrt(share * (1 - share) / out_of), np.nan)
        values = np.where(out_of > 0, found / out_of, np.nan)
    return varying(values, errors, held, centre=share)


def varying(
    values: ArrayLike,
    errors: ArrayLike,
    baseline: ArrayLike | None = None,
    *,
    centre: float | None = None,
    least_spread: float = 0.0,
) -> Varying:
    """The same of any values with their sampling errors: means of answers, say.

    Args:
        values, errors: (points,); nan is a missing point.
        centre: the baseline's mean weighted by the inverse of the variance unless told.
        least_spread: the spread is at least so much: 1 where a baseline of small samples may hold none of the rare
            values that move a mean far.
    """
    held, apart = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    known = _flags(baseline, len(held)) & np.isfinite(held) & (apart > 0)
    if centre is None:
        weights = apart[known] ** -2
        centre = float((weights * held[known]).sum() / weights.sum()) if known.any() else float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = np.where(known, (held - centre) / apart, np.nan)
    found = mean_moving_range(scores) / D2
    spread = max(found, least_spread) if found > 0 else found
    wide = apart * spread
    return Varying(centre, spread, wide, centre - WIDTH * wide, centre + WIDTH * wide)


def _flags(baseline: ArrayLike | None, count: int) -> Flags:
    return np.ones(count, dtype=bool) if baseline is None else np.asarray(baseline, dtype=bool)
