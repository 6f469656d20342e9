"""The movements of the parts of a dimension: one joint test a part, agents' sampling error read off all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steelyard import measure
from steelyard.analyses.attribution.attribution import SEGMENTS, Attribution, attribute, part_of
from steelyard.analyses.attribution.joint_change import SURE, Movement, Sides, judge, sides_of
from steelyard.measure import Side
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.measure.question import NONE, ROWS
from steelyard.metrics.factors import ISSUES
from steelyard.settings.model import Settings
from steelyard.stats.sampling.two_way_variance import pooled
from steelyard.store import Snapshot

MOST_PARTS = 40
LEAST_ISSUES = 200
"""A part needs so many issues on either side to be placed on the map."""

AGENTS = "agents"


def movements(
    snapshot: Snapshot, settings: Settings, sides: Sequence[Side], dimension: str, *, alpha: float = 1 - SURE
) -> tuple[Movement, ...]:
    """Every part of a dimension large enough, in alphabetical order.

    A team has few agents, whose own spread would say little of how far agents make its figures move: how much more they
    differ than single contacts is taken from all parts together.

    Args:
        alpha: chance of naming any part where nothing moved; each part is tested at its share of it.
    """
    by = tuple(dict.fromkeys((dimension, *SEGMENTS)))
    found = measure.identity(snapshot, settings, *sides, by=by, within=(dimension,))
    large = _large(attribute(found), dimension)
    read = {name: sides_of(split) for name, (split, _) in large.items()}
    shared = _shared(read)
    each = alpha / max(len(large), 1)
    return tuple(judge(split, shared[name], name, weight, each) for name, (split, weight) in large.items())


def _large(split: Attribution, dimension: str) -> dict[str, tuple[Attribution, float]]:
    """Part -> its split and its share of the issues."""
    total = [side[:, ISSUES].sum() for side in (split.found.before, split.found.after)]
    found = {}
    for name in [name for name in split.part_names(dimension) if name != NONE][:MOST_PARTS]:
        own = part_of(split.found, dimension, name)
        counts = [side[:, ISSUES].sum() for side in (own.before, own.after)]
        part = attribute(own)
        if min(counts) >= LEAST_ISSUES and part.is_defined and part.rated >= FEWEST:
            found[name] = (part, float(sum(counts) / sum(total)))
    return found


def _shared(read: Mapping[str, Sides]) -> dict[str, Sides]:
    """The same with every part's spread over agents read off all parts."""
    if not all({AGENTS, ROWS} <= one.spreads.keys() for one in read.values()) or len(read) < 2:
        return dict(read)
    agents = pooled([one.spreads[AGENTS] for one in read.values()], [one.spreads[ROWS] for one in read.values()])
    return {name: one.with_spread(AGENTS, spread) for (name, one), spread in zip(read.items(), agents, strict=True)}
