"""Whether two engines' values are the same: to the last digit for what is counted or named, to 1e-9 for the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

TOLERANCE = 1e-9
"""Largest difference of two numbers that are not counts, relative to the larger."""


def differing(
    expected: np.ndarray, found: np.ndarray, *, is_exact: bool, scale: np.ndarray | float = 0.0
) -> np.ndarray:
    """The flat places at which two arrays of one shape differ; missing equals missing only.

    Args:
        scale: of what values are the remainder of, where that is larger than they are themselves.
    """
    if expected.dtype.kind in "OM" or found.dtype.kind in "OM":
        return np.flatnonzero([not _is_same(*pair) for pair in zip(expected.flat, found.flat, strict=True)])
    one, other = expected.astype(np.float64), found.astype(np.float64)
    room = 0.0 if is_exact else TOLERANCE
    with np.errstate(invalid="ignore"):
        is_near = np.abs(one - other) <= room * np.maximum(np.maximum(np.abs(one), np.abs(other)), scale)
    return np.flatnonzero(~(is_near | (one == other) | (np.isnan(one) & np.isnan(other))))


def _is_same(one: Any, other: Any) -> bool:
    """Equal, or both missing."""
    return bool(one == other) or (one != one and other != other)
