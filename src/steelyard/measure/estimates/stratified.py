"""Evaluating a stratified sum: a count carried at the mean of those who answered, stratum by stratum.

    sum over strata h of count_h x total_h / answers_h

A stratum with too few answers takes the mean of its parent (the leftmost dimension dropped first) and so on up to the
whole. Which strata do is chosen once on the full sample and kept in every replicate, where only the means change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steelyard.measure.sums.model import Part, Strata
from steelyard.stats.arrays import Floats, Integers

GROUPS = 64


@dataclass(frozen=True)
class Carried:
    """A stratified sum by cell and segment.

    Attributes:
        whole: (cells, segments).
        without: (cells, segments, groups), the sum without each group, not yet scaled.
        by_group: (cells, groups), rows of any kind in the group: which groups are not empty.
        carried: (cells, depths), what is carried by strata with this many of their dimensions dropped.
    """

    whole: Floats
    without: Floats
    by_group: Floats
    carried: Floats


def carry(
    rows: Strata,
    cells: int,
    least: int,
    *,
    groups: int = GROUPS,
    segments: Integers | None = None,
    pools: Integers | None = None,
) -> Carried:
    """Evaluate a stratified sum on all groups and without each.

    Args:
        least: answers a stratum needs for a mean of its own.
        segments: (strata,), the segment a stratum's value is counted in; all in one when None.
        pools: (cells,), cells that share a pool also share the choice: a stratum needs `least` answers in each.

    Returns:
        nan in a cell that carries a count although nobody in it answered.
    """
    segment_of = np.zeros(len(rows.labels), dtype=np.int64) if segments is None else segments
    wide = int(segment_of.max(initial=0)) + 1
    pool_of = np.arange(cells) if pools is None else pools
    whole, without = np.zeros((cells, wide)), np.zeros((cells, wide, groups))
    levels = _levels(rows.labels)
    level_of = _choose(rows, levels, pool_of, least)
    carried = np.zeros((cells, len(levels)))
    np.add.at(carried, (rows.cell, level_of), rows.values[:, 0])
    for depth, codes in enumerate(levels):
        chosen = level_of == depth
        if not chosen.any():
            continue
        width = int(codes.max(initial=0)) + 1
        family = rows.cell * width + codes[rows.stratum]
        asked, counted = _dense(family[chosen] * wide + segment_of[rows.stratum[chosen]], cells * width * wide)
        counts = _tally(counted, rows.group[chosen], rows.values[chosen, :1], len(asked), groups)[..., 0]
        told = _told(rows, family, asked // wide, cells * width, groups)
        q_whole, q_without = _means(told, depth == len(levels) - 1)
        kept = counts.sum(axis=-1)
        slot = (asked // wide // width, asked % wide)
        np.add.at(whole, slot, kept * q_whole)
        np.add.at(without, slot, (kept[:, None] - counts) * q_without)
    by_group = _tally(rows.cell, rows.group, rows.values, cells, groups).sum(axis=-1)
    return Carried(whole, without, by_group, carried)


def _dense(codes: Integers, size: int) -> tuple[Integers, Integers]:
    """The different codes in order, and the place of each: np.unique for small integers, without sorting."""
    held = np.zeros(size, dtype=bool)
    held[codes] = True
    place = np.cumsum(held) - 1
    return np.flatnonzero(held), place[codes]


def _told(rows: Strata, family: Integers, asked: Integers, size: int, groups: int) -> Floats:
    """Answers' totals and counts (asked, groups, 2) of strata, one row for each of `asked`."""
    needed = np.zeros(size, dtype=bool)
    needed[asked] = True
    keep = needed[family]
    names, place = _dense(family[keep], size)
    held = _tally(place, rows.group[keep], rows.values[keep, 1:], len(names), groups)
    return held[np.searchsorted(names, asked)]


def _levels(labels: tuple[Part, ...]) -> list[Integers]:
    """Codes of every stratum at each depth: as it is, its leftmost dimension dropped, ... , all in one."""
    width = len(labels[0]) if labels else 0
    found = []
    for depth in range(width + 1):
        known: dict[Part, int] = {}
        found.append(np.array([known.setdefault(label[depth:], len(known)) for label in labels], dtype=np.int64))
    return found


def _choose(rows: Strata, levels: list[Integers], pool_of: Integers, least: int) -> Integers:
    """For every row the depth at which its stratum has enough answers in every cell of the pool."""
    pool = pool_of[rows.cell]
    pools = int(pool_of.max(initial=-1)) + 1
    sizes = np.bincount(pool_of, minlength=pools)
    chosen = np.full(len(rows.cell), len(levels) - 1, dtype=np.int64)
    for depth in range(len(levels) - 2, -1, -1):
        codes = levels[depth][rows.stratum]
        width = int(codes.max(initial=0)) + 1
        answers = np.bincount(rows.cell * width + codes, weights=rows.values[:, 2], minlength=len(pool_of) * width)
        agreeing = np.zeros((pools, width))
        np.add.at(agreeing, pool_of, (answers >= least).reshape(-1, width))
        is_fit = agreeing == sizes[:, None]
        chosen = np.where(is_fit[pool, codes], depth, chosen)
    return chosen


def _tally(place: Integers, group: Integers, values: Floats, count: int, groups: int) -> Floats:
    """Sums (count, groups, K) of rows (N, K)."""
    slot = place * groups + group
    columns = [np.bincount(slot, weights=column, minlength=count * groups) for column in values.T]
    return np.stack(columns, axis=-1, dtype=float).reshape(count, groups, len(columns))


def _means(told: Floats, is_root: bool) -> tuple[Floats, Floats]:
    """Means of all groups and without each; where one group holds every answer of a stratum it keeps its mean, but
    the whole has none without that group."""
    full = told.sum(axis=1)
    rest = full[:, None] - told
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = full[:, 0] / full[:, 1]
        without = rest[..., 0] / rest[..., 1]
    return whole, np.where(rest[..., 1] > 0.5, without, np.nan if is_root else whole[:, None])
