"""Two chances from one reading: the rows of each customers' group are split in two by lot, and read by half.

Both halves together are the group. Their difference knows nothing of what a customer's rows have in common, since these
fall into either half by lot: its square is on average the sum of the squares of single rows. So the groups of rows

    rows_g = first_g - second_g + 2 / G x sum over all groups of second

add up to the whole, and leaving out one after the other gives the variance that groups of single rows would give. They
are no rows that could be counted, and may be below 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from steelyard.measure.question import CUSTOMERS, GROUPS, HALVES, ROWS
from steelyard.measure.sums.model import Strata
from steelyard.stats.arrays import Floats


def read_for(chances: Sequence[str]) -> tuple[str, ...]:
    """What the engine groups by, so that every chance can be told."""
    if not {CUSTOMERS, ROWS} <= set(chances):
        return tuple(chances)
    return (HALVES, *(chance for chance in chances if chance not in (CUSTOMERS, ROWS)))


def told(halves: Floats) -> dict[str, Floats]:
    """Chance -> sums (..., G), from the halves (..., 2 G)."""
    first, second = np.moveaxis(halves.reshape(*halves.shape[:-1], GROUPS, 2), -1, 0)
    rows = first - second + 2 / GROUPS * second.sum(axis=-1, keepdims=True)
    return {CUSTOMERS: first + second, ROWS: rows}


def told_by_stratum(halves: Strata) -> dict[str, Strata]:
    """The same of a stratified sum."""
    width = max(len(halves.labels), 1)
    known, place = np.unique(halves.cell * width + halves.stratum, return_inverse=True)
    dense = np.zeros((len(known), 2 * GROUPS, 3))
    np.add.at(dense, (place, halves.group), halves.values)
    rows = np.moveaxis(told(np.moveaxis(dense, -1, 0))[ROWS], 0, -1).reshape(-1, 3)
    cell, stratum = (np.repeat(codes, GROUPS) for codes in np.divmod(known, width))
    return {
        CUSTOMERS: replace(halves, group=halves.group // 2),
        ROWS: Strata(halves.labels, cell, stratum, np.tile(np.arange(GROUPS), len(known)), rows),
    }
