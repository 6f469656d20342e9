"""Ratios by unit and month at one mix of cases, each read on two halves of the customers.

A cohort is a unit's month. What it would have at the mix it met is the sum over its strata of the ratio of all cohorts;
its own ratio is set against that. Both halves come from other customers, so that what single cases make of one is not
in the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from steelyard.declare import Sum
from steelyard.measure.question import CUSTOMERS, ask, bare
from steelyard.measure.sums.read import check_values, read
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store.snapshot import Snapshot


@dataclass(frozen=True)
class Ratio:
    """A ratio of two sums; `begun` counts those it will be known of, empty where it is known at once."""

    total: Sum
    count: Sum
    begun: Sum | None = None


@dataclass(frozen=True)
class Cohort:
    """Attributes:
    total, expected, count: (2,), of either half: the sum, what all cohorts' ratios lead one to expect, and the count.
    mature_share: of those begun, how many it is known of; 1 where it is known at once.
    """

    total: Floats
    expected: Floats
    count: Floats
    mature_share: float


Cohorts = Mapping[tuple[str, date], Cohort]


def cohorts(
    snapshot: Snapshot,
    settings: Settings,
    metric: str,
    ratio: Ratio,
    *,
    unit: str,
    strata: Sequence[str],
    where: Mapping[str, Sequence[str]],
) -> Cohorts:
    """(unit, first of the month) -> its cohort, those with a unit alone.

    Args:
        metric: id of the measure the ratio stands for; strata: dimensions held equal.
    """
    asked = ask((metric,), by=(unit, *strata), period="month", where=where, dimensions=settings.dimensions)
    check_values(snapshot, asked)
    sums = {"total": ratio.total, "count": ratio.count, **({"begun": ratio.begun} if ratio.begun else {})}
    found = read(snapshot, settings, replace(bare(asked, sums), forced=(CUSTOMERS,)))
    halves = {name: _halves(found.groups[CUSTOMERS][entry]) for name, entry in sums.items()}
    expected = halves["count"] * _ratio_of_stratum(found.parts, halves)[:, None]
    rows: dict[tuple[str, date], list[int]] = {}
    for place, part in enumerate(found.parts):
        if part[0] is not None and part[-1] is not None:
            rows.setdefault((part[0], date.fromisoformat(part[-1])), []).append(place)
    return {key: _cohort(halves, expected, places) for key, places in rows.items()}


def _halves(by_group: Floats) -> Floats:
    """(cells, groups) as (cells, 2): customers of even and of odd groups."""
    return np.stack([by_group[:, half::2].sum(axis=1) for half in (0, 1)], axis=1)


def _ratio_of_stratum(parts: Sequence[tuple[str | None, ...]], halves: Mapping[str, Floats]) -> Floats:
    """(cells,): the ratio of each cell's stratum over all units and months."""
    names = {label: place for place, label in enumerate(dict.fromkeys(part[1:-1] for part in parts))}
    codes = np.array([names[part[1:-1]] for part in parts], dtype=np.int64)
    total, count = (np.bincount(codes, halves[name].sum(axis=1), len(names)) for name in ("total", "count"))
    return np.asarray(np.where(count > 0, total / np.where(count > 0, count, 1.0), 0.0)[codes])


def _cohort(halves: Mapping[str, Floats], expected: Floats, places: Sequence[int]) -> Cohort:
    count = halves["count"][places].sum(axis=0)
    begun = float(halves["begun"][places].sum()) if "begun" in halves else float(count.sum())
    share = float(count.sum()) / begun if begun else 1.0
    return Cohort(halves["total"][places].sum(axis=0), expected[places].sum(axis=0), count, share)
