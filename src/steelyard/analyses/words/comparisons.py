"""Which terms more, or fewer, customers write: against the days before, and against other parts on the same topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from steelyard.analyses.words.answer import BEFORE, OTHERS
from steelyard.analyses.words.documents import Documents
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.comparison.term_excess import term_excess

LEAST_WRITERS = 40
"""Customers who wrote, on either side of a comparison."""

LEAST_SHOWN = 10
"""Customers who wrote a term, on the side that wrote it more; fewer are not shown."""

MOST_PARTS = 30
WAYS = frozenset({"team", "site", "channel", "handled_by"})
"""Dimensions whose parts are compared with each other: what customers came with is compared with itself alone."""


@dataclass(frozen=True)
class Test:
    """One comparison of one term.

    Args:
        place: of the term among the names.
        count, of: customers who wrote it, of those who wrote. other_count, other_of: the same of the other side.
        spread: variance over that of single customers.
    """

    place: int
    against: str
    dimension: str
    label: str
    count: int
    of: int
    other_count: float
    other_of: int
    p: float
    spread: float


def run(found: Documents, dimensions: Sequence[str], has_before: bool) -> list[Test]:
    """All comparisons that enough customers stand in."""
    tests = _between_periods(found, "", "") if has_before else []
    for name in dimensions:
        codes, labels = found.part[name]
        sizes = np.bincount(codes[found.is_now], minlength=len(labels))
        for code in np.argsort(-sizes, kind="stable")[:MOST_PARTS].tolist():
            if not labels[code]:
                continue
            mine = codes == code
            if has_before:
                tests += _between_periods(found.of(mine), name, labels[code])
            if name in WAYS:
                tests += _against_others(found.of(found.is_now), name, code)
    return tests


def _between_periods(found: Documents, dimension: str, label: str) -> list[Test]:
    strata = np.zeros(len(found.is_now), dtype=np.int64)
    return _tests(found, found.is_now, strata, [_dense(found.day)], BEFORE, dimension, label)


def _against_others(found: Documents, dimension: str, code: int) -> list[Test]:
    codes, labels = found.part[dimension]
    strata = _dense(found.part["family"][0]) if "family" in found.part else np.zeros(len(codes), dtype=np.int64)
    clusters = [_dense(found.agent), _dense(found.day)]
    return _tests(found, codes == code, strata, clusters, OTHERS, dimension, labels[code])


def _tests(
    found: Documents,
    side: Flags,
    strata: Integers,
    clusters: Sequence[Integers],
    against: str,
    dimension: str,
    label: str,
) -> list[Test]:
    of, other_of = int(side.sum()), int((~side).sum())
    if min(of, other_of) < LEAST_WRITERS:
        return []
    excess = term_excess(found.held, side, strata, clusters)
    other = _on_the_same_mix(found, side, strata) * other_of
    largest = np.maximum(excess.observed, other if against == BEFORE else excess.expected)
    return [
        Test(
            place,
            against,
            dimension,
            label,
            round(float(excess.observed[place])),
            of,
            float(other[place]),
            other_of,
            float(excess.p[place]),
            float(excess.spread[place]),
        )
        for place in np.flatnonzero(largest >= LEAST_SHOWN).tolist()
    ]


def _on_the_same_mix(found: Documents, side: Flags, strata: Integers) -> Floats:
    """The share of the other side that holds each term, on the strata of this side that both have."""
    rows, count = np.arange(len(strata)), int(strata.max()) + 1
    gathered = csr_matrix(((~side).astype(float), (strata, rows)), (count, len(strata)))
    others = np.bincount(strata, weights=(~side).astype(float), minlength=count)
    weight = np.where(others > 0, np.bincount(strata, weights=side.astype(float), minlength=count), 0.0)
    if not weight.sum():
        return np.zeros(found.held.shape[1])
    shares = np.asarray((gathered @ found.held).todense()) / np.maximum(others, 1)[:, None]
    found_shares: Floats = weight @ shares / weight.sum()
    return found_shares


def _dense(codes: Integers) -> Integers:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)
