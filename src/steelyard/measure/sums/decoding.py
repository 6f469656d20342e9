"""Columns of an engine's result as codes and the values they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from steelyard.measure.sums.model import Part
from steelyard.stats.arrays import Integers

T = TypeVar("T", bound=object)


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
    first, cell = distinct(joint)
    parts = tuple(tuple(known[code[row]] for known, code in zip(values, codes, strict=True)) for row in first.tolist())
    return parts, cell


MOST_COUNTED = 1 << 22
"""Codes up to which different ones are found by counting; beyond, by sorting."""


def distinct(codes: Integers) -> tuple[Integers, Integers]:
    """Where each different code, in ascending order, stands first, and which of them each row has.

    Args:
        codes: from 0 on.
    """
    most = int(codes.max(initial=0))
    if most >= MOST_COUNTED:
        _, first, place = np.unique(codes, return_index=True, return_inverse=True)
        return first.astype(np.int64), place.astype(np.int64)
    first_of = np.full(most + 1, -1, dtype=np.int64)
    first_of[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    held = first_of >= 0
    return first_of[held], (np.cumsum(held) - 1)[codes]


def _register(column: np.ndarray) -> tuple[list[str | None], Integers]:
    if column.dtype == object:
        return coded(column.tolist())
    days, code = np.unique(column.astype("datetime64[D]"), return_inverse=True)
    return [None if np.isnat(day) else str(day) for day in days], code.astype(np.int64)


def coded(values: Sequence[T]) -> tuple[list[T], Integers]:
    """The different values in order of appearance, and the place of each among them."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return list(places), np.fromiter(map(places.__getitem__, values), dtype=np.int64, count=len(values))
