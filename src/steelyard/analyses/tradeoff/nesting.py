"""A part inside another, a team of a site: which of the two a finding is named after.

What moved in one team shows in its site too, and what moved in a site shows in its teams; the sampling error decides
which of them looks surer. The parts inside decide instead: where they moved unlike each other, it was not the site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from steelyard import measure
from steelyard.analyses.attribution.joint_change import SURE, Movement
from steelyard.answers import Estimate
from steelyard.measure import Side
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.model import Settings
from steelyard.stats.comparison.heterogeneity import between_units
from steelyard.store import Snapshot

NESTED = ("site", "team")
"""The outer dimension and the inner."""

MOST_OUTSIDE = 0.05
"""Share of a team's issues that may lie outside the site it is taken to be inside of."""


@dataclass(frozen=True)
class Nest:
    """An outer part and what lies inside of it.

    Args:
        outer: the part's name. inner: the movements of the parts inside.
    """

    outer: str
    inner: tuple[Movement, ...]

    @property
    def is_uneven(self) -> bool:
        """Whether the parts inside moved unlike each other beyond sampling error, in cost or in what customers got."""
        each = 1 - (1 - SURE) / 2
        return any(_differ([getattr(one, name) for one in self.inner], each) for name in ("efficiency", "customers"))


def nests(
    snapshot: Snapshot, settings: Settings, sides: Sequence[Side], found: Mapping[str, Sequence[Movement]]
) -> tuple[Nest, ...]:
    """The sites of several teams, by the last side's issues; none where sites or teams were not looked at.

    Args:
        found: dimension -> the movements of its parts.
    """
    outer, inner = NESTED
    if not (found.get(outer) and found.get(inner)):
        return ()
    inside: dict[str, list[Movement]] = defaultdict(list)
    for part, site in _homes(snapshot, settings, sides[-1]).items():
        inside[site] += [one for one in found[inner] if one.part == part]
    return tuple(Nest(one.part, tuple(inside[one.part])) for one in found[outer] if len(inside[one.part]) > 1)


def _homes(snapshot: Snapshot, settings: Settings, side: Side) -> dict[str, str]:
    """Team -> the site that holds nearly all of its issues."""
    outer, inner = NESTED
    sums = measure.measure(
        snapshot,
        settings,
        ["contacts_per_issue"],
        by=NESTED,
        where=side.where,
        from_on=side.from_on,
        to_on=side.to_on,
        chances=(CUSTOMERS,),
    )
    counts: dict[str, dict[str, float]] = defaultdict(dict)
    for entry in measure.estimates(sums):
        counts[entry.part[inner]][entry.part[outer]] = float(entry.n or 0)
    homes = {part: max(sites, key=sites.__getitem__) for part, sites in counts.items()}
    return {
        part: site
        for part, site in homes.items()
        if counts[part][site] > (1 - MOST_OUTSIDE) * sum(counts[part].values())
    }


def _differ(estimates: Sequence[Estimate], level: float) -> bool:
    """Cochran's Q beyond its quantile; not where a figure or its interval is missing."""
    known = [(one.value, one.interval) for one in estimates]
    values = np.array([np.nan if value is None else value for value, _ in known])
    halves = np.array([np.nan if limits is None else (limits.high - limits.low) / 2 for _, limits in known])
    variances = (halves / special.ndtri((1 + SURE) / 2)) ** 2
    if not (np.isfinite(values).all() and np.isfinite(variances).all() and (variances > 0).all()):
        return False
    return bool(special.chdtrc(len(values) - 1, between_units(values, variances, "dl").q) < 1 - level)
