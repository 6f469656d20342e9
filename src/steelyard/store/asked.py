"""What an engine gave for a query, kept with the version it was asked of, so that it is asked once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import numpy as np

from steelyard.store.snapshot import Snapshot

LARGE_BYTES = 1 << 26
"""Columns of a query that take more are asked anew each time."""

_COLUMNS = "columns"


def asked(snapshot: Snapshot, sql: str) -> dict[str, np.ndarray]:
    """Column -> values of a query, as `Engine.query` gives them: as kept with the version, or asked now and kept.

    Args:
        sql: names tables of the version alone, so that its text and how they are read say all there is to know.
    """
    if snapshot.results is None:
        return snapshot.engine.query(sql)
    key = hashlib.sha256(f"{snapshot.engine.dialect} {snapshot.read_as} {sql}".encode()).hexdigest()
    kept = snapshot.results.get(key)
    if kept is not None:
        return decode(kept)
    found = snapshot.engine.query(sql)
    arrays = encode(found)
    if arrays is not None and sum(values.nbytes for values in arrays.values()) <= LARGE_BYTES:
        snapshot.results.put(key, arrays)
    return found


def encode(columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray] | None:
    """Columns as few plain arrays, one of each type; None where one holds anything but numbers, dates and texts."""
    told: list[tuple[str, str, str, list[str | None] | None]] = []
    held: dict[str, list[np.ndarray]] = {}
    for name, values in columns.items():
        labels, kind = None, values.dtype.str
        if values.dtype == object:
            labels, values = _coded(values)
            if not all(label is None or isinstance(label, str) for label in labels):
                return None
        kept = _narrow(values)
        told.append((name, kind, kept.dtype.str, labels))
        held.setdefault(kept.dtype.str, []).append(kept)
    names = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
    return {_COLUMNS: names, **{kind: np.stack(found) for kind, found in held.items()}}


def decode(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The columns that were encoded."""
    rows = {kind: iter(found) for kind, found in arrays.items() if kind != _COLUMNS}
    told = json.loads(arrays[_COLUMNS].tobytes())
    return {name: _restored(next(rows[held]), kind, labels) for name, kind, held, labels in told}


def _coded(values: np.ndarray) -> tuple[list[str | None], np.ndarray]:
    """The different values, and the place of each among them."""
    listed = values.tolist()
    places = {value: place for place, value in enumerate(dict.fromkeys(listed))}
    return list(places), np.fromiter(map(places.__getitem__, listed), dtype=np.int32, count=len(listed))


def _narrow(values: np.ndarray) -> np.ndarray:
    """Numbers in as few bytes as hold them all exactly, the sign of zero included; anything else as it is."""
    if values.dtype.kind not in "if" or not len(values):
        return values
    least, most = values.min(), values.max()
    if not -(2**31) <= least <= most < 2**31:
        return values
    small = values.astype(np.result_type(np.min_scalar_type(int(least)), np.min_scalar_type(int(most))))
    is_exact = (small == values).all() and not (np.signbit(values) & (small == 0)).any()
    return small if is_exact else values


def _restored(values: np.ndarray, kind: str, labels: Sequence[str | None] | None) -> np.ndarray:
    if labels is None:
        return values.astype(kind, copy=False)
    return np.array([*labels, None], dtype=object)[values]
