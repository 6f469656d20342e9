"""What contacts without a customer hide of a segment, taken off as `metrics.identity` does for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from steelyard.stats.arrays import Floats

_LEFT = 0.5
"""What is hidden takes no more than so much off a segment: an issue stays one, however few there are."""


@dataclass(frozen=True)
class Ended:
    """Issues by how they ended, less what is hidden of them: those resolved, and those with a mark (..., K)."""

    resolved: Floats
    marked: Floats


def less(seen: Floats, hidden: Floats) -> Floats:
    """What is seen less what is hidden of it."""
    return np.maximum(seen - hidden, _LEFT * seen)


def corrected(sums: Mapping[str, Floats], odds: float) -> tuple[Floats, Ended, Floats]:
    """Issues by how they began and how they ended, and contacts over those seen (..., K).

    As `metrics.identity` corrects the whole for what contacts without a customer hide.
    """
    begun = less(sums["issues"], sums["false_start"])
    marked = less(sums["marked"], odds * sums["hidden_marked"] - (odds - 1) * sums["late_marked"])
    resolved = sums["resolved"] - odds * sums["hidden_resolved"] + (odds - 1) * sums["late_resolved"]
    more = (odds - 1) * sums["hidden_contacts"] / np.maximum(sums["contacts"], 1.0)
    return begun, Ended(np.maximum(resolved, 0.0), marked), 1 + more


def kept(sums: Mapping[str, Floats], begun: Floats, ended: Ended, *, is_merged: bool) -> tuple[Floats, Floats]:
    """What is left of the resolved issues seen: the share of each segment's (..., K), and of all of them (..., 1)."""
    every = {name: values.sum(axis=-1, keepdims=True) for name, values in sums.items()}
    issues = _ratio(begun.sum(axis=-1, keepdims=True), every["issues"])
    if is_merged:
        return _ratio(begun, sums["issues"]), issues
    own = _ratio(ended.resolved, sums["resolved"]) * _ratio(sums["marked"], ended.marked)
    resolved, marked = (part.sum(axis=-1, keepdims=True) for part in (ended.resolved, ended.marked))
    whole = _ratio(resolved, every["resolved"]) * _ratio(every["marked"], marked)
    return own * _ratio(begun, sums["issues"]), whole * issues


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 1.0)


def scaled(seen: Floats, own: Floats, every: Floats) -> Floats:
    """What is left of a sum in each segment (..., K), and of all of them what is left of the whole."""
    left = seen * own
    total, wanted = left.sum(axis=-1, keepdims=True), seen.sum(axis=-1, keepdims=True) * every
    return np.asarray(left * _ratio(wanted, total))
