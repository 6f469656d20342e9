"""Columns of an engine's result as codes and the values they stand for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from steelyard.measure.sums.model import Part
from steelyard.stats.arrays import Integers


def decode(columns: Sequence[np.ndarray], length: int) -> tuple[tuple[Part, ...], Integers]:
    """The different rows of some text or date columns, and which of them each row is: (N,)."""
    if not columns:
        return ((),) if length else (), np.zeros(length, dtype=np.int64)
    values, codes, joint = [], [], np.zeros(length, dtype=np.int64)
    for column in columns:
        known, code = _register(column)
        values.append(known)
        codes.append(code)
        joint = joint * max(len(known), 1) + code
    _, first, cell = np.unique(joint, return_index=True, return_inverse=True)
    parts = tuple(tuple(known[code[row]] for known, code in zip(values, codes, strict=True)) for row in first.tolist())
    return parts, cell.astype(np.int64)


def _register(column: np.ndarray) -> tuple[list[str | None], Integers]:
    if column.dtype == object:
        listed = column.tolist()
        known = {value: code for code, value in enumerate(dict.fromkeys(listed))}
        return list(known), np.fromiter(map(known.__getitem__, listed), dtype=np.int64, count=len(listed))
    days, code = np.unique(column.astype("datetime64[D]"), return_inverse=True)
    return [None if np.isnat(day) else str(day) for day in days], code.astype(np.int64)
